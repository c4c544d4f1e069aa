import { ServiceError } from '../../errors';
import { invalidRequest } from '../../registry/errors';
import { parseChecksumName, type Checksum } from './checksum';

/** The file that Maven's documents are called by, in whichever folder they are (MVN-005). */
export const METADATA_FILE = 'maven-metadata.xml';

/** A file in the folder of a version: an asset, or a checksum of one (MVN-001, MVN-004). */
export interface AssetPath {
  readonly kind: 'asset';
  readonly groupId: string;
  readonly artifactId: string;
  /** The name of the folder; files of snapshot builds are in the folder of the snapshot (MVN-130). */
  readonly folder: string;
  readonly file: string;
  readonly checksum?: Checksum;
}

/** A `maven-metadata.xml`, or a checksum of one; which kind it is cannot always be told from its path (MVN-005). */
export interface MetadataPath {
  readonly kind: 'metadata';
  /** The segments of the folder it is in; one at least. */
  readonly folder: readonly string[];
  readonly checksum?: Checksum;
}

/** What a path below the endpoint names; `other` is nothing that there is (MVN-007, MVN-008, MVN-012). */
export type MavenPath = AssetPath | MetadataPath | { readonly kind: 'other' };

/**
 * Reads a raw path below the endpoint, without the first slash. Several slashes count as one, and percent-escapes are
 * decoded once (MVN-006). Throws 400 for `.` and `..` segments and broken escapes.
 */
export function parseMavenPath(rawPath: string): MavenPath {
  const segments = rawPath.split('/').filter(Boolean).map(parseSegment);
  const last = segments.at(-1);
  if (last === undefined || rawPath.endsWith('/')) return { kind: 'other' };
  const { name, checksum } = parseChecksumName(last);
  // No checksum of a checksum (MVN-098).
  if (checksum !== undefined && parseChecksumName(name).checksum !== undefined) return { kind: 'other' };
  const sum = checksum === undefined ? {} : { checksum };
  if (name === METADATA_FILE) {
    const folder = segments.slice(0, -1);
    return folder.length === 0 ? { kind: 'other' } : { kind: 'metadata', folder, ...sum };
  }
  const [groupId, artifactId, folder] = [segments.slice(0, -3).join('.'), ...segments.slice(-3, -1)];
  if (groupId === '' || artifactId === undefined || folder === undefined) return { kind: 'other' };
  return { kind: 'asset', groupId, artifactId, folder, file: name, ...sum };
}

/** The groupId and artifactId of a folder that is a package's; undefined when it is not deep enough for one. */
export function splitFolder(
  folder: readonly string[],
): { readonly groupId: string; readonly artifactId: string } | undefined {
  const artifactId = folder.at(-1);
  return folder.length < 2 || artifactId === undefined
    ? undefined
    : { groupId: folder.slice(0, -1).join('.'), artifactId };
}

/** A document as a file of the version whose folder it is in; undefined where that cannot be one (MVN-113). */
export function toVersionFile(folder: readonly string[]): AssetPath | undefined {
  const named = splitFolder(folder.slice(0, -1));
  return named && { kind: 'asset', ...named, folder: folder.at(-1) ?? '', file: METADATA_FILE };
}

/** 404 for what the endpoint does not have. */
export function notFound(message = 'Not Found'): ServiceError {
  return new ServiceError('NotFound', 404, message);
}

function parseSegment(raw: string): string {
  let segment;
  try {
    segment = decodeURIComponent(raw);
  } catch {
    throw invalidRequest('The percent-encoding of the path is not valid.');
  }
  if (segment === '.' || segment === '..' || segment.includes('/')) {
    throw invalidRequest(`The path has a segment '${segment}'.`);
  }
  return segment;
}

import type { PublicPackage, PublicVersion } from '../../registry/ports';
import type { VersionMetadataRecord } from '../../registry/records';
import { isJsonObject } from '../../util/json-object';
import type { IndexLine } from './index-line';
import { toVersionMetadata } from './metadata';
import { isVersion } from './version';

/**
 * Reads the index file of a crate; lines that are of no use are passed by, as cargo does (CRG-091, CRG-092).
 * @param name in any letter case
 * @throws Error for what is no index file (EXT-044)
 */
export function parsePublicIndex(name: string, body: Buffer): PublicPackage | undefined {
  const lower = name.toLowerCase();
  const versions = new Map<string, PublicVersion>();
  const texts = body
    .toString('utf8')
    .split('\n')
    .filter((text) => text.trim() !== '');
  for (const text of texts) {
    const found = parseLine(text);
    if (found?.line.name.toLowerCase() !== lower) continue;
    versions.set(found.line.vers, toPublicVersion(found));
  }
  if (versions.size > 0) return { versions, tags: {} };
  if (texts.length > 0) throw new Error(`The document is not the index file of the crate '${name}'`);
  return undefined;
}

// Features of dependencies are at the fourth level; what nests without end cannot be written down again.
const MAX_DEPTH = 32;

interface PublicLine {
  readonly line: IndexLine;
  readonly pubtime: unknown;
}

function parseLine(text: string): PublicLine | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isJsonObject(value) || !isShallow(value, MAX_DEPTH)) return undefined;
  // It is told by the web API alone (CRG-027).
  const { pubtime, ...rest } = value;
  const { name, vers, cksum, yanked } = rest;
  if (typeof name !== 'string' || typeof vers !== 'string' || !isVersion(vers)) return undefined;
  if (typeof cksum !== 'string' || !/^[\da-f]{64}$/i.test(cksum)) return undefined;
  return { line: { ...rest, name, vers, cksum, yanked: yanked === true }, pubtime };
}

function isShallow(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return depth > 0 && Object.values(value).every((member) => isShallow(member, depth - 1));
}

function toPublicVersion({ line, pubtime }: PublicLine): PublicVersion {
  const time = typeof pubtime === 'string' ? Date.parse(pubtime) : NaN;
  let metadata: VersionMetadataRecord | undefined;
  return {
    version: line.vers,
    ...(!Number.isNaN(time) && { time }),
    // Only what is looked at is converted: popular crates have hundreds of versions.
    get metadata() {
      return (metadata ??= toVersionMetadata(line));
    },
  };
}

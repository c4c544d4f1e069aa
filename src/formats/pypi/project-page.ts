import { versionKey, versionMetadataKey } from '../../registry/keys';
import type { AssetRecord, PackageVersionRecord, VersionMetadataRecord } from '../../registry/records';
import { findConnection, isServed } from '../../registry/search-version';
import type { ReadTransaction } from '../../registry/store';
import { isPublishedIn, isSameOrigin } from '../../registry/version-assets';
import type { Source } from '../../registry/walk-upstreams';
import { readMergedVersions, type MergedVersion, type Surroundings } from '../package-surroundings';
import { readFileDetails, type FileDetails } from './file-details';
import { sortByVersion } from './pep440';
import { notFoundFrom } from './target';

/** A file as a project page lists it; size and hashes as far as they are known before it is downloaded. */
export interface ListedFile extends FileDetails {
  readonly version: string;
  readonly name: string;
  readonly hashes: Readonly<Record<string, string>>;
}

/** What clients may choose from, by version and then by name (PYPI-041). */
export interface ProjectPage {
  readonly project: string;
  readonly files: readonly ListedFile[];
}

/**
 * The files of every version that is Published where the search first finds it, each version with what it would have if
 * one of its files was downloaded now (PYPI-125 … PYPI-127, PYPI-140, PYPI-141, UP-082).
 * @throws 404 when no source has any version
 */
export async function readProjectPage(tx: ReadTransaction, surroundings: Surroundings): Promise<ProjectPage> {
  const { target, walk } = surroundings;
  const merged = await readMergedVersions(tx, surroundings);
  if (merged.size === 0) throw notFoundFrom(walk);
  const files: ListedFile[] = [];
  for (const item of sortByVersion([...merged.values()].filter((version) => version !== undefined))) {
    const listed = await listFiles(tx, surroundings, item);
    files.push(...[...listed.values()].sort((a, b) => (a.name < b.name ? -1 : 1)));
  }
  return { project: target.package, files };
}

type FilesByName = ReadonlyMap<string, ListedFile>;

async function listFiles(
  tx: ReadTransaction,
  surroundings: Surroundings,
  { version, stored, offered }: MergedVersion,
): Promise<FilesByName> {
  if (!stored) return fromDetails(version, offered.metadata);
  const { id, record, metadata } = stored;
  const files = fromStored(record, metadata);
  if (isPublishedIn(id.repository, record)) return files;
  const isOwn = id.repository === surroundings.target.repository;
  const more = isOwn
    ? await listSupply(tx, surroundings, record)
    : listOffered(surroundings, findConnection(surroundings.walk, id, record.origin), version);
  return supplement(files, more);
}

/**
 * What the place has that a version of the repository would grow from: the first other source with the version, if it
 * has it from the same origin (see registry/grow-version.ts).
 */
async function listSupply(
  tx: ReadTransaction,
  surroundings: Surroundings,
  { version, origin }: PackageVersionRecord,
): Promise<FilesByName> {
  const { target, walk } = surroundings;
  for (const source of walk.sources.slice(1)) {
    if (source.kind === 'externalConnection') {
      const isSame = source.name === origin.externalConnectionName;
      return isSame ? listOffered(surroundings, source, version) : new Map();
    }
    const id = { ...target, ...source.id, version };
    const record = source.package && (await tx.get(versionKey(id)));
    const metadata = record && (await tx.get(versionMetadataKey(id)));
    if (!metadata) continue;
    if (!isServed(record) || !isSameOrigin(record.origin, origin)) return new Map();
    const files = fromStored(record, metadata);
    return supplement(files, listOffered(surroundings, findConnection(walk, id, origin), version));
  }
  return new Map();
}

function listOffered(
  { walk, offered }: Surroundings,
  source: Source | undefined,
  version: string,
): FilesByName {
  const found = source && offered[walk.sources.indexOf(source)]?.versions.get(version);
  return found ? fromDetails(version, found.metadata) : new Map();
}

/** Adds files, and what is said now of those that are there: their bytes stay what they are. */
function supplement(files: FilesByName, more: FilesByName): FilesByName {
  const all = new Map(files);
  for (const [name, file] of more) {
    const known = files.get(name);
    all.set(name, known ? { ...known, requiresPython: file.requiresPython, yanked: file.yanked } : file);
  }
  return all;
}

function fromStored(record: PackageVersionRecord, metadata: VersionMetadataRecord): FilesByName {
  const details = readFileDetails(metadata);
  const isPublic = record.origin.originType === 'EXTERNAL';
  return new Map(
    record.assets.map((asset) => {
      const { name, size } = asset;
      const hashes = toHashes(asset, isPublic);
      return [name, { ...details[name], version: record.version, name, size, hashes }];
    }),
  );
}

/** What PyPI has a file's own checksum of is SHA-256; for what is published here there are two (PYPI-048). */
function toHashes({ sha256, sha512 }: AssetRecord, isPublic: boolean): Record<string, string> {
  return isPublic ? { sha256 } : { sha256, sha512 };
}

function fromDetails(version: string, metadata: VersionMetadataRecord): FilesByName {
  return new Map(
    Object.entries(readFileDetails(metadata)).map(([name, details]) => {
      const { hashes = {} } = details;
      const { sha256 } = hashes;
      // As it will be when it is stored.
      const shown = sha256 === undefined ? hashes : { sha256 };
      return [name, { ...details, version, name, hashes: shown }];
    }),
  );
}

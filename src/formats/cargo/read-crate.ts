import { ArchiveError } from '../../encoding/archive-error';
import { readTarGz } from '../../encoding/tar-entries';
import type { BlobStore } from '../../registry/ports';
import { parseCargoToml } from './cargo-toml';
import type { CrateDescription } from './publish-metadata';

const MEBIBYTE = 1024 * 1024;
const LIMITS = { maxEntries: 100_000, maxBytes: 1024 * MEBIBYTE };
const MAX_FILE_BYTES = MEBIBYTE;

/** Which archive, and the folder that everything in it is in. */
export interface CrateFile {
  readonly sha256: string;
  readonly name: string;
  readonly version: string;
}

/**
 * Whether a crate is an archive with a manifest where cargo looks for it (CRG-057).
 * @throws ArchiveError for what is no gzipped tar, or larger than anybody unpacks
 */
export async function hasManifest(blobs: BlobStore, crate: CrateFile): Promise<boolean> {
  return (await readFile(blobs, crate, 'Cargo.toml', 0)) !== undefined;
}

/**
 * What a crate says of itself in the normalised manifest that cargo puts into it, with the text of its readme (CRG-083).
 * Empty for what cannot be read: its checksum is right, so it is what its registry has.
 */
export async function readDescription(blobs: BlobStore, crate: CrateFile): Promise<CrateDescription> {
  try {
    const manifest = parseCargoToml((await readFile(blobs, crate, 'Cargo.toml', MAX_FILE_BYTES)) ?? '');
    const { readmeFile, ...about } = manifest;
    const readme = readmeFile && (await readFile(blobs, crate, readmeFile, MAX_FILE_BYTES));
    return { ...about, ...(readme && { readme }) };
  } catch (error) {
    if (error instanceof ArchiveError) return {};
    throw error;
  }
}

/** The text of a file; empty, without looking, where no byte of it is wanted. */
async function readFile(
  blobs: BlobStore,
  { sha256, name, version }: CrateFile,
  file: string,
  maxBytes: number,
): Promise<string | undefined> {
  const source = await blobs.read(sha256);
  if (!source) throw new Error(`blob ${sha256} is gone`);
  const wanted = `${name}-${version}/${file.replace(/^(?:\.\/)+/, '')}`;
  for await (const entry of readTarGz(source, LIMITS)) {
    if (entry.path === wanted) return maxBytes === 0 ? '' : (await entry.read(maxBytes)).toString('utf8');
  }
  return undefined;
}

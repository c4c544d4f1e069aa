import { ArchiveError } from '../../encoding/archive-error';
import { readTarGz, type TarEntry } from '../../encoding/tar-entries';
import type { BlobStore } from '../../registry/ports';
import { parseCargoToml } from './cargo-toml';
import { PublishError } from './publish-error';
import type { CrateDescription } from './publish-metadata';

const MEBIBYTE = 1024 * 1024;
const MAX_FILE_BYTES = MEBIBYTE;

/** Which archive, and the folder that everything in it is in. */
export interface CrateFile {
  readonly sha256: string;
  readonly size: number;
  readonly name: string;
  readonly version: string;
}

/**
 * Reads a crate from beginning to end, as cargo will when it unpacks it (CRG-057).
 * @throws PublishError for what is no gzipped tar, has a file outside of its folder, or no manifest
 */
export async function assertUsableCrate(blobs: BlobStore, crate: CrateFile): Promise<void> {
  const folder = toFolder(crate);
  let hasManifest = false;
  try {
    for await (const { path } of await openCrate(blobs, crate)) {
      if (!path.startsWith(folder) || path.split('/').includes('..'))
        throw new PublishError(`the crate has a file outside of \`${folder}\``);
      hasManifest ||= path === `${folder}Cargo.toml`;
    }
  } catch (error) {
    if (error instanceof ArchiveError)
      throw new PublishError(`the crate is not a usable archive: ${error.message}`);
    throw error;
  }
  if (!hasManifest) throw new PublishError(`the crate has no file \`${folder}Cargo.toml\``);
}

/**
 * What a crate says of itself in the normalised manifest that cargo puts into it, with the text of its readme (CRG-083).
 * What cannot be read is left out: the checksum is right, so it is what its registry has.
 */
export async function readDescription(blobs: BlobStore, crate: CrateFile): Promise<CrateDescription> {
  const { readmeFile, ...about } = parseCargoToml((await findText(blobs, crate, 'Cargo.toml')) ?? '');
  const readme = readmeFile && (await findText(blobs, crate, readmeFile));
  return { ...about, ...(readme && { readme }) };
}

async function findText(blobs: BlobStore, crate: CrateFile, file: string): Promise<string | undefined> {
  const wanted = toFolder(crate) + file.replace(/^(?:\.\/)+/, '');
  try {
    for await (const entry of await openCrate(blobs, crate)) {
      if (entry.path === wanted) return (await entry.read(MAX_FILE_BYTES)).toString('utf8');
    }
  } catch (error) {
    if (!(error instanceof ArchiveError)) throw error;
  }
  return undefined;
}

/** With cargo's own limit of what it unpacks (rust-lang/cargo: `max_unpack_size`). */
async function openCrate(blobs: BlobStore, { sha256, size }: CrateFile): Promise<AsyncGenerator<TarEntry>> {
  const source = await blobs.read(sha256);
  if (!source) throw new Error(`blob ${sha256} is gone`);
  return readTarGz(source, { maxEntries: 100_000, maxBytes: Math.max(512 * MEBIBYTE, 20 * size) });
}

function toFolder({ name, version }: CrateFile): string {
  return `${name}-${version}/`;
}

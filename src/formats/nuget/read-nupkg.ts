import { ArchiveError } from '../../encoding/archive-error';
import { readZip, type ZipSource } from '../../encoding/zip-entries';
import type { BlobStore } from '../../registry/ports';
import type { AssetRecord } from '../../registry/records';
import { NuspecError, parseNuspec } from './nuspec';
import type { PackageDescription } from './package-description';

const LIMITS = { maxEntries: 20_000 };
const MEBIBYTE = 1024 * 1024;
const MAX_README_BYTES = MEBIBYTE;

/** What a package archive says of itself. */
export interface Nupkg {
  readonly description: PackageDescription;
  /** Text of the file that the nuspec names (NUG-102). */
  readonly readme?: string;
}

type Blob = Pick<AssetRecord, 'sha256' | 'size'>;

/**
 * Reads a package archive that is in the blob store, as far as its nuspec and readme.
 * @throws NuspecError saying what makes it unusable (NUG-090)
 */
export async function readNupkg(blobs: BlobStore, blob: Blob): Promise<Nupkg> {
  const { description, readmeFile } = parseNuspec(await readNuspec(blobs, blob));
  const readme = readmeFile === undefined ? undefined : await findReadme(blobs, blob, readmeFile);
  return { description, ...(readme !== undefined && { readme }) };
}

/** The bytes of the one nuspec at the root of a package archive. Throws NuspecError. */
export async function readNuspec(blobs: BlobStore, blob: Blob): Promise<Buffer> {
  let nuspec: Buffer | undefined;
  try {
    for await (const entry of readZip(toSource(blobs, blob), LIMITS)) {
      if (!/^[^/]+\.nuspec$/i.test(entry.path)) continue;
      if (nuspec) throw new NuspecError('The package has more than one nuspec.');
      nuspec = await entry.read(MEBIBYTE);
    }
  } catch (error) {
    if (error instanceof ArchiveError)
      throw new NuspecError(`The package is not a usable zip archive: ${error.message}.`);
    throw error;
  }
  if (!nuspec) throw new NuspecError('The package has no nuspec.');
  return nuspec;
}

/** A readme that cannot be had is no reason to refuse a package. */
async function findReadme(blobs: BlobStore, blob: Blob, file: string): Promise<string | undefined> {
  const wanted = toPath(file);
  try {
    for await (const entry of readZip(toSource(blobs, blob), LIMITS)) {
      if (toPath(entry.path) === wanted) return (await entry.read(MAX_README_BYTES)).toString() || undefined;
    }
  } catch (error) {
    if (!(error instanceof ArchiveError)) throw error;
  }
  return undefined;
}

/** Packaging tools percent-encode names in the archive, and write the nuspec's path as their system does. */
function toPath(path: string): string {
  const unified = path.replaceAll('\\', '/').replace(/^(?:\.?\/)+/, '');
  try {
    return decodeURIComponent(unified).toLowerCase();
  } catch {
    return unified.toLowerCase();
  }
}

function toSource(blobs: BlobStore, { sha256, size }: Blob): ZipSource {
  return { size, read: (start, end) => blobs.read(sha256, { start, end }) };
}

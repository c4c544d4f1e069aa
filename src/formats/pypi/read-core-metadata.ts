import type { Readable } from 'node:stream';
import { ArchiveError } from '../../encoding/archive-error';
import { readTar, readTarGz } from '../../encoding/tar-entries';
import { readZip } from '../../encoding/zip-entries';
import type { BlobStore } from '../../registry/ports';
import type { AssetRecord } from '../../registry/records';
import { parseCoreMetadata, type CoreMetadata } from './core-metadata';

const MEBIBYTE = 1024 * 1024;
const MAX_METADATA_BYTES = 8 * MEBIBYTE;
const LIMITS = { maxEntries: 50_000, maxBytes: 256 * MEBIBYTE };

/** A file in an archive of any kind. */
interface Entry {
  readonly path: string;
  read(maxBytes: number): Promise<Buffer>;
}

/**
 * The core metadata in a file's archive (PYPI-101). Undefined for an archive of another kind, without metadata, or that
 * cannot be read: the service takes any bytes, and then the upload's form is all there is.
 */
export async function findCoreMetadata(
  blobs: BlobStore,
  file: Pick<AssetRecord, 'name' | 'sha256' | 'size'>,
): Promise<CoreMetadata | undefined> {
  try {
    const entries = await openArchive(blobs, file);
    if (!entries) return undefined;
    for await (const entry of entries) {
      if (!METADATA_PATH.test(entry.path)) continue;
      return parseCoreMetadata((await entry.read(MAX_METADATA_BYTES)).toString());
    }
  } catch (error) {
    if (!(error instanceof ArchiveError)) throw error;
  }
  return undefined;
}

/** Of a wheel, an egg and a source distribution. */
const METADATA_PATH = /^(?:[^/]+\.dist-info\/METADATA|EGG-INFO\/PKG-INFO|[^/]+\/PKG-INFO)$/;

async function openArchive(
  blobs: BlobStore,
  { name, sha256, size }: Pick<AssetRecord, 'name' | 'sha256' | 'size'>,
): Promise<AsyncGenerator<Entry> | undefined> {
  if (/\.(?:whl|egg|zip)$/i.test(name)) {
    return readZip({ size, read: (start, end) => blobs.read(sha256, { start, end }) }, LIMITS);
  }
  const readTarball = /\.(?:tar\.gz|tgz)$/i.test(name)
    ? readTarGz
    : /\.tar$/i.test(name)
      ? readTar
      : undefined;
  const source: Readable | undefined = readTarball && (await blobs.read(sha256));
  return source && readTarball?.(source, LIMITS);
}

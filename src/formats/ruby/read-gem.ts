import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { ArchiveError } from '../../encoding/archive-error';
import { readTar, type TarEntry } from '../../encoding/tar-entries';
import type { BlobStore } from '../../registry/ports';
import type { AssetRecord } from '../../registry/records';
import { createDigests, type DigestValues } from '../../util/digest';
import { GemError } from './gem-error';
import type { GemSpec } from './gem-spec';
import { parseGemspec } from './parse-gemspec';
import { verifyChecksums } from './verify-checksums';

const MEBIBYTE = 1024 * 1024;
const MAX_ENTRIES = 100;
const MAX_PACKED_BYTES = MEBIBYTE;
const MAX_UNPACKED_BYTES = 8 * MEBIBYTE;
const unzip = promisify(gunzip);

/**
 * Reads a gem that is in the blob store: its gemspec, once everything in it is what its checksums say (RUBY-052,
 * RUBY-058). Its data are never unpacked. Throws GemError.
 */
export async function readGem(
  blobs: BlobStore,
  { sha256, size }: Pick<AssetRecord, 'sha256' | 'size'>,
): Promise<GemSpec> {
  const bytes = await blobs.read(sha256);
  if (!bytes) throw new Error(`blob ${sha256} is staged and not there`);
  const texts = new Map<string, string>();
  const digests = new Map<string, DigestValues>();
  try {
    for await (const entry of readTar(bytes, { maxEntries: MAX_ENTRIES, maxBytes: size })) {
      if (digests.has(entry.path)) throw new GemError(`it has more than one '${entry.path}'`);
      const isText = entry.path === 'metadata.gz' || entry.path === 'checksums.yaml.gz';
      const read = isText ? await readText(entry) : undefined;
      if (read) texts.set(entry.path, read.text);
      digests.set(entry.path, read?.digests ?? (await digest(entry)));
    }
  } catch (error) {
    if (error instanceof ArchiveError) throw new GemError(`it is not a usable tar archive: ${error.message}`);
    throw error;
  }
  const gemspec = texts.get('metadata.gz');
  if (gemspec === undefined) throw new GemError('it has no metadata.gz');
  if (!digests.has('data.tar.gz')) throw new GemError('it has no data.tar.gz');
  const checksums = texts.get('checksums.yaml.gz');
  if (checksums !== undefined) verifyChecksums(checksums, digests);
  return parseGemspec(gemspec);
}

async function readText(entry: TarEntry): Promise<{ readonly text: string; readonly digests: DigestValues }> {
  const packed = await entry.read(MAX_PACKED_BYTES);
  const digests = createDigests();
  digests.update(packed);
  try {
    const text = (await unzip(packed, { maxOutputLength: MAX_UNPACKED_BYTES })).toString('utf8');
    return { text, digests: digests.finish() };
  } catch (error) {
    throw new GemError(`its ${entry.path} is damaged or too large`, { cause: error });
  }
}

async function digest(entry: TarEntry): Promise<DigestValues> {
  const digests = createDigests();
  for await (const chunk of entry.stream() as AsyncIterable<Buffer>) digests.update(chunk);
  return digests.finish();
}

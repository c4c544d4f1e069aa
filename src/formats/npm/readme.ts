import { ArchiveError } from '../../encoding/archive-error';
import { readTarGz } from '../../encoding/tar-entries';
import type { BlobStore } from '../../registry/ports';

const LIMITS = { maxEntries: 20_000, maxBytes: 256 * 1024 * 1024 };
const MAX_README_BYTES = 1024 * 1024;

/** A readme as a publish document gives it; npm writes a sentence where there is none. */
export function toReadme(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' && value !== 'ERROR: No README data found!'
    ? value
    : undefined;
}

/**
 * The README in the top folder of a published tarball (VER-303). A tarball that cannot be read, or is larger than what
 * is reasonable to look through, has none: it is no reason to refuse it (NPM-105).
 */
export async function findTarballReadme(blobs: BlobStore, sha256: string): Promise<string | undefined> {
  const source = await blobs.read(sha256);
  if (!source) return undefined;
  try {
    for await (const entry of readTarGz(source, LIMITS)) {
      if (!/^[^/]+\/readme(\.[a-z]+)?$/i.test(entry.path)) continue;
      const text = (await entry.read(MAX_README_BYTES)).toString();
      return text === '' ? undefined : text;
    }
  } catch (error) {
    if (!(error instanceof ArchiveError)) throw error;
  }
  return undefined;
}

import type { Readable } from 'node:stream';
import { BlobTooLargeError, type StagedBlob } from '../registry/ports';
import type { FormatContext } from './format';
import { requestTooLarge } from './request-body';

/**
 * Stores the bytes that a client uploads; the caller stages the blob.
 * @param what stands in the message, with its article
 * @throws 413 when they are more than an asset may have (QUOTA-001)
 */
export async function storeUpload(
  source: Readable,
  what: string,
  { blobs, limits }: Pick<FormatContext, 'blobs' | 'limits'>,
): Promise<StagedBlob> {
  try {
    return await blobs.write(source, limits.assetSizeBytes);
  } catch (error) {
    if (!(error instanceof BlobTooLargeError)) throw error;
    throw requestTooLarge(`${what} is larger than ${limits.assetSizeBytes} bytes.`);
  }
}

import { Readable } from 'node:stream';
import { MultipartError, readMultipart, type MultipartFile } from '../../encoding/multipart';
import { decodeTransfer, isIdentity, TransferEncodingError } from '../../encoding/transfer-encoding';
import { invalidRequest } from '../../registry/errors';
import type { StagedBlob } from '../../registry/ports';
import type { HttpRequest } from '../../util/http';
import type { FormatContext } from '../format';
import { readBodyChunks, requestTooLarge } from '../request-body';
import type { Stage } from '../staged-blobs';
import { storeUpload } from '../store-upload';
import { unprocessable } from './errors';

const MAX_METADATA_BYTES = 1024 * 1024;
// Sent in a header later.
const MAX_SIGNATURE_BYTES = 32 * 1024;
const MAX_ENVELOPE_BYTES = 4 * 1024 * 1024;
// SwiftPM gives none of its parts a file name, so it is the part's own name that counts (SWIFT-061).
const FORM = { isFile: () => true, maxFieldBytes: 1024, maxFields: 1, maxFiles: 20 };

/** What a publish sends (SWIFT-061). */
export interface ReleaseForm {
  /** Stored and staged. */
  readonly archive?: StagedBlob;
  readonly archiveSignature?: Buffer;
  readonly metadata?: string;
  readonly metadataSignature?: Buffer;
}

/**
 * Receives a publish: the archive goes to the blob store as it arrives.
 * @throws 400 for a body that is no such form, 413 for a part that is too large, 422 for one that is sent twice
 */
export async function receiveRelease(
  http: HttpRequest,
  ctx: FormatContext,
  stage: Stage,
): Promise<ReleaseForm> {
  const form: { -readonly [Part in keyof ReleaseForm]: ReleaseForm[Part] } = {};
  const seen = new Set<string>();
  const receivePart = async (part: MultipartFile): Promise<void> => {
    const { field, stream } = part;
    if (seen.has(field)) throw unprocessable(`The part '${field}' is there twice.`);
    seen.add(field);
    if (field === 'source-archive') {
      const blob = await storeUpload(toContent(part), 'The source archive', ctx);
      stage(blob);
      form.archive = blob;
    } else if (field === 'metadata') form.metadata = await readMetadata(part);
    else if (field === 'source-archive-signature') form.archiveSignature = await readSignature(part);
    else if (field === 'metadata-signature') form.metadataSignature = await readSignature(part);
    else stream.resume();
  };
  try {
    const chunks = readBodyChunks(http, ctx.limits.assetSizeBytes + MAX_ENVELOPE_BYTES);
    await readMultipart(chunks, http.headers['content-type'], FORM, receivePart);
    return form;
  } catch (error) {
    if (error instanceof MultipartError || error instanceof TransferEncodingError)
      throw invalidRequest(`The request cannot be read: ${error.message}.`);
    throw error;
  }
}

function toContent({ stream, transferEncoding }: MultipartFile): Readable {
  if (isIdentity(transferEncoding)) return stream;
  return Readable.from(decodeTransfer(stream, transferEncoding), { objectMode: false });
}

function readSignature(part: MultipartFile): Promise<Buffer> {
  return collect(decodeTransfer(part.stream, part.transferEncoding), part.field, MAX_SIGNATURE_BYTES);
}

/** SwiftPM calls its metadata quoted-printable and sends it as it is (SWIFT-061): what is JSON already is that. */
async function readMetadata({ field, stream, transferEncoding }: MultipartFile): Promise<string> {
  const bytes = await collect(stream, field, MAX_METADATA_BYTES);
  if (isJson(bytes)) return bytes.toString();
  const decoded = decodeTransfer(Readable.from([bytes]), transferEncoding);
  return (await collect(decoded, field, MAX_METADATA_BYTES)).toString();
}

function isJson(bytes: Buffer): boolean {
  try {
    JSON.parse(bytes.toString());
    return true;
  } catch {
    return false;
  }
}

async function collect(chunks: AsyncIterable<Buffer>, part: string, maxBytes: number): Promise<Buffer> {
  const collected: Buffer[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.length;
    if (size > maxBytes) throw requestTooLarge(`The part '${part}' is larger than ${maxBytes} bytes.`);
    collected.push(chunk);
  }
  return Buffer.concat(collected);
}

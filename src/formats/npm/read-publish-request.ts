import { Readable } from 'node:stream';
import { invalidRequest } from '../../registry/errors';
import type { StagedBlob } from '../../registry/ports';
import type { HttpRequest } from '../../util/http';
import type { FormatContext } from '../format';
import { readBodyChunks } from '../request-body';
import type { Stage } from '../staged-blobs';
import { storeUpload } from '../store-upload';
import { createBase64Decoder } from '../../encoding/base64-decoder';
import { PublishDocumentScanner, type ScanEvent } from './publish-document-scanner';

const SCANNER_LIMITS = { maxRestBytes: 64 * 1024 * 1024, maxDepth: 100 };
const MAX_ATTACHMENTS = 100;
const GZIP_MAGIC = Buffer.from([0x1f, 0x8b]);

export interface PublishRequest {
  /** The document, with empty strings for its attachments' data. */
  readonly document: unknown;
  /** By their names in the document; signatures (`….sigstore`) are dropped (NPM-118). */
  readonly attachments: ReadonlyMap<string, StagedBlob>;
}

type Events = AsyncGenerator<ScanEvent, void, undefined>;

/**
 * Reads a publish document of any size: attachments go to the blob store as they arrive (NPM-108).
 * @param stage gets every blob that was written, also when this rejects
 * @throws 400 for what is not JSON, not base64 or not gzip; 413 for what is too large
 */
export async function readPublishRequest(
  http: HttpRequest,
  ctx: Pick<FormatContext, 'blobs' | 'limits'>,
  stage: Stage,
): Promise<PublishRequest> {
  const scanner = new PublishDocumentScanner(SCANNER_LIMITS);
  const attachments = new Map<string, StagedBlob>();
  const events = scan(readBodyChunks(http, ctx.limits.npmPublishBytes), scanner);
  let count = 0;
  try {
    // Not for-await: who writes an attachment takes its events from the same generator.
    for (let next = await events.next(); next.done !== true; next = await events.next()) {
      if (next.value.kind !== 'begin') continue;
      if (++count > MAX_ATTACHMENTS) throw invalidRequest('The document has too many attachments.');
      const name = next.value.attachment;
      if (name.endsWith('.sigstore')) continue;
      const data = Readable.from(decode(name, events), { objectMode: false });
      const blob = await storeUpload(data, `Attachment '${name}'`, ctx);
      stage(blob);
      attachments.set(name, blob);
    }
  } finally {
    await events.return();
  }
  return { document: scanner.finish(), attachments };
}

async function* scan(chunks: AsyncIterable<Buffer>, scanner: PublishDocumentScanner): Events {
  for await (const chunk of chunks) yield* scanner.push(chunk);
}

async function* decode(name: string, events: Events): AsyncGenerator<Buffer> {
  const decoder = createBase64Decoder();
  let head: Buffer = Buffer.alloc(0);
  for (;;) {
    const next = await events.next();
    if (next.done === true) throw invalidRequest('The request body ends within an attachment.');
    const text = next.value.kind === 'text' ? next.value.text : undefined;
    const bytes = text === undefined ? decoder.finish() : decoder.push(text);
    if (!bytes) throw invalidRequest(`The data of attachment '${name}' is not base64.`);
    if (head.length < GZIP_MAGIC.length) head = Buffer.concat([head, bytes.subarray(0, GZIP_MAGIC.length)]);
    if (bytes.length > 0) yield bytes;
    if (text === undefined) break;
  }
  if (!head.subarray(0, GZIP_MAGIC.length).equals(GZIP_MAGIC)) {
    throw invalidRequest(`Attachment '${name}' is not gzip.`);
  }
}

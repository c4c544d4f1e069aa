import { createBase64Decoder } from './base64-decoder';

/** Text that is not in the encoding that its sender names, or an encoding that nobody knows. */
export class TransferEncodingError extends Error {}

const AS_IT_IS = new Set(['7bit', '8bit', 'binary', '']);

/** Whether the bytes are sent as they are. */
export function isIdentity(encoding: string): boolean {
  return AS_IT_IS.has(encoding.trim().toLowerCase());
}

/**
 * Undoes a Content-Transfer-Encoding as the bytes stream by: `base64`, `quoted-printable`, or none (RFC 2045, 6).
 * @throws TransferEncodingError
 */
export async function* decodeTransfer(
  chunks: AsyncIterable<Buffer>,
  encoding: string,
): AsyncGenerator<Buffer> {
  const name = encoding.trim().toLowerCase();
  if (isIdentity(name)) yield* chunks;
  else if (name === 'base64') yield* decodeBase64(chunks);
  else if (name === 'quoted-printable') yield* decodeQuotedPrintable(chunks);
  else throw new TransferEncodingError(`the transfer encoding '${encoding}' is unknown`);
}

async function* decodeBase64(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const decoder = createBase64Decoder();
  for await (const chunk of chunks) {
    const bytes = decoder.push(chunk.toString('latin1').replace(/[\r\n\t ]/g, ''));
    if (!bytes) throw new TransferEncodingError('the base64 is damaged');
    yield bytes;
  }
  const rest = decoder.finish();
  if (!rest) throw new TransferEncodingError('the base64 is damaged');
  yield rest;
}

/** What is not an escape stays as it is. */
async function* decodeQuotedPrintable(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let held = '';
  for await (const chunk of chunks) {
    const text = held + chunk.toString('latin1');
    // The rest of an escape may be in the next chunk.
    held = /=[0-9A-Fa-f\r]?$/.exec(text)?.[0] ?? '';
    yield unescape(text.slice(0, text.length - held.length));
  }
  yield unescape(held);
}

function unescape(text: string): Buffer {
  // All at once: what is left of a soft break makes no new escape.
  const bytes = text.replace(/=(?:\r?\n|([0-9A-Fa-f]{2}))/g, (_, hex: string | undefined) =>
    hex === undefined ? '' : String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return Buffer.from(bytes, 'latin1');
}

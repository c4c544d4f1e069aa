import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { FaultEffect } from '../faults/faults';
import type { HttpResponse } from '../util/http';
import { sendHttpResponse } from './http-adapter';

/** Sends an answer as a fault wants it: late, broken, or not at all. */
export async function deliverWithFault(
  effect: FaultEffect,
  answered: HttpResponse,
  to: ServerResponse,
  method: string,
  common: HttpResponse['headers'],
): Promise<void> {
  if (effect.latencyMs > 0) await pause(effect.latencyMs, to);
  if (effect.reset !== undefined) {
    if (answered.body instanceof Readable) answered.body.destroy();
    resetConnection(to);
    return;
  }
  sendHttpResponse(breakBody(withRetryAfter(answered, effect), effect, method), to, method, common);
  // A body that breaks off at its very beginning has a head all the same.
  to.flushHeaders();
}

/** Node gives nobody the TCP socket below TLS: there the connection ends without a word instead. */
function resetConnection(to: ServerResponse): void {
  const { socket } = to;
  if (socket && !('encrypted' in socket)) socket.resetAndDestroy();
  // An answer that waits behind others has no socket yet.
  else to.destroy();
}

/** Real time, which no frozen clock stops; shorter when the client goes away. */
function pause(milliseconds: number, to: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    if (to.destroyed) return resolve();
    const end = (): void => {
      clearTimeout(timer);
      to.off('close', end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds).unref();
    to.once('close', end);
  });
}

/** Not every door gives it with every error. */
function withRetryAfter(answered: HttpResponse, { error }: FaultEffect): HttpResponse {
  const seconds = error?.members.retryAfterSeconds;
  const isThere = Object.keys(answered.headers).some((name) => name.toLowerCase() === 'retry-after');
  if (typeof seconds !== 'number' || isThere) return answered;
  return { ...answered, headers: { ...answered.headers, 'retry-after': String(seconds) } };
}

function breakBody(answered: HttpResponse, effect: FaultEffect, method: string): HttpResponse {
  const { body, headers } = answered;
  if ((effect.corrupt === false && effect.truncate === false) || body === undefined || method === 'HEAD')
    return answered;
  const source = typeof body === 'string' ? Buffer.from(body) : body;
  const length = Buffer.isBuffer(source) ? source.length : Number(headers['content-length'] ?? NaN);
  if (length === 0) return answered;
  const middle = Math.floor((length || 0) / 2);
  let chunks: AsyncIterable<Buffer> = toChunks(source);
  if (effect.corrupt !== false) chunks = corrupt(chunks, effect.corrupt === true ? middle : effect.corrupt);
  if (effect.truncate !== false)
    chunks = truncate(chunks, effect.truncate === true ? middle : effect.truncate);
  return {
    ...answered,
    headers: Number.isNaN(length) ? headers : { ...headers, 'content-length': String(length) },
    body: Readable.from(chunks, { objectMode: false }),
  };
}

async function* toChunks(source: Buffer | Readable): AsyncGenerator<Buffer> {
  if (Buffer.isBuffer(source)) yield source;
  else yield* source as AsyncIterable<Buffer>;
}

async function* corrupt(chunks: AsyncIterable<Buffer>, at: number): AsyncGenerator<Buffer> {
  let start = 0;
  for await (const chunk of chunks) {
    const end = start + chunk.length;
    // A copy: what is sent may be kept for others.
    const own = at >= start && at < end ? Buffer.from(chunk) : chunk;
    if (own !== chunk) own.writeUInt8(own.readUInt8(at - start) ^ 0x55, at - start);
    yield own;
    start = end;
  }
}

/** Gives the first bytes and fails then, which cuts the connection; a body that is no longer than that stays whole. */
async function* truncate(chunks: AsyncIterable<Buffer>, keep: number): AsyncGenerator<Buffer> {
  let left = keep;
  for await (const chunk of chunks) {
    if (chunk.length > left) {
      if (left > 0) yield chunk.subarray(0, left);
      // Lets go out what was written.
      await nextTurn();
      throw new Error('cut off by a fault');
    }
    left -= chunk.length;
    yield chunk;
  }
}

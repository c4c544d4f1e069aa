import { pipeline, type Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { RemoteFailure } from './remote-failure';

const DECODERS = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
} as const;

/**
 * A body without its content encoding; an error of the one becomes an error of the other.
 * @throws RemoteFailure for an encoding that nobody asked for
 */
export function decodeBody(body: Readable, encoding = 'identity'): Readable {
  const name = encoding.trim().toLowerCase();
  if (name === '' || name === 'identity') return body;
  if (!isDecoder(name)) {
    body.destroy();
    throw new RemoteFailure('answer', `it answers in the unknown encoding '${name}'`);
  }
  // The callback has nothing to do: the decoder is destroyed with the error, and its reader sees it.
  return pipeline(body, DECODERS[name](), () => undefined);
}

function isDecoder(name: string): name is keyof typeof DECODERS {
  return Object.hasOwn(DECODERS, name);
}

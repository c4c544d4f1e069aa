import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';

// Strongest first: one is enough.
const ALGORITHMS = ['sha512', 'sha384', 'sha256', 'sha224', 'sha1', 'md5'];

/**
 * Passes a file's bytes on and throws at their end what `toError` makes of a mismatch, so that who stores them stores
 * nothing (PYPI-145). Of several checksums the strongest counts; a file without any cannot be checked.
 */
export async function* verifyDownload(
  body: Readable,
  hashes: Readonly<Record<string, string>>,
  toError: (detail: string) => Error,
): AsyncGenerator<Buffer> {
  const algorithm = ALGORITHMS.find((name) => hashes[name] !== undefined);
  const hash = algorithm === undefined ? undefined : createHash(algorithm);
  for await (const chunk of body as AsyncIterable<Buffer>) {
    hash?.update(chunk);
    yield chunk;
  }
  const actual = hash?.digest('hex');
  if (algorithm === undefined || actual === hashes[algorithm]) return;
  throw toError(`expected ${algorithm} ${hashes[algorithm]}, got ${actual}`);
}

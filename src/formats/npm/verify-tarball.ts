import { createHash, type Hash } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { PublicTarball } from './public-document';

interface Check {
  readonly hash: Hash;
  /** In base64; one of them must come out. */
  readonly expected: readonly string[];
  readonly algorithm: string;
}

// Strongest first: of an integrity, only its strongest algorithm counts.
const ALGORITHMS = ['sha512', 'sha384', 'sha256', 'sha1'];

/**
 * Passes a tarball's bytes on and throws at their end what `toError` makes of a mismatch, so that who stores them stores
 * nothing (NPM-163). Integrity and shasum must both be right; a tarball that has neither cannot be checked.
 */
export async function* verifyTarball(
  body: Readable,
  tarball: PublicTarball,
  toError: (detail: string) => Error,
): AsyncGenerator<Buffer> {
  const checks = toChecks(tarball);
  for await (const chunk of body as AsyncIterable<Buffer>) {
    for (const { hash } of checks) hash.update(chunk);
    yield chunk;
  }
  for (const { hash, expected, algorithm } of checks) {
    const actual = hash.digest('base64');
    if (expected.includes(actual)) continue;
    throw toError(
      `expected ${expected.map((value) => `${algorithm}-${value}`).join(' or ')}, got ${algorithm}-${actual}`,
    );
  }
}

function toChecks({ integrity = '', shasum = '' }: PublicTarball): Check[] {
  const hashes = integrity.trim().split(/\s+/);
  const algorithm = ALGORITHMS.find((name) => hashes.some((hash) => hash.startsWith(`${name}-`)));
  const checks: Check[] = [];
  if (algorithm !== undefined) {
    const given = hashes.filter((hash) => hash.startsWith(`${algorithm}-`));
    const expected = given.map((hash) => hash.slice(algorithm.length + 1).split('?')[0] ?? '');
    checks.push({ algorithm, expected, hash: createHash(algorithm) });
  }
  if (/^[\da-f]{40}$/i.test(shasum)) {
    const expected = [Buffer.from(shasum, 'hex').toString('base64')];
    checks.push({ algorithm: 'sha1', expected, hash: createHash('sha1') });
  }
  return checks;
}

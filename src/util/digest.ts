import { createHash } from 'node:crypto';

/** The checksums of an asset, in lower-case hexadecimal. */
export interface DigestValues {
  readonly md5: string;
  readonly sha1: string;
  readonly sha256: string;
  readonly sha512: string;
}

export interface Digests {
  update(chunk: Uint8Array): void;
  /** Gives the checksums of everything passed to `update`; call it once. */
  finish(): DigestValues;
}

/** Computes MD5, SHA-1, SHA-256 and SHA-512 of a stream of bytes in one pass. */
export function createDigests(): Digests {
  const md5 = createHash('md5');
  const sha1 = createHash('sha1');
  const sha256 = createHash('sha256');
  const sha512 = createHash('sha512');
  return {
    update(chunk) {
      md5.update(chunk);
      sha1.update(chunk);
      sha256.update(chunk);
      sha512.update(chunk);
    },
    finish: () => ({
      md5: md5.digest('hex'),
      sha1: sha1.digest('hex'),
      sha256: sha256.digest('hex'),
      sha512: sha512.digest('hex'),
    }),
  };
}

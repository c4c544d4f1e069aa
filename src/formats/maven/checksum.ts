import { createHash } from 'node:crypto';
import type { BlobDigests } from '../../registry/ports';

/** The checksums that Maven clients keep in files beside a file (MVN-004, REAL-209). */
export const CHECKSUMS = ['md5', 'sha1', 'sha256', 'sha512'] as const;
export type Checksum = (typeof CHECKSUMS)[number];

/** All four checksums of one content, lower-case hex. */
export type Checksums = Readonly<Pick<BlobDigests, Checksum>>;

/** Takes the extension of a checksum off a file's name, if it has one. */
export function parseChecksumName(file: string): { readonly name: string; readonly checksum?: Checksum } {
  const checksum = CHECKSUMS.find((extension) => file.endsWith(`.${extension}`));
  return checksum === undefined ? { name: file } : { name: file.slice(0, -checksum.length - 1), checksum };
}

/** The value in an uploaded checksum file: without white space around it and the file name behind it (MVN-093). */
export function parseChecksumText(text: string): string {
  return text.trim().split(/\s+/, 1)[0] ?? '';
}

/** The checksums of a document that is in memory. */
export function toChecksums(content: Buffer): Checksums {
  const digest = (algorithm: Checksum): string => createHash(algorithm).update(content).digest('hex');
  return { md5: digest('md5'), sha1: digest('sha1'), sha256: digest('sha256'), sha512: digest('sha512') };
}

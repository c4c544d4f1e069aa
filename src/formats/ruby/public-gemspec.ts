import { inflateSync } from 'node:zlib';

const MAX_UNPACKED_BYTES = 16 * 1024 * 1024;
const START = Buffer.from('\u0004\bu:\u0017Gem::Specification', 'latin1');

/** A public registry's `.gemspec.rz`, if that is what it is. Throws Error otherwise. */
export function parsePublicGemspec(body: Buffer): Buffer {
  const dump = inflateSync(body, { maxOutputLength: MAX_UNPACKED_BYTES });
  if (!dump.subarray(0, START.length).equals(START)) throw new Error('The document is no gemspec');
  return body;
}

import { createRequire } from 'node:module';
import type * as blake2 from '@noble/hashes/blake2';
import { invalidRequest } from '../../registry/errors';
import type { BlobStore, StagedBlob } from '../../registry/ports';
import type { CoreMetadata } from './core-metadata';

// Loads on first use; not `import()`, which Jest does not have.
const load = createRequire(__filename);

/**
 * Holds a file against the digests that its upload gives; none has to be there (PYPI-071, PYPI-082).
 * @throws 400 for one that is not the file's, or no digest
 */
export async function verifyDigests(blobs: BlobStore, blob: StagedBlob, fields: CoreMetadata): Promise<void> {
  const { md5, sha256 } = blob;
  assertDigest('md5_digest', fields, md5);
  assertDigest('sha256_digest', fields, sha256);
  // The only one that storing the file does not tell, so it is read again: after what is cheap was right.
  if (fields.find('blake2-256-digest') !== undefined) {
    assertDigest('blake2_256_digest', fields, await digestBlake2(blobs, blob));
  }
}

function assertDigest(field: string, fields: CoreMetadata, actual: string): void {
  const given = fields.find(field.replaceAll('_', '-'))?.toLowerCase();
  if (given === undefined || given === actual) return;
  if (!/^[\da-f]+$/.test(given)) throw invalidRequest(`${field} is not a hexadecimal digest.`);
  throw invalidRequest(
    `The digest of the file does not match: ${field} is ${given}, the file has ${actual}.`,
  );
}

async function digestBlake2(blobs: BlobStore, { sha256 }: StagedBlob): Promise<string> {
  const { blake2b } = load('@noble/hashes/blake2') as typeof blake2; // what that package exports
  const hash = blake2b.create({ dkLen: 32 });
  const bytes = await blobs.read(sha256);
  if (!bytes) throw new Error(`blob ${sha256} is staged and not there`);
  for await (const chunk of bytes as AsyncIterable<Buffer>) hash.update(chunk);
  return Buffer.from(hash.digest()).toString('hex');
}

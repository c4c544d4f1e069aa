import { assetContentKey, assetContentsOf, domainUsageKey } from './keys';
import type { BlobDigests, BlobStore } from './ports';
import type { AssetRecord, DomainId } from './records';
import type { ReadTransaction, Store, WriteTransaction } from './store';

/** The record of a blob that becomes the asset `name` of a version. */
export function toAssetRecord(name: string, blob: BlobDigests): AssetRecord {
  const { size, sha256, md5, sha1, sha512 } = blob;
  return { name, size, sha256, md5, sha1, sha512 };
}

/** Counts one more asset of the domain's versions with this content; only the first adds to its size (DOM-052). */
export async function retainAssetContent(
  tx: WriteTransaction,
  domain: DomainId,
  { sha256, size }: AssetRecord,
): Promise<void> {
  const key = assetContentKey(domain, sha256);
  const content = await tx.get(key);
  tx.put(key, { size, references: (content?.references ?? 0) + 1 });
  if (!content) await changeAssetSize(tx, domain, size);
}

/** Counts one asset less with this content (DOM-055); whether no version of any domain refers to it any more. */
async function releaseAssetContent(
  tx: WriteTransaction,
  domain: DomainId,
  { sha256 }: AssetRecord,
): Promise<boolean> {
  const key = assetContentKey(domain, sha256);
  const content = await tx.get(key);
  if (!content) throw new Error(`asset content ${sha256} is referred to but not counted`);
  if (content.references > 1) {
    tx.put(key, { ...content, references: content.references - 1 });
    return false;
  }
  tx.delete(key);
  await changeAssetSize(tx, domain, -content.size);
  return !(await isReferredTo(tx, sha256));
}

/**
 * Counts one asset less with each of these contents.
 * @returns digests that nothing refers to any more, for `freeBlobs`
 */
export async function releaseAssetContents(
  tx: WriteTransaction,
  domain: DomainId,
  assets: readonly AssetRecord[],
): Promise<string[]> {
  const freed: string[] = [];
  for (const asset of assets) {
    if (await releaseAssetContent(tx, domain, asset)) freed.push(asset.sha256);
  }
  return freed;
}

/**
 * Forgets the blobs that no record refers to, of those named; call it after the write that released them, or when the
 * record that should have referred to them was not written (PKG-134).
 */
export async function freeBlobs(
  { store, blobs }: { readonly store: Store; readonly blobs: BlobStore },
  digests: readonly string[],
): Promise<void> {
  if (digests.length === 0) return;
  const deletions: Promise<void>[] = [];
  // Decided in a write and done at its commit: behind a read, another upload of the same bytes could be committed and
  // let go of them in the meantime, and would lose them.
  await store.write(async (tx) => {
    for (const sha256 of digests) {
      if (!(await isReferredTo(tx, sha256))) tx.onCommit(() => void deletions.push(blobs.delete(sha256)));
    }
  });
  await Promise.all(deletions);
}

async function isReferredTo(tx: ReadTransaction, sha256: string): Promise<boolean> {
  for await (const _content of tx.scan(assetContentsOf(sha256))) return true;
  return false;
}

async function changeAssetSize(tx: WriteTransaction, domain: DomainId, bytes: number): Promise<void> {
  const usage = await tx.get(domainUsageKey(domain));
  tx.put(domainUsageKey(domain), {
    repositoryCount: usage?.repositoryCount ?? 0,
    assetSizeBytes: (usage?.assetSizeBytes ?? 0) + bytes,
  });
}

import { assetContents, parseAssetContentKey } from '../registry/keys';
import type { AssetContentRecord } from '../registry/records';
import type { Contents } from './contents';
import { scanTree } from './memory/ordered-tree';

/** Digest and size of every blob that a record refers to, in the present state or in one that is kept under a name. */
export function findReferencedBlobs({ tree, named }: Contents): Map<string, number> {
  const found = new Map<string, number>();
  for (const state of [tree, ...named.values()]) {
    for (const { key, record } of scanTree<AssetContentRecord>(state, assetContents)) {
      found.set(parseAssetContentKey(key), record.size);
    }
  }
  return found;
}

import { getPackageVersion } from '../../registry/package-versions';
import type { AssetRecord } from '../../registry/records';
import { defineOperation } from '../operation';
import { toPackageVersionTarget } from '../package-target';
import { takePage } from '../pagination';
import { scanList } from '../scan-list';
import { toAssetSummary, toVersionNames } from './shapes';

const DEFAULT_PAGE_SIZE = 100;

/** The assets of a version by name; a version that was disposed of has none left (ASSET-100 … ASSET-105). */
export const listPackageVersionAssets = defineOperation('ListPackageVersionAssets', async (input, ctx) => {
  const target = toPackageVersionTarget(input, ctx);
  const record = await ctx.store.read((tx) => getPackageVersion(tx, target));
  const page = await takePage<AssetRecord>(
    {
      operation: 'ListPackageVersionAssets',
      filters: [target],
      nextToken: input.nextToken,
      pageSize: input.maxResults ?? DEFAULT_PAGE_SIZE,
    },
    (after) => scanList(record.assets, after, (asset) => asset.name),
  );
  return {
    ...toVersionNames(target, record),
    assets: page.records.map(toAssetSummary),
    nextToken: page.nextToken,
  };
});

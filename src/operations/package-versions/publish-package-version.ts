import { uploadAsset } from '../../registry/upload-asset';
import { defineOperation } from '../operation';
import { rulesOf, toPackageVersionTarget } from '../package-target';
import { toAssetSummary, toVersionNames } from './shapes';

/** Streams one asset of a generic package version into the repository (ASSET-300 … ASSET-322, GEN-030 … GEN-070). */
export const publishPackageVersion = defineOperation('PublishPackageVersion', async (input, ctx) => {
  const target = toPackageVersionTarget(input, ctx);
  const { record, asset } = await uploadAsset(ctx, rulesOf(input.format, ctx), target, {
    name: input.assetName,
    content: input.assetContent,
    sha256: input.assetSHA256,
    unfinished: input.unfinished ?? false,
    now: ctx.now,
  });
  return { ...toVersionNames(target, record), status: record.status, asset: toAssetSummary(asset) };
});

import { freeBlobs } from '../../registry/assets';
import { disposePackageVersions as dispose } from '../../registry/dispose-package-versions';
import { selectVersions } from '../../registry/version-selection';
import { defineOperation } from '../operation';
import { rulesOf, toPackageTarget } from '../package-target';

/** Takes the assets of versions away for good and keeps their records, all or none (STAT-100 … STAT-105). */
export const disposePackageVersions = defineOperation('DisposePackageVersions', async (input, ctx) => {
  const target = toPackageTarget(input, ctx);
  const selection = selectVersions(rulesOf(input.format, ctx), input);
  const { result, freed } = await ctx.store.write((tx) =>
    dispose(tx, target, selection, input.expectedStatus),
  );
  await freeBlobs(ctx, freed);
  return result;
});

import { freeBlobs } from '../../registry/assets';
import { deletePackageVersions as remove } from '../../registry/delete-package-versions';
import { selectVersions } from '../../registry/version-selection';
import { defineOperation } from '../operation';
import { rulesOf, toPackageTarget } from '../package-target';

/** Removes versions of any status, all or none; the package stays (DEL-001 … DEL-008). */
export const deletePackageVersions = defineOperation('DeletePackageVersions', async (input, ctx) => {
  const target = toPackageTarget(input, ctx);
  const selection = selectVersions(rulesOf(input.format, ctx), { versions: input.versions });
  const { result, freed } = await ctx.store.write((tx) =>
    remove(tx, target, selection, input.expectedStatus),
  );
  await freeBlobs(ctx, freed);
  return result;
});

import { freeBlobs } from '../../registry/assets';
import { deletePackage as remove } from '../../registry/delete-package';
import { defineOperation } from '../operation';
import { toPackageTarget } from '../package-target';
import { toPackageSummary } from './shapes';

/** Removes a package with its versions and its origin configuration (DEL-009 … DEL-015). */
export const deletePackage = defineOperation('DeletePackage', async (input, ctx) => {
  const target = toPackageTarget(input, ctx);
  const { record, freed } = await ctx.store.write((tx) => remove(tx, target));
  await freeBlobs(ctx, freed);
  return { deletedPackage: toPackageSummary(record) };
});

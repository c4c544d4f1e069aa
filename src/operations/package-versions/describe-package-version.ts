import { getPackageVersion } from '../../registry/package-versions';
import { getVersionMetadata } from '../../registry/version-metadata';
import { defineOperation } from '../operation';
import { toPackageVersionTarget } from '../package-target';
import { toPackageVersionDescription } from './shapes';

/** A version stored in the named repository, whatever its status (VER-200, VER-201). */
export const describePackageVersion = defineOperation('DescribePackageVersion', async (input, ctx) => {
  const target = toPackageVersionTarget(input, ctx);
  const packageVersion = await ctx.store.read(async (tx) => {
    const record = await getPackageVersion(tx, target);
    return toPackageVersionDescription(target, record, await getVersionMetadata(tx, target));
  });
  return { packageVersion };
});

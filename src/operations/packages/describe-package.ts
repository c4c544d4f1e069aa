import { getPackage } from '../../registry/packages';
import { defineOperation } from '../operation';
import { toPackageTarget } from '../package-target';
import { toPackageDescription } from './shapes';

/** A package stored in the named repository, with or without versions (PKG-120 … PKG-122). */
export const describePackage = defineOperation('DescribePackage', async (input, ctx) => {
  const target = toPackageTarget(input, ctx);
  const record = await ctx.store.read((tx) => getPackage(tx, target));
  return { package: toPackageDescription(record) };
});

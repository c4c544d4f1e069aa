import { putOriginConfiguration } from '../../registry/origin-configuration';
import { defineOperation } from '../operation';
import { rulesOf, toPackageTarget } from '../package-target';
import { toOriginConfiguration } from './shapes';

/** Sets how versions of a package may enter the repository; the package need not exist (ORIG-001 … ORIG-007). */
export const putPackageOriginConfiguration = defineOperation(
  'PutPackageOriginConfiguration',
  async (input, ctx) => {
    const named = toPackageTarget(input, ctx);
    const target = { ...named, ...rulesOf(input.format, ctx).toStoredCoordinate(named) };
    const record = await ctx.store.write((tx) => putOriginConfiguration(tx, target, input.restrictions));
    return { originConfiguration: toOriginConfiguration(record) };
  },
);

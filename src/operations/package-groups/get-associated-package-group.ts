import { getDomain } from '../../registry/domains';
import { findPackageGroup } from '../../registry/find-package-group';
import { defineOperation } from '../operation';
import { toDomainId } from '../scope';
import { toPackageCoordinate } from '../package-target';
import { describePackageGroup } from './shapes';

/** Works for packages that nobody has; names are normalised whatever the format (PG-330 … PG-334). */
export const getAssociatedPackageGroup = defineOperation('GetAssociatedPackageGroup', async (input, ctx) => {
  const id = toDomainId(input, ctx);
  const coordinate = toPackageCoordinate(input, ctx);
  return ctx.store.read(async (tx) => {
    await getDomain(tx, id);
    const { group, associationType } = await findPackageGroup(tx, id, coordinate);
    return { packageGroup: await describePackageGroup(tx, id, group), associationType };
  });
});

import { getDomain } from '../../registry/domains';
import { findPackageGroup } from '../../registry/find-package-group';
import { defineOperation } from '../operation';
import { toDomainId } from '../scope';
import { rulesOf } from '../package-target';
import { describePackageGroup } from './shapes';

/** Works for packages that nobody has; names are normalised whatever the format (PG-330 … PG-334). */
export const getAssociatedPackageGroup = defineOperation('GetAssociatedPackageGroup', async (input, ctx) => {
  const id = toDomainId(input, ctx);
  const rules = rulesOf(input.format, ctx);
  const { namespace, ...names } = rules.parseCoordinate({
    ...(input.namespace !== undefined && { namespace: input.namespace }),
    package: input.package,
  });
  const coordinate = {
    ...names,
    namespace: rules.normalizeName(namespace),
    package: rules.normalizeName(names.package),
  };
  return ctx.store.read(async (tx) => {
    await getDomain(tx, id);
    const { group, associationType } = await findPackageGroup(tx, id, coordinate);
    return { packageGroup: await describePackageGroup(tx, id, group), associationType };
  });
});

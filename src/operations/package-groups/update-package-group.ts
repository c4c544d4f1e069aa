import { getDomain } from '../../registry/domains';
import { getPackageGroup, putPackageGroup } from '../../registry/package-groups';
import { defineOperation } from '../operation';
import { toDomainId } from '../scope';
import { describePackageGroup } from './shapes';

/** What is left out stays as it is, an empty text clears it (PG-307). */
export const updatePackageGroup = defineOperation('UpdatePackageGroup', async (input, ctx) => {
  const id = toDomainId(input, ctx);
  return ctx.store.write(async (tx) => {
    await getDomain(tx, id);
    const group = await getPackageGroup(tx, id, input.packageGroup);
    const { contactInfo = group.contactInfo, description = group.description } = input;
    const next = { ...group, contactInfo, description };
    putPackageGroup(tx, id, next);
    return { packageGroup: await describePackageGroup(tx, id, next) };
  });
});

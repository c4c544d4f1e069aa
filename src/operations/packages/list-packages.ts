import { invalidRequest } from '../../registry/errors';
import { packagesOf, packagesOfFormat } from '../../registry/keys';
import type { PackageRecord } from '../../registry/records';
import { getRepository } from '../../registry/repositories';
import { defineOperation } from '../operation';
import { rulesOf } from '../package-target';
import { takePage } from '../pagination';
import { toRepositoryId } from '../scope';
import { toPackageSummary } from './shapes';

const DEFAULT_PAGE_SIZE = 100;

/** The packages stored in the named repository, by name (PKG-100 … PKG-112). */
export const listPackages = defineOperation('ListPackages', async (input, ctx) => {
  const { format, publish, upstream } = input;
  // PKG-104, REAL-040.
  if (input.namespace !== undefined && format === undefined) {
    throw invalidRequest('A namespace can be given together with a format only.');
  }
  const normalize = (prefix = ''): string =>
    format === undefined ? prefix : rulesOf(format, ctx).normalizePrefix(prefix);
  const namespace = normalize(input.namespace);
  const startsWith = normalize(input.packagePrefix);
  const id = toRepositoryId(input, ctx);
  const accepts = (record: PackageRecord): boolean =>
    record.namespace.startsWith(namespace) &&
    (publish === undefined || record.publish === publish) &&
    (upstream === undefined || record.upstream === upstream);
  const page = await ctx.store.read(async (tx) => {
    await getRepository(tx, id);
    return takePage(
      {
        operation: 'ListPackages',
        filters: [id, format, namespace, startsWith, publish, upstream],
        nextToken: input.nextToken,
        pageSize: input.maxResults ?? DEFAULT_PAGE_SIZE,
      },
      (after) =>
        tx.scan(format === undefined ? packagesOf(id) : packagesOfFormat(id, format), {
          startsWith,
          ...(after !== undefined && { after }),
        }),
      accepts,
    );
  });
  return { packages: page.records.map(toPackageSummary), nextToken: page.nextToken };
});

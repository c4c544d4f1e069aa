import { findDefaultDisplayVersion, listVersions, listVersionsByTime } from '../../registry/package-versions';
import { getPackage } from '../../registry/packages';
import type { PackageVersionRecord } from '../../registry/records';
import { defineOperation } from '../operation';
import { rulesOf, toPackageTarget } from '../package-target';
import { takePage } from '../pagination';
import { toPackageNames, toPackageVersionSummary } from './shapes';

const DEFAULT_PAGE_SIZE = 50;

/** The versions stored in the named repository, of every status unless one is asked for (VER-100 … VER-126). */
export const listPackageVersions = defineOperation('ListPackageVersions', async (input, ctx) => {
  const target = toPackageTarget(input, ctx);
  const { status, originType, sortBy } = input;
  const list = sortBy === undefined ? listVersions : listVersionsByTime;
  const { page, defaultDisplayVersion } = await ctx.store.read(async (tx) => {
    const record = await getPackage(tx, target);
    return {
      defaultDisplayVersion: await findDefaultDisplayVersion(
        tx,
        target,
        record,
        rulesOf(input.format, ctx).defaultTag,
      ),
      page: await takePage<PackageVersionRecord>(
        {
          operation: 'ListPackageVersions',
          filters: [target, status, originType, sortBy],
          nextToken: input.nextToken,
          pageSize: input.maxResults ?? DEFAULT_PAGE_SIZE,
        },
        (after) => list(tx, target, after),
        (version) =>
          (status === undefined || version.status === status) &&
          (originType === undefined || version.origin.originType === originType),
      ),
    };
  });
  return {
    ...toPackageNames(target),
    defaultDisplayVersion,
    versions: page.records.map(toPackageVersionSummary),
    nextToken: page.nextToken,
  };
});

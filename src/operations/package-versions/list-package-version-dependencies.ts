import { getPackageVersion } from '../../registry/package-versions';
import type { DependencyRecord } from '../../registry/records';
import { getVersionMetadata } from '../../registry/version-metadata';
import { defineOperation } from '../operation';
import { toPackageVersionTarget } from '../package-target';
import { takePage } from '../pagination';
import { scanList } from '../scan-list';
import { toPackageDependency, toVersionNames } from './shapes';

/** The operation has no page size of its own (VER-401). */
const PAGE_SIZE = 1000;

/** The direct dependencies of a version in the order of its manifest (VER-400 … VER-409). */
export const listPackageVersionDependencies = defineOperation(
  'ListPackageVersionDependencies',
  async (input, ctx) => {
    const target = toPackageVersionTarget(input, ctx);
    const { record, metadata } = await ctx.store.read(async (tx) => ({
      record: await getPackageVersion(tx, target),
      metadata: await getVersionMetadata(tx, target),
    }));
    const page = await takePage<DependencyRecord>(
      {
        operation: 'ListPackageVersionDependencies',
        filters: [target],
        nextToken: input.nextToken,
        pageSize: PAGE_SIZE,
      },
      (after) => scanList(metadata.dependencies, after, (_dependency, index) => index),
    );
    return {
      ...toVersionNames(target, record),
      dependencies: page.records.map(toPackageDependency),
      nextToken: page.nextToken,
    };
  },
);

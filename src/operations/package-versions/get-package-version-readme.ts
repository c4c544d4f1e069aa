import { readmeNotFound } from '../../registry/errors';
import { getPackageVersion } from '../../registry/package-versions';
import { getVersionMetadata } from '../../registry/version-metadata';
import { defineOperation } from '../operation';
import { toPackageVersionTarget } from '../package-target';
import { toVersionNames } from './shapes';

/** The readme of a version, as published; 404 without one, and when the version was disposed of (VER-300 … VER-304). */
export const getPackageVersionReadme = defineOperation('GetPackageVersionReadme', async (input, ctx) => {
  const target = toPackageVersionTarget(input, ctx);
  const { record, metadata } = await ctx.store.read(async (tx) => ({
    record: await getPackageVersion(tx, target),
    metadata: await getVersionMetadata(tx, target),
  }));
  const { readme } = metadata;
  if (readme === undefined || record.status === 'Disposed') {
    throw readmeNotFound(target.version, target.displayName);
  }
  return { ...toVersionNames(target, record), readme };
});

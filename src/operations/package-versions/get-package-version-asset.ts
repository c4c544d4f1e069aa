import { InternalServerException } from '../../errors';
import { assetNotFound, assetsNotReadable, revisionMismatch } from '../../registry/errors';
import { getPackageVersion, type PackageVersionTarget } from '../../registry/package-versions';
import type { AssetRecord, PackageVersionRecord } from '../../registry/records';
import { defineOperation } from '../operation';
import { toPackageVersionTarget } from '../package-target';

/** Streams an asset of a version stored in the named repository; byte ranges are ignored (ASSET-200 … ASSET-206). */
export const getPackageVersionAsset = defineOperation('GetPackageVersionAsset', async (input, ctx) => {
  const target = toPackageVersionTarget(input, ctx);
  for (let missing: string | undefined; ;) {
    const record = await ctx.store.read((tx) => getPackageVersion(tx, target));
    const expected = input.packageVersionRevision;
    if (expected !== undefined && expected !== record.revision) {
      throw revisionMismatch(record.revision, expected, `${target.displayName}@${target.version}`);
    }
    const { name, size, sha256 } = findAsset(target, record, input.asset);
    const asset = await ctx.blobs.read(sha256);
    if (asset) {
      return {
        asset,
        contentLength: size,
        assetName: name,
        packageVersion: record.version,
        packageVersionRevision: record.revision,
      };
    }
    // Somebody may have disposed of or deleted the version since it was read: then that is what to answer.
    if (missing === sha256) throw new InternalServerException();
    missing = sha256;
  }
});

/** The status is judged first: it holds for every asset of the version (ASSET-203). */
function findAsset(
  { displayName, version }: PackageVersionTarget,
  { status, assets }: PackageVersionRecord,
  name: string,
): AssetRecord {
  if (status !== 'Published' && status !== 'Unlisted') throw assetsNotReadable(status, version, displayName);
  const asset = assets.find((candidate) => candidate.name === name);
  if (!asset) throw assetNotFound(name, version, displayName);
  return asset;
}

import { addPackageVersion } from './add-package-version';
import { packageVersionAlreadyExists } from './errors';
import { packageKey, versionKey, versionMetadataKey } from './keys';
import { assertPublishAllowed, newPackage } from './origin-controls';
import type { PackageTarget } from './packages';
import type { Limits } from './ports';
import type { AssetRecord, PackageVersionRecord, VersionMetadataRecord } from './records';
import { getRepository } from './repositories';
import type { WriteTransaction } from './store';
import { assertNotInUpstreams } from './upstream-conflicts';
import { assertAssetCount, changePackageVersion, isPublishedIn, listMissingAssets } from './version-assets';

/** Assets that somebody publishes into a version which need not be complete, or is never closed (ASSET-401). */
export interface AssetsPublication {
  readonly version: string;
  readonly assets: readonly AssetRecord[];
  /** Of a version that this creates; one that is there keeps its own. */
  readonly status: 'Published' | 'Unfinished';
  readonly now: number;
  /** What the version says of itself from now on; gets what it said before. May be called again. */
  readonly metadata: (current: VersionMetadataRecord | undefined) => VersionMetadataRecord;
}

/**
 * Publishes assets into a version, which they may create (`upstreams.md`, section 11: publish check). Assets that are
 * there already change nothing (UP-129).
 * @throws 403 when the package is closed to publishing (README: settled); ConflictException for an asset with other
 *   content, for a version that is Archived or Disposed (ASSET-402), of another origin (UP-125), or to be had from an
 *   upstream repository; ServiceQuotaExceededException for one asset too many (ASSET-318)
 */
export async function publishVersionAssets(
  tx: WriteTransaction,
  target: PackageTarget,
  { version, assets, status, now, metadata }: AssetsPublication,
  limits: Limits,
): Promise<PackageVersionRecord> {
  await getRepository(tx, target);
  const owner = await tx.get(packageKey(target));
  await assertPublishAllowed(tx, target, owner);
  const id = { ...target, version };
  const existing = await tx.get(versionKey(id));
  if (existing && (existing.status === 'Archived' || existing.status === 'Disposed')) {
    throw packageVersionAlreadyExists(id, target.displayName);
  }
  const missing = listMissingAssets(id, existing, assets);
  if (existing && missing.length === 0) return existing;
  if (existing && !isPublishedIn(target.repository, existing)) {
    throw packageVersionAlreadyExists(id, target.displayName);
  }
  assertAssetCount((existing?.assets.length ?? 0) + missing.length, version, limits);
  if (existing) {
    const described = metadata(await tx.get(versionMetadataKey(id)));
    return changePackageVersion(tx, id, existing, { assets: missing, metadata: described });
  }
  await assertNotInUpstreams(tx, id);
  return addPackageVersion(tx, target, owner ?? (await newPackage(tx, target, 'published')), {
    version,
    status,
    ...(status === 'Published' && { publishedTime: now }),
    origin: { originType: 'INTERNAL', repositoryName: target.repository },
    assets,
    metadata: metadata(undefined),
    tags: [],
  });
}

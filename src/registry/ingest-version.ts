import { addPackageVersion } from './add-package-version';
import { freeBlobs } from './assets';
import { packageKey, versionKey } from './keys';
import { newPackage } from './origin-controls';
import type { PackageVersionTarget } from './package-versions';
import type { BlobStore, PublicPackage, PublicSource, PublicVersion } from './ports';
import type { PackageVersionRecord } from './records';
import type { Store } from './store';

export interface Ingestion {
  readonly source: PublicSource;
  readonly package: PublicPackage;
  readonly version: PublicVersion;
  /** The version in the repository that has the external connection. */
  readonly target: PackageVersionTarget;
  /** When it enters the domain, milliseconds. */
  readonly now: number;
}

/**
 * Fetches a version from a public registry and stores it in the repository with the connection (EXT-030, EXT-038).
 * @returns undefined when the registry does not give its bytes
 * @throws ServiceError 502 when they are not what the registry says they are; nothing is stored then (UP-068)
 */
export async function ingestVersion(
  ports: { readonly store: Store; readonly blobs: BlobStore },
  { source, package: { tags }, version, target, now }: Ingestion,
): Promise<PackageVersionRecord | undefined> {
  const fetched = await source.fetchAssets(target, version);
  if (fetched === 'unavailable') return undefined;
  const { assets, metadata } = fetched;
  const releasedTime = version.time;
  try {
    return await ports.store.write(async (tx) => {
      // Somebody else may have been faster, or have published the version meanwhile.
      const existing = await tx.get(versionKey(target));
      if (existing) return existing;
      const owner = await tx.get(packageKey(target));
      return addPackageVersion(tx, target, owner ?? (await newPackage(tx, target, 'from-upstream')), {
        version: version.version,
        status: 'Published',
        publishedTime: now,
        origin: { originType: 'EXTERNAL', externalConnectionName: source.connection },
        assets,
        metadata: { ...metadata, ...(releasedTime !== undefined && { releasedTime }) },
        tags: Object.keys(tags).filter((tag) => tags[tag] === version.version),
      });
    });
  } finally {
    fetched.release();
    await freeBlobs(
      ports,
      assets.map((asset) => asset.sha256),
    );
  }
}

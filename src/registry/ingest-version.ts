import { addPackageVersion } from './add-package-version';
import { listArrivingTags } from './arriving-tags';
import { freeBlobs } from './assets';
import { packageKey, repositoryKey, versionKey } from './keys';
import { newPackage } from './origin-controls';
import type { PackageVersionTarget } from './package-versions';
import type { BlobStore, PublicPackage, PublicSource, PublicVersion } from './ports';
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
 * @returns whether the repository has it now: the registry may not give its bytes
 * @throws ServiceError 502 when they are not what the registry says they are; nothing is stored then (UP-068)
 */
export async function ingestVersion(
  ports: { readonly store: Store; readonly blobs: BlobStore },
  { source, package: { tags }, version, target, now }: Ingestion,
): Promise<boolean> {
  const fetched = await source.fetchAssets(target, version);
  if (fetched === 'unavailable') return false;
  const { assets, metadata } = fetched;
  const releasedTime = version.time;
  try {
    return await ports.store.write(async (tx) => {
      // Meanwhile the repository or its connection may be gone, or the version may have come another way.
      const repository = await tx.get(repositoryKey(target));
      const names = repository?.externalConnections.map((link) => link.externalConnectionName);
      if (!names?.includes(source.connection)) return false;
      if (await tx.get(versionKey(target))) return true;
      const owner = (await tx.get(packageKey(target))) ?? (await newPackage(tx, target, 'from-upstream'));
      await addPackageVersion(tx, target, owner, {
        version: version.version,
        status: 'Published',
        publishedTime: now,
        origin: { originType: 'EXTERNAL', externalConnectionName: source.connection },
        assets,
        metadata: { ...metadata, ...(releasedTime !== undefined && { releasedTime }) },
        tags: await listArrivingTags(tx, target, owner, version.version, tags),
      });
      return true;
    });
  } finally {
    fetched.release();
    await freeBlobs(
      ports,
      assets.map((asset) => asset.sha256),
    );
  }
}

import { addPackageVersion } from './add-package-version';
import { listArrivingTags } from './arriving-tags';
import { freeBlobs } from './assets';
import { packageKey, repositoryKey, versionKey } from './keys';
import type { OfferedVersion } from './offered-version';
import { newPackage } from './origin-controls';
import type { PackageVersionTarget } from './package-versions';
import type { BlobStore, PublicSource } from './ports';
import type { Store } from './store';

export interface Ingestion {
  readonly source: PublicSource;
  readonly offered: OfferedVersion;
  /** The version in the repository that has the external connection. */
  readonly target: PackageVersionTarget;
  /** The asset that a client asks for. */
  readonly asset: string;
  /** When it enters the domain, milliseconds. */
  readonly now: number;
}

/** `unavailable`: the version is not to be had there; `absent`: it is, without the asset. */
export type IngestionOutcome = 'stored' | 'unavailable' | 'absent';

/**
 * Fetches a version from a public registry and stores it in the repository with the connection (EXT-030, EXT-038).
 * @throws ServiceError 502 when they are not what the registry says they are; nothing is stored then (UP-068)
 */
export async function ingestVersion(
  ports: { readonly store: Store; readonly blobs: BlobStore },
  { source, offered: { version, tags }, target, asset, now }: Ingestion,
): Promise<IngestionOutcome> {
  const fetched = await source.fetchAssets(target, version, { asset, stored: new Set() });
  if (fetched === 'unavailable' || fetched === 'absent') return fetched;
  const { assets, metadata } = fetched;
  const releasedTime = version.time;
  try {
    return await ports.store.write(async (tx) => {
      // Meanwhile the repository or its connection may be gone, or the version may have come another way.
      const repository = await tx.get(repositoryKey(target));
      const names = repository?.externalConnections.map((link) => link.externalConnectionName);
      if (!names?.includes(source.connection)) return 'unavailable';
      if (await tx.get(versionKey(target))) return 'stored';
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
      return 'stored';
    });
  } finally {
    fetched.release();
    await freeBlobs(
      ports,
      assets.map(({ sha256 }) => sha256),
    );
  }
}

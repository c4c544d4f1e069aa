import { addPackageVersion, type NewPackageVersion } from './add-package-version';
import { packageVersionAlreadyExists, publishBlocked } from './errors';
import { packageKey, versionKey } from './keys';
import { renderRevision } from './package-revision';
import type { PackageTarget } from './packages';
import type { PackageRecord, PackageVersionRecord } from './records';
import { getRepository } from './repositories';
import type { WriteTransaction } from './store';

/** A version that somebody publishes directly to a repository. */
export type Publication = Omit<NewPackageVersion, 'origin' | 'status'> & { readonly publishedTime: number };

/**
 * Publishes a complete version. The package is created with its first version: publishing allowed, upstreams blocked
 * (ORIG-020). The same version again changes nothing when it is identical (ASSET-400).
 * @throws 403 when the package is closed to publishing (README: settled), ConflictException when the version is there
 */
export async function publishPackageVersion(
  tx: WriteTransaction,
  target: PackageTarget,
  publication: Publication,
): Promise<PackageVersionRecord> {
  await getRepository(tx, target);
  const current = await tx.get(packageKey(target));
  // The control is asked first: a closed package refuses an identical upload too (ORIG-040).
  if (current?.publish === 'BLOCK') throw publishBlocked(target, target.displayName);
  const versionId = { ...target, version: publication.version };
  const existing = await tx.get(versionKey(versionId));
  if (existing) {
    const revision = renderRevision(versionId, publication.assets, publication.metadata);
    // Only Published: a version that was hidden is not brought back by publishing it (ASSET-402, NPM-112).
    if (existing.status === 'Published' && existing.revision === revision) return existing;
    throw packageVersionAlreadyExists(versionId, target.displayName);
  }
  return addPackageVersion(tx, target, current ?? createPublishedPackage(target), {
    ...publication,
    status: 'Published',
    origin: { originType: 'INTERNAL', repositoryName: target.repository },
  });
}

function createPublishedPackage(target: PackageTarget): PackageRecord {
  const { format, namespace } = target;
  return {
    format,
    namespace,
    package: target.package,
    publish: 'ALLOW',
    upstream: 'BLOCK',
    tags: {},
    changes: 0,
  };
}

import { addPackageVersion, type NewPackageVersion } from './add-package-version';
import { packageVersionAlreadyExists } from './errors';
import { packageKey, versionKey } from './keys';
import { assertPublishAllowed, newPackage } from './origin-controls';
import { renderRevision } from './package-revision';
import type { PackageTarget } from './packages';
import type { PackageVersionRecord } from './records';
import { getRepository } from './repositories';
import type { WriteTransaction } from './store';
import { assertNotInUpstreams } from './upstream-conflicts';

/** A version that somebody publishes directly to a repository. */
export type Publication = Omit<NewPackageVersion, 'origin' | 'status'> & { readonly publishedTime: number };

/**
 * Publishes a complete version. The package is created with its first version (ORIG-020). The same version again
 * changes nothing when it is identical (ASSET-400).
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
  await assertPublishAllowed(tx, target, current);
  const versionId = { ...target, version: publication.version };
  const existing = await tx.get(versionKey(versionId));
  if (existing) {
    const revision = renderRevision(versionId, publication.assets, publication.metadata);
    // Only Published: a version that was hidden is not brought back by publishing it (ASSET-402, NPM-112).
    if (existing.status === 'Published' && existing.revision === revision) return existing;
    throw packageVersionAlreadyExists(versionId, target.displayName);
  }
  await assertNotInUpstreams(tx, { ...target, version: publication.version });
  return addPackageVersion(tx, target, current ?? (await newPackage(tx, target, 'published')), {
    ...publication,
    status: 'Published',
    origin: { originType: 'INTERNAL', repositoryName: target.repository },
  });
}

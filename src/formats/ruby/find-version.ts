import { ResourceNotFoundException } from '../../errors';
import { versionKey } from '../../registry/keys';
import { findOfferedVersion } from '../../registry/offered-version';
import type { PackageVersionTarget } from '../../registry/package-versions';
import type { PublicSource, PublicVersion } from '../../registry/ports';
import type { RepositoryId } from '../../registry/records';
import { getServed, searchVersion, type StoredVersion } from '../../registry/search-version';
import type { FormatContext } from '../format';
import { parseFullName } from './full-name';
import { notFound, toPackageTarget } from './target';

type Ports = Pick<FormatContext, 'store' | 'publicSources' | 'onPackage'>;

/** A version where it is: stored, or with a public registry only. */
export type FoundVersion =
  | { readonly stored: StoredVersion; readonly offered?: undefined }
  | { readonly offered: PublicVersion; readonly source: PublicSource; readonly stored?: undefined };

/**
 * The version that the name of a file names. Where the name can be read in several ways, one that is stored in the
 * repository is meant, else the first that can be had. Throws 404 for what names no version.
 */
export async function resolveFullName(
  full: string,
  repository: RepositoryId,
  ports: Ports,
): Promise<PackageVersionTarget> {
  const [first, ...others] = parseFullName(full).map(({ name, version }): PackageVersionTarget => ({
    ...toPackageTarget(name, repository),
    version,
  }));
  if (!first) throw notFound();
  if (others.length === 0) return first;
  const targets = [first, ...others];
  for (const target of targets) {
    if (await ports.store.read((tx) => tx.get(versionKey(target)))) return target;
  }
  for (const target of targets) {
    try {
      await findVersion(target, ports);
      return target;
    } catch (error) {
      if (!(error instanceof ResourceNotFoundException)) throw error;
    }
  }
  return first;
}

/**
 * Finds a version for a client that only wants to know of it: nothing is fetched or retained (RUBY-104, UP-060).
 * @throws ResourceNotFoundException when it is nowhere, or must not be served from where it is (RUBY-034)
 */
export async function findVersion(
  target: PackageVersionTarget,
  { store, publicSources, onPackage }: Ports,
): Promise<FoundVersion> {
  onPackage?.(target);
  const search = await store.read((tx) => searchVersion(tx, target));
  for (const { name } of search.connections) {
    const source = publicSources.get(name);
    const offered = source && (await findOfferedVersion(source, target));
    if (offered) return { offered: offered.version, source };
  }
  return { stored: getServed(search, target) };
}

import { packageVersionReachable } from './errors';
import { packageKey, versionKey } from './keys';
import { findOfferedVersion } from './offered-version';
import { isPublishAllowed } from './origin-controls';
import type { PackageVersionTarget } from './package-versions';
import type { ResolverPorts } from './resolve-version';
import type { ReadTransaction } from './store';
import { walkUpstreams } from './walk-upstreams';

/**
 * Refuses to publish a version that clients of the repository could get from an upstream repository; any status counts,
 * the version is taken there (UP-121 … UP-124). Origin controls decide what can be reached.
 * @throws ConflictException
 */
export async function assertNotInUpstreams(tx: ReadTransaction, target: PackageVersionTarget): Promise<void> {
  const { sources } = await walkUpstreams(tx, target, target);
  for (const source of sources.slice(1)) {
    if (source.kind !== 'repository' || !source.package) continue;
    if (await tx.get(versionKey({ ...target, ...source.id }))) {
      throw packageVersionReachable(target, target.displayName, source.id.repository);
    }
  }
}

/**
 * The same for the public registries that can be reached from the repository; asked before the write, which cannot wait
 * for them. One that cannot be asked does not stand in the way (UP-127). About a version that is stored already and a
 * package that is closed to publishing the write decides (UP-120, UP-129).
 * @throws ConflictException
 */
export async function assertNotPublic(
  { store, publicSources }: Pick<ResolverPorts, 'store' | 'publicSources'>,
  target: PackageVersionTarget,
): Promise<void> {
  const connections = await store.read(async (tx) => {
    if (await tx.get(versionKey(target))) return [];
    if (!(await isPublishAllowed(tx, target, await tx.get(packageKey(target))))) return [];
    const { sources } = await walkUpstreams(tx, target, target);
    return sources.flatMap((source) => (source.kind === 'externalConnection' ? [source.name] : []));
  });
  for (const name of connections) {
    const source = publicSources.get(name);
    if (source && (await findOfferedVersion(source, target))) {
      throw packageVersionReachable(target, target.displayName, name);
    }
  }
}

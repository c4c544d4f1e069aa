import { packageKey, packagesOfFormat, versionKey, versionsOf } from '../../registry/keys';
import type { PackageTarget } from '../../registry/packages';
import type { PackageVersionId, RepositoryId } from '../../registry/records';
import { walkOnce } from '../../registry/remembered-walk';
import type { ReadTransaction } from '../../registry/store';
import { walkUpstreams } from '../../registry/walk-upstreams';
import type { FormatContext } from '../format';
import { toPackageTarget } from './coordinate';
import { toBareVersion } from './version';

/**
 * The crate that a client names in whatever letter case, as the first repository that has it spells it; as given when
 * none has (CRG-025, CRG-041). The index is asked in lower case, packages keep their case.
 */
export async function findCrate(
  name: string,
  repository: RepositoryId,
  { store }: Pick<FormatContext, 'store'>,
): Promise<PackageTarget> {
  const target = toPackageTarget(name, repository);
  const spelled = await store.read(async (tx) => {
    const own = await findStoredName(tx, repository, name);
    if (own !== undefined) return own;
    const { sources } = await walkUpstreams(tx, target, target);
    for (const source of sources.slice(1)) {
      const found = source.kind === 'repository' && (await findStoredName(tx, source.id, name));
      if (found) return found;
    }
    return undefined;
  });
  return spelled === undefined ? target : toPackageTarget(spelled, repository);
}

/** The same crate as the first public registry that has it spells it; undefined where none has (CRG-041). */
export async function findPublicName(
  target: PackageTarget,
  { store, publicSources }: Pick<FormatContext, 'store' | 'publicSources'>,
): Promise<string | undefined> {
  const { sources } = await walkOnce(store, target);
  for (const source of sources) {
    if (source.kind !== 'externalConnection') continue;
    const offered = await publicSources.get(source.name)?.findPackage(target);
    for (const version of offered?.versions.values() ?? []) return version.metadata.displayName;
  }
  return undefined;
}

/**
 * How a repository spells the name of a crate that it has, if it has it. Walks down the tree of stored names, so that
 * its cost goes with the length of the name and not with the number of crates.
 */
export async function findStoredName(
  tx: ReadTransaction,
  repository: RepositoryId,
  name: string,
): Promise<string | undefined> {
  const coordinate = toPackageTarget(name, repository);
  if (await tx.get(packageKey(coordinate))) return name;
  let beginnings = [''];
  for (const letter of name) {
    const longer: string[] = [];
    for (const beginning of beginnings) {
      for (const variant of new Set([letter.toLowerCase(), letter.toUpperCase()])) {
        if (await isBegun(tx, repository, beginning + variant)) longer.push(beginning + variant);
      }
    }
    beginnings = longer;
    if (beginnings.length === 0) return undefined;
  }
  for (const spelled of beginnings) {
    if (await tx.get(packageKey(toPackageTarget(spelled, repository)))) return spelled;
  }
  return undefined;
}

async function isBegun(tx: ReadTransaction, repository: RepositoryId, startsWith: string): Promise<boolean> {
  for await (const _entry of tx.scan(packagesOfFormat(repository, 'cargo'), { startsWith })) return true;
  return false;
}

/** The stored version that is the same one to cargo: build metadata does not count (CRG-031). */
export async function findStoredVersion(
  tx: ReadTransaction,
  id: PackageVersionId,
): Promise<string | undefined> {
  if (await tx.get(versionKey(id))) return id.version;
  const bare = toBareVersion(id.version);
  for await (const { record } of tx.scan(versionsOf(id), { startsWith: bare })) {
    if (toBareVersion(record.version) === bare) return record.version;
  }
  return undefined;
}

import { versionKey, versionsOf } from '../../registry/keys';
import type { PackageVersionTarget } from '../../registry/package-versions';
import type { PackageVersionId } from '../../registry/records';
import { walkOnce } from '../../registry/remembered-walk';
import type { ReadTransaction } from '../../registry/store';
import type { FormatContext } from '../format';

/**
 * How the version that a client names is spelled where it is, since letter case does not count in the labels of a
 * prerelease (NUG-035, NUG-073). The first source that has it decides; as given when none has.
 */
export async function findSpelling(
  target: PackageVersionTarget,
  { store, publicSources }: Pick<FormatContext, 'store' | 'publicSources'>,
): Promise<string> {
  if (!hasLetters(target.version)) return target.version;
  const own = await store.read((tx) => findStoredSpelling(tx, target));
  if (own !== undefined) return own;
  const { sources } = await walkOnce(store, target);
  for (const source of sources) {
    const spelled =
      source.kind === 'repository'
        ? await store.read((tx) => findStoredSpelling(tx, { ...target, ...source.id }))
        : findAmong(
            (await publicSources.get(source.name)?.findPackage(target))?.versions.keys() ?? [],
            target.version,
          );
    if (spelled !== undefined) return spelled;
  }
  return target.version;
}

/** The same among what is stored in the target's repository; undefined when it does not have the version. */
export async function findStoredSpelling(
  tx: ReadTransaction,
  id: PackageVersionId,
): Promise<string | undefined> {
  if (await tx.get(versionKey(id))) return id.version;
  if (!hasLetters(id.version)) return undefined;
  const versions: string[] = [];
  for await (const { record } of tx.scan(versionsOf(id))) versions.push(record.version);
  return findAmong(versions, id.version);
}

function hasLetters(version: string): boolean {
  return /[a-z]/i.test(version);
}

function findAmong(versions: Iterable<string>, wanted: string): string | undefined {
  const lower = wanted.toLowerCase();
  let found: string | undefined;
  for (const version of versions) {
    if (version === wanted) return version;
    if (version.toLowerCase() === lower) found ??= version;
  }
  return found;
}

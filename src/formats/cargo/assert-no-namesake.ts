import { ConflictException } from '../../errors';
import type { PackageVersionTarget } from '../../registry/package-versions';
import { walkOnce } from '../../registry/remembered-walk';
import type { ReadTransaction } from '../../registry/store';
import { walkUpstreams } from '../../registry/walk-upstreams';
import type { FormatContext } from '../format';
import { findStoredName, findStoredVersion } from './find-spelling';
import { toBareVersion } from './version';

/**
 * Refuses to publish what could not be told apart in an index: a name that differs from a known one in letter case alone
 * (CRG-058), a version that differs in build metadata alone (CRG-031). Looks wherever the repository's search leads.
 * @throws ConflictException
 */
export async function assertNoNamesake(tx: ReadTransaction, target: PackageVersionTarget): Promise<void> {
  const { sources } = await walkUpstreams(tx, target, target);
  for (const source of sources) {
    if (source.kind !== 'repository') continue;
    const name = await findStoredName(tx, source.id, target.package);
    if (name === undefined) continue;
    assertSameName(target, name);
    const version = await findStoredVersion(tx, { ...target, ...source.id });
    if (version !== undefined) assertSameVersion(target, version);
  }
}

/** The same for the public registries that can be reached; asked before the write, which cannot wait for them. */
export async function assertNoPublicNamesake(
  target: PackageVersionTarget,
  { store, publicSources }: Pick<FormatContext, 'store' | 'publicSources'>,
): Promise<void> {
  const { sources } = await walkOnce(store, target);
  const bare = toBareVersion(target.version);
  for (const source of sources) {
    if (source.kind !== 'externalConnection') continue;
    const offered = await publicSources.get(source.name)?.findPackage(target);
    for (const { version, metadata } of offered?.versions.values() ?? []) {
      assertSameName(target, metadata.displayName);
      if (toBareVersion(version) === bare) assertSameVersion(target, version);
    }
  }
}

function assertSameName({ package: name, repository }: PackageVersionTarget, known: string): void {
  if (known === name) return;
  throw new ConflictException(
    `crate \`${name}\` cannot be published to repository '${repository}': it has the crate \`${known}\` already`,
    { resourceId: name, resourceType: 'package' },
  );
}

function assertSameVersion({ package: name, version }: PackageVersionTarget, known: string): void {
  if (known === version) return;
  throw new ConflictException(
    `crate \`${name}@${version}\` cannot be published: \`${name}@${known}\` already exists, and build metadata does ` +
      'not make another version',
    { resourceId: `${name}@${version}`, resourceType: 'package-version' },
  );
}

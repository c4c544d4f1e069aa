import type { ServiceError } from '../errors';
import { danglingUpstream } from '../registry/errors';
import { versionMetadataOf, versionsOf } from '../registry/keys';
import type { PackageTarget } from '../registry/packages';
import type { PublicPackage, PublicVersion } from '../registry/ports';
import type { PackageVersionId, PackageVersionRecord, VersionMetadataRecord } from '../registry/records';
import { walkOnce } from '../registry/remembered-walk';
import type { ReadTransaction } from '../registry/store';
import { meetsDanglingUpstream, type Source, type Walk } from '../registry/walk-upstreams';
import type { FormatContext } from './format';

/** Where a package can be seen from a repository, before anything of it is read. */
export interface Surroundings {
  readonly target: PackageTarget;
  readonly walk: Walk;
  /** What the public registries of the walk offer, at the positions of their connections. */
  readonly offered: readonly (PublicPackage | undefined)[];
  /**
   * What a document of the package is rendered from: as long as these are the same, so is the document (UP-139).
   * Records and public documents are compared by identity, names by value.
   */
  readonly identity: readonly unknown[];
}

/** A version as the first source that has it has it: stored, or with a public registry only. */
export type MergedVersion =
  | { readonly version: string; readonly stored: StoredDescription; readonly offered?: undefined }
  | { readonly version: string; readonly offered: PublicVersion; readonly stored?: undefined };

/** A stored version with what it says of itself. */
export interface StoredDescription {
  readonly id: PackageVersionId;
  readonly record: PackageVersionRecord;
  readonly metadata: VersionMetadataRecord;
}

/** Walks the graph and asks the public registries on the way; what is stored is not read yet. */
export async function lookAround(
  target: PackageTarget,
  { store, publicSources, onPackage }: Pick<FormatContext, 'store' | 'publicSources' | 'onPackage'>,
): Promise<Surroundings> {
  onPackage?.(target);
  const walk = await walkOnce(store, target);
  const ask = async (source: Source): Promise<PublicPackage | undefined> =>
    source.kind === 'externalConnection' ? publicSources.get(source.name)?.findPackage(target) : undefined;
  const offered = walk.sources.length === 1 ? [] : await Promise.all(walk.sources.map(ask));
  // Where a source hangs counts too: it decides whose tags win.
  const identity: unknown[] = [];
  for (const [index, source] of walk.sources.entries()) {
    identity.push(source.downstream);
    if (source.kind === 'repository') identity.push(source.id.repository, source.package);
    else identity.push(source.name, offered[index]);
  }
  return { target, walk, offered, identity };
}

/**
 * Every version that can be seen from a repository: the first source that has it decides, and what it has in a status
 * that is not shown, another than Published by default, is undefined, that is hidden (UP-075, UP-130). Empty when no
 * source has any version.
 */
export async function readMergedVersions(
  tx: ReadTransaction,
  { target, walk, offered }: Surroundings,
  isShown: (record: PackageVersionRecord) => boolean = ({ status }) => status === 'Published',
): Promise<ReadonlyMap<string, MergedVersion | undefined>> {
  const decided = new Map<string, MergedVersion | undefined>();
  for (const [index, source] of walk.sources.entries()) {
    if (source.kind === 'externalConnection') {
      for (const [version, item] of offered[index]?.versions ?? []) {
        if (!decided.has(version)) decided.set(version, { version, offered: item });
      }
    } else if (source.package) {
      const id = { ...target, ...source.id };
      for await (const [record, metadata] of listStored(tx, id)) {
        const { version } = record;
        if (decided.has(version)) continue;
        const stored = { id: { ...id, version }, record, metadata };
        decided.set(version, isShown(record) ? { version, stored } : undefined);
      }
    }
  }
  return decided;
}

/** 404, saying so when a link on the way leads nowhere (UP-042). */
export function toNotFound(walk: Walk, otherwise: ServiceError): ServiceError {
  return meetsDanglingUpstream(walk) ? danglingUpstream() : otherwise;
}

async function* listStored(
  tx: ReadTransaction,
  target: PackageTarget,
): AsyncGenerator<[PackageVersionRecord, VersionMetadataRecord]> {
  const metadata = tx.scan(versionMetadataOf(target))[Symbol.asyncIterator]();
  for await (const { record } of tx.scan(versionsOf(target))) {
    // Every version has metadata, and both are walked in the order of their versions.
    const next = await metadata.next();
    if (next.done === true)
      throw new Error(`version ${record.version} of ${target.displayName} has no metadata`);
    yield [record, next.value.record];
  }
  await metadata.return?.();
}

import type { ServiceError } from '../../errors';
import { danglingUpstream } from '../../registry/errors';
import { versionMetadataOf, versionsOf } from '../../registry/keys';
import type { PackageTarget } from '../../registry/packages';
import type { PublicPackage, PublicVersion } from '../../registry/ports';
import type { PackageVersionRecord, VersionMetadataRecord } from '../../registry/records';
import type { ReadTransaction } from '../../registry/store';
import { meetsDanglingUpstream, walkUpstreams, type Source, type Walk } from '../../registry/walk-upstreams';
import { isJsonObject } from '../../util/json-object';
import type { FormatContext } from '../format';
import { notFound } from './package-path';
import type { PackageView, VisibleVersion } from './packument';

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

/** Walks the graph and asks the public registries on the way; what is stored is not read yet. */
export async function lookAround(
  target: PackageTarget,
  { store, publicSources }: Pick<FormatContext, 'store' | 'publicSources'>,
): Promise<Surroundings> {
  const walk = await store.read((tx) => walkUpstreams(tx, target, target));
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
 * What clients see of a package: for each version the first source that has it decides, and only Published ones are
 * shown; tags of upstreams win (NPM-069, NPM-150 … NPM-153, UP-130 … UP-133).
 * @throws 404 when no source has any version of it (NPM-051, NPM-052), saying so when a link leads nowhere (UP-042)
 */
export async function readPackageView(
  tx: ReadTransaction,
  { target, walk, offered }: Surroundings,
): Promise<PackageView> {
  const decided = new Map<string, VisibleVersion | undefined>();
  for (const [index, source] of walk.sources.entries()) {
    if (source.kind === 'externalConnection') {
      for (const [version, item] of offered[index]?.versions ?? []) {
        if (!decided.has(version)) decided.set(version, fromPublic(item));
      }
    } else if (source.package) {
      for await (const [record, metadata] of listStored(tx, { ...target, ...source.id })) {
        if (decided.has(record.version)) continue;
        decided.set(record.version, record.status === 'Published' ? fromStored(record, metadata) : undefined);
      }
    }
  }
  if (decided.size === 0) throw notFoundFrom(walk);
  // A tag of what cannot be seen is no tag: it does not hide another's tag of that name (NPM-137, UP-133).
  const tags = walk.sources.map(
    (source, index) =>
      new Map(listTags(source, offered[index]).filter(([, version]) => decided.get(version))),
  );
  return {
    name: target.displayName,
    versions: [...decided.values()].filter((version) => version !== undefined),
    tags: Object.fromEntries(mergeTags(walk, tags)),
  };
}

/** 404, saying so when a link on the way leads nowhere (UP-042). */
export function notFoundFrom(walk: Walk, message?: string): ServiceError {
  return meetsDanglingUpstream(walk) ? danglingUpstream() : notFound(message);
}

/** Both steps together, for what is not kept. Throws as `readPackageView` does. */
export async function readView(
  target: PackageTarget,
  ctx: Pick<FormatContext, 'store' | 'publicSources'>,
): Promise<PackageView> {
  const surroundings = await lookAround(target, ctx);
  return ctx.store.read((tx) => readPackageView(tx, surroundings));
}

/** A stored version as package documents show it. */
export function fromStored(
  { version, assets, publishedTime }: PackageVersionRecord,
  { document, readme, releasedTime }: VersionMetadataRecord,
): VisibleVersion {
  const [tarball] = assets;
  return {
    version,
    manifest: document ?? {},
    ...(readme !== undefined && { readme }),
    dist: tarball
      ? {
          shasum: tarball.sha1,
          integrity: `sha512-${Buffer.from(tarball.sha512, 'hex').toString('base64')}`,
        }
      : {},
    time: releasedTime ?? publishedTime ?? 0,
  };
}

/** A version that only the public registry has yet; its checksums are those that it announces. */
export function fromPublic({
  version,
  metadata: { document = {}, readme },
  time,
}: PublicVersion): VisibleVersion {
  const announced = isJsonObject(document.dist) ? document.dist : {};
  const { shasum, integrity } = announced;
  return {
    version,
    manifest: document,
    ...(readme !== undefined && { readme }),
    dist: {
      ...(typeof shasum === 'string' && { shasum }),
      ...(typeof integrity === 'string' && { integrity }),
    },
    time: time ?? 0,
  };
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

function listTags(source: Source, offered: PublicPackage | undefined): [string, string][] {
  return Object.entries((source.kind === 'repository' ? source.package?.tags : offered?.tags) ?? {});
}

/**
 * A repository's own tags, overwritten by those of its upstreams, which are merged alike; the first upstream comes last
 * and so wins. Upstreams stand behind their repository, so going backwards finds them merged (UP-132, UP-133).
 */
function mergeTags({ sources }: Walk, tags: readonly Map<string, string>[]): ReadonlyMap<string, string> {
  for (const [index, source] of [...sources.entries()].reverse()) {
    const below = source.downstream === undefined ? undefined : tags[source.downstream];
    for (const [tag, version] of tags[index] ?? []) below?.set(tag, version);
  }
  return tags[0] ?? new Map();
}

import type { ServiceError } from '../../errors';
import type { PackageTarget } from '../../registry/packages';
import type { PublicPackage, PublicVersion } from '../../registry/ports';
import type { PackageVersionRecord, VersionMetadataRecord } from '../../registry/records';
import type { ReadTransaction } from '../../registry/store';
import type { Source, Walk } from '../../registry/walk-upstreams';
import { isJsonObject } from '../../util/json-object';
import type { FormatContext } from '../format';
import {
  lookAround,
  readMergedVersions,
  toNotFound,
  type MergedVersion,
  type Surroundings,
} from '../package-surroundings';
import { notFound } from './package-path';
import type { PackageView, VisibleVersion } from './packument';

/**
 * What clients see of a package: for each version the first source that has it decides, and only Published ones are
 * shown; tags of upstreams win (NPM-069, NPM-150 … NPM-153, UP-130 … UP-133).
 * @throws 404 when no source has any version of it (NPM-051, NPM-052), saying so when a link leads nowhere (UP-042)
 */
export async function readPackageView(tx: ReadTransaction, surroundings: Surroundings): Promise<PackageView> {
  const { target, walk, offered } = surroundings;
  const decided = await readMergedVersions(tx, surroundings);
  if (decided.size === 0) throw notFoundFrom(walk);
  // A tag of what cannot be seen is no tag: it does not hide another's tag of that name (NPM-137, UP-133).
  const tags = walk.sources.map(
    (source, index) =>
      new Map(listTags(source, offered[index]).filter(([, version]) => decided.get(version))),
  );
  return {
    name: target.displayName,
    versions: [...decided.values()].flatMap((merged) => (merged ? toVisible(merged) : [])),
    tags: Object.fromEntries(mergeTags(walk, tags)),
  };
}

/** 404, saying so when a link on the way leads nowhere (UP-042). */
export function notFoundFrom(walk: Walk, message?: string): ServiceError {
  return toNotFound(walk, notFound(message));
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

function toVisible({ stored, offered }: MergedVersion): VisibleVersion {
  return stored ? fromStored(stored.record, stored.metadata) : fromPublic(offered);
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

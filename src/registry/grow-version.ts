import { freeBlobs } from './assets';
import { ingestVersion } from './ingest-version';
import { repositoryKey, versionKey, versionMetadataKey } from './keys';
import { findOfferedVersion } from './offered-version';
import { renderRevision } from './package-revision';
import type { PackageVersionTarget } from './package-versions';
import type { FormatRules, PublicSource } from './ports';
import type { PackageVersionRecord } from './records';
import type { ResolverPorts } from './resolve-version';
import { findConnection, isServed, type StoredVersion } from './search-version';
import type { ReadTransaction, WriteTransaction } from './store';
import { changePackageVersion, findAsset, isPublishedIn, isSameOrigin } from './version-assets';
import { getVersionMetadata } from './version-metadata';
import { walkUpstreams, type ConnectionSource } from './walk-upstreams';

/** How versions of a format grow, see `FormatRules`. */
export type Growth = FormatRules['growth'];

/** A version where it is stored, with what its format needs to speak of it. */
export interface GrowingVersion extends StoredVersion {
  readonly id: PackageVersionTarget;
}

/**
 * Whether a request for an asset is a reason to look for more of the version elsewhere; what was published here is
 * complete as it is (UP-081, UP-083).
 */
export function mayGrow(growth: Growth, { id, record }: StoredVersion, asset: string): boolean {
  if (growth === undefined || isPublishedIn(id.repository, record)) return false;
  return growth === 'version' || !findAsset(record, asset);
}

/**
 * Brings a version that came from elsewhere up to what can be had of it there, from the same origin alone (UP-081 …
 * UP-086): the asset, or everything of it. Does its best: what cannot be had leaves the version as it is.
 * @returns the version as it is stored now
 */
export async function growVersion(
  ports: ResolverPorts,
  growth: Growth,
  here: GrowingVersion,
  asset: string,
): Promise<GrowingVersion> {
  const supply = await ports.store.read((tx) => findSupply(tx, here));
  if (!supply) return here;
  const from = await bringToSupplier(ports, growth, supply, asset);
  if (!from || from.id.repository === here.id.repository) return from ?? here;
  if (growth === 'asset' && !findAsset(from.record, asset)) return here;
  return ports.store.write((tx) => copyAssets(tx, growth, from.id, here, asset));
}

/**
 * Brings a version of a public registry up to what the registry has of it, in the repository that is connected to it.
 * @param connection undefined when nothing can be asked
 */
export async function growFromConnection(
  ports: ResolverPorts,
  growth: Growth,
  version: GrowingVersion,
  connection: ConnectionSource | undefined,
  asset: string,
): Promise<GrowingVersion> {
  const source = connection && ports.publicSources.get(connection.name);
  if (!source || !mayGrow(growth, version, asset)) return version;
  const { region, domainOwner, domain, repository, format, namespace, package: name } = version.id;
  const key = ['grow', region, domainOwner, domain, repository, format, namespace, name, version.id.version];
  const record = await ports.singleFlight(JSON.stringify([...key, asset]), () =>
    importAssets(ports, source, version, asset),
  );
  return { id: version.id, record };
}

/** Where more of a version may come from: a record upstream, a public registry, or both, the one through the other. */
export interface Supply {
  readonly stored: GrowingVersion | undefined;
  readonly connection: ConnectionSource | undefined;
  /** The version in the repository with the connection. */
  readonly target: PackageVersionTarget;
}

/** The first source that has the version decides: another status or another origin there ends it (UP-083, UP-084). */
export async function findSupply(tx: ReadTransaction, here: GrowingVersion): Promise<Supply | undefined> {
  const walk = await walkUpstreams(tx, here.id, here.id);
  for (const source of walk.sources.slice(1)) {
    const target = { ...here.id, ...source.id };
    if (source.kind === 'externalConnection') {
      if (source.name !== here.record.origin.externalConnectionName) return undefined;
      const isHere = source.id.repository === here.id.repository;
      return { stored: isHere ? here : undefined, connection: source, target };
    }
    const record = source.package && (await tx.get(versionKey(target)));
    if (!record) continue;
    if (!isServed(record) || !isSameOrigin(record.origin, here.record.origin)) return undefined;
    const stored = { id: target, record };
    return { stored, connection: findConnection(walk, target, record.origin), target };
  }
  return undefined;
}

async function bringToSupplier(
  ports: ResolverPorts,
  growth: Growth,
  { stored, connection, target }: Supply,
  asset: string,
): Promise<GrowingVersion | undefined> {
  if (stored) return growFromConnection(ports, growth, stored, connection, asset);
  const source = connection && ports.publicSources.get(connection.name);
  const offered = source && (await findOfferedVersion(source, target));
  if (!offered) return undefined;
  const ingested = await ingestVersion(ports, { source, offered, target, asset, now: ports.now });
  const record =
    ingested === 'stored' ? await ports.store.read((tx) => tx.get(versionKey(target))) : undefined;
  return record && { id: target, record };
}

async function importAssets(
  ports: ResolverPorts,
  source: PublicSource,
  { id, record }: GrowingVersion,
  asset: string,
): Promise<PackageVersionRecord> {
  const offered = await findOfferedVersion(source, id);
  const metadata = await ports.store.read((tx) => tx.get(versionMetadataKey(id)));
  if (!offered || !metadata) return record;
  const stored = new Set(record.assets.map(({ name }) => name));
  const fetched = await source.fetchAssets(id, offered.version, { asset, stored, metadata });
  if (fetched === 'unavailable' || fetched === 'absent') return record;
  const { assets } = fetched;
  try {
    const revision = renderRevision(id, [...record.assets, ...assets], fetched.metadata);
    if (revision === record.revision) return record;
    return await ports.store.write(async (tx) => {
      const present = await tx.get(versionKey(id));
      const repository = await tx.get(repositoryKey(id));
      const names = repository?.externalConnections.map((link) => link.externalConnectionName);
      // Meanwhile somebody may have changed, deleted or cut off any of it.
      if (!present || !names?.includes(source.connection)) return present ?? record;
      if (!isServed(present) || !isSameOrigin(present.origin, record.origin)) return present;
      const added = assets.filter(({ name }) => !findAsset(present, name));
      return changePackageVersion(tx, id, present, { assets: added, metadata: fetched.metadata });
    });
  } finally {
    fetched.release();
    await freeBlobs(
      ports,
      assets.map(({ sha256 }) => sha256),
    );
  }
}

/** Gives a retained version what its source has and it has not: the asset, or everything (UP-081, UP-082). */
async function copyAssets(
  tx: WriteTransaction,
  growth: Growth,
  from: PackageVersionTarget,
  here: GrowingVersion,
  asset: string,
): Promise<GrowingVersion> {
  const source = await tx.get(versionKey(from));
  const present = await tx.get(versionKey(here.id));
  if (!source || !present || !isServed(source) || !isServed(present)) return here;
  if (!isSameOrigin(source.origin, present.origin)) return here;
  const missing = source.assets.filter(
    ({ name }) => !findAsset(present, name) && (growth === 'version' || name === asset),
  );
  const metadata = await getVersionMetadata(tx, from);
  const record = await changePackageVersion(tx, here.id, present, { assets: missing, metadata });
  return { id: here.id, record };
}

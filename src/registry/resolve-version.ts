import { ResourceNotFoundException } from '../errors';
import { assetNotFound } from './errors';
import { growFromConnection } from './grow-version';
import { ingestVersion, type IngestionOutcome } from './ingest-version';
import { findOfferedVersion } from './offered-version';
import type { PackageVersionTarget } from './package-versions';
import type { PackageTarget } from './packages';
import type { BlobStore, FormatRules, PublicSource } from './ports';
import type { PackageVersionRecord } from './records';
import { retainVersion } from './retain-version';
import { getServed, searchVersion, type StoredVersion, type VersionSearch } from './search-version';
import type { SingleFlight } from '../util/single-flight';
import type { Store, WriteTransaction } from './store';
import { findAsset } from './version-assets';
import type { ConnectionSource } from './walk-upstreams';

/** Where a version was when a client asked for one of its assets. */
export interface VersionOrigin {
  readonly repository: string;
  /** The connection of that repository through which it came for this request. */
  readonly externalConnection?: string;
}

/** What resolving a version takes besides the records. */
export interface ResolverPorts {
  readonly store: Store;
  readonly blobs: BlobStore;
  /** By the name of the external connection. */
  readonly publicSources: ReadonlyMap<string, PublicSource>;
  readonly singleFlight: SingleFlight;
  /** Is told which package, and which version of it, a request turned out to be about; for the audit trail. */
  readonly onPackage?: (about: PackageTarget & { readonly version?: string }) => void;
  /** Is told where the version of an asset was; for the request log. */
  readonly onOrigin?: (origin: VersionOrigin) => void;
  /** Does what it is given some time later; without it retention is done before a request is answered (UP-058). */
  readonly postpone?: (work: () => Promise<unknown>) => void;
  /** When the request was received, milliseconds. */
  readonly now: number;
}

/**
 * Finds a version that the repository does not have, for a client that asks for one of its assets, and retains it in
 * that repository, after fetching it into the one with the external connection if it comes from a public registry
 * (`upstreams.md`, section 11; UP-050 … UP-059).
 * @returns the version as the client's repository has it now
 * @throws ResourceNotFoundException when it is nowhere, must not be served from where it is, or lacks the asset
 */
export async function resolveVersion(
  ports: ResolverPorts,
  { growth }: Pick<FormatRules, 'growth'>,
  target: PackageVersionTarget,
  asset: string,
): Promise<StoredVersion> {
  const { store, postpone } = ports;
  let search = await store.read((tx) => searchVersion(tx, target));
  const ingested = await ingestFirst(ports, search, target, asset);
  if (ingested) {
    ports.onOrigin?.({ repository: ingested.id.repository, externalConnection: ingested.name });
    search = await store.read((tx) => searchVersion(tx, target));
  } else {
    const found = getServed(search, target);
    const { id, connection } = found;
    ports.onOrigin?.({ repository: id.repository });
    await growFromConnection(
      ports,
      growth,
      { record: found.record, id: { ...target, ...id } },
      connection,
      asset,
    );
  }
  // Neither what is here nor what is nowhere takes a write.
  const found = getServed(search, target);
  if (found.id.repository === target.repository) return found;
  if (!postpone) return store.write((tx) => retainFound(tx, target, asset));
  postpone(() => store.write((tx) => retainFound(tx, target, asset)).catch(ignoreNotFound));
  return getServed(await store.read((tx) => searchVersion(tx, target)), target);
}

/** Searches again: anything may have changed since, and another request may have retained the version (UP-059). */
async function retainFound(
  tx: WriteTransaction,
  target: PackageVersionTarget,
  asset: string,
): Promise<StoredVersion> {
  const found = getServed(await searchVersion(tx, target), target);
  if (!findAsset(found.record, asset)) throw assetNotFound(asset, target.version, target.displayName);
  if (found.id.repository === target.repository) return found;
  return { id: target, record: await retainVersion(tx, found, target) };
}

/** What is gone by the time it is to be retained stays gone. */
function ignoreNotFound(error: unknown): void {
  if (!(error instanceof ResourceNotFoundException)) throw error;
}

/**
 * Finds a version for a client that only wants to know of it: nothing is fetched or retained (UP-060). A version that is
 * still with a public registry has no asset yet.
 * @throws ResourceNotFoundException as `resolveVersion` does
 */
export async function findServedVersion(
  ports: Pick<ResolverPorts, 'store' | 'publicSources' | 'onPackage'>,
  target: PackageVersionTarget,
): Promise<{ readonly record: Pick<PackageVersionRecord, 'assets' | 'publishedTime'> }> {
  ports.onPackage?.(target);
  const search = await ports.store.read((tx) => searchVersion(tx, target));
  for (const { name } of search.connections) {
    const source = ports.publicSources.get(name);
    if (source && (await findOfferedVersion(source, target))) return { record: { assets: [] } };
  }
  return getServed(search, target);
}

/**
 * Asks the public registries that come before what is stored, one after the other.
 * @returns the one that gave the version, which is stored now
 * @throws ResourceNotFoundException when one has the version without the asset: the first that has it decides
 */
async function ingestFirst(
  ports: ResolverPorts,
  { connections }: VersionSearch,
  target: PackageVersionTarget,
  asset: string,
): Promise<ConnectionSource | undefined> {
  for (const connection of connections) {
    const { format, namespace, package: name, version } = target;
    const { region, domainOwner, domain, repository } = connection.id;
    const what = [connection.name, format, namespace, name, version, asset];
    const key = JSON.stringify([...what, region, domainOwner, domain, repository]);
    const into = { ...target, ...connection.id };
    const outcome = await ports.singleFlight(key, () => ingestFrom(ports, connection, into, asset));
    if (outcome === 'stored') return connection;
    if (outcome === 'absent') throw assetNotFound(asset, version, target.displayName);
  }
  return undefined;
}

async function ingestFrom(
  ports: ResolverPorts,
  { name }: ConnectionSource,
  target: PackageVersionTarget,
  asset: string,
): Promise<IngestionOutcome> {
  const source = ports.publicSources.get(name);
  const offered = source && (await findOfferedVersion(source, target));
  if (!offered) return 'unavailable';
  return ingestVersion(ports, { source, offered, target, asset, now: ports.now });
}

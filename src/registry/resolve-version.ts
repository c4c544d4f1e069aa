import { danglingUpstream, packageVersionNotFound } from './errors';
import { ingestVersion } from './ingest-version';
import type { PackageVersionTarget } from './package-versions';
import type { BlobStore, PublicSource } from './ports';
import type { PackageVersionRecord, RepositoryId } from './records';
import { retainVersion } from './retain-version';
import { isServed, searchVersion, type StoredVersion, type VersionSearch } from './search-version';
import { repositoryKey } from './keys';
import type { SingleFlight } from '../util/single-flight';
import type { Store } from './store';
import type { ConnectionSource } from './walk-upstreams';

/** What resolving a version takes besides the records. */
export interface ResolverPorts {
  readonly store: Store;
  readonly blobs: BlobStore;
  /** By the name of the external connection. */
  readonly publicSources: ReadonlyMap<string, PublicSource>;
  readonly singleFlight: SingleFlight;
  /** When the request was received, milliseconds. */
  readonly now: number;
}

/**
 * Finds a version for a client that asks for one of its assets, and retains it in the repository that was asked, after
 * fetching it into the one with the external connection if it comes from a public registry (`upstreams.md`, section 11;
 * UP-050 … UP-059).
 * @returns the version as the client's repository has it now
 * @throws ResourceNotFoundException when it is nowhere, or where it is it must not be served from
 */
export async function resolveVersion(
  ports: ResolverPorts,
  target: PackageVersionTarget,
): Promise<StoredVersion> {
  for (;;) {
    const search = await ports.store.read((tx) => searchVersion(tx, target));
    const found = (await ingestFirst(ports, search, target)) ?? search.stored;
    if (!found || !isServed(found.record)) throw notFound(search, target, found);
    if (found.id.repository === target.repository) return found;
    const record = await ports.store.write(async (tx) => {
      // The repository itself may have been deleted while a public registry was asked.
      return (await tx.get(repositoryKey(target))) && retainVersion(tx, found.id, target);
    });
    // Deleted upstream in the meantime: whoever is next in the search has it, or nobody.
    if (record) return { id: target, record };
  }
}

/**
 * Finds a version for a client that only wants to know of it: nothing is fetched or retained (UP-060). A version that is
 * still with a public registry has no asset yet.
 * @throws ResourceNotFoundException as `resolveVersion` does
 */
export async function findServedVersion(
  ports: ResolverPorts,
  target: PackageVersionTarget,
): Promise<{ readonly record: Pick<PackageVersionRecord, 'assets'> }> {
  const search = await ports.store.read((tx) => searchVersion(tx, target));
  for (const { name } of search.connections) {
    const offered = await ports.publicSources.get(name)?.findPackage(target);
    if (offered?.versions.has(target.version)) return { record: { assets: [] } };
  }
  const found = search.stored;
  if (!found || !isServed(found.record)) throw notFound(search, target, found);
  return found;
}

/** Throws ResourceNotFoundException for a version that is neither stored, in whatever status, nor to be had elsewhere. */
export async function assertReachable(ports: ResolverPorts, target: PackageVersionTarget): Promise<void> {
  const search = await ports.store.read((tx) => searchVersion(tx, target));
  if (!search.stored) await findServedVersion(ports, target);
}

/** The error of a version that no source gives; a link that leads nowhere explains it best (UP-042). */
function notFound({ walk }: VersionSearch, target: PackageVersionTarget, found?: StoredVersion) {
  const dangling = walk.obstacles.some(({ reason }) => reason === 'DANGLING_UPSTREAM');
  return dangling && !found ? danglingUpstream() : packageVersionNotFound(target, target.displayName);
}

async function ingestFirst(
  ports: ResolverPorts,
  { connections }: VersionSearch,
  target: PackageVersionTarget,
): Promise<StoredVersion | undefined> {
  for (const connection of connections) {
    const id = { ...target, ...connection.id };
    const key = JSON.stringify([
      connection.name,
      repositoryOf(id),
      target.format,
      target.displayName,
      target.version,
    ]);
    const record = await ports.singleFlight(key, () => ingestFrom(ports, connection, id));
    if (record) return { id, record };
  }
  return undefined;
}

async function ingestFrom(ports: ResolverPorts, { name }: ConnectionSource, target: PackageVersionTarget) {
  const source = ports.publicSources.get(name);
  const offered = await source?.findPackage(target);
  const version = offered?.versions.get(target.version);
  if (!source || !offered || !version) return undefined;
  return ingestVersion(ports, { source, package: offered, version, target, now: ports.now });
}

function repositoryOf({ region, domainOwner, domain, repository }: RepositoryId): string[] {
  return [region, domainOwner, domain, repository];
}

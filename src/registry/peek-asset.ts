import { freeBlobs } from './assets';
import { findSupply, mayGrow } from './grow-version';
import { versionKey } from './keys';
import { findOfferedVersion } from './offered-version';
import type { PackageVersionTarget } from './package-versions';
import type { FormatRules, PublicVersion } from './ports';
import type { AssetRecord } from './records';
import type { ResolverPorts } from './resolve-version';
import { isServed, searchVersion, type StoredVersion } from './search-version';
import { findAsset } from './version-assets';
import type { ConnectionSource } from './walk-upstreams';

/** An asset as `resolveAsset` would find it, with its version as it is stored or offered. */
export interface PeekedAsset {
  readonly asset: AssetRecord;
  readonly version: StoredVersion | PublicVersion;
}

/**
 * Finds an asset for a client that only wants to know of it: it is fetched if need be, but nothing is ingested, retained
 * or added (README: settled, HEAD and checksums). Undefined where `resolveAsset` would throw 404.
 * @throws ServiceError 502 for public bytes that are not what the registry says they are
 */
export async function peekAsset(
  ports: ResolverPorts,
  { growth }: Pick<FormatRules, 'growth'>,
  target: PackageVersionTarget,
  name: string,
): Promise<PeekedAsset | undefined> {
  const { store } = ports;
  ports.onPackage?.(target);
  const own = await store.read((tx) => tx.get(versionKey(target)));
  if (own) {
    const here = { id: target, record: own };
    if (!isServed(own)) return undefined;
    if (!mayGrow(growth, here, name)) return findIn(here, name);
    const supply = await store.read((tx) => findSupply(tx, here));
    return findIn(supply?.stored, name) ?? askOne(ports, supply?.connection, target, name);
  }
  const { connections, stored } = await store.read((tx) => searchVersion(tx, target));
  for (const connection of connections) {
    const found = await fetchAndForget(ports, connection, target, name);
    if (found !== 'unavailable') return found;
  }
  if (!stored || !isServed(stored.record)) return undefined;
  const connection = mayGrow(growth, stored, name) ? stored.connection : undefined;
  return findIn(stored, name) ?? askOne(ports, connection, target, name);
}

async function askOne(
  ports: ResolverPorts,
  connection: ConnectionSource | undefined,
  target: PackageVersionTarget,
  name: string,
): Promise<PeekedAsset | undefined> {
  const found = connection && (await fetchAndForget(ports, connection, target, name));
  return found === 'unavailable' ? undefined : found;
}

function findIn(version: StoredVersion | undefined, name: string): PeekedAsset | undefined {
  const asset = version && findAsset(version.record, name);
  return asset && { asset, version };
}

/** Undefined when the registry has the version without the asset. */
async function fetchAndForget(
  ports: ResolverPorts,
  connection: ConnectionSource,
  target: PackageVersionTarget,
  name: string,
): Promise<PeekedAsset | undefined | 'unavailable'> {
  const source = ports.publicSources.get(connection.name);
  const offered = source && (await findOfferedVersion(source, target));
  if (!offered) return 'unavailable';
  const { version } = offered;
  // With metadata it is no first ingestion, which would bring more than the one asset.
  const request = { asset: name, stored: new Set<string>(), metadata: version.metadata };
  const fetched = await source.fetchAssets(target, version, request);
  if (typeof fetched === 'string') return fetched === 'absent' ? undefined : fetched;
  fetched.release();
  await freeBlobs(
    ports,
    fetched.assets.map(({ sha256 }) => sha256),
  );
  const asset = fetched.assets.find((one) => one.name === name);
  return asset && { asset, version };
}

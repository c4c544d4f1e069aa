import { freeBlobs } from './assets';
import { findSupply, mayGrow } from './grow-version';
import { versionKey } from './keys';
import { findOfferedVersion } from './offered-version';
import type { PackageVersionTarget } from './package-versions';
import type { FormatRules } from './ports';
import type { AssetRecord, PackageVersionRecord } from './records';
import type { ResolverPorts } from './resolve-version';
import { isServed, searchVersion } from './search-version';
import { findAsset } from './version-assets';
import type { ConnectionSource } from './walk-upstreams';

/** An asset as `resolveAsset` would find it, and the version it is stored in, where it is. */
export interface PeekedAsset {
  readonly asset: AssetRecord;
  readonly record: PackageVersionRecord | undefined;
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
  const own = await store.read((tx) => tx.get(versionKey(target)));
  if (own) {
    const asset = isServed(own) ? findAsset(own, name) : undefined;
    if (asset) return { asset, record: own };
    const here = { id: target, record: own };
    if (!isServed(own) || !mayGrow(growth, here, name)) return undefined;
    const supply = await store.read((tx) => findSupply(tx, here));
    return peekInto(ports, target, name, supply?.stored?.record, supply?.connection);
  }
  const { connections, stored } = await store.read((tx) => searchVersion(tx, target));
  for (const connection of connections) {
    const found = await fetchAndForget(ports, connection, target, name);
    if (found !== 'unavailable') return found === 'absent' ? undefined : { asset: found, record: undefined };
  }
  if (!stored || !isServed(stored.record)) return undefined;
  const mayAsk = mayGrow(growth, stored, name);
  return peekInto(ports, target, name, stored.record, mayAsk ? stored.connection : undefined);
}

/** What is stored upstream comes first, then the connection it came through. */
async function peekInto(
  ports: ResolverPorts,
  target: PackageVersionTarget,
  name: string,
  record: PackageVersionRecord | undefined,
  connection: ConnectionSource | undefined,
): Promise<PeekedAsset | undefined> {
  const asset = record && findAsset(record, name);
  if (asset) return { asset, record };
  const found = connection ? await fetchAndForget(ports, connection, target, name) : 'unavailable';
  return typeof found === 'string' ? undefined : { asset: found, record };
}

async function fetchAndForget(
  ports: ResolverPorts,
  { name: connection }: ConnectionSource,
  target: PackageVersionTarget,
  name: string,
): Promise<AssetRecord | 'unavailable' | 'absent'> {
  const source = ports.publicSources.get(connection);
  const offered = source && (await findOfferedVersion(source, target));
  if (!offered) return 'unavailable';
  const { version } = offered;
  // With metadata it is no first ingestion, which would bring more than the one asset.
  const request = { asset: name, stored: new Set<string>(), metadata: version.metadata };
  const fetched = await source.fetchAssets(target, version, request);
  if (fetched === 'unavailable' || fetched === 'absent') return fetched;
  fetched.release();
  await freeBlobs(
    ports,
    fetched.assets.map(({ sha256 }) => sha256),
  );
  return fetched.assets.find((asset) => asset.name === name) ?? 'absent';
}

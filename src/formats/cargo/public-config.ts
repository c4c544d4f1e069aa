import type { Remote } from '../../util/remote';
import { isJsonObject } from '../../util/json-object';
import type { IndexLine } from './index-line';
import { toIndexFolder } from './index-path';

/** Where a public registry has crates and its web API, as its index says (The Cargo Book: index configuration). */
export interface PublicConfig {
  readonly dl: string;
  /** Without a final slash. */
  readonly api: string | undefined;
}

/** Reads `config.json` of the index; undefined when it cannot be asked. */
export function findPublicConfig(remote: Remote): Promise<PublicConfig | undefined> {
  return remote.findDocument('config.json', { accept: 'application/json', parse: parseConfig });
}

function parseConfig(body: Buffer): PublicConfig {
  const config: unknown = JSON.parse(body.toString('utf8'));
  const dl = isJsonObject(config) ? toUrl(config.dl) : undefined;
  if (dl === undefined) throw new Error('config.json has no dl');
  return { dl, api: isJsonObject(config) ? withoutLastSlashes(toUrl(config.api)) : undefined };
}

function toUrl(value: unknown): string | undefined {
  return typeof value === 'string' && /^https?:\/\//i.test(value) && URL.canParse(value) ? value : undefined;
}

/** Where a crate is; a `dl` without markers is a folder. Undefined when what comes out is no address. */
export function toDownloadUrl({ dl }: PublicConfig, { name, vers, cksum }: IndexLine): string | undefined {
  const markers: Readonly<Record<string, string>> = {
    '{crate}': encodeURIComponent(name),
    '{version}': encodeURI(vers),
    '{prefix}': toIndexFolder(name),
    '{lowerprefix}': toIndexFolder(name.toLowerCase()),
    '{sha256-checksum}': cksum,
  };
  const pattern = /\{(?:crate|version|prefix|lowerprefix|sha256-checksum)\}/g;
  const template = dl.search(pattern) < 0 ? `${withoutLastSlashes(dl)}/{crate}/{version}/download` : dl;
  const url = template.replace(pattern, (marker) => markers[marker] ?? marker);
  return URL.canParse(url) ? url : undefined;
}

/** When versions were published, as the web API of the registry tells; undefined when it does not. */
export async function findPublicTimes(
  remote: Remote,
  name: string,
): Promise<ReadonlyMap<string, number> | undefined> {
  const api = (await findPublicConfig(remote))?.api;
  if (api === undefined) return undefined;
  return remote.findDocument(`${api}/api/v1/crates/${encodeURIComponent(name)}/versions`, {
    accept: 'application/json',
    parse: parseTimes,
  });
}

function parseTimes(body: Buffer): ReadonlyMap<string, number> {
  const document: unknown = JSON.parse(body.toString('utf8'));
  const versions: unknown = isJsonObject(document) ? document.versions : undefined;
  if (!Array.isArray(versions)) throw new Error('The list of versions has none');
  const times = new Map<string, number>();
  for (const version of versions as readonly unknown[]) {
    if (!isJsonObject(version)) continue;
    const { num, created_at: created } = version;
    const time = typeof created === 'string' ? Date.parse(created) : NaN;
    if (typeof num === 'string' && !Number.isNaN(time)) times.set(num, time);
  }
  return times;
}

function withoutLastSlashes<T extends string | undefined>(url: T): T {
  let end = url?.length ?? 0;
  while (url?.charAt(end - 1) === '/') end -= 1;
  return url?.slice(0, end) as T; // a part of it
}

import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';

/** What the gallery says of a version. */
export interface GalleryVersion {
  readonly version: string;
  readonly nupkg: Buffer;
  readonly published?: string;
  readonly listed?: boolean;
  /** More members of the catalog entry. */
  readonly entry?: object;
}

/**
 * The public gallery as its answers are: index, registrations and packages on hosts of their own, registrations always
 * gzipped, and in pages that are documents of their own where there are more than `inlined` versions.
 */
export interface FakeNugetGallery {
  /** Of the service index, with a final slash. */
  readonly url: string;
  /** Paths asked for, in order; `packages` and `registrations` before them say which host it was. */
  readonly requests: string[];
  set(id: string, versions: readonly GalleryVersion[]): void;
  /** Answers 500 to paths that end like this. */
  fail(suffix: string): void;
  close(): Promise<void>;
}

type Json = Record<string, unknown>;

export async function startFakeNugetGallery({ inlined = 2, pageSize = 2 } = {}): Promise<FakeNugetGallery> {
  const packages = new Map<string, readonly GalleryVersion[]>();
  const requests: string[] = [];
  const failing: string[] = [];
  const servers: Server[] = [];
  const open = async (name: string, find: (path: string) => Json | Buffer | undefined): Promise<string> => {
    const answer: RequestListener = ({ url = '' }, response) => {
      requests.push(name + url);
      const found = find(url);
      if (failing.some((suffix) => url.endsWith(suffix))) response.writeHead(500).end();
      else if (found === undefined) response.writeHead(404).end();
      else if (Buffer.isBuffer(found))
        response.writeHead(200, { 'content-type': 'application/octet-stream' }).end(found);
      else {
        response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
        response.end(gzipSync(JSON.stringify(found)));
      }
    };
    const server = createServer(answer);
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // a port is all that it listens on
  };
  const content = await open('packages', (path) => {
    const [, id, version, file] = /^\/v3-flatcontainer\/([^/]+)\/([^/]+)\/(.+)$/.exec(path) ?? [];
    const found = packages.get(id ?? '')?.find((one) => one.version.split('+')[0]?.toLowerCase() === version);
    return found && file === `${id}.${version}.nupkg` ? found.nupkg : undefined;
  });
  const registration: string = await open('registrations', (path) => {
    const [, hive, id = '', page] = /^\/v3\/([^/]+)\/([^/]+)\/(?:index|page\/(.+))\.json$/.exec(path) ?? [];
    const versions = packages.get(id);
    const base = `${registration}/v3/registration5-gz-semver2/${id}`;
    if (!versions || hive !== 'registration5-gz-semver2') return undefined;
    const pages = toPages(id, versions, pageSize, base);
    if (page !== undefined) return pages.find((one) => one['@id'] === `${base}/page/${page}.json`);
    const items = versions.length <= inlined ? pages : pages.map(({ items: _items, ...rest }) => rest);
    return { '@id': `${base}/index.json`, count: items.length, items };
  });
  const url = await open('index', (path) =>
    path === '/v3/index.json'
      ? {
          version: '3.0.0',
          resources: [
            ['RegistrationsBaseUrl', `${registration}/v3/registration5-semver1/`],
            ['RegistrationsBaseUrl/3.4.0', `${registration}/v3/registration5-gz-semver1/`],
            ['RegistrationsBaseUrl/3.6.0', `${registration}/v3/registration5-gz-semver2/`],
            ['PackageBaseAddress/3.0.0', `${content}/v3-flatcontainer/`],
          ].map(([type, id]) => ({ '@id': id, '@type': type, comment: 'as the gallery has it' })),
          '@context': { '@vocab': 'http://schema.nuget.org/services#' },
        }
      : undefined,
  );
  return {
    url: `${url}/`,
    requests,
    set: (id, versions) => void packages.set(id.toLowerCase(), versions),
    fail: (suffix) => void failing.push(suffix),
    async close() {
      for (const server of servers.splice(0)) {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
    },
  };
}

function toPages(id: string, versions: readonly GalleryVersion[], size: number, base: string): Json[] {
  return Array.from({ length: Math.ceil(versions.length / size) }, (_, at) => {
    const page = versions.slice(at * size, (at + 1) * size);
    const [lower, upper] = [page[0]?.version, page.at(-1)?.version];
    return {
      '@id': `${base}/page/${lower}/${upper}.json`,
      ...{ '@type': 'catalog:CatalogPage', count: page.length, parent: `${base}/index.json`, lower, upper },
      items: page.map(({ version, published = '2020-02-03T04:05:06.789+00:00', listed = true, entry }) => ({
        '@id': `${base}/${version}.json`,
        ...{ '@type': 'Package', commitTimeStamp: '2021-01-01T00:00:00+00:00', commitId: 'c' },
        catalogEntry: {
          '@id': `https://gallery.invalid/catalog0/${id}.${version}.json`,
          ...{
            '@type': 'PackageDetails',
            authors: 'Ann',
            description: 'Of the gallery.',
            iconUrl: '',
            id: 'Demo.Lib',
          },
          ...{ language: '', licenseExpression: 'MIT', licenseUrl: 'https://gallery.invalid/l', listed },
          ...{
            minClientVersion: '',
            packageContent: `https://gallery.invalid/${id}.${version}.nupkg`,
            projectUrl: '',
          },
          ...{
            published,
            requireLicenseAcceptance: false,
            summary: '',
            tags: ['a', ''],
            title: '',
            version,
            ...entry,
          },
        },
        packageContent: `https://gallery.invalid/${id}.${version}.nupkg`,
        registration: `${base}/index.json`,
      })),
    };
  });
}

import { createHash } from 'node:crypto';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { sha256 } from './cargo-package';

/** What the public registry says of a version. */
export interface PublicCrate {
  readonly vers: string;
  readonly crate: Buffer;
  readonly yanked?: boolean;
  /** Members of the index line that are different or more. */
  readonly line?: Readonly<Record<string, unknown>>;
  /** As the web API tells; absent: it does not know the version. */
  readonly created?: string;
}

/** The public registry as its answers are: a sparse index, crates and the web API on hosts of their own. */
export interface FakeCratesIndex {
  /** Of the index, with a final slash. */
  readonly url: string;
  /** Asked for, in order: host (`index`, `dl`, `api`), path, and `304` behind what was not sent again. */
  readonly requests: string[];
  /** User agents that asked. */
  readonly agents: Set<string>;
  set(name: string, versions: readonly PublicCrate[]): void;
  /** Replaces what is in `config.json`. */
  configure(config: Readonly<Record<string, unknown>>): void;
  /** Answers 500 to paths that end like this. */
  fail(suffix: string): void;
  close(): Promise<void>;
}

interface Found {
  readonly body: Buffer | string;
  readonly type: string;
}

export async function startFakeCratesIndex(): Promise<FakeCratesIndex> {
  const crates = new Map<string, { name: string; versions: readonly PublicCrate[] }>();
  const requests: string[] = [];
  const agents = new Set<string>();
  const failing: string[] = [];
  const servers: Server[] = [];
  const open = async (host: string, find: (path: string) => Found | undefined): Promise<string> => {
    const answer: RequestListener = ({ url = '', headers }, response) => {
      agents.add(headers['user-agent'] ?? '');
      const found = failing.some((suffix) => url.endsWith(suffix)) ? 'failure' : find(url);
      const etag = typeof found === 'object' ? `"${createHash('md5').update(found.body).digest('hex')}"` : '';
      const isKnown = etag !== '' && headers['if-none-match'] === etag;
      requests.push(`${host}${url}${isKnown ? ' 304' : ''}`);
      if (found === 'failure') response.writeHead(500).end();
      else if (!found) response.writeHead(404, { 'content-type': 'text/html' }).end('<html>none</html>');
      else if (isKnown) response.writeHead(304, { etag }).end();
      else response.writeHead(200, { 'content-type': found.type, etag }).end(found.body);
    };
    const server = createServer(answer);
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // it listens on TCP
  };
  const findVersions = (lower: string) => crates.get(lower.toLowerCase());
  const dl = await open('dl', (path) => {
    const [, name = '', vers] = /^\/crates\/([^/]+)\/([^/]+)\/download$/.exec(path) ?? [];
    const found = findVersions(name)?.versions.find((version) => version.vers === vers);
    return found && { body: found.crate, type: 'application/gzip' };
  });
  const api = await open('api', (path) => {
    const [, name = ''] = /^\/api\/v1\/crates\/([^/]+)\/versions$/.exec(path) ?? [];
    const found = findVersions(name);
    const versions = found?.versions.flatMap(({ vers, created }) =>
      created === undefined ? [] : [{ crate: found.name, num: vers, created_at: created }],
    );
    return versions && { body: JSON.stringify({ versions, meta: {} }), type: 'application/json' };
  });
  let config: Readonly<Record<string, unknown>> = { dl: `${dl}/crates`, api };
  const url = await open('index', (path) => {
    if (path === '/config.json') return { body: JSON.stringify(config), type: 'application/json' };
    const found = findVersions(path.slice(path.lastIndexOf('/') + 1));
    if (!found || path !== `/${toPath(found.name.toLowerCase())}`) return undefined;
    const lines = found.versions.map((version) => JSON.stringify(toLine(found.name, version)));
    return { body: lines.join('\n') + '\n', type: 'text/plain' };
  });
  return {
    url: `${url}/`,
    requests,
    agents,
    set: (name, versions) => void crates.set(name.toLowerCase(), { name, versions }),
    configure: (changes) => void (config = { dl: `${dl}/crates`, api, ...changes }),
    fail: (suffix) => void failing.push(suffix),
    async close() {
      for (const server of servers.splice(0)) {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
    },
  };
}

function toPath(lower: string): string {
  if (lower.length < 3) return `${lower.length}/${lower}`;
  return lower.length === 3 ? `3/${lower[0]}/${lower}` : `${lower.slice(0, 2)}/${lower.slice(2, 4)}/${lower}`;
}

function toLine(name: string, { vers, crate, yanked = false, line }: PublicCrate): object {
  return { name, vers, deps: [], cksum: sha256(crate), features: {}, yanked, ...line };
}

import { createHash } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import type { NpmPackage } from './npm-package';

/** What the registry does instead of answering. */
export type Misbehaviour =
  | { readonly kind: 'status'; readonly status: number }
  /** Ends the connection before any answer. */
  | { readonly kind: 'refuse' }
  /** Sends half of the answer's body and ends the connection. */
  | { readonly kind: 'half' }
  /** Says nothing, or after the head no body, until `release` is called. */
  | { readonly kind: 'hang'; readonly at?: 'start' | 'body' }
  | { readonly kind: 'body'; readonly body: string }
  | { readonly kind: 'redirect'; readonly to: (path: string) => string };

export interface FakeNpmRegistryOptions {
  readonly etags?: boolean;
  readonly gzip?: boolean;
  /** Address in `dist.tarball`, the registry's own by default. */
  readonly tarballBase?: string;
}

export interface FakeRequest {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
}

/** A small npm registry in memory that misbehaves when told to. */
export interface FakeNpmRegistry {
  /** With a final slash. */
  readonly url: string;
  readonly requests: readonly FakeRequest[];
  /** Adds a version; members of `manifest` and `dist` replace what would be there. */
  add(pkg: NpmPackage, changes?: { readonly manifest?: object; readonly dist?: object }): void;
  remove(name: string): void;
  /** Sets or replaces members of the package's document. */
  change(name: string, members: Readonly<Record<string, unknown>>): void;
  /** Serves other bytes under the same checksums. */
  corrupt(name: string, version: string): void;
  /** Misbehaves for requests whose path ends in `suffix`, as often as `times`. */
  misbehave(behaviour: Misbehaviour, options?: { readonly suffix?: string; readonly times?: number }): void;
  /** Behaves again; what hangs goes on. */
  heal(): void;
  /** Lets what hangs go on. */
  release(): void;
  /** Resolves once so many requests have arrived in all. */
  received(count: number): Promise<void>;
  close(): Promise<void>;
}

type Document = Record<string, unknown> & {
  versions: Record<string, unknown>;
  'dist-tags': Record<string, string>;
};

/** Starts one on a free loopback port. */
export async function startFakeNpmRegistry(options: FakeNpmRegistryOptions = {}): Promise<FakeNpmRegistry> {
  const { etags = true, gzip = false } = options;
  const documents = new Map<string, Document>();
  const tarballs = new Map<string, Buffer>();
  const requests: FakeRequest[] = [];
  let misbehaviour: { behaviour: Misbehaviour; suffix: string; left: number } | undefined;
  let hanging: (() => void)[] = [];
  let waiting: { count: number; resolve: () => void }[] = [];

  const answer = (request: IncomingMessage, response: ServerResponse, behaviour?: Misbehaviour): void => {
    const path = decodeURIComponent((request.url ?? '/').slice(1).split('?')[0] ?? '');
    const tarball = tarballs.get(path);
    const document = documents.get(path);
    if (!tarball && !document) return void response.writeHead(404).end('{"error":"Not found"}');
    const plain = tarball ?? Buffer.from(JSON.stringify(document));
    const etag = `"${createHash('md5').update(plain).digest('hex')}"`;
    if (etags && request.headers['if-none-match'] === etag) return void response.writeHead(304).end();
    const zipped = gzip && document && /gzip/.test(String(request.headers['accept-encoding']));
    const body = zipped ? gzipSync(plain) : plain;
    response.writeHead(200, {
      'content-type': tarball ? 'application/octet-stream' : 'application/json',
      'content-length': body.length,
      ...(etags && { etag }),
      ...(zipped && { 'content-encoding': 'gzip' }),
    });
    if (behaviour?.kind === 'half') {
      response.write(body.subarray(0, body.length / 2), () => response.destroy());
    } else if (behaviour?.kind === 'hang') {
      response.flushHeaders();
      hanging.push(() => response.end(body));
    } else response.end(body);
  };

  const server = createServer((request, response) => {
    const path = request.url ?? '';
    requests.push({ path, headers: request.headers });
    waiting = waiting.filter(({ count, resolve }) => requests.length < count || (resolve(), false));
    const active = misbehaviour && path.endsWith(misbehaviour.suffix) && misbehaviour.left-- > 0;
    const behaviour = active ? misbehaviour?.behaviour : undefined;
    switch (behaviour?.kind) {
      case 'status':
        return void response.writeHead(behaviour.status).end('{"error":"as told"}');
      case 'refuse':
        return void response.destroy();
      case 'body':
        return void response.writeHead(200, { 'content-type': 'application/json' }).end(behaviour.body);
      case 'redirect':
        return void response.writeHead(302, { location: behaviour.to(path) }).end();
      case 'hang':
        if (behaviour.at !== 'body') return void hanging.push(() => answer(request, response));
    }
    answer(request, response, behaviour);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`; // listening on a TCP port
  const base = options.tarballBase ?? url;
  const release = (): void => {
    for (const go of hanging.splice(0)) go();
  };

  return {
    url,
    requests,
    release,
    add({ name, version, manifest, tarball, document }, changes = {}) {
      const path = `${name}/-/${name.slice(name.indexOf('/') + 1)}-${version}.tgz`;
      tarballs.set(path, tarball);
      const known = documents.get(name) ?? { _id: name, name, 'dist-tags': {}, versions: {}, time: {} };
      const dist = { ...(manifest.dist as object), tarball: base + path, ...changes.dist }; // as createNpmPackage makes it
      known.versions[version] = { ...manifest, ...changes.manifest, dist };
      Object.assign(known['dist-tags'], document['dist-tags']);
      Object.assign(known.time as object, { [version]: '2020-02-03T04:05:06.000Z' }); // made above
      documents.set(name, known);
    },
    remove: (name) => void documents.delete(name),
    change: (name, members) => void Object.assign(documents.get(name) ?? {}, members),
    corrupt(name, version) {
      tarballs.set(
        `${name}/-/${name.slice(name.indexOf('/') + 1)}-${version}.tgz`,
        Buffer.from('other bytes'),
      );
    },
    misbehave(behaviour, { suffix = '', times = Infinity } = {}) {
      misbehaviour = { behaviour, suffix, left: times };
    },
    heal() {
      misbehaviour = undefined;
      release();
    },
    received(count) {
      if (requests.length >= count) return Promise.resolve();
      return new Promise((resolve) => waiting.push({ count, resolve }));
    },
    async close() {
      hanging = [];
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

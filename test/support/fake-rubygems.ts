import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { deflateSync } from 'node:zlib';

/** A version in the public registry. */
export interface OfferedGem {
  /** Number, and platform after a dash. */
  readonly version: string;
  readonly gem: Buffer;
  /** What stands between the version and `checksum:` in the document, `dep:>= 1` …; nothing by default. */
  readonly dependencies?: string;
  /** What stands behind the checksum, with its comma. */
  readonly about?: string;
  /** Instead of the gem's own; empty for none. */
  readonly checksum?: string;
  /** The dump in `quick/`, before it is packed; a 404 without. */
  readonly gemspec?: Buffer;
}

/** The public registry as its answers are: a compact index's documents, gemspecs and gems. */
export interface FakeRubygems {
  /** Ends in a slash. */
  readonly url: string;
  /** Paths asked for, in order. */
  readonly requests: string[];
  set(name: string, versions: readonly OfferedGem[]): void;
  /** Answers with this text instead of a document. */
  setText(name: string, text: string): void;
  /** Answers 500 to paths that begin like this; an empty one is all of them. */
  fail(prefix: string): void;
  heal(): void;
  close(): Promise<void>;
}

export async function startFakeRubygems(): Promise<FakeRubygems> {
  const gems = new Map<string, readonly OfferedGem[]>();
  const texts = new Map<string, string>();
  const requests: string[] = [];
  const failing: string[] = [];

  const find = (path: string): string | Buffer | undefined => {
    const [, info] = /^\/info\/(.+)$/.exec(path) ?? [];
    if (info !== undefined) {
      const versions = gems.get(info);
      return texts.get(info) ?? (versions && renderDocument(versions));
    }
    const [, folder, full] = /^\/(quick\/Marshal\.4\.8|gems)\/(.+)\.(?:gemspec\.rz|gem)$/.exec(path) ?? [];
    for (const [name, versions] of gems) {
      const found = versions.find(({ version }) => `${name}-${version}` === full);
      if (found) return folder === 'gems' ? found.gem : found.gemspec && deflateSync(found.gemspec);
    }
    return undefined;
  };
  const server = createServer(({ url = '', headers }, response) => {
    requests.push(url);
    if (headers.authorization !== undefined) throw new Error('the public registry was shown credentials');
    const found = find(decodeURIComponent(url));
    if (failing.some((prefix) => url.startsWith(prefix))) response.writeHead(500).end();
    else if (found === undefined) response.writeHead(404).end('This rubygem could not be found.');
    else response.writeHead(200, { 'content-type': 'application/octet-stream' }).end(found);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // it listens on TCP
  return {
    url: `http://127.0.0.1:${port}/`,
    requests,
    set: (name, versions) => void gems.set(name, versions),
    setText: (name, text) => void texts.set(name, text),
    fail: (prefix) => void failing.push(prefix),
    heal: () => void failing.splice(0),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function renderDocument(versions: readonly OfferedGem[]): string {
  const lines = versions.map(({ version, gem, dependencies = '', about = '', checksum }) => {
    const sum = checksum ?? createHash('sha256').update(gem).digest('hex');
    return `${version} ${dependencies}|${sum === '' ? '' : `checksum:${sum}`}${about}`;
  });
  return ['---', ...lines, ''].join('\n');
}

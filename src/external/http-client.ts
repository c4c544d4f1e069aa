import { setMaxListeners } from 'node:events';
import { createRequire } from 'node:module';
import { Readable } from 'node:stream';
import type * as undici from 'undici';
import { version } from '../util/version';
import { decodeBody } from './decode-body';
import { LOOP_MARKER_HEADER } from './loop-marker';
import { RemoteFailure } from './remote-failure';
import type { ConsumeAnswer, RemoteAnswer } from './transport';

export interface HttpClientOptions {
  /** Id of the emulator, for the loop marker (EXT-053). */
  readonly instance: string;
  /** Milliseconds (EXT-048); the defaults are 5 s, 15 s, and 30 s between two pieces of a body. */
  readonly connectTimeoutMs?: number;
  readonly firstByteTimeoutMs?: number;
  readonly idleTimeoutMs?: number;
  /** Where `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY` are read, in either case (EXT-052). */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/** GETs from public registries. */
export interface HttpClient {
  /** See `Transport`. Follows redirects, decodes, and asks once more after a lost connection or a 5xx (D8). */
  get<T>(url: string, headers: Readonly<Record<string, string>>, consume: ConsumeAnswer<T>): Promise<T>;
  /** Aborts what is under way and closes all connections. */
  close(): Promise<void>;
}

type Send = (
  url: string,
  headers: Readonly<Record<string, string>>,
) => Promise<undici.Dispatcher.ResponseData>;

const MAX_REDIRECTS = 5;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
// Not 508: a loop stays one.
const RETRIED = new Set([500, 502, 503, 504]);
const requireHere = createRequire(__filename);

/** Nothing is loaded, and no proxy looked for, before the first request. */
export function createHttpClient(options: HttpClientOptions): HttpClient {
  const closing = new AbortController();
  // Every request under way listens, and a package manager has dozens; Node would warn of a leak.
  setMaxListeners(0, closing.signal);
  const open = once(() => createSender(options, closing.signal));
  return {
    async get(url, headers, consume) {
      const attempt = async () => {
        if (closing.signal.aborted) throw new RemoteFailure('closed', 'the emulator is shutting down');
        return consumeAnswer(await follow(url, headers, open.get().send), consume, closing.signal);
      };
      try {
        return await attempt();
      } catch (error) {
        if (!(error instanceof RemoteFailure) || !error.isRetryable) throw error;
        return attempt();
      }
    },
    async close() {
      closing.abort();
      await open.made()?.dispatcher.destroy();
    },
  };
}

function createSender(
  options: HttpClientOptions,
  signal: AbortSignal,
): { dispatcher: undici.Dispatcher; send: Send } {
  const { connectTimeoutMs = 5_000, firstByteTimeoutMs = 15_000, idleTimeoutMs = 30_000 } = options;
  const { EnvHttpProxyAgent, request } = requireHere('undici') as typeof undici; // what that package exports
  const dispatcher = new EnvHttpProxyAgent({
    ...toProxies(options.environment ?? process.env),
    // Plain requests go through a proxy the plain way, as most proxies want it.
    proxyTunnel: false,
    connect: { timeout: connectTimeoutMs },
    headersTimeout: firstByteTimeoutMs,
    bodyTimeout: idleTimeoutMs,
  });
  const always = {
    'user-agent': `codeartifact-local/${version}`,
    [LOOP_MARKER_HEADER]: options.instance,
  };
  const send: Send = async (url, headers) => {
    try {
      return await request(url, { dispatcher, signal, headers: { ...always, ...headers } });
    } catch (error) {
      throw toFailure(error);
    }
  };
  return { dispatcher, send };
}

function toProxies(env: Readonly<Record<string, string | undefined>>) {
  const read = (name: string): string => env[name] ?? env[name.toUpperCase()] ?? '';
  return { httpProxy: read('http_proxy'), httpsProxy: read('https_proxy'), noProxy: read('no_proxy') };
}

async function follow(
  start: string,
  headers: Readonly<Record<string, string>>,
  send: Send,
): Promise<undici.Dispatcher.ResponseData> {
  let url = start;
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
    const answer = await send(url, headers);
    if (!REDIRECTS.has(answer.statusCode)) return answer;
    const { location } = answer.headers;
    await discard(answer);
    if (typeof location !== 'string' || !URL.canParse(location, url)) {
      throw new RemoteFailure('answer', 'it redirects to nowhere');
    }
    const target = new URL(location, url);
    if (!/^https?:$/.test(target.protocol)) {
      throw new RemoteFailure('answer', `it redirects to ${target.protocol}, which is not the web`);
    }
    url = target.href;
  }
  throw new RemoteFailure('answer', `it redirects more than ${MAX_REDIRECTS} times`);
}

async function consumeAnswer<T>(
  answer: undici.Dispatcher.ResponseData,
  consume: ConsumeAnswer<T>,
  closing: AbortSignal,
): Promise<T> {
  const { statusCode: status } = answer;
  const headers = toHeaders(answer.headers);
  if (status !== 200) {
    await discard(answer);
    if (RETRIED.has(status)) throw new RemoteFailure('answer', `it answers ${status}`, true);
    return consume({ status, headers, body: Readable.from([]) });
  }
  let broken: Error | undefined;
  const note = (error: NodeJS.ErrnoException): void => {
    // A consumer that stops reading makes the body fail too; that is its own error, not the connection's.
    const isOurs = error.name === 'AbortError' || error.code === 'ERR_STREAM_PREMATURE_CLOSE';
    if (!isOurs || closing.aborted) broken ??= error;
  };
  // Attached at once: a body that fails while nobody listens would end the process.
  answer.body.on('error', note);
  const body = decodeBody(answer.body, headers['content-encoding']);
  if (body !== answer.body) body.on('error', note);
  try {
    return await consume({ status, headers, body });
  } catch (error) {
    // Once the body broke, all that the consumer threw is a consequence.
    throw broken === undefined ? error : toFailure(broken);
  } finally {
    answer.body.destroy();
  }
}

/** Reads a short body to its end, so that the connection can be used again. */
async function discard({ body }: undici.Dispatcher.ResponseData): Promise<void> {
  try {
    await body.dump({ limit: 65_536 });
  } catch {
    // Nobody wanted it.
  }
}

function toHeaders(headers: undici.Dispatcher.ResponseData['headers']): RemoteAnswer['headers'] {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, typeof value === 'string' ? value : value.join(', ')]],
    ),
  );
}

function toFailure(error: unknown): RemoteFailure {
  if (error instanceof RemoteFailure) return error;
  const { name, code, message } = error as NodeJS.ErrnoException; // whatever undici and node:net throw
  if (name === 'AbortError') return new RemoteFailure('closed', 'the emulator is shutting down');
  if (/TIMEOUT|ETIMEDOUT/.test(code ?? '')) return new RemoteFailure('timeout', message || 'timed out');
  return new RemoteFailure('connection', message || (code ?? 'connection failed'), true);
}

interface Once<T> {
  get(): T;
  made(): T | undefined;
}

function once<T>(make: () => T): Once<T> {
  let made: T | undefined;
  return { get: () => (made ??= make()), made: () => made };
}

import { existsSync } from 'node:fs';
import { get as getHttp } from 'node:http';
import { createRequire } from 'node:module';
import type httpsModule from 'node:https';
import { BUILT_IN_CREDENTIAL } from '../options';
import type { TrustFiles } from '../tls/trust-files';
import type { Reachable } from './client-environment';

/** What `GET /_codeartifact/connection` answers. */
interface Connection {
  readonly region: string;
  readonly tls?: { readonly port: number; readonly trust?: TrustFiles };
}

const TIMEOUT_MS = 5_000;
const MAX_ANSWER = 65_536;

/**
 * Asks a running emulator how to reach and trust it. Where it serves https that is the address to use, at the host by
 * which it was found. @throws Error with one line when nothing that answers is an emulator, or its files are elsewhere
 */
export async function findEmulator(text: string): Promise<Reachable> {
  const url = parse(text);
  const { region, tls } = await ask(url);
  const found = { region, credentials: BUILT_IN_CREDENTIAL };
  if (!tls) return { ...found, url: url.origin };
  const { trust } = tls;
  if (trust && ![trust.ca, trust.caBundle, trust.truststore].every((path) => existsSync(path))) {
    throw new Error(
      `the certificates of ${url.origin} are not on this machine; fetch ${url.origin}/ca.pem and see docs/tls.md`,
    );
  }
  return {
    ...found,
    trust,
    url: url.protocol === 'https:' ? url.origin : `https://${url.hostname}:${tls.port}`,
  };
}

function parse(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url;
  throw new Error(`'${text}' is no http or https URL`);
}

async function ask(url: URL): Promise<Connection> {
  const problem = (reason: string): Error => new Error(`no emulator found at ${url.origin}: ${reason}`);
  let answer: unknown;
  try {
    answer = JSON.parse(await read(new URL('/_codeartifact/connection', url)));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException; // only read
    throw problem(error instanceof SyntaxError ? 'its answer is not that of one' : (code ?? message));
  }
  if (!isConnection(answer)) throw problem('its answer is not that of one');
  return answer;
}

function read(url: URL): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { agent: false, timeout: TIMEOUT_MS };
    const request = url.protocol === 'https:' ? getTrusting(url, options) : getHttp(url, options);
    request
      .on('timeout', () => request.destroy(new Error('no answer')))
      .on('error', reject)
      .on('response', (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk;
          if (text.length > MAX_ANSWER) response.destroy(new Error('its answer is not that of one'));
        });
        response.on('error', reject).on('end', () => resolve(text));
      });
  });
}

/**
 * On this machine the certificate is not checked: how to trust it is just what is asked for, and only paths of files that
 * are here already come of it. Elsewhere it has to be trusted before.
 */
function getTrusting(url: URL, options: httpsModule.RequestOptions) {
  const https = createRequire(__filename)('node:https') as typeof httpsModule; // Node's own
  const isLoopback = /^(?:localhost|127\.[\d.]+|\[::1\])$/.test(url.hostname);
  return https.get(url, { ...options, rejectUnauthorized: !isLoopback });
}

function isConnection(value: unknown): value is Connection {
  if (typeof value !== 'object' || value === null) return false;
  const { region, tls } = value as { region?: unknown; tls?: unknown };
  if (typeof region !== 'string' || !/^[a-z0-9-]+$/.test(region)) return false;
  if (tls === undefined) return true;
  if (typeof tls !== 'object' || tls === null) return false;
  const { port, trust } = tls as { port?: unknown; trust?: unknown };
  if (!Number.isInteger(port)) return false;
  if (trust === undefined) return true;
  if (typeof trust !== 'object' || trust === null) return false;
  const { ca, caBundle, truststore } = trust as Record<string, unknown>;
  return [ca, caBundle, truststore].every((path) => typeof path === 'string');
}

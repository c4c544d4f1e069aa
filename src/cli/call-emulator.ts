import { readFile } from 'node:fs/promises';
import { request as requestHttp, type IncomingMessage } from 'node:http';
import type httpsModule from 'node:https';
import { createRequire } from 'node:module';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

export interface Call {
  readonly method?: 'GET' | 'POST' | 'PUT';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Readable;
  /** PEM file to trust an https address by; what Node trusts by default. */
  readonly caFile?: string | undefined;
}

const TIMEOUT_MS = 30_000;
const MAX_TEXT = 16 * 1024 * 1024;

/** Sends one request to a running emulator, past every proxy; the answer's body is a stream. */
export async function callEmulator(url: URL, call: Call = {}): Promise<IncomingMessage> {
  const { method = 'GET', headers = {}, body, caFile } = call;
  const ca = caFile === undefined ? undefined : await readFile(caFile);
  return new Promise((resolve, reject) => {
    // The connection ends with the request, so that the process can.
    // An answer to something long may be long in coming.
    const timeout = typeof body === 'object' ? 0 : TIMEOUT_MS;
    const options = { method, headers, agent: false as const, timeout, ...(ca && { ca }) };
    const request = url.protocol === 'https:' ? https().request(url, options) : requestHttp(url, options);
    request.on('timeout', () => request.destroy(new Error('no answer')));
    request.on('error', reject).on('response', resolve);
    if (typeof body === 'object') pipeline(body, request).catch(reject);
    else request.end(body);
  });
}

/** Node's own, on first use: loading it takes a while. */
function https(): typeof httpsModule {
  return createRequire(__filename)('node:https') as typeof httpsModule; // Node's own
}

/** The whole body of an answer that is a document. */
export async function readText(answer: IncomingMessage): Promise<string> {
  let text = '';
  answer.setEncoding('utf8');
  for await (const chunk of answer) {
    text += String(chunk);
    if (text.length > MAX_TEXT) throw new Error('the answer is too long');
  }
  return text;
}

/** The answer as a JSON object; an empty one when it is none. */
export function parseObject(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

/**
 * Calls the admin API of a running emulator. @throws Error with one line when it is not there or refuses
 */
export async function callAdmin(address: URL, path: string, call: Call = {}): Promise<IncomingMessage> {
  const url = new URL(`/_codeartifact/${path}`, address);
  const answer = await callEmulator(url, call).catch((error: unknown) => {
    throw new Error(`no emulator found at ${address.origin}: ${describeFailure(error)}`);
  });
  if (answer.statusCode === 200) return answer;
  const { message } = parseObject(await readText(answer));
  throw new Error(
    typeof message === 'string'
      ? message
      : `${address.origin} answers ${url.pathname} with status ${answer.statusCode}: no emulator, or one with --admin off`,
  );
}

/** Why a connection failed, in plain words. */
export function describeFailure(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException; // only read
  if (code === 'ECONNREFUSED') return 'nothing listens there';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'its name does not resolve';
  if (code === 'ECONNRESET') return 'the connection was closed';
  return message || code || String(error);
}

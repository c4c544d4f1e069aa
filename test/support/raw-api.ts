import { Agent, request } from 'node:http';

export interface RawResponse {
  readonly status: number;
  /** The modelled name of an error; empty for a success. */
  readonly errorType: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

export interface RawRequest {
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

export interface RawApi {
  send(method: string, path: string, options?: RawRequest): Promise<RawResponse>;
  close(): void;
}

/** Unsigned requests on kept connections: for tests that make so many that an SDK would be most of what they measure. */
export function createRawApi(url: string, connections = 1): RawApi {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  return {
    send: (method, path, { query = {}, headers = {}, body = '' } = {}) =>
      new Promise((resolve, reject) => {
        const given = Object.entries(query).filter(([, value]) => value !== undefined);
        const search = given.map(([name, value]) => `${name}=${encodeURIComponent(value ?? '')}`).join('&');
        const target = `${url}${path}${search === '' ? '' : `?${search}`}`;
        const length = { 'content-length': String(Buffer.byteLength(body)) };
        const sent = request(target, { method, agent, headers: { ...length, ...headers } }, (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('error', reject);
          response.on('end', () => {
            const errorType = String(response.headers['x-amzn-errortype'] ?? '').replace(/:.*/, '');
            const { statusCode: status = 0, headers: received } = response;
            resolve({ status, errorType, headers: received, body: Buffer.concat(chunks) });
          });
        });
        sent.on('error', reject);
        sent.end(body);
      }),
    close: () => agent.destroy(),
  };
}

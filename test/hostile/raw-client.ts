import { Agent, request } from 'node:http';
import { connect } from 'node:net';

/** Bytes for one connection, and what the client does once they are sent. */
export interface RawCase {
  readonly bytes: Buffer;
  readonly ending: 'wait' | 'half-close' | 'abort';
}

/** A request that is good HTTP, whatever it asks for. */
export interface RequestCase {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer;
}

/** The status of the first final answer; undefined when the connection was closed without one. */
export type Outcome = number | undefined;

/** No request may take longer; only ever reached by one that hangs. */
const WATCHDOG_MS = 20_000;

/** Writes a request as it goes over the wire; text is Latin-1, so that every byte can be said. */
export function renderRequest({ method, path, headers, body }: RequestCase): Buffer {
  const lines = [
    `${method} ${path} HTTP/1.1`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
  ];
  if (body !== undefined && headers['content-length'] === undefined)
    lines.push(`content-length: ${body.length}`);
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), body ?? Buffer.alloc(0)]);
}

/** Sends bytes over a connection of their own. @throws when there is neither an answer nor an end */
export function sendRaw(port: number, { bytes, ending }: RawCase): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    let received = '';
    const socket = connect({ port, host: '127.0.0.1' });
    const watchdog = setTimeout(() => finish(new Error('no answer and no end')), WATCHDOG_MS);
    const finish = (result: Outcome | Error): void => {
      clearTimeout(watchdog);
      socket.resetAndDestroy();
      if (result instanceof Error) reject(result);
      else resolve(result);
    };
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
      const status = findStatus(received);
      if (status !== undefined) finish(status);
    });
    // A reset is an end like any other.
    socket.on('error', () => finish(findStatus(received)));
    socket.on('close', () => finish(findStatus(received)));
    socket.on('connect', () => {
      if (ending === 'half-close') socket.end(bytes);
      else socket.write(bytes, () => ending === 'abort' && finish(undefined));
    });
  });
}

function findStatus(received: string): number | undefined {
  const final = /^(?:HTTP\/1\.1 1\d\d[^]*?\r\n\r\n)*HTTP\/1\.1 ([2-9]\d\d) [^]*?\r\n\r\n/.exec(received);
  return final ? Number(final[1]) : undefined;
}

export interface KeepAliveClient {
  /** Sends a request over a connection that others have used. @throws when there is neither an answer nor an end */
  send(request: RequestCase): Promise<Outcome>;
  close(): void;
}

/** A client that keeps its connections, as SDKs and package managers do. */
export function createKeepAliveClient(port: number, maxSockets: number): KeepAliveClient {
  const agent = new Agent({ keepAlive: true, maxSockets });
  const send = ({ method, path, headers, body }: RequestCase): Promise<Outcome> =>
    new Promise((resolve, reject) => {
      // Node announces no length for the body of a GET.
      const framed = { ...headers, ...(body && { 'content-length': String(body.length) }) };
      const sent = request({ port, host: '127.0.0.1', agent, method, path, headers: framed }, (response) => {
        response.resume();
        response.on('close', () => finish(response.statusCode));
      });
      const watchdog = setTimeout(() => {
        sent.destroy();
        reject(new Error('no answer and no end'));
      }, WATCHDOG_MS);
      const finish = (status: Outcome): void => {
        clearTimeout(watchdog);
        resolve(status);
      };
      sent.on('error', () => finish(undefined));
      sent.end(body);
    });
  return { send, close: () => agent.destroy() };
}

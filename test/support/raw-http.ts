import { request, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';

export interface WireAnswer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  /** Names in lower case and values, one pair for each line, as they came. */
  readonly lines: readonly (readonly [name: string, value: string])[];
  readonly body: string;
}

export interface WireRequest {
  readonly method?: string;
  /** Sent as it is, with nothing decoded, joined or normalised. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** Of the answer's text, UTF-8 by default; `latin1` loses no byte. */
  readonly encoding?: BufferEncoding;
}

/** Sends what `fetch` would tidy up: doubled slashes, dots, another Host; and shows every header line of the answer. */
export function sendHttp(
  url: string,
  { method = 'GET', path, headers = {}, body, encoding = 'utf8' }: WireRequest,
): Promise<WireAnswer> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, path, headers: { ...headers }, agent: false }, (response) => {
      let text = '';
      response.setEncoding(encoding).on('data', (chunk: string) => (text += chunk));
      response.on('error', reject).on('end', () => {
        const { statusCode: status = 0, rawHeaders } = response;
        const lines = rawHeaders.flatMap((name, index) =>
          index % 2 ? [] : [[name.toLowerCase(), rawHeaders[index + 1] ?? ''] as const],
        );
        resolve({ status, headers: response.headers, lines, body: text });
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** Writes bytes to the server and gives all that comes back until it closes the connection. */
export function sendBytes(port: number, bytes: string | Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    let received = '';
    const socket = connect({ port, host: '127.0.0.1' }, () => socket.write(bytes));
    socket.setEncoding('utf8').on('data', (text: string) => (received += text));
    socket.on('error', reject).on('close', () => resolve(received));
  });
}

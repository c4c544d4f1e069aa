import { request } from 'node:https';
import type { IncomingMessage } from 'node:http';

export interface HttpsRequest {
  readonly path: string;
  /** PEM of the only authority that is trusted. */
  readonly ca: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** The name to ask for and to find in the certificate, where it is not the URL's host. */
  readonly servername?: string;
  readonly body?: string;
}

export interface HttpsAnswer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** A request over https, which `fetch` cannot make under an authority given here. */
export function sendHttps(url: string, { body, ...options }: HttpsRequest): Promise<HttpsAnswer> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { ...options, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('error', reject).on('end', () => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text });
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

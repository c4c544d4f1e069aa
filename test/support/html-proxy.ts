import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Stands between a current client and a server, and asks for what clients asked for before there were JSON pages. */
export interface HtmlProxy {
  /** Host and port. */
  readonly host: string;
  /** Content types of the answers so far. */
  pages(): readonly string[];
  close(): Promise<void>;
}

/** Starts a proxy before the server at `target`. */
export async function startHtmlProxy(target: string): Promise<HtmlProxy> {
  const types: string[] = [];
  const server = createServer((received, response) => {
    const { method, url = '/', headers } = received;
    const sent = request(new URL(url, target), { method, headers: { ...headers, accept: 'text/html' } });
    sent.on('response', (answer) => {
      types.push(answer.headers['content-type'] ?? '');
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    sent.on('error', () => response.destroy());
    received.pipe(sent);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`, // listening on a TCP port
    pages: () => types,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

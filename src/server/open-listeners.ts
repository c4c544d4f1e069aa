import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { closeListener, createListener, type ListenerParts } from './listener';
import { watchHandshakes } from './pending-handshakes';

export interface ListeningOptions {
  readonly host: string;
  readonly port: number;
  /** Absent: http only. */
  readonly tls?: { readonly port: number; readonly key: string; readonly cert: string } | undefined;
}

export interface Listeners {
  readonly port: number;
  readonly tlsPort: number | undefined;
  /** Finishes the requests under way on both, and frees their ports. */
  close(): Promise<void>;
}

/**
 * Listens for http, and on a port of its own for https. Rejects with the system's error when one of the two cannot be
 * listened on; then neither is.
 */
export async function openListeners(
  { host, port, tls }: ListeningOptions,
  parts: Omit<ListenerParts, 'tls'>,
): Promise<Listeners> {
  const plain = createListener(parts);
  const plainPort = await listen(plain, port, host);
  if (!tls) return { port: plainPort, tlsPort: undefined, close: () => closeListener(plain) };
  try {
    const secure = createListener({ ...parts, tls });
    const cutHandshakes = watchHandshakes(secure);
    const tlsPort = await listen(secure, tls.port, host);
    const close = async (): Promise<void> => {
      const closing = [closeListener(plain), closeListener(secure)];
      cutHandshakes();
      await Promise.all(closing);
    };
    return { port: plainPort, tlsPort, close };
  } catch (error) {
    await closeListener(plain);
    // For whoever tells the user how to choose another.
    throw Object.assign(error as Error, { flag: '--tls-port' });
  }
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port); // listening on a TCP port
    });
  });
}

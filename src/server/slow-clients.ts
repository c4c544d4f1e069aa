import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

export interface SlowClientLimits {
  /** How often connections are looked at. */
  readonly windowMs: number;
  /** What a client has to send, or take, between two looks, when nobody but it is waited for. */
  readonly minBytes: number;
}

/** An upload or a download may take hours, as long as it gets on. */
export const slowClientLimits: SlowClientLimits = { windowMs: 20_000, minBytes: 4096 };

interface Exchange {
  readonly message: IncomingMessage;
  readonly response: ServerResponse;
  /** Bytes in both directions at the last look; none before the first. */
  seen?: number;
}

/**
 * Finds clients that hold a connection without using it: those that do not send the rest of a request, and those that do
 * not take their answer. Time limits on whole requests would hit large uploads instead.
 * @param cut closes the connection; `isReceiving` tells that the request is not complete
 */
export function watchSlowClients(
  server: Server,
  { windowMs, minBytes }: SlowClientLimits,
  cut: (socket: Socket, response: ServerResponse, isReceiving: boolean) => void,
): void {
  const exchanges = new Map<Socket, Exchange>();
  const timer = setInterval(() => {
    for (const [socket, exchange] of exchanges) look(socket, exchange);
  }, windowMs).unref();

  function look(socket: Socket, exchange: Exchange): void {
    const { message, response, seen } = exchange;
    // What has arrived and was not read is ours to deal with.
    const isReceiving = !message.complete && message.readableLength === 0;
    const isSending = socket.writableLength > 0;
    const bytes = socket.bytesRead + socket.bytesWritten;
    exchange.seen = bytes;
    if (seen === undefined || bytes - seen >= minBytes || !(isReceiving || isSending)) return;
    exchanges.delete(socket);
    cut(socket, response, isReceiving);
  }

  server.on('request', (message: IncomingMessage, response: ServerResponse) => {
    const { socket } = message;
    const exchange: Exchange = { message, response };
    exchanges.set(socket, exchange);
    response.once('close', () => {
      if (exchanges.get(socket) === exchange) exchanges.delete(socket);
    });
  });
  server.once('close', () => clearInterval(timer));
}

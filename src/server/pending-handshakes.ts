import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Keeps the connections of an https server whose handshake is under way; Node's own list has only those behind it, and a
 * server that closes would wait for the others.
 * @returns cuts all that are under way
 */
export function watchHandshakes(server: Server): () => void {
  const pending = new Map<string, Socket>();
  const keyOf = ({ remoteAddress, remotePort }: Socket): string => `${remoteAddress} ${remotePort}`;
  server.on('connection', (socket: Socket) => {
    const key = keyOf(socket);
    pending.set(key, socket);
    socket.once('close', () => pending.delete(key));
  });
  server.on('secureConnection', (socket: Socket) => pending.delete(keyOf(socket)));
  return () => {
    for (const socket of pending.values()) socket.destroy();
  };
}

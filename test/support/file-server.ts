import { createReadStream } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, normalize } from 'node:path';

/** A web server over a folder, as plain repositories of files are. */
export interface FileServer {
  /** Ends in a slash. */
  readonly url: string;
  /** Paths that were asked for, in order, without those of `forget`. */
  readonly requests: () => readonly string[];
  forget(): void;
  close(): Promise<void>;
}

/** Serves the files below `root`, symbolic links followed; everything else is a 404. */
export async function startFileServer(root: string): Promise<FileServer> {
  let requests: string[] = [];
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname);
    requests.push(path);
    findFile(join(root, normalize(path))).then(
      (file) => {
        if (!file) return void response.writeHead(404).end();
        response.writeHead(200, {
          'content-length': file.size,
          'last-modified': file.mtime.toUTCString(),
        });
        createReadStream(file.path).pipe(response);
      },
      () => response.writeHead(500).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // it listens on TCP
  return {
    url: `http://127.0.0.1:${port}/`,
    requests: () => requests,
    forget: () => void (requests = []),
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      }),
  };
}

async function findFile(path: string) {
  try {
    const real = await realpath(path);
    const { size, mtime, isFile } = await stat(real).then((found) => ({
      ...{ size: found.size, mtime: found.mtime },
      isFile: found.isFile(),
    }));
    return isFile ? { path: real, size, mtime } : undefined;
  } catch {
    return undefined;
  }
}

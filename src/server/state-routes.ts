import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Request, Router } from 'express';
import { ArchiveError } from '../encoding/archive-error';
import { packTar, type PackedFile } from '../encoding/pack-tar';
import { readTar } from '../encoding/tar-entries';
import { ServiceError } from '../errors';

/** The state of an emulator, in the pieces that docs/storage.md describes. */
export interface StateTransfer {
  exportState(): AsyncIterable<PackedFile>;
  /** Rejects with ServiceError for what is not a whole state. */
  importState(pieces: AsyncIterable<PackedFile>): Promise<void>;
}

/** `GET` and `PUT /_codeartifact/state` (DESIGN D10): the whole state as one tar archive. */
export function addStateRoutes(router: Router, state: StateTransfer): void {
  router.get('/_codeartifact/state', async (_request, response) => {
    response.setHeader('content-type', 'application/x-tar');
    await pipeline(packTar(state.exportState()), response).catch((error: Error) => {
      // A client that goes away only ends the export.
      if (!response.writableAborted) throw error;
    });
  });
  router.put('/_codeartifact/state', async (request, response) => {
    try {
      await state.importState(unpack(request));
      response.json({ status: 'ok' });
    } catch (error) {
      if (request.readableAborted) return;
      if (!(error instanceof ServiceError || error instanceof ArchiveError)) throw error;
      response.status(400).json({ message: error.message });
    } finally {
      // What is left is read past: the client listens when it has sent everything.
      request.resume();
    }
  });
}

async function* unpack(request: Request): AsyncGenerator<PackedFile> {
  // The archive destroys what it reads from, and the connection has to live on for the answer.
  const body = Readable.from(request.iterator({ destroyOnReturn: false }), { objectMode: false });
  for await (const entry of readTar(body, { maxEntries: Infinity, maxBytes: Infinity })) {
    yield { path: entry.path, size: entry.size, content: entry.stream() };
  }
}

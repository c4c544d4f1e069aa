import { open, type FileHandle } from 'node:fs/promises';
import type { EventTarget } from './delivery';

/** Appends events to a file, one line of JSON each (EVT-073). */
export function createFileTarget(path: string): EventTarget {
  let file: Promise<FileHandle> | undefined;
  return {
    name: `file:${path}`,
    batchSize: 100,
    async deliver(events) {
      file ??= open(path, 'a');
      try {
        await (await file).appendFile(events.map((event) => `${JSON.stringify(event)}\n`).join(''));
      } catch (error) {
        // Opened anew next time: the folder may have come into being.
        file = undefined;
        throw error;
      }
    },
    async close() {
      const opened = await file?.catch(() => undefined);
      file = undefined;
      await opened?.close();
    },
  };
}

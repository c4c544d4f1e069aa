import { open, type FileHandle } from 'node:fs/promises';
import type { Target } from './delivery';

/** Appends to a file, one line of JSON each (EVT-073, TRAIL-030). */
export function createFileTarget(path: string): Target<object> {
  let file: Promise<FileHandle> | undefined;
  return {
    name: `file:${path}`,
    batchSize: 100,
    async deliver(items) {
      file ??= open(path, 'a');
      try {
        await (await file).appendFile(items.map((item) => `${JSON.stringify(item)}\n`).join(''));
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

import { join } from 'node:path';
import { Readable } from 'node:stream';
import { toMebibytes } from '../../util/status-line';
import type { Disk } from './disk';
import type { Layout } from './layout';

/** The same disk, which tells how much of the files of a data directory has been read. */
export async function watchReading(
  disk: Disk,
  { directory }: Layout,
  onProgress: (done: string) => void,
): Promise<Disk> {
  let total = 0;
  let done = 0;
  for (const name of await disk.list(directory)) {
    if (name.endsWith('.jsonl')) total += (await disk.size(join(directory, name))) ?? 0;
  }
  async function* count(source: Readable): AsyncGenerator<Buffer> {
    for await (const chunk of source as AsyncIterable<Buffer>) {
      done += chunk.length;
      onProgress(`read ${toMebibytes(done)} of ${toMebibytes(total)}`);
      yield chunk;
    }
  }
  return {
    ...disk,
    async read(path, range) {
      const source = await disk.read(path, range);
      return source && Readable.from(count(source), { objectMode: false });
    },
  };
}

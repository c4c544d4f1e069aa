import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { ArchiveError } from '../../../src/encoding/archive-error';
import { readTar, readTarGz } from '../../../src/encoding/tar-entries';
import { readZip } from '../../../src/encoding/zip-entries';
import { createZip } from '../../support/zip-writer';
import { expecting, type FuzzTarget } from '../target';

const LIMITS = { maxEntries: 100, maxBytes: 100_000 };

/** What unpacks uploads. */
export async function createArchiveTargets(): Promise<readonly FuzzTarget[]> {
  const tar = await createTar();
  return [
    {
      name: 'zip',
      seeds: [createZip({ 'a.nuspec': '<package/>', 'dir/b.txt': 'b' })],
      run: (input) =>
        expecting([ArchiveError], () => {
          const read = (start: number, end: number) =>
            Promise.resolve(Readable.from([input.subarray(start, end + 1)]));
          return drain(readZip({ size: input.length, read }, LIMITS));
        }),
    },
    {
      name: 'tar',
      seeds: [tar],
      run: (input) => expecting([ArchiveError], () => drain(readTar(Readable.from([input]), LIMITS))),
    },
    {
      name: 'tar-gz',
      seeds: [gzipSync(tar)],
      run: (input) => expecting([ArchiveError], () => drain(readTarGz(Readable.from([input]), LIMITS))),
    },
  ];
}

async function drain(entries: AsyncIterable<{ read(maxBytes: number): Promise<Buffer> }>): Promise<void> {
  let count = 0;
  for await (const entry of entries) if (count++ % 2 === 0) await entry.read(1_000);
}

async function createTar(): Promise<Buffer> {
  const archive = pack();
  archive.entry({ name: 'package/package.json' }, '{}');
  archive.entry({ name: 'package/README.md' }, 'x'.repeat(700));
  archive.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of archive) chunks.push(chunk as Buffer); // all that tar-stream gives
  return Buffer.concat(chunks);
}

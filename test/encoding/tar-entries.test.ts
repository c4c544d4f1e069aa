import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { ArchiveError } from '../../src/encoding/archive-error';
import { readTarGz } from '../../src/encoding/tar-entries';

const LIMITS = { maxEntries: 10, maxBytes: 100_000 };

async function tar(files: Record<string, string | Buffer>): Promise<Buffer> {
  const archive = pack();
  archive.entry({ name: 'folder', type: 'directory' });
  archive.entry({ name: 'link', type: 'symlink', linkname: '/etc/passwd' });
  for (const [name, content] of Object.entries(files)) archive.entry({ name }, content);
  archive.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of archive) chunks.push(chunk as Buffer);
  return gzipSync(Buffer.concat(chunks));
}

const read = async (bytes: Buffer, limits = LIMITS): Promise<[string, string][]> => {
  const found: [string, string][] = [];
  for await (const entry of readTarGz(Readable.from([bytes]), limits)) {
    found.push([entry.path, (await entry.read(1000)).toString()]);
  }
  return found;
};

test('walks the files, and nothing but files', async () => {
  expect(await read(await tar({ 'a.txt': 'A', 'b/../c': '', 'd.txt': 'D' }))).toEqual([
    ['a.txt', 'A'],
    ['b/../c', ''],
    ['d.txt', 'D'],
  ]);
});

test('skips what is not read, and can be left early', async () => {
  const source = Readable.from([await tar({ 'a.txt': 'x'.repeat(5000), 'b.txt': 'B', 'c.txt': 'C' })]);
  let text = '';
  for await (const entry of readTarGz(source, LIMITS)) {
    if (entry.path !== 'b.txt') continue;
    text = (await entry.read(10)).toString();
    break;
  }
  expect([text, source.destroyed]).toEqual(['B', true]);
});

test('an archive cut short is an ArchiveError', async () => {
  const whole = await tar({ 'a.txt': 'A'.repeat(900) });
  await expect(read(whole.subarray(0, whole.length - 20))).rejects.toThrow(ArchiveError);
});

test.each([
  ['bytes that are not gzip', Buffer.from('nothing of the kind')],
  ['gzip that is not tar', gzipSync(Buffer.alloc(2000, 7))],
  ['half a header', gzipSync(Buffer.alloc(100, 7))],
])('%s: an ArchiveError', async (_what, bytes) => {
  await expect(read(bytes)).rejects.toThrow(ArchiveError);
});

test('too many entries, too large an entry, too much in all: an ArchiveError', async () => {
  const many = await tar(Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`f${index}`, 'x'])));
  await expect(read(many)).rejects.toThrow(/too many entries/);
  await expect(read(await tar({ big: Buffer.alloc(2000) }))).rejects.toThrow(
    /entry of the archive is too large/,
  );
  await expect(read(await tar({ bomb: Buffer.alloc(5_000_000) }))).rejects.toThrow(ArchiveError);
});

test('a source that fails is an ArchiveError', async () => {
  const source = new Readable({ read: () => source.destroy(new Error('disk')) });
  await expect(readTarGz(source, LIMITS).next()).rejects.toThrow(ArchiveError);
});

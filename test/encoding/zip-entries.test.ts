import { Readable } from 'node:stream';
import { crc32, deflateRawSync } from 'node:zlib';
import { ArchiveError } from '../../src/encoding/archive-error';
import { readZip } from '../../src/encoding/zip-entries';

interface Member {
  readonly content: Buffer;
  /** What the archive says of the unpacked size; the truth by default. */
  readonly announced?: number;
}

/** A zip archive of deflated members. */
function zip(members: Readonly<Record<string, string | Member>>): Buffer {
  const locals: Buffer[] = [];
  const centrals: Buffer[] = [];
  let offset = 0;
  for (const [name, given] of Object.entries(members)) {
    const { content, announced } = typeof given === 'string' ? { content: Buffer.from(given) } : { ...given };
    const packed = deflateRawSync(content);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(8, 4);
    common.writeUInt32LE(crc32(content), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(announced ?? content.length, 18);
    common.writeUInt16LE(Buffer.byteLength(name), 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, Buffer.from(name), packed]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    centrals.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\0'), common, rest, Buffer.from(name)]));
    locals.push(local);
    offset += local.length;
  }
  const directory = Buffer.concat(centrals);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(centrals.length, 4);
  end.writeUInt16LE(centrals.length, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...locals, directory, Buffer.from('PK\x05\x06'), end]);
}

const sourceOf = (bytes: Buffer) => ({
  size: bytes.length,
  read: async (start: number, end: number) => Readable.from([bytes.subarray(start, end + 1)]),
});

async function read(bytes: Buffer, maxBytes = 1000, maxEntries = 10): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for await (const entry of readZip(sourceOf(bytes), { maxEntries })) {
    found[entry.path] = (await entry.read(maxBytes)).toString();
  }
  return found;
}

test('walks the files of an archive and unpacks those that are read', async () => {
  const bytes = zip({ 'a.txt': 'A', 'folder/': '', 'folder/b.txt': 'B'.repeat(500) });
  expect(await read(bytes)).toEqual({ 'a.txt': 'A', 'folder/b.txt': 'B'.repeat(500) });
});

test('can be left early', async () => {
  for await (const entry of readZip(sourceOf(zip({ a: '1', b: '2' })), { maxEntries: 10 })) {
    expect(entry.path).toBe('a');
    break;
  }
});

test.each([
  ['is cut off', zip({ a: 'x' }).subarray(0, -30)],
  ['is no archive', Buffer.from('PK nothing of the kind')],
  ['is empty', Buffer.alloc(0)],
  ['climbs out of its folder', zip({ '../../etc/passwd': 'x' })],
  ['has an absolute path', zip({ '/etc/passwd': 'x' })],
  ['has too many entries', zip(Object.fromEntries([...'abcdefghijk'].map((name) => [name, ''])))],
  ['unpacks to more than it says', zip({ a: { content: Buffer.alloc(100_000), announced: 10 } })],
  ['unpacks to less than it says', zip({ a: { content: Buffer.from('x'), announced: 500 } })],
  ['says that it unpacks to too much', zip({ a: { content: Buffer.from('x'), announced: 4_000_000_000 } })],
])('refuses an archive that %s', async (_, bytes) => {
  await expect(read(bytes)).rejects.toThrow(ArchiveError);
});

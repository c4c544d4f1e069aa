import { crc32, deflateRawSync, gzipSync, constants } from 'node:zlib';

const MEBIBYTE = 1024 * 1024;

export type Container = 'zip' | 'tar' | 'tgz';

interface Entry {
  readonly path: string;
  readonly content?: Buffer;
  /** Already deflated, with what the archive says of its unpacked size. */
  readonly packed?: { readonly bytes: Buffer; readonly size: number };
  /** Of a tar entry: 0 file, 1 hard link, 2 symbolic link, 3 device. */
  readonly type?: string;
}

/** Archives that mean harm to whoever unpacks `metadataPath`, by what is wrong with them. */
export function createHostileArchives(container: Container, metadataPath: string): Record<string, Buffer> {
  const content = Buffer.from('harmless');
  const build = (...entries: readonly Entry[]): Buffer => toArchive(container, entries);
  const whole = build({ path: metadataPath, content });
  const folders = metadataPath.split('/').slice(0, -1);
  return {
    'nothing at all': Buffer.alloc(0),
    'something else': Buffer.from('<html>not an archive</html>'.repeat(100)),
    'the first half of an archive': whole.subarray(0, whole.length >> 1),
    'an archive without its end': whole.subarray(0, -20),
    'a path that climbs out': build(
      { path: '../../../../tmp/evil', content },
      { path: metadataPath, content },
    ),
    'an absolute path': build({ path: '/etc/cron.d/evil', content }, { path: metadataPath, content }),
    'a path with backslashes': build({ path: '..\\..\\evil', content }, { path: metadataPath, content }),
    'metadata of 50 MB': build({ path: metadataPath, content: Buffer.alloc(50 * MEBIBYTE, 'a: b\n') }),
    'a bomb of 10 GB in the metadata': build(bomb(metadataPath)),
    'a bomb of 10 GB before the metadata': build(bomb([...folders, 'a'].join('/')), {
      path: metadataPath,
      content,
    }),
    'a million entries': toMillionEntries(container, metadataPath),
    ...(container === 'zip'
      ? {}
      : {
          'a link as the metadata': build({ path: metadataPath, type: '2' }),
          'a device as the metadata': build({ path: metadataPath, type: '3' }),
        }),
  };
}

function toArchive(container: Container, entries: readonly Entry[]): Buffer {
  if (container === 'zip') return toZip(entries);
  const packed = entries.find((entry) => entry.packed);
  if (!packed) {
    const tar = Buffer.concat([...entries.flatMap(toTarBlocks), Buffer.alloc(1024)]);
    return container === 'tar' ? tar : gzipSync(tar);
  }
  if (container === 'tar') {
    // Uncompressed, a bomb can only claim to be large.
    return Buffer.concat([tarHeader(packed.path, 10 * 1024 * MEBIBYTE - 1), Buffer.alloc(MEBIBYTE)]);
  }
  const head = gzipMembers([tarHeader(packed.path, 8 * 1024 * MEBIBYTE - 1)]);
  return Buffer.concat([head.start, ...zeroBlocks(10 * 1024), Buffer.from([3, 0])]);
}

/** An entry of 10 GB of zeros. */
function bomb(path: string): Entry {
  const bytes = Buffer.concat([...zeroBlocks(10 * 1024), Buffer.from([3, 0])]);
  return { path, packed: { bytes, size: 0xffff_fff0 } };
}

/** Deflated mebibytes of zeros, to be followed by an end. */
function zeroBlocks(count: number): Buffer[] {
  const block = deflateRawSync(Buffer.alloc(MEBIBYTE), { level: 9, finishFlush: constants.Z_FULL_FLUSH });
  return Array.from({ length: count }, () => block);
}

function gzipMembers(parts: readonly Buffer[]): { readonly start: Buffer } {
  const head = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]);
  const body = deflateRawSync(Buffer.concat(parts), { finishFlush: constants.Z_FULL_FLUSH });
  return { start: Buffer.concat([head, body]) };
}

function toMillionEntries(container: Container, metadataPath: string): Buffer {
  const count = 1_000_000;
  if (container === 'zip') {
    const one = toZipRecords({ path: 'a', content: Buffer.alloc(0) }, 0);
    const directory = Buffer.alloc(one.central.length * count, one.central);
    return Buffer.concat([one.local, directory, zipEnd(count, directory.length, one.local.length)]);
  }
  const header = tarHeader('a', 0);
  if (container === 'tar')
    return Buffer.concat([Buffer.alloc(header.length * 100_000, header), Buffer.alloc(1024)]);
  const thousand = Buffer.alloc(header.length * 1000, header);
  const block = deflateRawSync(thousand, { level: 9, finishFlush: constants.Z_FULL_FLUSH });
  const { start } = gzipMembers([]);
  const last = gzipMembers(toTarBlocks({ path: metadataPath, content: Buffer.from('x') })).start.subarray(10);
  return Buffer.concat([
    start,
    ...Array.from({ length: count / 1000 }, () => block),
    last,
    Buffer.from([3, 0]),
  ]);
}

function toTarBlocks({ path, content = Buffer.alloc(0), type = '0' }: Entry): Buffer[] {
  const padding = Buffer.alloc((512 - (content.length % 512)) % 512);
  return [tarHeader(path, content.length, type), content, padding];
}

function tarHeader(path: string, size: number, type = '0'): Buffer {
  const header = Buffer.alloc(512);
  header.write(path, 0, 100);
  header.write('0000644\0', 100);
  header.write('0000000\0', 108);
  header.write('0000000\0', 116);
  if (size < 8 ** 11) header.write(`${size.toString(8).padStart(11, '0')}\0`, 124);
  else {
    header.writeUInt8(0x80, 124);
    header.writeBigUInt64BE(BigInt(size), 128);
  }
  header.write('00000000000\0', 136);
  header.write(' '.repeat(8), 148);
  header.write(type, 156);
  if (type !== '0') header.write('/etc/passwd', 157);
  header.write('ustar\x0000', 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return header;
}

function toZip(entries: readonly Entry[]): Buffer {
  const locals: Buffer[] = [];
  const centrals: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const { local, central } = toZipRecords(entry, offset);
    locals.push(local);
    centrals.push(central);
    offset += local.length;
  }
  const directory = Buffer.concat(centrals);
  return Buffer.concat([...locals, directory, zipEnd(entries.length, directory.length, offset)]);
}

function toZipRecords({ path, content = Buffer.alloc(0), packed }: Entry, offset: number) {
  const { bytes, size } = packed ?? { bytes: deflateRawSync(content), size: content.length };
  const common = Buffer.alloc(26);
  common.writeUInt16LE(20, 0);
  common.writeUInt16LE(8, 4);
  common.writeUInt32LE(packed ? 0 : crc32(content), 10);
  common.writeUInt32LE(bytes.length, 14);
  common.writeUInt32LE(size, 18);
  common.writeUInt16LE(Buffer.byteLength(path), 22);
  const rest = Buffer.alloc(14);
  rest.writeUInt32LE(offset, 10);
  return {
    local: Buffer.concat([Buffer.from('PK\x03\x04'), common, Buffer.from(path), bytes]),
    central: Buffer.concat([Buffer.from('PK\x01\x02\x14\0'), common, rest, Buffer.from(path)]),
  };
}

/** With the numbers in the ZIP64 records where they do not fit. */
function zipEnd(count: number, directorySize: number, directoryOffset: number): Buffer {
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06');
  const shown = Math.min(count, 0xffff);
  end.writeUInt16LE(shown, 8);
  end.writeUInt16LE(shown, 10);
  end.writeUInt32LE(directorySize, 12);
  end.writeUInt32LE(directoryOffset, 16);
  if (count < 0xffff) return end;
  const zip64 = Buffer.alloc(76);
  zip64.write('PK\x06\x06');
  zip64.writeBigUInt64LE(44n, 4);
  zip64.writeBigUInt64LE(BigInt(count), 24);
  zip64.writeBigUInt64LE(BigInt(count), 32);
  zip64.writeBigUInt64LE(BigInt(directorySize), 40);
  zip64.writeBigUInt64LE(BigInt(directoryOffset), 48);
  zip64.write('PK\x06\x07', 56);
  zip64.writeBigUInt64LE(BigInt(directoryOffset + directorySize), 64);
  zip64.writeUInt32LE(1, 72);
  return Buffer.concat([zip64, end]);
}

import { crc32 } from 'node:zlib';

/** A file on its way into a zip archive. */
export interface ZipFile {
  readonly path: string;
  readonly bytes: Buffer;
}

const VERSION = 20;
const UTF8_NAMES = 0x0800;
// 1 January 1980, the first day that a zip archive can name.
const FIRST_DAY = 0x0021_0000;
const MAX_FILES = 0xffff;

/**
 * Writes a zip archive that depends on nothing but paths and bytes: nothing is compressed, and every file is of the
 * first day there is (APPNOTE.TXT 4.3). For archives that fit into memory; there is no zip64.
 * @throws RangeError for more files or bytes than such an archive can have
 */
export function storeZip(files: readonly ZipFile[]): Buffer {
  const pieces: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { path, bytes } of files) {
    const name = Buffer.from(path);
    const about = describe(name, bytes);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), about, name, bytes]);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\0', 'latin1'), about, place, name]));
    pieces.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  if (files.length > MAX_FILES || offset + central.length > 0xffff_ffff) {
    throw new RangeError('The archive has too many files or bytes');
  }
  const end = Buffer.alloc(18);
  end.writeUInt16LE(files.length, 4);
  end.writeUInt16LE(files.length, 6);
  end.writeUInt32LE(central.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...pieces, central, Buffer.from('PK\x05\x06'), end]);
}

/** What both headers of a file have in common. */
function describe(name: Buffer, bytes: Buffer): Buffer {
  const about = Buffer.alloc(26);
  about.writeUInt16LE(VERSION, 0);
  about.writeUInt16LE(UTF8_NAMES, 2);
  about.writeUInt32LE(FIRST_DAY, 6);
  about.writeUInt32LE(crc32(bytes), 10);
  about.writeUInt32LE(bytes.length, 14);
  about.writeUInt32LE(bytes.length, 18);
  about.writeUInt16LE(name.length, 22);
  return about;
}

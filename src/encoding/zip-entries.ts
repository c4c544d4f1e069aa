import { createRequire } from 'node:module';
import { PassThrough, pipeline, type Readable } from 'node:stream';
import type * as yauzl from 'yauzl';
import { ArchiveError, toArchiveError } from './archive-error';

// Loads on first use; not `import()`, which Jest does not have.
const load = createRequire(__filename);

/** Where an archive's bytes are read from, a range at a time. */
export interface ZipSource {
  readonly size: number;
  /** The bytes `start` to `end`, both inclusive; undefined when they are gone. */
  read(start: number, end: number): Promise<Readable | undefined>;
}

export interface ZipLimits {
  readonly maxEntries: number;
}

export interface ZipEntry {
  readonly path: string;
  /** Unpacked, as the archive announces it. */
  readonly size: number;
  /** The entry's bytes. Throws ArchiveError when there are more than `maxBytes`, or other than announced. */
  read(maxBytes: number): Promise<Buffer>;
}

/**
 * Walks the files of a zip archive by its directory; nothing is unpacked but what is read. Stop iterating to stop
 * reading. Throws ArchiveError for whatever is wrong with the archive, absolute and climbing paths among it.
 */
export async function* readZip(source: ZipSource, { maxEntries }: ZipLimits): AsyncGenerator<ZipEntry> {
  const library = load('yauzl') as typeof yauzl; // what that package exports
  const archive = await open(library, source);
  try {
    if (archive.entryCount > maxEntries) throw new ArchiveError('the archive has too many entries');
    for (let entry = await nextEntry(archive); entry; entry = await nextEntry(archive)) {
      const { fileName, uncompressedSize } = entry;
      if (fileName.endsWith('/')) continue;
      const current = entry;
      yield {
        path: fileName,
        size: uncompressedSize,
        read: (maxBytes) => readEntry(archive, current, maxBytes),
      };
    }
  } finally {
    archive.close();
  }
}

function open(library: typeof yauzl, source: ZipSource): Promise<yauzl.ZipFile> {
  class Reader extends library.RandomAccessReader {
    override _readStreamForRange(start: number, end: number): Readable {
      const output = new PassThrough();
      // The library's end is exclusive.
      source.read(start, end - 1).then(
        (input) => {
          if (input) pipeline(input, output, () => undefined);
          else output.destroy(new ArchiveError('the archive is gone'));
        },
        (error: unknown) => output.destroy(error instanceof Error ? error : new Error(String(error))),
      );
      return output;
    }
  }
  return new Promise((resolve, reject) => {
    const options = { lazyEntries: true, autoClose: false, validateEntrySizes: true };
    library.fromRandomAccessReader(new Reader(), source.size, options, (error, archive) => {
      if (error) reject(toArchiveError(error));
      else resolve(archive);
    });
  });
}

function nextEntry(archive: yauzl.ZipFile): Promise<yauzl.Entry | undefined> {
  return new Promise((resolve, reject) => {
    const settle = (act: () => void): void => {
      archive.removeAllListeners();
      // What goes wrong after the answer is nobody's any more, and must not be uncaught.
      archive.on('error', () => undefined);
      act();
    };
    archive.removeAllListeners('error');
    archive.on('entry', (entry: yauzl.Entry) => settle(() => resolve(entry)));
    archive.on('end', () => settle(() => resolve(undefined)));
    archive.on('error', (error: unknown) => settle(() => reject(toArchiveError(error))));
    archive.readEntry();
  });
}

async function readEntry(archive: yauzl.ZipFile, entry: yauzl.Entry, maxBytes: number): Promise<Buffer> {
  if (entry.uncompressedSize > maxBytes) throw new ArchiveError('an entry of the archive is too large');
  try {
    const stream = await archive.openReadStreamPromise(entry);
    const chunks: Buffer[] = [];
    // The library fails the stream when it gives more or fewer bytes than were announced.
    for await (const chunk of stream) chunks.push(chunk as Buffer); // all that a byte stream gives
    return Buffer.concat(chunks);
  } catch (error) {
    throw toArchiveError(error);
  }
}

import { createRequire } from 'node:module';
import { pipeline, Readable, Transform, type Duplex } from 'node:stream';
import type * as tarStream from 'tar-stream';
import { createGunzip } from 'node:zlib';
import { ArchiveError, toArchiveError } from './archive-error';

// Loads on first use; not `import()`, which Jest does not have.
const load = createRequire(__filename);

/** Each chunk is a trip to another thread, so that small ones make large archives slow. */
const UNPACKED_CHUNK = 128 * 1024;

export interface TarLimits {
  readonly maxEntries: number;
  /** Of the whole archive, unpacked. */
  readonly maxBytes: number;
}

export interface TarEntry {
  readonly path: string;
  readonly size: number;
  /** The entry's bytes. Throws ArchiveError when there are more than `maxBytes`. */
  read(maxBytes: number): Promise<Buffer>;
  /** The entry's bytes as they come, instead of `read`; fails with ArchiveError. */
  stream(): Readable;
}

/**
 * Walks the files of a gzipped tar archive as it streams by; an entry can be read until the next one is asked for.
 * Stop iterating to stop unpacking. Throws ArchiveError for whatever is wrong with the archive or its source.
 */
export function readTarGz(source: Readable, limits: TarLimits): AsyncGenerator<TarEntry> {
  return walk(source, limits, createGunzip({ chunkSize: UNPACKED_CHUNK }));
}

/** As `readTarGz`, for an archive that is not compressed (or was unpacked on the way). */
export function readTar(source: Readable, limits: TarLimits): AsyncGenerator<TarEntry> {
  return walk(source, limits, undefined);
}

async function* walk(
  source: Readable,
  limits: TarLimits,
  unpack: Duplex | undefined,
): AsyncGenerator<TarEntry> {
  const { extract } = load('tar-stream') as typeof tarStream; // what that package exports
  const archive = extract();
  const limited = limitBytes(limits.maxBytes);
  const steps = unpack ? [unpack, limited, archive] : [limited, archive];
  const finished = new Promise<void>((resolve) => pipeline([source, ...steps], () => resolve()));
  let entries = 0;
  try {
    for await (const entry of archive) {
      if (++entries > limits.maxEntries) throw new ArchiveError('the archive has too many entries');
      const { name, size = 0, type } = entry.header;
      if (type === 'file') {
        yield {
          ...{ path: name, size, read: (maxBytes) => readEntry(entry, size, maxBytes) },
          stream: () => Readable.from(readChunks(entry), { objectMode: false }),
        };
      }
      entry.resume();
    }
  } catch (error) {
    throw toArchiveError(error);
  } finally {
    source.destroy();
    await finished;
  }
}

function limitBytes(maxBytes: number): Transform {
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes > maxBytes) done(new ArchiveError('the archive is too large'));
      else done(null, chunk);
    },
  });
}

async function readEntry(entry: AsyncIterable<unknown>, size: number, maxBytes: number): Promise<Buffer> {
  if (size > maxBytes) throw new ArchiveError('an entry of the archive is too large');
  const chunks: Buffer[] = [];
  for await (const chunk of readChunks(entry)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function* readChunks(entry: AsyncIterable<unknown>): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of entry) yield chunk as Buffer; // all that tar-stream gives
  } catch (error) {
    throw toArchiveError(error);
  }
}

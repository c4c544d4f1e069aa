import { Readable } from 'node:stream';
import { requestTooLarge } from '../request-body';
import { PublishError } from './publish-error';

/** What the two parts of a publish may have at most. */
export interface PublishLimits {
  readonly maxMetadataBytes: number;
  readonly maxCrateBytes: number;
}

const LENGTH_BYTES = 4;

/**
 * Reads a publish: length of the JSON, the JSON, length of the crate, the crate, and nothing after it; both lengths are
 * 32 bits, little-endian (CRG-050). The crate is streamed to `consume` and fails there when the body is not as it says.
 * @throws PublishError when the body is shorter or longer than that (CRG-057); 413 for a part that is too large
 */
export async function readPublishBody<T>(
  body: AsyncIterable<Buffer>,
  { maxMetadataBytes, maxCrateBytes }: PublishLimits,
  consume: (metadata: Buffer, crate: Readable) => Promise<T>,
): Promise<T> {
  const reader = createByteReader(body);
  try {
    const metadataLength = await readLength(reader);
    if (metadataLength > maxMetadataBytes)
      throw requestTooLarge(`the metadata is larger than ${maxMetadataBytes} bytes`);
    const metadata = await collect(reader.take(metadataLength));
    const crateLength = await readLength(reader);
    if (crateLength > maxCrateBytes) throw requestTooLarge(`the crate is larger than ${maxCrateBytes} bytes`);
    const crate = Readable.from(takeLast(reader, crateLength), { objectMode: false });
    try {
      return await consume(metadata, crate);
    } finally {
      crate.destroy();
    }
  } finally {
    await reader.close();
  }
}

interface ByteReader {
  /** The next bytes. Throws PublishError when there are fewer. */
  take(count: number): AsyncGenerator<Buffer>;
  isAtEnd(): Promise<boolean>;
  close(): Promise<void>;
}

function createByteReader(source: AsyncIterable<Buffer>): ByteReader {
  const chunks = source[Symbol.asyncIterator]();
  let rest: Buffer = Buffer.alloc(0);
  const fill = async (): Promise<boolean> => {
    while (rest.length === 0) {
      const next = await chunks.next();
      if (next.done === true) return false;
      rest = next.value;
    }
    return true;
  };
  return {
    async *take(count) {
      for (let left = count; left > 0;) {
        if (!(await fill())) throw new PublishError('the request body is shorter than it says');
        const part = rest.subarray(0, left);
        rest = rest.subarray(part.length);
        left -= part.length;
        yield part;
      }
    },
    isAtEnd: async () => !(await fill()),
    async close() {
      await chunks.return?.();
    },
  };
}

async function readLength(reader: ByteReader): Promise<number> {
  return (await collect(reader.take(LENGTH_BYTES))).readUInt32LE();
}

async function* takeLast(reader: ByteReader, count: number): AsyncGenerator<Buffer> {
  yield* reader.take(count);
  if (!(await reader.isAtEnd())) throw new PublishError('the request body goes on after the crate');
}

async function collect(parts: AsyncIterable<Buffer>): Promise<Buffer> {
  const collected: Buffer[] = [];
  for await (const part of parts) collected.push(part);
  return Buffer.concat(collected);
}

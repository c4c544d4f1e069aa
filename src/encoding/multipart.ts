import { createRequire } from 'node:module';
import { Readable } from 'node:stream';
import type * as busboy from '@fastify/busboy';

// Loads on first use; not `import()`, which Jest does not have.
const load = createRequire(__filename);

/** A body that is not multipart, is damaged or incomplete, or has more in it than whoever reads it will take. */
export class MultipartError extends Error {}

export interface MultipartOptions {
  /** Which fields are streamed; senders need not say of a part that it is a file. */
  readonly isFile: (field: string) => boolean;
  /** Of any field that is not streamed, and of all of them together. */
  readonly maxFieldBytes: number;
  readonly maxFields: number;
  readonly maxFiles: number;
}

export interface MultipartFile {
  readonly field: string;
  /** As the sender spells it, folders included; empty when it does not say. */
  readonly fileName: string;
  readonly contentType: string;
  /** As the sender spells it; `7bit` when it does not say. Nothing is decoded. */
  readonly transferEncoding: string;
  readonly stream: Readable;
}

type Field = readonly [name: string, value: string];

/**
 * Reads a multipart/form-data body: files go to `onFile` as they stream by, one after the other, fields come back in
 * order when the body has ended.
 * @throws MultipartError, whatever `onFile` throws, and what `chunks` fails with; the rest of the body is not read then
 */
export async function readMultipart(
  chunks: AsyncIterable<Buffer>,
  contentType: string | undefined,
  options: MultipartOptions,
  onFile: (file: MultipartFile) => Promise<void>,
): Promise<readonly Field[]> {
  const parser = createParser(contentType, options);
  const source = Readable.from(chunks, { objectMode: false });
  const fields: Field[] = [];
  const files = new Map<Readable, Promise<void>>();
  await new Promise<void>((resolve, reject) => {
    const fail = (error: unknown): void => {
      const reason = toReason(source, error);
      // Whoever still reads a file must not wait for the rest of it.
      for (const stream of files.keys()) stream.destroy(reason);
      source.destroy();
      reject(reason);
    };
    let fieldLength = 0;
    parser.on('field', (name, value, _isNameCut, isValueCut) => {
      fieldLength += value.length;
      if (isValueCut) fail(new MultipartError(`field '${name}' is too long`));
      else if (fieldLength > options.maxFieldBytes) fail(new MultipartError('the fields are too long'));
      fields.push([name, value]);
    });
    parser.on('file', (field, stream, fileName = '', encoding, type) => {
      // It may fail when nobody reads it; what then happened is told by `fail`.
      stream.on('error', () => undefined);
      const work = onFile({ field, fileName, contentType: type, transferEncoding: encoding, stream });
      files.set(stream, work);
      // A file that is not read to its end would hold up the rest.
      work.then(() => stream.resume(), fail);
    });
    for (const limit of ['partsLimit', 'filesLimit', 'fieldsLimit'] as const) {
      parser.on(limit, () => fail(new MultipartError('the body has too many parts')));
    }
    parser.on('error', (error: unknown) => {
      fail(new MultipartError('the body is damaged or incomplete', { cause: error }));
    });
    // It is done at the closing boundary, which need not be the end of the body: no pipeline copes with that.
    parser.once('finish', () => {
      if (source.readableEnded) resolve();
      else source.unpipe(parser).once('end', resolve).resume();
    });
    source.on('error', fail).pipe(parser);
  });
  await Promise.all(files.values());
  return fields;
}

/** What failed the source is the reason for everything that fails after it. */
function toReason({ errored }: Readable, error: unknown): Error {
  const reason = errored ?? error;
  return reason instanceof Error ? reason : new Error(String(reason));
}

function createParser(
  contentType: string | undefined,
  { isFile, maxFieldBytes, maxFields, maxFiles }: MultipartOptions,
): busboy.BusboyInstance {
  const { Busboy } = load('@fastify/busboy') as typeof busboy; // what that package exports
  try {
    return new Busboy({
      headers: { 'content-type': contentType ?? '' },
      isPartAFile: (name) => name !== undefined && isFile(name),
      preservePath: true,
      limits: {
        fieldSize: maxFieldBytes,
        fields: maxFields,
        files: maxFiles,
        headerPairs: 100,
        headerSize: 16_384,
      },
    });
  } catch (error) {
    throw new MultipartError('the body is not multipart/form-data', { cause: error });
  }
}

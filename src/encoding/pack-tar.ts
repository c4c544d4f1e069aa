import { createRequire } from 'node:module';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type * as tarStream from 'tar-stream';

// Loads on first use; not `import()`, which Jest does not have.
const load = createRequire(__filename);

/** A file on its way into an archive. */
export interface PackedFile {
  readonly path: string;
  readonly size: number;
  readonly content: Readable;
}

/**
 * Streams files as an uncompressed tar archive that depends on nothing but their paths and bytes. An entry is asked for
 * when the one before it has been read; the archive fails with whatever they or their contents fail with.
 */
export function packTar(files: AsyncIterable<PackedFile>): Readable {
  return Readable.from(pack(files), { objectMode: false });
}

async function* pack(files: AsyncIterable<PackedFile>): AsyncGenerator<Buffer> {
  const { pack: createPack } = load('tar-stream') as typeof tarStream; // what that package exports
  const archive = createPack();
  const filled = fill(archive, files).then(
    () => archive.finalize(),
    (error: Error) => archive.destroy(error),
  );
  try {
    for await (const chunk of archive) yield chunk as Buffer; // all that tar-stream gives
  } finally {
    archive.destroy();
    await filled;
  }
}

async function fill(archive: tarStream.Pack, files: AsyncIterable<PackedFile>): Promise<void> {
  for await (const { path: name, size, content } of files) {
    // No times, no owners, and a fixed mode: the same files make the same archive.
    const entry = archive.entry({ name, size, mtime: new Date(0), mode: 0o644 });
    await pipeline(content, entry);
  }
}

import { Readable } from 'node:stream';

const BLOCK_BYTES = 64 * 1024;
/** A chunk below this is worth a copy, for the sake of fewer objects. */
const SMALL_BYTES = 16 * 1024;

/** Bytes in the order they came, in pieces that pin hardly more memory than they use. */
export interface ChunkList {
  add(chunk: Buffer): void;
  /** Gives the pieces; nothing can be added any more. */
  finish(): readonly Buffer[];
  /** Forgets the pieces. */
  clear(): void;
}

/**
 * Keeps chunks as they are where they fill most of the memory behind them; copies small ones, and views of a larger
 * slab, together into blocks, because a few bytes would otherwise pin a whole socket buffer.
 */
export function createChunkList(): ChunkList {
  const chunks: Buffer[] = [];
  let block: Buffer | undefined;
  let used = 0;

  function flush(): void {
    if (block === undefined || used === 0) return;
    if (used === block.length) {
      chunks.push(block);
      block = undefined;
    } else {
      chunks.push(copyExactly(block.subarray(0, used)));
    }
    used = 0;
  }

  return {
    add(chunk) {
      if (chunk.length >= SMALL_BYTES && chunk.buffer.byteLength <= 2 * chunk.length) {
        flush();
        chunks.push(chunk);
        return;
      }
      for (let from = 0; from < chunk.length;) {
        block ??= Buffer.allocUnsafeSlow(BLOCK_BYTES);
        const copied = chunk.copy(block, used, from);
        from += copied;
        used += copied;
        if (used === block.length) flush();
      }
    },
    finish() {
      flush();
      block = undefined;
      return chunks;
    },
    clear() {
      chunks.length = 0;
    },
  };
}

/** Streams the bytes `start` to `end` (inclusive) of the pieces, without copying them. */
export function readChunks(chunks: readonly Buffer[], start: number, end: number): Readable {
  let next = 0;
  let position = 0;
  return new Readable({
    read() {
      for (let chunk = chunks[next]; chunk !== undefined && position <= end; chunk = chunks[++next]) {
        const piece = chunk.subarray(Math.max(0, start - position), end + 1 - position);
        position += chunk.length;
        if (piece.length > 0 && !this.push(piece)) {
          next++;
          return;
        }
      }
      this.push(null);
    },
  });
}

function copyExactly(bytes: Buffer): Buffer {
  const copy = Buffer.allocUnsafeSlow(bytes.length);
  bytes.copy(copy);
  return copy;
}

import { createChunkList } from '../../../src/storage/memory/chunk-list';
import { bytes, chunksOf } from '../blob-contents';

function pack(chunks: readonly Buffer[]): readonly Buffer[] {
  const list = createChunkList();
  for (const chunk of chunks) list.add(chunk);
  return list.finish();
}

describe('chunk list', () => {
  it('keeps a large chunk that fills its memory without copying it', () => {
    const chunk = Buffer.allocUnsafeSlow(32 * 1024);

    expect(pack([chunk])[0]?.buffer).toBe(chunk.buffer);
  });

  it('copies a chunk that is a small part of a slab', () => {
    const slab = bytes(1_000_000, 1);
    const [piece] = pack([slab.subarray(5000, 25_000)]);

    expect(piece?.equals(slab.subarray(5000, 25_000))).toBe(true);
    expect(piece?.buffer.byteLength).toBe(20_000);
  });

  it('packs tiny chunks into few pieces that fit', () => {
    const whole = bytes(150_000, 2);
    const pieces = pack(chunksOf(whole, 10));

    expect(pieces.map(({ buffer }) => buffer.byteLength)).toEqual([65_536, 65_536, 18_928]);
    expect(Buffer.concat(pieces).equals(whole)).toBe(true);
  });

  it('keeps the order of kept and copied chunks', () => {
    const chunks = [bytes(5, 1), bytes(20_000, 2), bytes(5, 3), bytes(70_000, 4), bytes(1, 5)];

    expect(Buffer.concat(pack(chunks)).equals(Buffer.concat(chunks))).toBe(true);
  });
});

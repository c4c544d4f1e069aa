import { createHash, randomBytes, randomUUID } from 'node:crypto';

/** Where rules get randomness from. */
export interface Ids {
  bytes(length: number): Buffer;
  /** A lower-case version 4 UUID (REAL-003). */
  uuid(): string;
  /** 32 bytes in standard base64, the shape of policy revisions (DOM-094, REAL-063). */
  revision(): string;
}

/** Ids drawn from `bytes`, which must give as many bytes as asked for. */
function createIdsFrom(bytes: (length: number) => Buffer): Ids {
  return {
    bytes,
    uuid() {
      const raw = bytes(16);
      raw.writeUInt8((raw.readUInt8(6) & 0x0f) | 0x40, 6);
      raw.writeUInt8((raw.readUInt8(8) & 0x3f) | 0x80, 8);
      const hex = raw.toString('hex');
      return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join(
        '-',
      );
    },
    revision: () => bytes(32).toString('base64'),
  };
}

/** Unpredictable ids, or with a seed the same ids in the same order in every run (DESIGN D9). */
export function createIds(seed?: number | string): Ids {
  if (seed === undefined) return { ...createIdsFrom(randomBytes), uuid: () => randomUUID() };
  let counter = 0;
  return createIdsFrom((length) => {
    const blocks: Buffer[] = [];
    for (let have = 0; have < length; have += 32) {
      blocks.push(createHash('sha256').update(`${seed}:${counter++}`).digest());
    }
    return Buffer.concat(blocks).subarray(0, length);
  });
}

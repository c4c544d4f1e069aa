import type { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';

/** One line of a file: a checksum in eight hexadecimal digits, a space, JSON text, a newline. */
export interface Line {
  /** The JSON value; undefined for a line that is damaged or not complete. */
  readonly value: unknown;
  /** Where it ends in the file, its newline included. */
  readonly end: number;
}

const NEWLINE = 0x0a;
const PREFIX_LENGTH = 9;

/** The line of a JSON text. */
export function renderLine(json: string): string {
  return `${renderChecksum(json)} ${json}\n`;
}

/** The lines of a file, some at a time. */
export async function* readLines(source: Readable): AsyncGenerator<readonly Line[]> {
  let end = 0;
  let pieces: Buffer[] = [];
  for await (const chunk of source as AsyncIterable<Buffer>) {
    const lines: Line[] = [];
    let from = 0;
    for (let to = chunk.indexOf(NEWLINE); to >= 0; to = chunk.indexOf(NEWLINE, from)) {
      pieces.push(chunk.subarray(from, to));
      const line = pieces.length === 1 ? pieces[0] : Buffer.concat(pieces);
      pieces = [];
      from = to + 1;
      end += (line?.length ?? 0) + 1;
      lines.push(...parseLine(line?.toString('utf8') ?? '').map((value) => ({ value, end })));
    }
    if (from < chunk.length) pieces.push(chunk.subarray(from));
    yield lines;
  }
  const rest = Buffer.concat(pieces).length;
  if (rest > 0) yield [{ value: undefined, end: end + rest }];
}

/** More than one value where the newline between two lines is what was damaged: nothing, and what the later one says. */
function parseLine(text: string): readonly unknown[] {
  const value = parseWhole(text);
  if (value !== undefined) return [value];
  for (const { index } of text.matchAll(/[0-9a-f]{8} \{/g)) {
    const later = parseWhole(text.slice(index));
    if (later !== undefined) return [undefined, later];
  }
  return [undefined];
}

function parseWhole(text: string): unknown {
  const json = text.slice(PREFIX_LENGTH);
  if (text.slice(0, PREFIX_LENGTH) !== `${renderChecksum(json)} `) return undefined;
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return undefined;
  }
}

function renderChecksum(json: string): string {
  return crc32(json).toString(16).padStart(8, '0');
}

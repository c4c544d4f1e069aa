import { invalidRequest } from '../../registry/errors';
import { requestTooLarge } from '../request-body';

/** What the scanner finds: an attachment begins, more of its base64 text, it ends. */
export type ScanEvent =
  | { readonly kind: 'begin'; readonly attachment: string }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'end' };

interface ScannerLimits {
  /** Of everything but the attachments' data. */
  readonly maxRestBytes: number;
  readonly maxDepth: number;
}

type Mode = 'structure' | 'string' | 'data' | 'escape';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const [COMMA, COLON] = [0x2c, 0x3a];
const [OPEN_ARRAY, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];

/**
 * Takes a publish document apart while it arrives (NPM-108). The strings at `_attachments.*.data` come out as events;
 * everything else, with empty strings in their place, is kept and parsed at the end. It only follows strings and
 * nesting: whether the rest is JSON at all is left to the JSON parser.
 */
export class PublishDocumentScanner {
  private mode: Mode = 'structure';
  private readonly containers: number[] = [];
  /** The member being read at each of the first three depths. */
  private readonly members: string[] = [];
  private expectsKey = false;
  private inKey = false;
  /** The string goes on after a backslash at the end of a chunk. */
  private escaped = false;
  private escape = '';
  private key: Buffer[] = [];
  private rest: Buffer[] = [];
  private restBytes = 0;
  /** Where in the current chunk the bytes begin that belong to the rest. */
  private keptFrom = 0;
  private events: ScanEvent[] = [];

  constructor(private readonly limits: ScannerLimits) {}

  /** Reads on; gives what was found in this chunk. Throws 400 and 413. */
  push(chunk: Buffer): ScanEvent[] {
    this.events = [];
    this.keptFrom = 0;
    let at = 0;
    while (at < chunk.length) {
      if (this.mode === 'structure') at = this.scanStructure(chunk, at);
      else if (this.mode === 'string') at = this.scanString(chunk, at);
      else if (this.mode === 'data') at = this.scanData(chunk, at);
      else at = this.scanEscape(chunk, at);
    }
    if (this.mode === 'structure' || this.mode === 'string') this.keep(chunk, chunk.length);
    return this.events;
  }

  /** The document without its attachments' data. Throws 400 when it is not JSON. */
  finish(): unknown {
    try {
      return JSON.parse(Buffer.concat(this.rest).toString());
    } catch {
      throw invalidRequest('The request body is not a JSON document.');
    }
  }

  private scanStructure(chunk: Buffer, start: number): number {
    for (let at = start; at < chunk.length; at++) {
      const byte = chunk.readUInt8(at);
      if (byte === QUOTE) {
        this.beginString();
        if (this.mode === 'data') this.keep(chunk, at + 1);
        return at + 1;
      }
      if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) this.open(byte);
      else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) this.close();
      else if (byte === COMMA) this.expectsKey = this.containers.at(-1) === OPEN_OBJECT;
      else if (byte === COLON) this.expectsKey = false;
    }
    return chunk.length;
  }

  private beginString(): void {
    this.inKey = this.expectsKey;
    this.mode = 'string';
    this.key = [];
    if (this.inKey || !this.isAttachmentData()) return;
    this.mode = 'data';
    this.events.push({ kind: 'begin', attachment: this.members[1] ?? '' });
  }

  private isAttachmentData(): boolean {
    const [first, , third] = this.members;
    const isMember = this.containers.length === 3 && !this.containers.includes(OPEN_ARRAY);
    return isMember && first === '_attachments' && third === 'data';
  }

  private scanString(chunk: Buffer, start: number): number {
    let at = start;
    if (this.escaped) {
      this.escaped = false;
      at++;
    }
    for (; at < chunk.length; at++) {
      const byte = chunk.readUInt8(at);
      if (byte === BACKSLASH) at++;
      else if (byte === QUOTE) {
        this.keepKey(chunk.subarray(start, at));
        this.endString();
        return at + 1;
      }
    }
    this.escaped = at > chunk.length;
    this.keepKey(chunk.subarray(start));
    return chunk.length;
  }

  private keepKey(bytes: Buffer): void {
    if (this.inKey && this.containers.length <= 3) this.key.push(bytes);
  }

  private endString(): void {
    this.mode = 'structure';
    const depth = this.containers.length;
    if (this.inKey && depth <= 3)
      this.members[depth - 1] = parseStringContent(Buffer.concat(this.key).toString());
  }

  private scanData(chunk: Buffer, start: number): number {
    const quote = chunk.indexOf(QUOTE, start);
    const end = quote < 0 ? chunk.length : quote;
    const backslash = chunk.subarray(start, end).indexOf(BACKSLASH);
    const stop = backslash < 0 ? end : start + backslash;
    if (stop > start) this.events.push({ kind: 'text', text: chunk.toString('latin1', start, stop) });
    if (backslash >= 0) {
      this.mode = 'escape';
      this.escape = '\\';
      return stop + 1;
    }
    if (quote < 0) return end;
    this.keptFrom = quote;
    this.mode = 'structure';
    this.events.push({ kind: 'end' });
    return quote + 1;
  }

  // Some clients write every slash as `\/`; any other escape is legal JSON as well.
  private scanEscape(chunk: Buffer, at: number): number {
    this.escape += chunk.toString('latin1', at, at + 1);
    if (this.escape.length === (this.escape.startsWith('\\u') ? 6 : 2)) {
      this.events.push({ kind: 'text', text: parseStringContent(this.escape) });
      this.mode = 'data';
    }
    return at + 1;
  }

  private open(container: number): void {
    this.containers.push(container);
    if (this.containers.length > this.limits.maxDepth) {
      throw invalidRequest('The request body is nested too deeply.');
    }
    this.expectsKey = container === OPEN_OBJECT;
    this.members.length = Math.min(this.members.length, this.containers.length - 1);
  }

  private close(): void {
    this.containers.pop();
    this.expectsKey = false;
  }

  private keep(chunk: Buffer, end: number): void {
    this.restBytes += end - this.keptFrom;
    if (this.restBytes > this.limits.maxRestBytes) {
      throw requestTooLarge('The publish document is too large.');
    }
    this.rest.push(chunk.subarray(this.keptFrom, end));
  }
}

function parseStringContent(text: string): string {
  try {
    return JSON.parse(`"${text}"`) as string; // the text of a string token
  } catch {
    throw invalidRequest('The request body is not a JSON document.');
  }
}

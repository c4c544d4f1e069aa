/**
 * The one port to all metadata (DESIGN D3): an ordered map of plain records that is read and written in
 * transactions. A rule is a function of a transaction; it awaits nothing but the transaction, because a driver may
 * run a write rule again.
 */

declare const recordOf: unique symbol;

/** An encoded tuple that names one record of type `R`; keys compare as strings, in the order of their tuples. */
export type Key<R> = string & { readonly [recordOf]?: R };
/** The leading part of a tuple: names all records of type `R` whose keys begin with it. */
export type Prefix<R> = string & { readonly [recordOf]?: R };

export type KeyPart = string | number;

export interface Entry<R> {
  readonly key: Key<R>;
  readonly record: R;
}

export interface ScanOptions<R> {
  /** Only records whose next tuple part begins with this text. */
  readonly startsWith?: string | undefined;
  /** Resume behind this key (exclusive), in the direction of the scan. The key need not exist any more. */
  readonly after?: Key<R> | undefined;
  readonly reverse?: boolean;
}

export interface ReadTransaction {
  get<R>(key: Key<R>): Promise<R | undefined>;
  /** Walks the records under `prefix` in key order; stop iterating to stop reading. */
  scan<R>(prefix: Prefix<R>, options?: ScanOptions<R>): AsyncIterable<Entry<R>>;
}

export interface WriteTransaction extends ReadTransaction {
  /** Stores a record; it must not be changed afterwards, by anybody. */
  put<R>(key: Key<R>, record: R): void;
  delete<R>(key: Key<R>): void;
  /** Runs `effect` once, after this transaction has been committed; never when it is rolled back or run again. */
  onCommit(effect: () => void): void;
}

export interface Store {
  read<T>(rule: (tx: ReadTransaction) => Promise<T>): Promise<T>;
  /** Commits what `rule` wrote when it resolves; forgets all of it when it rejects. */
  write<T>(rule: (tx: WriteTransaction) => Promise<T>): Promise<T>;
  /** Another number after each commit: while it stays, so does every record. */
  revision(): number;
}

const SEPARATOR = '\u0000';

// Order-preserving: the separator sorts below everything, and what could be mistaken for it is spelled with U+0001.
function encodePart(part: KeyPart): string {
  if (typeof part === 'number') return part.toString(16).padStart(14, '0');
  return /[\u0000\u0001]/.test(part)
    ? part.replace(/[\u0000\u0001]/g, (c) => (c === '\u0000' ? '\u0001\u0001' : '\u0001\u0002'))
    : part;
}

/** Encodes a tuple; numbers must be whole and between 0 and 2^53. */
export function encodeKey<R>(...parts: readonly KeyPart[]): Key<R> {
  let key = '';
  for (const part of parts) key += encodePart(part) + SEPARATOR;
  return key;
}

/** The parts of a key made by `encodeKey` from text alone. */
export function decodeKey(key: string): string[] {
  return key
    .split(SEPARATOR)
    .slice(0, -1)
    .map((part) => part.replace(/\u0001([\u0001\u0002])/g, (_, c) => (c === '\u0001' ? '\u0000' : '\u0001')));
}

/** Encodes a scan's start: everything under the tuple, whose next part begins with `startsWith`. */
export function encodeScanStart(prefix: string, startsWith = ''): string {
  return prefix + encodePart(startsWith);
}

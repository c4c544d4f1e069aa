import { join } from 'node:path';

/** Where everything is in a data directory. */
export interface Layout {
  readonly directory: string;
  readonly lock: string;
  readonly closed: string;
  readonly tokenKey: string;
  readonly snapshot: string;
  readonly blobs: string;
  /** Bytes on their way in; what a process leaves here is nobody's. */
  readonly incoming: string;
  /** The journal of the commits behind `seq`. */
  journal(seq: number): string;
  /** A whole state that one commit brings in. */
  imported(number: number): string;
}

/** The paths below a data directory. */
export function layoutOf(directory: string): Layout {
  const at = (name: string): string => join(directory, name);
  return {
    directory,
    lock: at('lock'),
    closed: at('closed.jsonl'),
    tokenKey: at('token.key'),
    snapshot: at('snapshot.jsonl'),
    blobs: at('blobs'),
    incoming: at('incoming'),
    journal: (seq) => at(`journal-${toDigits(seq)}.jsonl`),
    imported: (number) => at(`import-${toDigits(number)}.jsonl`),
  };
}

/** The number in the name of a journal, or of an imported state; undefined for any other name. */
export function parseNumbered(kind: 'journal' | 'import', name: string): number | undefined {
  const match = new RegExp(`^${kind}-(\\d{16})\\.jsonl$`).exec(name);
  return match ? Number(match[1]) : undefined;
}

/** Whether a file is a remainder of a write that did not end. */
export function isTemporary(name: string): boolean {
  return name.endsWith('.tmp');
}

function toDigits(number: number): string {
  return String(number).padStart(16, '0');
}

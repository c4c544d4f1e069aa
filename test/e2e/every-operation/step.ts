import type { OperationName } from '../../../src/protocol/types';

/** One call of the table that the JavaScript SDK and boto3 both work through. */
export interface Step {
  readonly operation: OperationName;
  /** A string that begins with `$` stands for a value kept by an earlier step; `{bytes}` for a blob, in base64. */
  readonly input: Readonly<Record<string, unknown>>;
  /** Name → path in the output of a value that later steps send. */
  readonly keep?: Readonly<Record<string, string>>;
  /** What the answer must contain, times as ISO strings and blobs as base64. */
  readonly output?: unknown;
  /** Code and status, when the call has to fail. */
  readonly error?: readonly [code: string, status: number];
}

/** What one step came to; plain JSON, the same from every client. */
export interface Outcome {
  readonly operation: OperationName;
  /** As sent, with kept values filled in. */
  readonly input: Readonly<Record<string, unknown>>;
  readonly output?: unknown;
  readonly error?: { readonly code: string; readonly status: number; readonly message: string };
}

/** The value at a dotted path. */
export function readPath(value: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((at, name) => (at as Record<string, unknown> | undefined)?.[name], value); // JSON of our own
}

/** Replaces `$name` by what was kept, at any depth. */
export function fillIn(value: unknown, kept: ReadonlyMap<string, unknown>): unknown {
  if (typeof value === 'string' && value.startsWith('$')) return kept.get(value.slice(1));
  if (Array.isArray(value)) return value.map((item) => fillIn(item, kept));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, fillIn(member, kept)]));
}

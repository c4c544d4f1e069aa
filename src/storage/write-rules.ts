import type { WriteTransaction } from '../registry/store';
import type { OrderedTree } from './memory/ordered-tree';
import { openWriteTransaction } from './memory/tree-transaction';

/** A rule that ran: what it returned, and what it left behind. */
export interface Outcome<T> {
  readonly result: T;
  readonly tree: OrderedTree;
  /** By key; undefined for what was deleted. */
  readonly changes: ReadonlyMap<string, unknown>;
  readonly effects: readonly (() => void)[];
}

/** Runs a rule on a copy of `base`. */
export async function runRule<T>(
  base: OrderedTree,
  rule: (tx: WriteTransaction) => Promise<T>,
): Promise<Outcome<T>> {
  const tree = base.clone();
  const { tx, changes, effects, end } = openWriteTransaction(tree);
  try {
    return { result: await rule(tx), tree, changes, effects };
  } finally {
    end();
  }
}

/** Runs what `onCommit` was given; one that fails does not keep the others from running. */
export function runEffects(effects: readonly (() => void)[], onError: (error: unknown) => void): void {
  for (const effect of effects) {
    try {
      effect();
    } catch (error) {
      onError(error);
    }
  }
}

/** Runs jobs one after the other, each when the one before it has ended, however it did. */
export function createQueue(): <T>(job: () => Promise<T>) => Promise<T> {
  let idle: Promise<void> = Promise.resolve();
  return (job) => {
    const result = idle.then(job);
    const settled = () => undefined;
    idle = result.then(settled, settled);
    return result;
  };
}

/** What becomes of an error that an effect threw when nobody asked for it. */
export function warnAboutEffect(error: unknown): void {
  process.emitWarning(error instanceof Error ? error : String(error));
}

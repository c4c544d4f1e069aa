import type { Store, WriteTransaction } from '../../registry/store';
import type { Contents } from '../contents';
import { createOrderedTree } from '../memory/ordered-tree';
import { openReadTransaction } from '../memory/tree-transaction';
import { createQueue, runEffects, runRule, warnAboutEffect } from '../write-rules';
import { toChange, type Change } from './change';
import type { Journal } from './journal';

export interface FileStoreOptions {
  /** Runs every write rule twice and commits the second run, to show that rules may run again. For tests. */
  readonly rerunWrites?: boolean;
  /** Is told what an `onCommit` effect threw; by default that is a process warning. */
  readonly onEffectError?: (error: unknown) => void;
}

export interface FileStore extends Store {
  /** What is safe on disk now. */
  contents(): Contents;
  reset(): Promise<void>;
  snapshot(name: string): Promise<void>;
  /** Resolves to false when there is no snapshot of that name. */
  restore(name: string): Promise<boolean>;
  /** Replaces everything by what was written to `file` beside the journal. */
  replace(contents: Contents, file: string): Promise<void>;
}

/** What one write did to the state it was handed. */
interface Step<T> {
  readonly result: T;
  /** With what it changed; absent when that is nothing. */
  readonly next?: { readonly contents: Contents; readonly change: Change };
  readonly effects?: readonly (() => void)[];
}

/** How a step ended: `stale` when the state it was made from never came to be, so that it must be made again. */
type Ending<T> = { readonly result: T } | { readonly error: unknown } | 'stale';

/**
 * The record store of a data directory (DESIGN D3). A write runs on the state that the writes before it made and is
 * answered when the journal has it; while that waits for the disk the next one runs already, and commits with it.
 * Readers see only what is safe on disk, and so does whoever is refused: nobody is told of what a loss of power takes back.
 */
export function createFileStore(
  initial: Contents,
  journal: Journal,
  { rerunWrites = false, onEffectError = warnAboutEffect }: FileStoreOptions = {},
): FileStore {
  const enqueue = createQueue();
  let durable = initial;
  let revision = 0;
  // What the next write begins with; ahead of `durable` while the disk is busy.
  let tip = initial;

  async function commit<T>(make: (base: Contents) => Promise<Step<T>>): Promise<T> {
    for (;;) {
      // Only the rule itself is waited for in the queue, not the disk.
      const { ending } = await enqueue(async () => ({ ending: begin(tip, await attempt(tip, make)) }));
      const ended = await ending;
      if (ended === 'stale') continue;
      if ('error' in ended) throw ended.error;
      return ended.result;
    }
  }

  function begin<T>(base: Contents, step: Step<T> | { readonly error: unknown }): Promise<Ending<T>> {
    // A failed write has taken the base back while the rule ran.
    if (tip !== base) return Promise.resolve('stale');
    if ('error' in step) return settle({ error: step.error });
    const { result, next, effects = [] } = step;
    if (!next) return settle({ result }, effects);
    tip = next.contents;
    return new Promise((resolve) => {
      journal.append(next.change, (error) => {
        if (error) {
          tip = durable;
          return resolve({ error });
        }
        durable = next.contents;
        revision++;
        runEffects(effects, onEffectError);
        resolve({ result });
      });
    });
  }

  /** What changed nothing still rests on writes that may be under way. */
  function settle<T>(ending: Ending<T>, effects: readonly (() => void)[] = []): Promise<Ending<T>> {
    return new Promise((resolve) => {
      journal.settle((error) => {
        if (!error) runEffects(effects, onEffectError);
        resolve(error ? 'stale' : ending);
      });
    });
  }

  return {
    async read(rule) {
      const { tx, end } = openReadTransaction(durable.tree);
      try {
        return await rule(tx);
      } finally {
        end();
      }
    },
    write: (rule) =>
      commit(async (base) => {
        if (rerunWrites) await runRule(base.tree, rule);
        return run(base, rule);
      }),
    revision: () => revision,
    contents: () => durable,
    reset: () =>
      commit(async ({ named }) => ({
        result: undefined,
        next: { contents: { tree: createOrderedTree(), named }, change: { reset: true } },
      })),
    snapshot: (name) =>
      commit(async ({ tree, named }) => {
        const kept = new Map(named).set(name, tree);
        return { result: undefined, next: { contents: { tree, named: kept }, change: { snapshot: name } } };
      }),
    restore: (name) =>
      commit<boolean>(async ({ named }) => {
        const tree = named.get(name);
        if (!tree) return { result: false };
        return { result: true, next: { contents: { tree, named }, change: { restore: name } } };
      }),
    replace: (contents, file) =>
      commit(async () => ({ result: undefined, next: { contents, change: { import: file } } })),
  };
}

async function attempt<T>(
  base: Contents,
  make: (base: Contents) => Promise<Step<T>>,
): Promise<Step<T> | { readonly error: unknown }> {
  try {
    return await make(base);
  } catch (error) {
    return { error };
  }
}

async function run<T>(
  { tree: base, named }: Contents,
  rule: (tx: WriteTransaction) => Promise<T>,
): Promise<Step<T>> {
  const { result, tree, changes, effects } = await runRule(base, rule);
  if (changes.size === 0) return { result, effects };
  return { result, next: { contents: { tree, named }, change: toChange(changes) }, effects };
}

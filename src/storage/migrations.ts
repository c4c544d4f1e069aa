import type { Contents } from './contents';
import type { OrderedTree } from './memory/ordered-tree';

/** Rewrites the records of one version as those of the next; must do nothing to records that it has rewritten. */
export type Migration = (tree: OrderedTree) => void;

/** From version 1 to 2, from 2 to 3, and so on: whoever changes the shape of a record or a key adds one. */
export const migrations: readonly Migration[] = [];

/** The version that the last migration leads to. */
export function versionAfter(steps: readonly Migration[]): number {
  return steps.length + 1;
}

/** Brings contents of `version` up to the last one. */
export function migrate(contents: Contents, version: number, steps: readonly Migration[]): Contents {
  const due = steps.slice(version - 1);
  if (due.length === 0) return contents;
  const upgrade = (old: OrderedTree): OrderedTree => {
    const tree = old.clone();
    for (const step of due) step(tree);
    return tree;
  };
  return {
    tree: upgrade(contents.tree),
    named: new Map([...contents.named].map(([name, tree]) => [name, upgrade(tree)])),
  };
}

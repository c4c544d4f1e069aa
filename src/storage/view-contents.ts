import type { Store } from '../registry/store';
import type { Contents } from './contents';
import { openReadTransaction } from './memory/tree-transaction';

/** Reads what was committed at one moment, whatever has been written since. */
export function viewContents({ tree }: Contents): Pick<Store, 'read'> {
  return {
    async read(rule) {
      const { tx, end } = openReadTransaction(tree);
      try {
        return await rule(tx);
      } finally {
        end();
      }
    },
  };
}

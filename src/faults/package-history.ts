import { parsePackageKey } from '../registry/keys';
import type { PackageId } from '../registry/records';
import type { Store } from '../registry/store';

type View = Pick<Store, 'read'>;

/** What packages were before their last changes. */
export interface PackageHistory {
  /** The store to write to, so that changes are noticed. */
  readonly store: Store;
  /** The whole state as it was before the package was last changed anywhere in its domain; undefined if it was not since. */
  before(id: Omit<PackageId, 'repository'>): View | undefined;
  clear(): void;
}

const MAX_PACKAGES = 1000;

/**
 * Remembers the state before each change of a package, for as long as a fault asks for that.
 * @param view gives what is committed now, to be read at any time later
 */
export function createPackageHistory(
  store: Store,
  view: () => View,
  isWanted: () => boolean,
): PackageHistory {
  const views = new Map<string, View>();
  return {
    store: {
      read: (rule) => store.read(rule),
      revision: () => store.revision(),
      write: (rule) => {
        if (!isWanted()) return store.write(rule);
        return store.write(async (tx) => {
          const before = view();
          const touched = new Set<string>();
          const note = (key: string): void => {
            const named = parsePackageKey(key);
            if (named) touched.add(toName(named.id));
          };
          const result = await rule({
            get: (key) => tx.get(key),
            scan: (prefix, options) => tx.scan(prefix, options),
            onCommit: (effect) => tx.onCommit(effect),
            put(key, record) {
              note(key);
              tx.put(key, record);
            },
            delete(key) {
              note(key);
              tx.delete(key);
            },
          });
          if (touched.size > 0) tx.onCommit(() => touched.forEach((name) => keep(name, before)));
          return result;
        });
      },
    },
    before: (id) => views.get(toName(id)),
    clear: () => views.clear(),
  };

  function keep(name: string, before: View): void {
    views.delete(name);
    views.set(name, before);
    for (const oldest of views.keys()) {
      if (views.size <= MAX_PACKAGES) break;
      views.delete(oldest);
    }
  }
}

function toName(id: Omit<PackageId, 'repository'>): string {
  const { region, domainOwner, domain, format, namespace, package: name } = id;
  return JSON.stringify([region, domainOwner, domain, format, namespace, name]);
}

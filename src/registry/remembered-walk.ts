import { packageKey } from './keys';
import type { PackageId } from './records';
import type { Store } from './store';
import { walkUpstreams, type Walk } from './walk-upstreams';

/** What was walked since the last commit, by package. */
interface Walks {
  readonly revision: number;
  readonly byPackage: Map<string, Walk>;
}

const MAX_WALKS = 2_000;
const walksOf = new WeakMap<Pick<Store, 'read'>, Walks>();

/**
 * As `walkUpstreams` from the repository of a package, which is walked once while nothing is committed: clients read much
 * more than they write. Never changed by anybody.
 */
export async function walkOnce(store: Pick<Store, 'read' | 'revision'>, id: PackageId): Promise<Walk> {
  const revision = store.revision();
  let walks = walksOf.get(store);
  if (walks?.revision !== revision) {
    walks = { revision, byPackage: new Map() };
    walksOf.set(store, walks);
  }
  const key = packageKey(id);
  const known = walks.byPackage.get(key);
  if (known) return known;
  const { region, domainOwner, domain, repository } = id;
  const start = { region, domainOwner, domain, repository };
  const walk = await store.read((tx) => walkUpstreams(tx, start, id));
  if (walks.byPackage.size < MAX_WALKS) walks.byPackage.set(key, walk);
  return walk;
}

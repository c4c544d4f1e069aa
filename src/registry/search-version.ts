import { versionKey } from './keys';
import type { PackageVersionTarget } from './package-versions';
import type { PackageVersionId, PackageVersionRecord } from './records';
import type { ReadTransaction } from './store';
import { walkUpstreams, type ConnectionSource, type Walk } from './walk-upstreams';

/** A version where it is stored. */
export interface StoredVersion {
  readonly id: PackageVersionId;
  readonly record: PackageVersionRecord;
}

/** Where a version may come from, as far as the records tell. */
export interface VersionSearch {
  readonly walk: Walk;
  /** Public registries that are to be asked, in this order, before what is stored counts. */
  readonly connections: readonly ConnectionSource[];
  /** The first record in the order of the search; it decides, whatever its status (UP-021). */
  readonly stored: StoredVersion | undefined;
}

/** Searches a version from the target's repository on; nobody is contacted. */
export async function searchVersion(
  tx: ReadTransaction,
  target: PackageVersionTarget,
): Promise<VersionSearch> {
  const walk = await walkUpstreams(tx, target, target);
  const connections: ConnectionSource[] = [];
  for (const source of walk.sources) {
    if (source.kind === 'externalConnection') {
      connections.push(source);
      continue;
    }
    const id = { ...target, ...source.id };
    const record = source.package && (await tx.get(versionKey(id)));
    if (record) return { walk, connections, stored: { id, record } };
  }
  return { walk, connections, stored: undefined };
}

/** Whether a repository may hand a version with this status on, to clients and to others (UP-070 … UP-073). */
export function isServed({ status }: PackageVersionRecord): boolean {
  return status === 'Published' || status === 'Unlisted';
}

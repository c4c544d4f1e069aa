import { danglingUpstream, packageVersionNotFound } from './errors';
import { versionKey } from './keys';
import type { PackageVersionTarget } from './package-versions';
import type { OriginRecord, PackageVersionId, PackageVersionRecord, RepositoryId } from './records';
import type { ReadTransaction } from './store';
import { meetsDanglingUpstream, walkUpstreams, type ConnectionSource, type Walk } from './walk-upstreams';

/** A version where it is stored. */
export interface StoredVersion {
  readonly id: PackageVersionId;
  readonly record: PackageVersionRecord;
}

/** A version that a search found. */
export interface FoundVersion extends StoredVersion {
  /** The connection of that repository that it came through, if the search may still go there. */
  readonly connection: ConnectionSource | undefined;
}

/** Where a version may come from, as far as the records tell. */
export interface VersionSearch {
  /** Public registries that are to be asked, in this order, before what is stored counts. */
  readonly connections: readonly ConnectionSource[];
  /** The first record in the order of the search; it decides, whatever its status (UP-021). */
  readonly stored: FoundVersion | undefined;
  readonly meetsDangling: boolean;
}

/** Searches a version from the target's repository on; nobody is contacted. Throws 404 for an unknown repository. */
export async function searchVersion(
  tx: ReadTransaction,
  target: PackageVersionTarget,
): Promise<VersionSearch> {
  // Most requests are for what the repository has itself: no need to look further then (EXT-048).
  const own = await tx.get(versionKey(target));
  if (own)
    return {
      connections: [],
      stored: { id: target, record: own, connection: undefined },
      meetsDangling: false,
    };
  const walk = await walkUpstreams(tx, target, target);
  const meetsDangling = meetsDanglingUpstream(walk);
  const connections: ConnectionSource[] = [];
  for (const source of walk.sources) {
    if (source.kind === 'externalConnection') {
      connections.push(source);
      continue;
    }
    const id = { ...target, ...source.id };
    const record = source.package && (await tx.get(versionKey(id)));
    if (!record) continue;
    const connection = findConnection(walk, id, record.origin);
    return { connections, stored: { id, record, connection }, meetsDangling };
  }
  return { connections, stored: undefined, meetsDangling };
}

/** The connection of a repository that a version of this origin came through, if the search may still go there. */
export function findConnection(
  { sources }: Walk,
  { repository }: RepositoryId,
  { externalConnectionName }: OriginRecord,
): ConnectionSource | undefined {
  return sources.find(
    (source): source is ConnectionSource =>
      source.kind === 'externalConnection' &&
      source.id.repository === repository &&
      source.name === externalConnectionName,
  );
}

/** Whether a repository may hand a version with this status on, to clients and to others (UP-070 … UP-073). */
export function isServed({ status }: PackageVersionRecord): boolean {
  return status === 'Published' || status === 'Unlisted';
}

/**
 * The stored version that a search found, if it may be handed out.
 * @throws ResourceNotFoundException otherwise; a link that leads nowhere explains it best (UP-042)
 */
export function getServed(
  { stored, meetsDangling }: VersionSearch,
  target: PackageVersionTarget,
): FoundVersion {
  if (stored && isServed(stored.record)) return stored;
  throw !stored && meetsDangling ? danglingUpstream() : packageVersionNotFound(target, target.displayName);
}

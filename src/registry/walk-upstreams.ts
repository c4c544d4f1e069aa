import { groupAllowsThrough, loadGroupGate, type GroupGate } from './group-restrictions';
import { packageKey, repositoryKey } from './keys';
import { repositoryNotFound } from './errors';
import type { FormatRules, PackageCoordinate } from './ports';
import type { PackageRecord, RepositoryId, RepositoryRecord } from './records';
import type { ReadTransaction } from './store';

/** How many repositories a search enters besides the requested one (UP-023). */
export const SEARCH_LIMIT = 25;

/** A repository that the search looks into. */
export interface RepositorySource {
  readonly kind: 'repository';
  readonly id: RepositoryId;
  /** The package as it is recorded there, if it is. */
  readonly package: PackageRecord | undefined;
  /** Position among the sources of the repository this one is upstream of; undefined for the requested one. */
  readonly downstream: number | undefined;
}

/** A public registry that the search asks, right after the repository that is connected to it (UP-024). */
export interface ConnectionSource {
  readonly kind: 'externalConnection';
  /** The repository with the connection. */
  readonly id: RepositoryId;
  readonly name: string;
  readonly downstream: number;
}

export type Source = RepositorySource | ConnectionSource;

/** What the search passed by, and why; said to whoever asks for an explanation. */
export interface Obstacle {
  /** How many sources come before it. */
  readonly position: number;
  readonly repository?: string;
  readonly externalConnection?: string;
  readonly reason: 'DANGLING_UPSTREAM' | 'PACKAGE_UPSTREAM_BLOCK' | 'PACKAGE_GROUP_BLOCK' | 'SEARCH_LIMIT';
}

export interface Walk {
  /** In the order of the search: depth first, by priority, each once (UP-020, UP-022). */
  readonly sources: readonly [RepositorySource, ...Source[]];
  readonly obstacles: readonly Obstacle[];
}

/** Whether the search came to a link that leads nowhere, which explains best why nothing was found (UP-042). */
export function meetsDanglingUpstream({ obstacles }: Walk): boolean {
  return obstacles.some(({ reason }) => reason === 'DANGLING_UPSTREAM');
}

/**
 * Lists where a package is searched from a repository on, as far as its origin controls allow at every step
 * (`upstreams.md`, section 11). Reads records only; nobody is contacted.
 * @param rules of the package's format, where it is one that may not look upstream (UP-038)
 * @throws ResourceNotFoundException when the first repository does not exist
 */
export async function walkUpstreams(
  tx: ReadTransaction,
  start: RepositoryId,
  coordinate: PackageCoordinate,
  rules: Pick<FormatRules, 'searchesUpstreams'> = { searchesUpstreams: true },
): Promise<Walk> {
  const { format, namespace, package: packageName } = coordinate;
  const sources: Source[] = [];
  const obstacles: Obstacle[] = [];
  const visited = new Set<string>();
  let gate: GroupGate | undefined;
  let limitReached = false;

  const pass = (obstacle: Omit<Obstacle, 'position'>): void =>
    void obstacles.push({ ...obstacle, position: sources.length });

  /** Whether the package may come into this repository from there; says so if not. */
  async function mayEnter(
    from: RepositorySource,
    type: 'EXTERNAL_UPSTREAM' | 'INTERNAL_UPSTREAM',
    what: Pick<Obstacle, 'repository' | 'externalConnection'>,
  ): Promise<boolean> {
    if (from.package?.upstream === 'BLOCK') {
      pass({ ...what, reason: 'PACKAGE_UPSTREAM_BLOCK' });
      return false;
    }
    gate ??= await loadGroupGate(tx, start, coordinate);
    const open = groupAllowsThrough(gate, type, from.id.repository);
    if (!open) pass({ ...what, reason: 'PACKAGE_GROUP_BLOCK' });
    return open;
  }

  async function visit(
    id: RepositoryId,
    record: RepositoryRecord,
    downstream?: number,
  ): Promise<RepositorySource> {
    visited.add(record.id);
    const here = sources.length;
    const stored = await tx.get(packageKey({ format, namespace, package: packageName, ...id }));
    const source: RepositorySource = { kind: 'repository', id, package: stored, downstream };
    sources.push(source);
    if (!rules.searchesUpstreams) return source;
    for (const { externalConnectionName: name, packageFormat } of record.externalConnections) {
      if (packageFormat !== coordinate.format) continue;
      if (await mayEnter(source, 'EXTERNAL_UPSTREAM', { externalConnection: name })) {
        sources.push({ kind: 'externalConnection', id, name, downstream: here });
      }
    }
    for (const { repositoryName, repositoryId } of record.upstreams) {
      if (limitReached) break;
      if (!(await mayEnter(source, 'INTERNAL_UPSTREAM', { repository: repositoryName }))) continue;
      const upstreamId = { ...id, repository: repositoryName };
      const upstream = await tx.get(repositoryKey(upstreamId));
      if (upstream?.id !== repositoryId) pass({ repository: repositoryName, reason: 'DANGLING_UPSTREAM' });
      else if (visited.has(repositoryId)) continue;
      else if (visited.size > SEARCH_LIMIT) {
        pass({ repository: repositoryName, reason: 'SEARCH_LIMIT' });
        limitReached = true;
      } else await visit(upstreamId, upstream, here);
    }
    return source;
  }

  const record = await tx.get(repositoryKey(start));
  if (!record) throw repositoryNotFound(start);
  const first = await visit(start, record);
  const [, ...others] = sources;
  return { sources: [first, ...others], obstacles };
}

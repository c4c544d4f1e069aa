import { groupAllowsThrough, loadGroupGate, type GroupGate } from './group-restrictions';
import { packageKey, repositoryKey } from './keys';
import { repositoryNotFound } from './errors';
import type { FormatRules, PackageCoordinate } from './ports';
import type { PackageRecord, RepositoryId, RepositoryRecord, UpstreamLink } from './records';
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
  const record = await tx.get(repositoryKey(start));
  if (!record) throw repositoryNotFound(start);
  const search: Search = {
    tx,
    coordinate,
    goesUpstream: rules.searchesUpstreams,
    sources: [],
    obstacles: [],
    visited: new Set(),
    gate: undefined,
    isOver: false,
  };
  const first = await visit(search, start, record, undefined);
  const [, ...others] = search.sources;
  return { sources: [first, ...others], obstacles: search.obstacles };
}

/** A walk under way. */
interface Search {
  readonly tx: ReadTransaction;
  readonly coordinate: PackageCoordinate;
  readonly goesUpstream: boolean;
  readonly sources: Source[];
  readonly obstacles: Obstacle[];
  /** By identity. */
  readonly visited: Set<string>;
  /** Looked up when it is first needed, once for all repositories. */
  gate: GroupGate | undefined;
  isOver: boolean;
}

async function visit(
  search: Search,
  id: RepositoryId,
  record: RepositoryRecord,
  downstream: number | undefined,
): Promise<RepositorySource> {
  const { sources, visited, coordinate } = search;
  visited.add(record.id);
  const here = sources.length;
  const { format, namespace, package: name } = coordinate;
  // Not `...coordinate, ...id`: that made a package document a quarter dearer (docs/decisions/0007).
  const stored = await search.tx.get(packageKey({ format, namespace, package: name, ...id }));
  const source: RepositorySource = { kind: 'repository', id, package: stored, downstream };
  sources.push(source);
  if (!search.goesUpstream) return source;
  for (const { externalConnectionName: connection, packageFormat } of record.externalConnections) {
    if (packageFormat !== format) continue;
    if (await mayEnter(search, source, 'EXTERNAL_UPSTREAM', { externalConnection: connection })) {
      sources.push({ kind: 'externalConnection', id, name: connection, downstream: here });
    }
  }
  for (const link of record.upstreams) {
    if (search.isOver) break;
    if (await mayEnter(search, source, 'INTERNAL_UPSTREAM', { repository: link.repositoryName })) {
      await follow(search, id, link, here);
    }
  }
  return source;
}

async function follow(
  search: Search,
  from: RepositoryId,
  { repositoryName, repositoryId }: UpstreamLink,
  downstream: number,
): Promise<void> {
  const id = { ...from, repository: repositoryName };
  const record = await search.tx.get(repositoryKey(id));
  if (record?.id !== repositoryId) {
    pass(search, { repository: repositoryName, reason: 'DANGLING_UPSTREAM' });
  } else if (search.visited.has(repositoryId)) {
    return;
  } else if (search.visited.size > SEARCH_LIMIT) {
    pass(search, { repository: repositoryName, reason: 'SEARCH_LIMIT' });
    search.isOver = true;
  } else {
    await visit(search, id, record, downstream);
  }
}

/** Whether the package may come into this repository from there; notes it if not. */
async function mayEnter(
  search: Search,
  into: RepositorySource,
  type: 'EXTERNAL_UPSTREAM' | 'INTERNAL_UPSTREAM',
  what: Pick<Obstacle, 'repository' | 'externalConnection'>,
): Promise<boolean> {
  if (into.package?.upstream === 'BLOCK') {
    pass(search, { ...what, reason: 'PACKAGE_UPSTREAM_BLOCK' });
    return false;
  }
  search.gate ??= await loadGroupGate(search.tx, into.id, search.coordinate);
  const isOpen = groupAllowsThrough(search.gate, type, into.id.repository);
  if (!isOpen) pass(search, { ...what, reason: 'PACKAGE_GROUP_BLOCK' });
  return isOpen;
}

function pass({ sources, obstacles }: Search, obstacle: Omit<Obstacle, 'position'>): void {
  obstacles.push({ ...obstacle, position: sources.length });
}

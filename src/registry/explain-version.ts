import { versionKey } from './keys';
import { findOfferedVersion } from './offered-version';
import type { PackageVersionTarget } from './package-versions';
import type { FormatRules } from './ports';
import type { PackageVersionRecord } from './records';
import type { ResolverPorts } from './resolve-version';
import { isServed } from './search-version';
import { walkUpstreams, type Obstacle, type Source, type Walk } from './walk-upstreams';

/** One place that the search came to. */
export interface ExplainedStep {
  readonly repository?: string;
  readonly externalConnection?: string;
  readonly outcome: 'FOUND' | 'NOT_FOUND' | 'BLOCKED' | 'DANGLING' | 'LIMIT';
  readonly reason?: string;
}

export interface Explanation {
  /** In the order of the search, up to where it ended. */
  readonly steps: readonly ExplainedStep[];
  /** What a client that asks for an asset of the version gets, and which repository or connection it is from. */
  readonly answer: { readonly status: 200 | 404; readonly from?: string };
  /** Repositories that hold a copy of the version because a client asked for it, or will after such a request. */
  readonly retainedIn: readonly string[];
}

const OBSTACLES: Readonly<Record<Obstacle['reason'], Pick<ExplainedStep, 'outcome' | 'reason'>>> = {
  DANGLING_UPSTREAM: { outcome: 'DANGLING', reason: 'the upstream repository was deleted' },
  PACKAGE_UPSTREAM_BLOCK: {
    outcome: 'BLOCKED',
    reason: "the package's origin configuration blocks upstream",
  },
  PACKAGE_GROUP_BLOCK: { outcome: 'BLOCKED', reason: "the package's group does not allow this origin here" },
  SEARCH_LIMIT: { outcome: 'LIMIT', reason: 'the search had reached its limit of repositories' },
};

/**
 * Says what a request for an asset of a version would find, and why, without retaining anything.
 * @param asset a name the version must have; any by default
 * @throws ResourceNotFoundException for an unknown repository
 */
export async function explainVersion(
  { store, publicSources }: Pick<ResolverPorts, 'store' | 'publicSources'>,
  target: PackageVersionTarget,
  rules: Pick<FormatRules, 'searchesUpstreams'>,
  asset: string | undefined,
): Promise<Explanation> {
  const { walk, records } = await store.read(async (tx) => {
    const walked = await walkUpstreams(tx, target, target, rules);
    const found: (PackageVersionRecord | undefined)[] = [];
    for (const source of walked.sources) {
      found.push(
        source.kind === 'repository' ? await tx.get(versionKey({ ...target, ...source.id })) : undefined,
      );
    }
    return { walk: walked, records: found };
  });
  const steps: ExplainedStep[] = [];
  for (const [index, source] of walk.sources.entries()) {
    steps.push(...obstaclesAt(walk, index));
    const record = records[index];
    const asked = source.kind === 'externalConnection' ? publicSources.get(source.name) : undefined;
    const offered = asked && (await findOfferedVersion(asked, target));
    const place = placeOf(source);
    if (!record && !offered) {
      steps.push({ ...place, outcome: 'NOT_FOUND' });
      continue;
    }
    const problem = record && problemOf(record, asset);
    steps.push({ ...place, outcome: 'FOUND', ...(problem !== undefined && { reason: problem }) });
    const from = place.repository ?? place.externalConnection;
    return {
      steps,
      answer: { status: problem === undefined ? 200 : 404, ...(from !== undefined && { from }) },
      retainedIn: listCopies(walk, records, problem === undefined ? source : undefined),
    };
  }
  steps.push(...obstaclesAt(walk, walk.sources.length));
  return { steps, answer: { status: 404 }, retainedIn: [] };
}

function placeOf(source: Source): Pick<ExplainedStep, 'repository' | 'externalConnection'> {
  return source.kind === 'repository'
    ? { repository: source.id.repository }
    : { externalConnection: source.name };
}

function obstaclesAt({ obstacles }: Walk, position: number): ExplainedStep[] {
  return obstacles
    .filter((obstacle) => obstacle.position === position)
    .map(({ reason, position: _position, ...place }) => ({ ...place, ...OBSTACLES[reason] }));
}

function problemOf(record: PackageVersionRecord, asset: string | undefined): string | undefined {
  if (!isServed(record)) return `the version is ${record.status}`;
  if (asset !== undefined && !record.assets.some(({ name }) => name === asset))
    return 'the version has no such asset';
  return undefined;
}

/** Copies that are there, and those that a request served from `source` would make (UP-051 … UP-054). */
function listCopies(
  { sources }: Walk,
  records: readonly (PackageVersionRecord | undefined)[],
  source: Source | undefined,
): string[] {
  const [requested] = sources;
  return sources.flatMap((place, index) => {
    const { repository } = place.id;
    if (place.kind !== 'repository') return [];
    const origin = records[index]?.origin;
    const isCopy = origin !== undefined && origin.repositoryName !== repository;
    const isAsked = place === requested && source !== undefined && source !== requested;
    const isIngesting = source?.kind === 'externalConnection' && source.id.repository === repository;
    return isCopy || isAsked || isIngesting ? [repository] : [];
  });
}

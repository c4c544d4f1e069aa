/**
 * The graph once more, on plain objects and in recursion, to be read against section 11 of docs/behaviours/upstreams.md.
 * One package; the versions of a repository and of a public registry are marked with where they were first.
 */

export interface ReferenceVersion {
  readonly status: string;
  /** Where it entered the domain. */
  readonly origin: string;
}

export interface ReferenceRepository {
  readonly name: string;
  readonly upstreams: readonly { readonly name: string; readonly isDangling: boolean }[];
  /** Of the package's format, or not at all. */
  readonly connection: string | undefined;
  /** Whether the package's origin configuration and its group let anything in from there. */
  isOpen: boolean;
  readonly internal: boolean;
  readonly external: boolean;
  readonly versions: Map<string, ReferenceVersion>;
  readonly tags: Map<string, string>;
}

export interface ReferencePublic {
  readonly isDown: boolean;
  /** Version → whether its bytes can be had. */
  readonly versions: ReadonlyMap<string, boolean>;
  readonly tags: ReadonlyMap<string, string>;
}

export interface ReferenceWorld {
  readonly repositories: ReadonlyMap<string, ReferenceRepository>;
  readonly publics: ReadonlyMap<string, ReferencePublic>;
}

interface Step {
  readonly repository: ReferenceRepository;
  /** Set where it is the repository's connection that is asked. */
  readonly connection?: string;
}

type Tree = Step & { readonly children: readonly Tree[] };

const LIMIT = 25;

function walk(world: ReferenceWorld, start: string): { tree: Tree; steps: Step[]; dangling: boolean } {
  const steps: Step[] = [];
  const seen = new Set<string>();
  let [dangling, stopped] = [false, false];
  const visit = (name: string): Tree => {
    const repository = world.repositories.get(name);
    if (!repository) throw new Error(name);
    seen.add(name);
    steps.push({ repository });
    const children: Tree[] = [];
    const { connection } = repository;
    if (connection !== undefined && repository.isOpen && repository.external) {
      steps.push({ repository, connection });
      children.push({ repository, connection, children: [] });
    }
    if (!repository.isOpen || !repository.internal) return { repository, children };
    for (const upstream of repository.upstreams) {
      if (stopped) break;
      if (upstream.isDangling) dangling = true;
      else if (!seen.has(upstream.name)) {
        if (seen.size - 1 === LIMIT) stopped = true;
        else children.push(visit(upstream.name));
      }
    }
    return { repository, children };
  };
  return { tree: visit(start), steps, dangling };
}

export type ReferenceMetadata =
  | { readonly error: 'dangling' | 'none' }
  | { readonly versions: Readonly<Record<string, string>>; readonly tags: Readonly<Record<string, string>> };

/** What a client may choose from: version → where it entered the domain, or the connection that has it. */
export function readReferenceMetadata(world: ReferenceWorld, start: string): ReferenceMetadata {
  const { tree, steps, dangling } = walk(world, start);
  const decided = new Map<string, ReferenceVersion>();
  const addAll = (versions: Iterable<[string, ReferenceVersion]>) => {
    for (const [version, found] of versions) if (!decided.has(version)) decided.set(version, found);
  };
  for (const { repository, connection } of steps) {
    const source = connection === undefined ? undefined : world.publics.get(connection);
    if (connection === undefined) addAll(repository.versions);
    else if (source && !source.isDown) {
      addAll(
        [...source.versions.keys()].map((version) => [version, { status: 'Published', origin: connection }]),
      );
    }
  }
  if (decided.size === 0) return { error: dangling ? 'dangling' : 'none' };
  const versions = [...decided].filter(([, { status }]) => status === 'Published');
  const isVisible = (version: string) => decided.get(version)?.status === 'Published';
  const tagsOf = ({ repository, connection, children }: Tree): Map<string, string> => {
    const source = connection === undefined ? undefined : world.publics.get(connection);
    const own =
      connection === undefined ? repository.tags : source && !source.isDown ? source.tags : new Map();
    const merged = new Map([...own].filter(([, version]) => isVisible(version)));
    for (const child of [...children].reverse())
      for (const [tag, version] of tagsOf(child)) merged.set(tag, version);
    return merged;
  };
  return {
    versions: Object.fromEntries(versions.map(([version, { origin }]) => [version, origin])),
    tags: Object.fromEntries(tagsOf(tree)),
  };
}

/** What a client that asks for an asset gets: where the version entered the domain; and what that leaves behind. */
export function installReference(world: ReferenceWorld, start: string, version: string): string {
  const { steps, dangling } = walk(world, start);
  for (const { repository, connection } of steps) {
    const source = connection === undefined ? undefined : world.publics.get(connection);
    if (connection !== undefined) {
      if (!source || source.isDown || !source.versions.get(version)) continue;
      keep(repository, version, { status: 'Published', origin: connection }, source.tags);
    }
    const found = repository.versions.get(version);
    if (!found) continue;
    if (found.status !== 'Published' && found.status !== 'Unlisted') return 'none';
    const requested = steps[0]?.repository;
    if (requested && requested !== repository) keep(requested, version, found, repository.tags);
    return found.origin;
  }
  return dangling ? 'dangling' : 'none';
}

/** Tags come along, but for those that name what was published here. */
function keep(
  into: ReferenceRepository,
  version: string,
  found: ReferenceVersion,
  tags: ReadonlyMap<string, string>,
): void {
  for (const [tag, named] of tags) {
    const present = into.versions.get(into.tags.get(tag) ?? '');
    if (named === version && present?.origin !== into.name) into.tags.set(tag, version);
  }
  into.versions.set(version, found);
}

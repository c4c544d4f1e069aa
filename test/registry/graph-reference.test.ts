import { readPackageView } from '../../src/formats/npm/package-view';
import { lookAround } from '../../src/formats/package-surroundings';
import { addPackageVersion } from '../../src/registry/add-package-version';
import { explainVersion } from '../../src/registry/explain-version';
import { changeRestrictions } from '../../src/registry/group-restrictions';
import { packageKey, versionKey } from '../../src/registry/keys';
import { createPackageGroup, createRootGroup } from '../../src/registry/package-groups';
import { putPackage } from '../../src/registry/packages';
import type { BlobStore, PublicSource } from '../../src/registry/ports';
import { realLimits } from '../../src/registry/quotas';
import type { PackageRecord, PackageVersionStatus, RepositoryRecord } from '../../src/registry/records';
import { putRepository } from '../../src/registry/repositories';
import { resolveAsset } from '../../src/registry/resolve-asset';
import type { ResolverPorts } from '../../src/registry/resolve-version';
import type { WriteTransaction } from '../../src/registry/store';
import { createMemoryStore } from '../../src/storage/memory/memory-store';
import { createSingleFlight } from '../../src/util/single-flight';
import { createRandom } from '../storage/seeded-random';
import {
  installReference,
  readReferenceMetadata,
  type ReferencePublic,
  type ReferenceRepository,
  type ReferenceWorld,
} from '../support/upstream-reference';
import { effort } from '../support/effort';

const DOMAIN = { region: 'us-east-1', domainOwner: '000000000000', domain: 'acme' };
const COORDINATE = { format: 'maven', namespace: 'grp', package: 'art' } as const;
const CONNECTIONS = ['public:maven-central', 'public:maven-googleandroid', 'public:maven-clojars'];
const VERSIONS = ['1', '2', '3', '4', '5'];
const TAGS = ['latest', 'beta'];
const STATUSES = ['Published', 'Published', 'Published', 'Unlisted', 'Archived', 'Disposed'] as const;
const GATES = ['ALLOW', 'ALLOW', 'ALLOW', 'BLOCK', 'ALLOW_SPECIFIC_REPOSITORIES'] as const;

const idOf = (repository: string) => ({ ...DOMAIN, repository, ...COORDINATE, displayName: 'grp:art' });
const assetOf = (marker: string) => {
  const digest = Buffer.from(marker).toString('hex');
  return { name: 'art.jar', size: 1, sha256: digest, md5: digest, sha1: digest, sha512: digest };
};
const METADATA = { displayName: 'art', licenses: [], dependencies: [] };

interface Chances {
  readonly below: (count: number) => number;
  readonly chance: (percent: number) => boolean;
  readonly pick: <T>(items: readonly T[]) => T;
  readonly some: <T>(items: readonly T[], percent: number) => T[];
}

function createChances(seed: number): Chances {
  const random = createRandom(seed);
  const below = (count: number) => Math.floor(random() * count);
  const chance = (percent: number) => below(100) < percent;
  const pick = <T>(items: readonly T[]): T => items[below(items.length)] as T; // no list here is empty
  return { below, chance, pick, some: (items, percent) => items.filter(() => chance(percent)) };
}

/** How a package's group is set up; the lists are of repository names. */
interface Gate {
  readonly isWeak: boolean;
  readonly modes: Readonly<Record<'EXTERNAL_UPSTREAM' | 'INTERNAL_UPSTREAM', (typeof GATES)[number]>>;
  readonly allowed: Readonly<Record<'EXTERNAL_UPSTREAM' | 'INTERNAL_UPSTREAM', readonly string[]>>;
}

function makeGate({ chance, pick, some }: Chances, names: readonly string[]): Gate {
  const isGuarded = chance(40);
  const mode = () => (isGuarded ? pick(GATES) : 'ALLOW');
  return {
    isWeak: chance(4),
    modes: { EXTERNAL_UPSTREAM: mode(), INTERNAL_UPSTREAM: mode() },
    allowed: { EXTERNAL_UPSTREAM: some(names, 70), INTERNAL_UPSTREAM: some(names, 80) },
  };
}

function isThrough({ isWeak, modes, allowed }: Gate, type: keyof Gate['modes'], name: string): boolean {
  if (isWeak || modes[type] === 'BLOCK') return false;
  return modes[type] === 'ALLOW' || allowed[type].includes(name);
}

function makeRepository(
  chances: Chances,
  names: readonly string[],
  name: string,
  gate: Gate,
): ReferenceRepository {
  const { below, chance, pick, some } = chances;
  // A chain through all of them now and then, so that the limit is met; else anything, itself included.
  const next = names[names.indexOf(name) + 1];
  const wanted = new Set([...(next !== undefined && chance(85) ? [next] : []), ...some(names, below(12))]);
  const isConnected = chance(20);
  const stored = chance(35) ? some(VERSIONS, 40) : [];
  return {
    name,
    upstreams: isConnected ? [] : [...wanted].map((upstream) => ({ name: upstream, isDangling: chance(4) })),
    connection: isConnected ? pick(CONNECTIONS) : undefined,
    isOpen: !chance(8),
    internal: isThrough(gate, 'INTERNAL_UPSTREAM', name),
    external: isThrough(gate, 'EXTERNAL_UPSTREAM', name),
    versions: new Map(stored.map((version) => [version, { status: pick(STATUSES), origin: name }])),
    tags: new Map(stored.length === 0 ? [] : some(TAGS, 60).map((tag) => [tag, pick(stored)])),
  };
}

function makeWorld(seed: number): { chances: Chances; world: ReferenceWorld; gate: Gate } {
  const chances = createChances(seed);
  const { below, chance, pick, some } = chances;
  const names = Array.from({ length: 1 + below(30) }, (_, index) => `r${index}`);
  const gate = makeGate(chances, names);
  const repositories = names.map((name) => [name, makeRepository(chances, names, name, gate)] as const);
  const publics = CONNECTIONS.map((connection): [string, ReferencePublic] => {
    const versions = new Map(some(VERSIONS, 40).map((version) => [version, chance(85)]));
    const tags =
      versions.size === 0 ? [] : some(TAGS, 50).map((tag) => [tag, pick([...versions.keys()])] as const);
    return [connection, { isDown: chance(10), versions, tags: new Map(tags) }];
  });
  return { chances, world: { repositories: new Map(repositories), publics: new Map(publics) }, gate };
}

async function putWorld(tx: WriteTransaction, world: ReferenceWorld, gate: Gate): Promise<void> {
  createRootGroup(tx, DOMAIN, 0);
  for (const repository of world.repositories.values()) {
    putRepository(tx, { ...DOMAIN, repository: repository.name }, toRecord(repository));
    await putContents(tx, repository);
  }
  const attributes = { createdTime: 0, contactInfo: '', description: '' };
  // The package matches this pattern only when both are folded.
  if (gate.isWeak) await createPackageGroup(tx, DOMAIN, '/maven/GRP/*', attributes, realLimits);
  await changeRestrictions(tx, DOMAIN, '/*', {
    restrictions: gate.modes,
    add: (['EXTERNAL_UPSTREAM', 'INTERNAL_UPSTREAM'] as const).flatMap((originRestrictionType) =>
      gate.modes[originRestrictionType] === 'ALLOW_SPECIFIC_REPOSITORIES'
        ? gate.allowed[originRestrictionType].map((repositoryName) => ({
            repositoryName,
            originRestrictionType,
          }))
        : [],
    ),
    remove: [],
  });
}

function toRecord({ name, upstreams, connection }: ReferenceRepository): RepositoryRecord {
  const other = { externalConnectionName: 'public:npmjs', packageFormat: 'npm' } as const;
  const externalConnectionName = connection ?? '';
  return {
    id: `id-${name}`,
    name,
    administratorAccount: DOMAIN.domainOwner,
    domainName: DOMAIN.domain,
    domainOwner: DOMAIN.domainOwner,
    arn: name,
    upstreams: upstreams.map((upstream) => ({
      repositoryName: upstream.name,
      repositoryId: upstream.isDangling ? 'id-of-one-deleted' : `id-${upstream.name}`,
    })),
    // One of another format, which nobody may ask, in place of none.
    externalConnections: [
      connection === undefined ? other : { externalConnectionName, packageFormat: 'maven' },
    ],
    createdTime: 0,
  };
}

async function putContents(tx: WriteTransaction, repository: ReferenceRepository): Promise<void> {
  const { name, versions, tags, isOpen } = repository;
  if (versions.size === 0 && isOpen) return;
  const upstream = isOpen ? 'ALLOW' : 'BLOCK';
  const created = {
    ...COORDINATE,
    publish: 'ALLOW',
    upstream,
    tags: Object.fromEntries(tags),
    changes: 0,
  } as const;
  let owner: PackageRecord = putPackage(tx, idOf(name), created);
  for (const [version, { status }] of versions) {
    await addPackageVersion(tx, idOf(name), owner, {
      version,
      status: status as PackageVersionStatus, // one of STATUSES
      publishedTime: 1,
      origin: { originType: 'INTERNAL', repositoryName: name },
      assets: [assetOf(`${name} ${version}`)],
      metadata: { ...METADATA, document: { from: name } },
      tags: [],
    });
    owner = (await tx.get(packageKey(idOf(name)))) ?? owner;
  }
}

function toSource(connection: string, { isDown, versions, tags }: ReferencePublic): PublicSource {
  const offered = {
    versions: new Map(
      [...versions.keys()].map((version) => [
        version,
        { version, metadata: { ...METADATA, document: { from: connection } } },
      ]),
    ),
    tags: Object.fromEntries(tags),
  };
  return {
    connection,
    findPackage: async () => (isDown ? undefined : offered),
    fetchAssets: async (_, { version, metadata }) =>
      versions.get(version)
        ? { assets: [assetOf(`${connection} ${version}`)], metadata, release: () => undefined }
        : 'unavailable',
  };
}

async function createPorts(world: ReferenceWorld, gate: Gate): Promise<ResolverPorts> {
  const store = createMemoryStore({ rerunWrites: true });
  await store.write((tx) => putWorld(tx, world, gate));
  const blobs: BlobStore = {
    write: () => Promise.reject(new Error('nothing is uploaded here')),
    read: async () => undefined,
    delete: async () => undefined,
  };
  const everything = new Map(VERSIONS.map((version) => [version, true]));
  const npm: ReferencePublic = { isDown: false, versions: everything, tags: new Map() };
  const publicSources = new Map(
    [...world.publics, ['public:npmjs', npm] as const].map(([name, one]) => [name, toSource(name, one)]),
  );
  return { store, blobs, publicSources, singleFlight: createSingleFlight(), now: 2 };
}

const toFailure = (error: unknown): 'dangling' | 'none' =>
  error instanceof Error && error.message.includes('upstream graph') ? 'dangling' : 'none';

async function readMetadata(ports: ResolverPorts, repository: string): Promise<unknown> {
  const surroundings = await lookAround(idOf(repository), ports);
  try {
    const { versions, tags } = await ports.store.read((tx) => readPackageView(tx, surroundings));
    return { versions: Object.fromEntries(versions.map((one) => [one.version, one.manifest.from])), tags };
  } catch (error) {
    return { error: toFailure(error) };
  }
}

async function install(ports: ResolverPorts, repository: string, version: string): Promise<string> {
  try {
    const { id, record } = await resolveAsset(ports, {}, { ...idOf(repository), version }, 'art.jar');
    if (id.repository !== repository) throw new Error('not retained');
    const { repositoryName, externalConnectionName } = record.origin;
    const origin = repositoryName ?? externalConnectionName ?? '';
    expect(record.assets).toEqual([assetOf(`${origin} ${version}`)]);
    return origin;
  } catch (error) {
    if (error instanceof Error && 'statusCode' in error) return toFailure(error);
    throw error;
  }
}

/** Repository → version → what is stored of it. */
async function readStored(ports: ResolverPorts, world: ReferenceWorld, version: string): Promise<unknown[]> {
  return ports.store.read(async (tx) => {
    const found: unknown[] = [];
    for (const name of world.repositories.keys()) {
      const record = await tx.get(versionKey({ ...idOf(name), version }));
      const { status, origin } = record ?? {};
      if (record) found.push([name, status, origin?.repositoryName ?? origin?.externalConnectionName]);
    }
    return found;
  });
}

const referenceStored = (world: ReferenceWorld, version: string): unknown[] =>
  [...world.repositories.values()].flatMap(({ name, versions }) => {
    const found = versions.get(version);
    return found ? [[name, found.status, found.origin]] : [];
  });

const SEEDS = effort(500, 125);
const REQUESTS = 10;

test('UP-140 UP-020 UP-021 UP-022 UP-023 UP-024 UP-042 UP-051 UP-052 UP-072 UP-075 UP-103 UP-130 UP-133 random graphs answer and retain as the reference does', async () => {
  const differences: unknown[] = [];
  const seen = { found: 0, none: 0, dangling: 0, versions: 0, retained: 0 };
  const compare = (what: object, found: unknown, expected: unknown): void => {
    const same = JSON.stringify(sorted(found)) === JSON.stringify(sorted(expected));
    if (!same) differences.push({ ...what, found, expected });
  };
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const { chances, world, gate } = makeWorld(seed);
    const ports = await createPorts(world, gate);
    const names = [...world.repositories.keys()];
    for (let request = 0; request < REQUESTS; request += 1) {
      const [repository, version] = [chances.chance(50) ? 'r0' : chances.pick(names), chances.pick(VERSIONS)];
      const what = { seed, request, repository, version };
      const metadata = readReferenceMetadata(world, repository);
      compare(what, await readMetadata(ports, repository), metadata);
      if ('versions' in metadata) seen.versions += Object.keys(metadata.versions).length;
      const isComplete = [...world.publics.values()].every((one) => one.versions.get(version) !== false);
      const explained = await explainVersion(ports, { ...idOf(repository), version }, ENABLED, undefined);
      const before = referenceStored(world, version).length;
      const expected = installReference(world, repository, version);
      compare(what, await install(ports, repository, version), expected);
      compare(what, await readStored(ports, world, version), referenceStored(world, version));
      const isFound = expected !== 'none' && expected !== 'dangling';
      if (isComplete) compare(what, explained.answer.status, isFound ? 200 : 404);
      seen[isFound ? 'found' : expected] += 1;
      seen.retained += referenceStored(world, version).length - before;
    }
  }
  expect(differences.slice(0, 3)).toEqual([]);
  // Few of one kind would mean that the graphs are no test of it.
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(SEEDS / 4);
});

const ENABLED = { searchesUpstreams: true };

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, member]) => [name, sorted(member)]),
  );
}

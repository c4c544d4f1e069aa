import { addPackageVersion } from '../../src/registry/add-package-version';
import { packageKey, versionKey, versionMetadataKey } from '../../src/registry/keys';
import { createRootGroup } from '../../src/registry/package-groups';
import type { AssetRequest, PublicSource } from '../../src/registry/ports';
import type { OriginRecord, PackageRecord, PackageVersionStatus } from '../../src/registry/records';
import { putRepository } from '../../src/registry/repositories';
import { resolveAsset } from '../../src/registry/resolve-asset';
import type { ResolverPorts } from '../../src/registry/resolve-version';
import { createMemoryStore } from '../../src/storage/memory/memory-store';
import { createSingleFlight } from '../../src/util/single-flight';

const DOMAIN = { region: 'us-east-1', domainOwner: '000000000000', domain: 'dom' } as const;
const COORDINATE = { format: 'maven', namespace: 'grp', package: 'art' } as const;
const METADATA = { displayName: 'art', licenses: [], dependencies: [] };
const CENTRAL = 'public:maven-central';
const GOOGLE = 'public:maven-googleandroid';

const target = (repository: string) => ({
  ...DOMAIN,
  ...COORDINATE,
  repository,
  version: '1',
  displayName: 'grp:art',
});

const assetOf = (name: string) => {
  const digest = Buffer.from(name).toString('hex');
  return { name, size: 1, sha256: digest, md5: digest, sha1: digest, sha512: digest };
};

/** A public registry with one version; what it is asked for is noted. */
class FakeSource implements PublicSource {
  readonly requests: string[] = [];
  assets: string[] = [];
  summary = 'first';
  isDown = false;

  constructor(
    readonly connection: string,
    private readonly growth: 'asset' | 'version',
  ) {}

  async findPackage() {
    if (this.isDown || this.assets.length === 0) return undefined;
    return { versions: new Map([['1', { version: '1', metadata: METADATA }]]), tags: {} };
  }

  async fetchAssets(_coordinate: unknown, _version: unknown, { asset, stored }: AssetRequest) {
    this.requests.push(asset);
    if (!this.assets.includes(asset)) return 'absent';
    const names = this.growth === 'version' ? this.assets : [asset];
    return {
      assets: names.filter((name) => !stored.has(name)).map(assetOf),
      metadata: { ...METADATA, summary: this.summary },
      release: () => undefined,
    };
  }
}

interface Repository {
  readonly upstreams?: readonly string[];
  readonly connection?: string;
  readonly upstream?: 'ALLOW' | 'BLOCK';
  /** The version, if it is stored. */
  readonly stored?: {
    readonly assets: readonly string[];
    readonly origin: OriginRecord;
    readonly status?: PackageVersionStatus;
  };
}

const INTERNAL = (repositoryName: string): OriginRecord => ({ originType: 'INTERNAL', repositoryName });
const EXTERNAL = (externalConnectionName: string): OriginRecord => ({
  originType: 'EXTERNAL',
  externalConnectionName,
});

async function createWorld(growth: 'asset' | 'version', repositories: Readonly<Record<string, Repository>>) {
  const store = createMemoryStore({ rerunWrites: true });
  await store.write(async (tx) => {
    createRootGroup(tx, DOMAIN, 0);
    for (const [name, { upstreams = [], connection, upstream = 'ALLOW', stored }] of Object.entries(
      repositories,
    )) {
      putRepository(
        tx,
        { ...DOMAIN, repository: name },
        {
          id: name,
          name,
          administratorAccount: DOMAIN.domainOwner,
          domainName: DOMAIN.domain,
          domainOwner: DOMAIN.domainOwner,
          arn: name,
          upstreams: upstreams.map((other) => ({ repositoryName: other, repositoryId: other })),
          externalConnections:
            connection === undefined ? [] : [{ externalConnectionName: connection, packageFormat: 'maven' }],
          createdTime: 0,
        },
      );
      if (!stored) continue;
      const owner: PackageRecord = { ...COORDINATE, publish: 'ALLOW', upstream, tags: {}, changes: 0 };
      const { origin, status = 'Published', assets } = stored;
      const version = { version: '1', status, publishedTime: 1, origin, assets: assets.map(assetOf) };
      await addPackageVersion(tx, target(name), owner, { ...version, metadata: METADATA, tags: [] });
    }
  });
  const sources = { central: new FakeSource(CENTRAL, growth), google: new FakeSource(GOOGLE, growth) };
  const ports: ResolverPorts = {
    store,
    blobs: {
      write: () => Promise.reject(new Error('nothing is uploaded here')),
      read: async () => undefined,
      delete: async () => undefined,
    },
    publicSources: new Map(Object.values(sources).map((source) => [source.connection, source])),
    singleFlight: createSingleFlight(),
    now: 2,
  };
  return {
    ...sources,
    store,
    /** The name of the asset that is given, or the status. */
    get: (repository: string, name: string) =>
      resolveAsset(ports, { growth }, target(repository), name).then(
        ({ asset }) => asset.name,
        (error: { statusCode?: number }) => error.statusCode,
      ),
    /** Assets of the version in a repository, with its status; undefined when it is not there. */
    look: (repository: string) =>
      store.read(async (tx) => {
        const record = await tx.get(versionKey(target(repository)));
        return record && [record.status, ...record.assets.map(({ name }) => name)].join(' ');
      }),
    summary: (repository: string) =>
      store.read(async (tx) => (await tx.get(versionMetadataKey(target(repository))))?.summary),
  };
}

const CHAIN = { app: { upstreams: ['mid'] }, mid: { upstreams: ['store'] }, store: { connection: CENTRAL } };

describe('UP-081 an asset that is missing is looked for when it is asked for', () => {
  test('EXT-034 EXT-035 EXT-036 UP-085 UP-086 it is added where the version is kept, not in between', async () => {
    const world = await createWorld('asset', CHAIN);
    world.central.assets = ['a.pom', 'a-linux.jar'];
    expect(await world.get('app', 'a.pom')).toBe('a.pom');
    expect(await world.look('store')).toBe('Published a.pom');
    const before = await world.store.read((tx) => tx.get(versionKey(target('app'))));
    expect(await world.get('app', 'a-linux.jar')).toBe('a-linux.jar');
    for (const name of ['app', 'store']) expect(await world.look(name)).toBe('Published a-linux.jar a.pom');
    expect(await world.look('mid')).toBeUndefined();
    const after = await world.store.read((tx) => tx.get(versionKey(target('app'))));
    expect(after?.revision).not.toBe(before?.revision);
    expect(after).toMatchObject({ origin: before?.origin, publishedTime: before?.publishedTime });
    const owner = await world.store.read((tx) => tx.get(packageKey(target('app'))));
    expect(owner?.changes).toBeGreaterThan(1);
  });

  test('what is stored is given without asking anybody', async () => {
    const world = await createWorld('asset', CHAIN);
    world.central.assets = ['a.pom'];
    await world.get('app', 'a.pom');
    await world.get('app', 'a.pom');
    expect(world.central.requests).toEqual(['a.pom']);
  });

  test('one that is nowhere is a 404, at first and later, and changes nothing', async () => {
    const world = await createWorld('asset', CHAIN);
    world.central.assets = ['a.pom'];
    expect(await world.get('app', 'b.jar')).toBe(404);
    expect(await world.look('store')).toBeUndefined();
    await world.get('app', 'a.pom');
    expect(await world.get('app', 'b.jar')).toBe(404);
    expect(await world.look('app')).toBe('Published a.pom');
  });

  test('one that the upstream repository has got meanwhile comes from there', async () => {
    const world = await createWorld('asset', {
      app: { upstreams: ['up'], stored: { assets: ['a.pom'], origin: INTERNAL('up') } },
      up: { stored: { assets: ['a.pom', 'b.jar', 'c.jar'], origin: INTERNAL('up') } },
    });
    expect(await world.get('app', 'b.jar')).toBe('b.jar');
    expect(await world.look('app')).toBe('Published a.pom b.jar');
  });

  test('one that the upstream lacks too is brought there first', async () => {
    const world = await createWorld('asset', {
      ...CHAIN,
      store: { connection: CENTRAL, stored: { assets: ['a.pom'], origin: EXTERNAL(CENTRAL) } },
    });
    world.central.assets = ['a.pom', 'b.jar'];
    expect(await world.get('app', 'b.jar')).toBe('b.jar');
    for (const name of ['app', 'store']) expect(await world.look(name)).toBe('Published a.pom b.jar');
  });

  test('a version that is gone from the upstream is taken in anew', async () => {
    const world = await createWorld('asset', {
      ...CHAIN,
      app: { upstreams: ['mid'], stored: { assets: ['a.pom'], origin: EXTERNAL(CENTRAL) } },
    });
    world.central.assets = ['a.pom', 'b.jar'];
    expect(await world.get('app', 'b.jar')).toBe('b.jar');
    expect(await world.look('store')).toBe('Published b.jar');
    expect(await world.look('app')).toBe('Published a.pom b.jar');
  });

  test('UP-084 one that only another registry has is a 404', async () => {
    const world = await createWorld('asset', {
      app: { upstreams: ['one', 'two'] },
      one: { connection: CENTRAL },
      two: { connection: GOOGLE },
    });
    world.central.assets = ['a.pom'];
    world.google.assets = ['a.pom', 'b.jar'];
    await world.get('app', 'a.pom');
    expect(await world.get('app', 'b.jar')).toBe(404);
    expect(await world.look('app')).toBe('Published a.pom');
    expect(await world.look('two')).toBeUndefined();
  });
});

describe('UP-083 nothing is added', () => {
  const kept = { assets: ['a.pom'], origin: EXTERNAL(CENTRAL) };
  test.each<[string, Readonly<Record<string, Repository>>]>([
    ['without the connection', { app: { stored: kept } }],
    ['when the connection is another', { app: { connection: GOOGLE, stored: kept } }],
    [
      'when the package is closed to upstreams',
      { app: { connection: CENTRAL, upstream: 'BLOCK', stored: kept } },
    ],
    ['to an archived version', { app: { connection: CENTRAL, stored: { ...kept, status: 'Archived' } } }],
    [
      'to what was published here',
      { app: { connection: CENTRAL, stored: { ...kept, origin: INTERNAL('app') } } },
    ],
    [
      'when the nearest upstream has archived it',
      {
        app: { upstreams: ['up'], stored: kept },
        up: { connection: CENTRAL, stored: { ...kept, status: 'Archived' } },
      },
    ],
    [
      'when it was published in a nearer upstream',
      {
        app: { upstreams: ['near', 'store'], stored: kept },
        near: { stored: { assets: ['b.jar'], origin: INTERNAL('near') } },
        store: { connection: CENTRAL, stored: kept },
      },
    ],
  ])('%s', async (_, repositories) => {
    const world = await createWorld('asset', repositories);
    world.central.assets = ['a.pom', 'b.jar'];
    world.google.assets = ['a.pom', 'b.jar'];
    const before = await world.look('app');
    expect(await world.get('app', 'b.jar')).toBe(404);
    expect(await world.look('app')).toBe(before);
  });

  test('UP-083 while the registry is down, and then it is', async () => {
    const world = await createWorld('asset', { app: { connection: CENTRAL, stored: kept } });
    world.central.assets = ['a.pom', 'b.jar'];
    world.central.isDown = true;
    expect(await world.get('app', 'b.jar')).toBe(404);
    world.central.isDown = false;
    expect(await world.get('app', 'b.jar')).toBe('b.jar');
  });
});

describe('UP-082 with every download the whole version is brought up to date', () => {
  test('EXT-033 all files come at once, new ones and new metadata later', async () => {
    const world = await createWorld('version', CHAIN);
    world.central.assets = ['a.whl', 'a.tar.gz'];
    expect(await world.get('app', 'a.whl')).toBe('a.whl');
    for (const name of ['app', 'store']) expect(await world.look(name)).toBe('Published a.tar.gz a.whl');
    world.central.assets.push('b.whl');
    world.central.summary = 'yanked';
    expect(await world.get('app', 'a.whl')).toBe('a.whl');
    for (const name of ['app', 'store']) {
      expect(await world.look(name)).toBe('Published a.tar.gz a.whl b.whl');
      expect(await world.summary(name)).toBe('yanked');
    }
  });

  test('EXT-044 a registry that is down stands in nobody’s way', async () => {
    const world = await createWorld('version', CHAIN);
    world.central.assets = ['a.whl'];
    await world.get('app', 'a.whl');
    world.central.isDown = true;
    expect(await world.get('app', 'a.whl')).toBe('a.whl');
  });

  test('nothing is written when nothing is new', async () => {
    const world = await createWorld('version', CHAIN);
    world.central.assets = ['a.whl'];
    await world.get('app', 'a.whl');
    const owner = () => world.store.read((tx) => tx.get(packageKey(target('app'))));
    const before = await owner();
    await world.get('app', 'a.whl');
    expect(await owner()).toBe(before);
  });
});

import { createHash } from 'node:crypto';
import {
  CopyPackageVersionsCommand,
  DeletePackageVersionsCommand,
  DisposePackageVersionsCommand,
  GetPackageVersionAssetCommand,
  ListPackageVersionAssetsCommand,
  UpdatePackageGroupOriginConfigurationCommand,
} from '@aws-sdk/client-codeartifact';
import { describeAccessContract } from './access-suite';
import { startContractWorld, type ContractWorld } from './contract-world';
import type { FormatAdapter } from './format-adapter';

/** What every format must do alike, told through its adapter. */
export function describeFormatContract(adapter: FormatAdapter): void {
  let world: ContractWorld;
  beforeAll(async () => {
    world = await startContractWorld(adapter);
  });
  beforeEach(() => world.reset());
  afterAll(() => world.emulator.close());

  const publish = (repository: string, version: string, marker = 'one') =>
    adapter.publish(world.door(repository), version, marker);
  const place = async (repository: string, version: string, marker = 'one') => {
    expect(await publish(repository, version, marker)).toBeLessThan(300);
  };
  const download = (repository: string, version: string) => adapter.download(world.door(repository), version);
  const list = (repository: string) => adapter.list(world.door(repository));
  const gone = expect.objectContaining({ status: adapter.door ? 404 : 409 }) as unknown;

  // What the API asks for generic packages is in test/access.
  if (adapter.door) describe('access control', () => describeAccessContract(adapter));

  describe('publishing', () => {
    test('VER-205 UP-090 a published version is there for clients and the API, with its origin', async () => {
      await place('up', '1.0.0');
      expect(await world.stored('up')).toEqual({ '1.0.0': 'Published up' });
      expect(await world.describe('up', '1.0.0')).toMatchObject({
        format: adapter.format,
        packageName: adapter.package,
        version: '1.0.0',
        status: 'Published',
        publishedTime: new Date(world.emulator.clock.now()),
        origin: { originType: 'INTERNAL', domainEntryPoint: { repositoryName: 'up' } },
      });
      expect(await list('up')).toEqual(['1.0.0']);
    });

    test('ASSET-100 ASSET-200 the API lists and gives the very bytes that clients get', async () => {
      await place('up', '1.0.0');
      const { bytes = Buffer.alloc(0) } = await download('up', '1.0.0');
      const asset = adapter.asset('1.0.0');
      const version = { ...world.names, repository: 'up', packageVersion: '1.0.0' };
      const { client } = world.door('up');
      const { assets = [] } = await client.send(new ListPackageVersionAssetsCommand(version));
      const listed = assets.find(({ name }) => name === asset);
      expect(listed).toEqual({
        name: asset,
        size: bytes.length,
        hashes: Object.fromEntries(
          ['MD5', 'SHA-1', 'SHA-256', 'SHA-512'].map((name) => [
            name,
            createHash(name.replace('-', '').toLowerCase()).update(bytes).digest('hex'),
          ]),
        ),
      });
      const given = await client.send(new GetPackageVersionAssetCommand({ ...version, asset }));
      expect(Buffer.from((await given.asset?.transformToByteArray()) ?? []).equals(bytes)).toBe(true);
    });

    test('ASSET-400 the same version with other content is refused and changes nothing', async () => {
      await place('up', '1.0.0');
      const before = [await world.describe('up', '1.0.0'), await download('up', '1.0.0')];
      expect(await publish('up', '1.0.0', 'two')).toBe(409);
      expect([await world.describe('up', '1.0.0'), await download('up', '1.0.0')]).toEqual(before);
    });

    test('ASSET-402 an archived version is not published over', async () => {
      await place('up', '1.0.0');
      await world.setStatus('up', '1.0.0', 'Archived');
      expect(await publish('up', '1.0.0', 'two')).toBe(409);
      expect(await world.stored('up')).toEqual({ '1.0.0': 'Archived up' });
    });

    test('ORIG-020 the first publish closes the package to upstreams', async () => {
      await place('up', '1.0.0');
      await world.createRepository('other');
      await place('other', '1.0.0', 'two');
      expect(await list('app')).toEqual(adapter.door ? ['1.0.0'] : 404);
    });

    test('ORIG-040 a package that is closed to publishing takes no version', async () => {
      await place('up', '1.0.0');
      await world.restrict('up', 'BLOCK', 'ALLOW');
      expect(await publish('up', '1.1.0')).toBe(adapter.door ? 403 : 409);
      expect(await world.stored('up')).toEqual({ '1.0.0': 'Published up' });
    });

    test('PG-600 a package group that blocks publishing is obeyed', async () => {
      const { client, domain } = world.door('up');
      await client.send(
        new UpdatePackageGroupOriginConfigurationCommand({
          domain,
          packageGroup: '/*',
          restrictions: { PUBLISH: 'BLOCK' },
        }),
      );
      expect(await publish('up', '1.0.0')).toBe(adapter.door ? 403 : 409);
      expect(await world.stored('up')).toEqual({});
    });
  });

  describe('status, deletion and copies', () => {
    test('STAT-001 UP-070 UP-071 only published versions are listed, unlisted ones can be had', async () => {
      await place('up', '1.0.0');
      await place('up', '1.1.0', 'two');
      await world.setStatus('up', '1.1.0', 'Unlisted');
      expect(await list('up')).toEqual(['1.0.0']);
      expect((await download('up', '1.1.0')).status).toBe(200);
      await world.setStatus('up', '1.1.0', 'Archived');
      expect(await list('up')).toEqual(['1.0.0']);
      expect(await download('up', '1.1.0')).toEqual(gone);
      await world.setStatus('up', '1.1.0', 'Published');
      expect(await list('up')).toEqual(['1.0.0', '1.1.0']);
      expect((await download('up', '1.1.0')).status).toBe(200);
    });

    test('DEL-001 DEL-004 a deleted version is gone and may come back with other content', async () => {
      await place('up', '1.0.0');
      const { bytes } = await download('up', '1.0.0');
      const { client } = world.door('up');
      const versions = { ...world.names, repository: 'up', versions: ['1.0.0'] };
      await client.send(new DeletePackageVersionsCommand(versions));
      expect((await download('up', '1.0.0')).status).toBe(404);
      expect(await world.stored('up')).toEqual({});
      await place('up', '1.0.0', 'two');
      expect((await download('up', '1.0.0')).bytes?.equals(bytes ?? Buffer.alloc(0))).toBe(false);
    });

    test('STAT-102 a disposed version is listed by the API and given to nobody', async () => {
      await place('up', '1.0.0');
      const { client } = world.door('up');
      const versions = { ...world.names, repository: 'up', versions: ['1.0.0'] };
      await client.send(new DisposePackageVersionsCommand(versions));
      expect(await world.stored('up')).toEqual({ '1.0.0': 'Disposed up' });
      expect(await download('up', '1.0.0')).toEqual(gone);
      expect(await publish('up', '1.0.0')).toBe(409);
    });

    test('COPY-001 a copy is served like the original', async () => {
      await place('up', '1.0.0');
      await world.createRepository('other');
      const { client } = world.door('up');
      await client.send(
        new CopyPackageVersionsCommand({
          ...world.names,
          sourceRepository: 'up',
          destinationRepository: 'other',
          versions: ['1.0.0'],
        }),
      );
      expect(await download('other', '1.0.0')).toEqual(await download('up', '1.0.0'));
      expect(await list('other')).toEqual(['1.0.0']);
      expect(await world.stored('other')).toEqual({ '1.0.0': 'Published up' });
    });
  });

  if (adapter.door) describeDoorContract(adapter, adapter.door, () => world);
}

/** What every format with an endpoint must do alike. */
function describeDoorContract(
  adapter: FormatAdapter,
  { path }: NonNullable<FormatAdapter['door']>,
  world: () => ContractWorld,
): void {
  const publish = (repository: string, version: string, marker = 'one') =>
    adapter.publish(world().door(repository), version, marker);
  const place = async (repository: string, version: string, marker = 'one') => {
    expect(await publish(repository, version, marker)).toBeLessThan(300);
  };
  const download = (repository: string, version: string) =>
    adapter.download(world().door(repository), version);
  const list = (repository: string) => adapter.list(world().door(repository));

  describe('at the door', () => {
    test('ASSET-400 the same content again is taken and changes nothing', async () => {
      await place('up', '1.0.0');
      const before = await world().describe('up', '1.0.0');
      world().emulator.clock.advance(10);
      await place('up', '1.0.0');
      expect(await world().describe('up', '1.0.0')).toEqual(before);
    });

    test.each([
      ['none', ''],
      ['a wrong one', 'nonsense'],
    ])(
      'AUTH-100 AUTH-101 with %s of a token: 401 with two challenges, and nothing stored',
      async (_, token) => {
        const answer = await world().door('up', token).send(path('1.0.0'));
        expect(answer.status).toBe(401);
        expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="dom/up", Basic realm="dom/up"');
        expect(await adapter.publish(world().door('up', token), '1.0.0', 'one')).toBe(401);
        expect(await world().stored('up')).toEqual({});
      },
    );

    test('AUTH-103 an expired token is no token', async () => {
      await place('up', '1.0.0');
      world().emulator.clock.advance(13 * 3600);
      expect((await download('up', '1.0.0')).status).toBe(401);
    });

    test('REPO-191 UP-137 what is not there is a 404', async () => {
      expect((await download('nowhere', '1.0.0')).status).toBe(404);
      expect((await download('up', '1.0.0')).status).toBe(404);
      await place('up', '1.0.0');
      expect((await download('up', '9.9.9')).status).toBe(404);
    });

    test('NPM-090 assets have length, entity tag, ranges and HEAD', async () => {
      await place('up', '1.0.0');
      const { bytes = Buffer.alloc(0) } = await download('up', '1.0.0');
      const { send } = world().door('up');
      const head = await send(path('1.0.0'), { method: 'HEAD' });
      expect(head.status).toBe(200);
      expect(head.headers.get('content-length')).toBe(String(bytes.length));
      const etag = head.headers.get('etag') ?? '';
      expect(etag).toMatch(/^"[^"]+"$/);
      expect((await send(path('1.0.0'), { headers: { 'if-none-match': etag } })).status).toBe(304);
      const part = await send(path('1.0.0'), { headers: { range: 'bytes=2-5' } });
      expect(part.status).toBe(206);
      expect(part.headers.get('content-range')).toBe(`bytes 2-5/${bytes.length}`);
      expect(Buffer.from(await part.arrayBuffer()).equals(bytes.subarray(2, 6))).toBe(true);
      expect((await send(path('1.0.0'), { headers: { range: 'bytes=999999999-' } })).status).toBe(416);
    });

    test('MVN-011 PYPI-012 a method that means nothing is a 405', async () => {
      const answer = await world().door('up').send(path('1.0.0'), { method: 'PATCH', body: '{}' });
      expect(answer.status).toBe(405);
      expect(answer.headers.get('allow')).toMatch(/GET/);
    });
  });

  describe('upstream repositories', () => {
    test('UP-050 UP-051 UP-060 downloading retains, listing and HEAD do not', async () => {
      await world().createRepository('front', 'app');
      await place('up', '1.0.0');
      expect(await list('front')).toEqual(['1.0.0']);
      await world().door('front').send(path('1.0.0'), { method: 'HEAD' });
      expect(await world().stored('front')).toEqual({});
      const { bytes } = await download('up', '1.0.0');
      expect((await download('front', '1.0.0')).bytes?.equals(bytes ?? Buffer.alloc(0))).toBe(true);
      expect(await world().stored('front')).toEqual({ '1.0.0': 'Published up' });
      expect(await world().stored('app')).toEqual({});
      expect(await world().assets('front', '1.0.0')).toEqual(await world().assets('up', '1.0.0'));
    });

    test('UP-062 what was retained stays when the upstream loses it', async () => {
      await place('up', '1.0.0');
      const kept = await download('app', '1.0.0');
      const versions = { ...world().names, repository: 'up', versions: ['1.0.0'] };
      await world().door('up').client.send(new DeletePackageVersionsCommand(versions));
      expect(await download('app', '1.0.0')).toEqual(kept);
      expect(await list('app')).toEqual(['1.0.0']);
    });

    test('UP-072 UP-075 the first repository that has a version decides', async () => {
      await place('up', '1.0.0');
      await world().setStatus('up', '1.0.0', 'Archived');
      expect((await download('app', '1.0.0')).status).toBe(404);
      expect(await world().stored('app')).toEqual({});
    });

    test('UP-121 UP-122 a version that is to be had upstream is not published, unless that way is closed', async () => {
      await place('up', '1.0.0');
      await world().restrict('app', 'ALLOW', 'ALLOW');
      expect(await publish('app', '1.0.0', 'two')).toBe(409);
      await world().restrict('app', 'ALLOW', 'BLOCK');
      await place('app', '1.0.0', 'two');
      expect(await world().stored('app')).toEqual({ '1.0.0': 'Published app' });
    });

    test('UP-104 UP-110 what is blocked upstream is neither listed nor given', async () => {
      await place('up', '1.0.0');
      await place('up', '1.1.0', 'two');
      await download('app', '1.0.0');
      await world().restrict('app', 'BLOCK', 'BLOCK');
      expect(await list('app')).toEqual(['1.0.0']);
      expect((await download('app', '1.1.0')).status).toBe(404);
      expect((await download('app', '1.0.0')).status).toBe(200);
    });
  });

  const { connection } = adapter;
  if (connection !== undefined) describeConnectionContract(adapter, connection);
}

/** What every format with an external connection must do alike; a second emulator is the public registry. */
function describeConnectionContract(adapter: FormatAdapter, connection: string): void {
  let source: ContractWorld;
  let world: ContractWorld;
  beforeAll(async () => {
    source = await startContractWorld(adapter, { auth: 'off', seedIds: 2 });
    const { emulator, names } = source;
    const url = `${emulator.endpoint(names.domain, 'up', adapter.format)}/`;
    world = await startContractWorld(adapter, { external: { [connection]: url } });
  });
  beforeEach(async () => {
    await source.reset();
    await world.reset();
    await world.connect('up');
    await adapter.publish(source.door('up'), '1.0.0', 'one');
    await adapter.publish(source.door('up'), '1.1.0', 'two');
  });
  afterAll(async () => {
    await world.emulator.close();
    await source.emulator.close();
  });

  const download = (repository: string, version: string) => adapter.download(world.door(repository), version);
  const list = (repository: string) => adapter.list(world.door(repository));

  describe('external connection', () => {
    test('EXT-030 UP-052 public versions are listed, fetched on demand, and kept where they came in', async () => {
      expect(await list('app')).toEqual(['1.0.0', '1.1.0']);
      expect(await world.stored('up')).toEqual({});
      const original = await adapter.download(source.door('up'), '1.0.0');
      expect(original.status).toBe(200);
      expect(await download('app', '1.0.0')).toEqual(original);
      const kept = { '1.0.0': `Published ${connection}` };
      expect([await world.stored('up'), await world.stored('app')]).toEqual([kept, kept]);
      expect(await world.assets('app', '1.0.0')).toEqual(await source.assets('up', '1.0.0'));
    });

    test('EXT-039 an ingested version is described like a published one', async () => {
      await download('up', '1.0.0');
      const { summary, homePage, licenses, displayName } = (await source.describe('up', '1.0.0')) ?? {};
      expect(await world.describe('up', '1.0.0')).toMatchObject({
        ...{ displayName, licenses },
        ...(summary !== undefined && { summary }),
        ...(homePage !== undefined && { homePage }),
        origin: { originType: 'EXTERNAL', domainEntryPoint: { externalConnectionName: connection } },
      });
    });

    test('EXT-044 EXT-051 without the registry, what was fetched is there and the rest is not', async () => {
      const kept = await download('app', '1.0.0');
      await world.emulator.setExternal('off');
      try {
        expect(await download('app', '1.0.0')).toEqual(kept);
        expect(await list('app')).toEqual(['1.0.0']);
        expect((await download('app', '1.1.0')).status).toBe(404);
      } finally {
        const url = `${source.emulator.endpoint(source.names.domain, 'up', adapter.format)}/`;
        await world.emulator.setExternal({ [connection]: url });
      }
    });

    test('UP-121 UP-124 a public version is not published over, another one is', async () => {
      expect(await adapter.publish(world.door('up'), '1.0.0', 'mine')).toBe(409);
      expect(await adapter.publish(world.door('up'), '2.0.0', 'mine')).toBeLessThan(300);
      // The first publish closed the package to the public registry (ORIG-020).
      expect(await list('up')).toEqual(['2.0.0']);
      expect((await download('up', '1.0.0')).status).toBe(404);
    });

    test('UP-105 a package group keeps a private name from the public registry', async () => {
      await world.door('up').client.send(
        new UpdatePackageGroupOriginConfigurationCommand({
          domain: world.names.domain,
          packageGroup: '/*',
          restrictions: { EXTERNAL_UPSTREAM: 'BLOCK' },
        }),
      );
      expect((await download('app', '1.0.0')).status).toBe(404);
      expect(await world.stored('up')).toEqual({});
    });
  });
}

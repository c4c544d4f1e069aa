import { connect } from 'node:net';
import {
  DeletePackageVersionsCommand,
  DescribePackageCommand,
  ListPackagesCommand,
  ListPackageVersionAssetsCommand,
  PutPackageOriginConfigurationCommand,
} from '@aws-sdk/client-codeartifact';
import { gzipSync } from 'node:zlib';
import { createCrate, createPublishMetadata, sha256, toPublishBody } from '../../support/cargo-package';
import { CARGO, startCargoWorld, type CargoWorld } from '../../support/cargo-world';

let world: CargoWorld;
beforeAll(async () => {
  world = await startCargoWorld();
});
beforeEach(() => world.reset());
afterAll(() => world.emulator.close());

const INDEX = '/de/mo/demo-lib';
const packages = async () =>
  ((await world.client.send(new ListPackagesCommand(CARGO))).packages ?? []).map((one) => one.package);
const answerTo = async (body: Buffer): Promise<readonly [number, string]> => {
  const answer = await world.sendPublish(body);
  const { errors } = (await answer.json()) as { errors?: readonly { detail: string }[] };
  return [answer.status, errors?.[0]?.detail ?? ''];
};
/** Publishes the metadata with a crate that fits its name and version. */
const tryPublish = async (name: string, version: string, metadata = {}, marker = 'one') => {
  const crate = await createCrate(name, version, { files: { marker } });
  return answerTo(toPublishBody(createPublishMetadata(name, version, metadata), crate));
};
const restrict = (publish: 'ALLOW' | 'BLOCK', upstream: 'ALLOW' | 'BLOCK', name = 'demo-lib') =>
  world.client.send(
    new PutPackageOriginConfigurationCommand({
      ...{ ...CARGO, package: name, restrictions: { publish, upstream } },
    }),
  );

test('CRG-050 CRG-052 CRG-060 a first publish needs nothing before it, and no content type', async () => {
  const crate = await createCrate('demo-lib', '1.0.0');
  const body = toPublishBody(createPublishMetadata('demo-lib', '1.0.0'), crate);
  const answer = await world.sendPublish(body);
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/json']);
  expect(await answer.json()).toEqual({
    warnings: { invalid_categories: [], invalid_badges: [], other: [] },
  });
  expect(await world.listed()).toEqual(['1.0.0']);
});

test.each(['application/octet-stream', 'application/json', 'multipart/form-data'])(
  'CRG-050 the content type %s makes no difference',
  async (type) => {
    const crate = await createCrate('demo-lib', '1.0.0');
    const body = toPublishBody(createPublishMetadata('demo-lib', '1.0.0'), crate);
    const init = { method: 'PUT', headers: { 'content-type': type }, body: new Uint8Array(body) };
    expect((await world.send('/api/v1/crates/new', init)).status).toBe(200);
  },
);

test('CRG-051 members that are missing are empty, unknown ones are ignored', async () => {
  const crate = await createCrate('demo-lib', '1.0.0');
  const metadata = {
    name: 'demo-lib',
    vers: '1.0.0',
    later: { a: [1] },
    deps: [{ name: 'a', version_req: '^1' }],
  };
  expect(await answerTo(toPublishBody(metadata, crate))).toEqual([200, '']);
  expect(await world.lines(INDEX)).toMatchObject([
    {
      features: {},
      deps: [
        {
          ...{ name: 'a', req: '^1', features: [], optional: false, default_features: true, target: null },
          ...{ kind: 'normal', registry: null, package: null },
        },
      ],
    },
  ]);
});

test('CRG-028 CRG-029 the dependencies of a line are those of the publish, renamed ones by both names', async () => {
  const base = { features: ['f'], optional: true, default_features: false, target: 'cfg(unix)' };
  const deps = [
    {
      ...base,
      name: 'serde',
      version_req: '^1',
      kind: 'build',
      explicit_name_in_toml: 'ser',
      registry: null,
    },
    { ...base, name: 'plain', version_req: '=1.2.3', kind: 'dev' },
  ];
  await world.publish('demo-lib', '1.0.0', { metadata: { deps } });
  const shown = {
    features: ['f'],
    optional: true,
    default_features: false,
    target: 'cfg(unix)',
    registry: null,
  };
  expect(await world.lines(INDEX)).toMatchObject([
    {
      deps: [
        { ...shown, name: 'ser', req: '^1', kind: 'build', package: 'serde' },
        { ...shown, name: 'plain', req: '=1.2.3', kind: 'dev', package: null },
      ],
    },
  ]);
});

test('CRG-030 a dependency from this repository has no registry, one from elsewhere keeps it', async () => {
  const { port } = new URL(world.endpoint());
  const path = `/cargo/d/dom-${world.emulator.accountId}`;
  const hosted = `http://dom-${world.emulator.accountId}.d.codeartifact.us-east-1.localhost:${port}`;
  const own = [
    `sparse+${world.endpoint()}/`,
    world.endpoint(),
    `sparse+http://localhost:${port}${path}/app/`,
    `sparse+${hosted}/cargo/app/`,
  ];
  const other = [
    'https://github.com/rust-lang/crates.io-index',
    `sparse+${world.endpoint('up')}/`,
    `sparse+${hosted}/cargo/up/`,
    `sparse+${hosted.replace('dom-', 'other-')}/cargo/app/`,
    `sparse+${hosted.replace('us-east-1', 'eu-west-1')}/cargo/app/`,
    `sparse+http://localhost:${port}${path.replace('dom-', 'other-')}/app/`,
    'sparse+https://index.example.com/app/',
    'not an address',
  ];
  const deps = [...own, ...other].map((registry, at) => ({ name: `d${at}`, version_req: '1', registry }));
  await world.publish('demo-lib', '1.0.0', { metadata: { deps } });
  const [line] = (await world.lines(INDEX)) as unknown as [{ deps: readonly { registry: string | null }[] }];
  expect(line.deps.map(({ registry }) => registry)).toEqual([...own.map(() => null), ...other]);
});

test('CRG-031 CRG-053 names and versions stay as they are, a version has one asset', async () => {
  const crate = await world.publish('Demo_Lib', '1.0.0-RC.1+Build');
  expect(await world.describe('Demo_Lib', '1.0.0-RC.1+Build')).toMatchObject({
    ...{ packageName: 'Demo_Lib', version: '1.0.0-RC.1+Build', status: 'Published' },
    origin: { originType: 'INTERNAL', domainEntryPoint: { repositoryName: 'app' } },
  });
  const version = { ...CARGO, package: 'Demo_Lib', packageVersion: '1.0.0-RC.1+Build' };
  const { assets } = await world.client.send(new ListPackageVersionAssetsCommand(version));
  expect(assets).toMatchObject([
    { name: 'Demo_Lib-1.0.0-RC.1+Build.crate', hashes: { 'SHA-256': sha256(crate) } },
  ]);
  const described = await world.client.send(new DescribePackageCommand({ ...CARGO, package: 'Demo_Lib' }));
  expect(described.package?.originConfiguration?.restrictions).toEqual({
    publish: 'ALLOW',
    upstream: 'BLOCK',
  });
});

test('CRG-054 CRG-055 ASSET-401 the same crate again is taken and changes nothing, another one is a conflict', async () => {
  await world.publish('demo-lib', '1.0.0');
  const before = [await world.lines(INDEX), await world.describe('demo-lib', '1.0.0')];
  world.emulator.clock.advance(10);
  await world.publish('demo-lib', '1.0.0', { metadata: { description: 'Told otherwise.' } });
  expect(await tryPublish('demo-lib', '1.0.0')).toEqual([409, expect.stringContaining('already exists')]);
  expect([await world.lines(INDEX), await world.describe('demo-lib', '1.0.0')]).toEqual(before);
});

test('CRG-031 build metadata alone does not make another version', async () => {
  await world.publish('demo-lib', '1.0.0+a');
  await world.publish('demo-lib', '1.0.0-rc.1');
  for (const version of ['1.0.0', '1.0.0+b', '1.0.0-rc.1+x'])
    expect(await tryPublish('demo-lib', version)).toEqual([409, expect.stringContaining('already exists')]);
  expect(await tryPublish('demo-lib', '1.0.0-rc.10+a')).toEqual([200, '']);
});

test('CRG-031 CRG-058 UP-121 UP-128 nor does it beside a version upstream', async () => {
  await world.publish('demo-lib', '1.0.0+a', { repository: 'up' });
  expect((await tryPublish('demo-lib', '1.0.0'))[0]).toBe(409);
  expect((await tryPublish('Demo-lib', '2.0.0'))[0]).toBe(409);
  expect((await tryPublish('demo-lib', '1.0.0+a'))[0]).toBe(409);
  expect(await packages()).toEqual([]);
});

test('CRG-058 names that differ in letter case alone are one, those with - and _ are two', async () => {
  await world.publish('demo-lib', '1.0.0');
  expect(await tryPublish('Demo-Lib', '2.0.0')).toEqual([409, expect.stringContaining('`demo-lib`')]);
  expect(await tryPublish('demo_lib', '2.0.0')).toEqual([200, '']);
  expect(await packages()).toEqual(['demo-lib', 'demo_lib']);
});

test('CRG-056 ASSET-402 hidden versions are not published over, deleted ones may come back', async () => {
  await world.publish('demo-lib', '1.0.0');
  await world.setStatus('demo-lib', '1.0.0', 'Archived');
  expect((await tryPublish('demo-lib', '1.0.0'))[0]).toBe(409);
  const some = { ...CARGO, package: 'demo-lib', versions: ['1.0.0'] };
  await world.client.send(new DeletePackageVersionsCommand(some));
  expect((await tryPublish('demo-lib', '1.0.0', {}, 'two'))[0]).toBe(200);
  await restrict('BLOCK', 'BLOCK');
  expect(await tryPublish('demo-lib', '1.1.0')).toEqual([403, expect.stringContaining('block new versions')]);
});

const crateOf = (name = 'demo-lib', version = '1.0.0') => createCrate(name, version);
const NAMES = ['', '1abc', '-a', 'a b', 'a.b', 'ä', '../a', 'a'.repeat(65), 'a/b', 7, null];
const VERSIONS = ['', '1', '1.0', 'v1.0.0', '1.0.0.0', '01.0.0', '1.0.0-', '1.0.0-01', '1.0.0+', ' 1.0.0', 1];

test.each<object>([...NAMES.map((name) => ({ name })), ...VERSIONS.map((vers) => ({ vers }))])(
  'CRG-057 %j is no name or version of a crate',
  async (changes) => {
    const metadata = { ...createPublishMetadata('demo-lib', '1.0.0'), ...changes };
    const [status, detail] = await answerTo(toPublishBody(metadata, await crateOf()));
    expect([status, detail]).toEqual([400, expect.stringMatching(/invalid|wrong type/)]);
    expect(await packages()).toEqual([]);
  },
);

test.each([
  ['nothing', ''],
  ['no JSON', '{"name":'],
  ['a list', '[]'],
  ['a number', '7'],
  ['null', 'null'],
  ['deep nesting', '['.repeat(1_000_000)],
  ['deep nesting where a text should be', `{"name":${'['.repeat(500_000)}${']'.repeat(500_000)}}`],
  ['dependencies that are none', { deps: 'x' }],
  ['a dependency that is none', { deps: [null] }],
  ['a dependency without a name', { deps: [{ version_req: '1' }] }],
  ['a dependency without a requirement', { deps: [{ name: 'a' }] }],
  ['a dependency of an unknown kind', { deps: [{ name: 'a', version_req: '1', kind: 'peer' }] }],
  ['a flag that is a text', { deps: [{ name: 'a', version_req: '1', optional: 'yes' }] }],
  ['features that are a list', { features: [] }],
  ['a feature of numbers', { features: { a: [1] } }],
  ['a description that is an object', { description: {} }],
])('CRG-057 CRG-010 metadata of %s is a 400', async (_, changes) => {
  const metadata =
    typeof changes === 'string' ? changes : createPublishMetadata('demo-lib', '1.0.0', { ...changes });
  expect(await answerTo(toPublishBody(metadata, await crateOf()))).toEqual([400, expect.any(String)]);
  expect(await packages()).toEqual([]);
});

test('CRG-057 a body that is shorter or longer than it says is a 400', async () => {
  const body = toPublishBody(createPublishMetadata('demo-lib', '1.0.0'), await crateOf());
  for (const length of [0, 1, 3, 4, 20, body.length - 1])
    expect(await answerTo(body.subarray(0, length))).toEqual([400, expect.stringContaining('shorter')]);
  expect(await answerTo(Buffer.concat([body, Buffer.from([0])]))).toEqual([
    ...[400, expect.stringContaining('goes on')],
  ]);
  expect(await packages()).toEqual([]);
});

test('CRG-057 a crate that is no archive, or has no manifest where cargo looks, is a 400', async () => {
  const metadata = createPublishMetadata('demo-lib', '1.0.0');
  const whole = await crateOf();
  const crates: [Buffer, string][] = [
    [Buffer.alloc(0), 'archive'],
    [Buffer.from('PK\u0003\u0004'), 'archive'],
    [gzipSync('x'), 'archive'],
    [whole.subarray(0, whole.length - 20), 'archive'],
    [await crateOf('demo-lib', '1.0.1'), 'outside of `demo-lib-1.0.0/`'],
    [await createCrate('demo-lib', '1.0.0', { files: { '../../a': 'b' } }), 'outside of'],
    [await createCrate('demo-lib', '1.0.0', { manifest: null }), 'no file `demo-lib-1.0.0/Cargo.toml`'],
  ];
  for (const [crate, text] of crates)
    expect(await answerTo(toPublishBody(metadata, crate))).toEqual([400, expect.stringContaining(text)]);
  expect(await packages()).toEqual([]);
});

test('CRG-059 parts that say that they are too large are a 413', async () => {
  const small = await startCargoWorld({ limits: { assetSizeBytes: 1_000 }, seedIds: 3 });
  try {
    const metadata = createPublishMetadata('demo-lib', '1.0.0');
    const body = toPublishBody(metadata, Buffer.alloc(1_001));
    expect((await small.sendPublish(body)).status).toBe(413);
    const length = Buffer.alloc(4);
    length.writeUInt32LE(0xffff_ffff);
    expect((await small.sendPublish(Buffer.concat([length, body]))).status).toBe(413);
    expect((await small.sendPublish(Buffer.alloc(12 * 1024 * 1024))).status).toBe(413);
    await small.publish('demo-lib', '1.0.0');
  } finally {
    await small.emulator.close();
  }
});

test('CRG-059 CRG-006 without a token the body is read before the 401 is sent', async () => {
  const body = toPublishBody(createPublishMetadata('demo-lib', '1.0.0'), Buffer.alloc(8 * 1024 * 1024));
  const init = { method: 'PUT', headers: { authorization: '' }, body: new Uint8Array(body) };
  const answer = await world.send('/api/v1/crates/new', init);
  expect([answer.status, await answer.json()]).toEqual([
    401,
    { errors: [{ detail: expect.any(String) as string }] },
  ]);
});

test('CRG-057 a body that ends with its connection leaves nothing behind', async () => {
  const url = new URL(world.endpoint());
  const body = toPublishBody(createPublishMetadata('demo-lib', '1.0.0'), await crateOf());
  const socket = connect(Number(url.port), url.hostname);
  await new Promise<void>((resolve) => socket.once('connect', resolve));
  socket.write(
    `PUT ${url.pathname}/api/v1/crates/new HTTP/1.1\r\nHost: ${url.host}\r\nAuthorization: ${world.token()}\r\n` +
      `Content-Length: ${body.length}\r\n\r\n`,
  );
  socket.write(body.subarray(0, body.length - 10));
  socket.destroySoon();
  await new Promise<void>((resolve) => socket.once('close', resolve));
  await world.publish('demo-lib', '1.0.0');
  expect(await world.listed()).toEqual(['1.0.0']);
});

test('CRG-057 names that JavaScript knows are names like others', async () => {
  await world.publish('constructor', '1.0.0', {
    metadata: { features: JSON.parse('{"__proto__":["toString"],"toString":[]}') as object },
  });
  const text = await (await world.send('/co/ns/constructor')).text();
  expect(text).toContain('"features":{"__proto__":["toString"],"toString":[]}');
});

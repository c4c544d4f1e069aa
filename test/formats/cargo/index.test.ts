import {
  DeletePackageVersionsCommand,
  DisposePackageVersionsCommand,
  UpdateRepositoryCommand,
} from '@aws-sdk/client-codeartifact';
import { sha256 } from '../../support/cargo-package';
import { CARGO, startCargoWorld, type CargoWorld } from '../../support/cargo-world';

let world: CargoWorld;
beforeAll(async () => {
  world = await startCargoWorld();
});
beforeEach(() => world.reset());
afterAll(() => world.emulator.close());

const INDEX = '/de/mo/demo-lib';
const status = async (path: string, init?: RequestInit) => (await world.send(path, init)).status;

test.each([
  ['CRG-001 bare, as cargo has it', (token: string) => token],
  ['CRG-002 as Bearer', (token: string) => `Bearer ${token}`],
  ['CRG-002 as a password', (token: string) => `Basic ${Buffer.from(`aws:${token}`).toString('base64')}`],
  ['CRG-003 REAL-233 with spaces around it', (token: string) => `  ${token}\t `],
])('%s: the token is accepted', async (_, authorization) => {
  const headers = { authorization: authorization(world.token()) };
  expect(await status('/config.json', { headers })).toBe(200);
});

test.each(['/config.json', INDEX, '/api/v1/crates/demo-lib/1.0.0/download'])(
  'CRG-004 CRG-005 CRG-006 CRG-010 CRG-043 without a token, or with a wrong one, %s is a 401 with challenges',
  async (path) => {
    for (const authorization of ['', 'nonsense']) {
      const answer = await world.send(path, { headers: { authorization } });
      expect(answer.status).toBe(401);
      expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="dom/app", Basic realm="dom/app"');
      expect(answer.headers.get('content-type')).toBe('application/json');
      expect(await answer.json()).toEqual({
        errors: [{ detail: 'The authorization token is missing, invalid or expired.' }],
      });
    }
  },
);

test('CRG-020 CRG-021 REAL-230 REAL-231 config.json names the endpoint as the client spelled it', async () => {
  const answer = await world.send('/config.json');
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/json']);
  expect(await answer.json()).toEqual({
    dl: `${world.endpoint()}/api/v1/crates`,
    api: world.endpoint(),
    'auth-required': true,
  });
  const alias = world.endpoint().replace('127.0.0.1', 'localhost');
  const other = await fetch(`${alias}/config.json`, { headers: { authorization: world.token() } });
  expect(await other.json()).toMatchObject({ api: alias });
});

test.each([
  ['a', '1/a'],
  ['ab', '2/ab'],
  ['abc', '3/a/abc'],
  ['api', '3/a/api'],
  ['con', '3/c/con'],
  ['Cargo_X-1', 'ca/rg/cargo_x-1'],
])('CRG-022 CRG-034 the index file of %s is %s', async (name, path) => {
  await world.publish(name, '1.0.0');
  const lines = await world.lines(`/${path}`);
  expect(lines).toMatchObject([{ name, vers: '1.0.0' }]);
});

test('CRG-022 CRG-023 a file is text, one line of JSON for each version, in the order of publication', async () => {
  for (const version of ['1.1.0', '1.0.0', '2.0.0-rc.1']) await world.publish('demo-lib', version);
  const answer = await world.send(INDEX, {
    headers: { 'cargo-protocol': 'version=1', accept: 'text/plain' },
  });
  expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8');
  const text = await answer.text();
  expect(text.endsWith('}\n')).toBe(true);
  expect(await world.listed()).toEqual(['1.1.0', '1.0.0', '2.0.0-rc.1']);
});

test('CRG-024 a crate that is not there is a 404, and so are its guessed spellings', async () => {
  await world.publish('demo-lib', '1.0.0');
  for (const path of ['/no/ne/none', '/de/mo/demo_lib', '/de/mo/demo-li'])
    expect(await status(path)).toBe(404);
});

test('CRG-025 a folder that is not the crate’s is a 404, letter case does not count', async () => {
  await world.publish('Demo-Lib', '1.0.0');
  for (const path of ['/xx/yy/demo-lib', '/de/xx/demo-lib', '/2/demo-lib', '/3/d/demo-lib', '/1/demo-lib'])
    expect(await status(path)).toBe(404);
  for (const path of [INDEX, '/De/mo/Demo-Lib', '/DE/MO/DEMO-LIB'])
    expect(await world.lines(path)).toMatchObject([{ name: 'Demo-Lib' }]);
});

test.each([
  '/names',
  '/info/refs',
  '/.git/HEAD',
  '/1/..%2f',
  '/de/mo/de%00mo',
  '/de/mo/d%C3%A9mo',
  '/de/mo/',
])('CRG-033 %s is a 404', async (path) => {
  expect(await status(path)).toBe(404);
});

test('CRG-034 a path whose percent-encoding is broken is a 400', async () => {
  expect(await status('/de/mo/demo%zz')).toBe(400);
});

test('CRG-026 a file is not sent again to who has it, until anything of it changes', async () => {
  await world.publish('demo-lib', '1.0.0');
  const plain = { 'accept-encoding': 'identity' };
  const tag = async () => (await world.send(INDEX, { headers: plain })).headers.get('etag') ?? '';
  const first = await tag();
  expect(first).toMatch(/^"[^"]+"$/);
  const headers = { ...plain, 'if-none-match': first };
  const again = await world.send(INDEX, { headers });
  expect([again.status, await again.text()]).toEqual([304, '']);
  const packed = await world.send(INDEX, { headers: { 'accept-encoding': 'gzip' } });
  expect(packed.headers.get('etag')).toBe(`W/${first}`);
  expect(await status(INDEX, { headers: { 'if-none-match': `W/${first}` } })).toBe(304);
  await world.publish('demo-lib', '1.1.0');
  const second = await tag();
  await world.setStatus('demo-lib', '1.0.0', 'Unlisted');
  const third = await tag();
  expect(new Set([first, second, third]).size).toBe(3);
  expect(await status(INDEX, { headers })).toBe(200);
  await world.setStatus('demo-lib', '1.0.0', 'Published');
  expect(await tag()).toBe(second);
});

test('CRG-027 a line has the digest of the crate, and what is not set is left out', async () => {
  const crate = await world.publish('demo-lib', '1.0.0');
  expect(await world.lines(INDEX)).toEqual([
    ...[{ name: 'demo-lib', vers: '1.0.0', deps: [], cksum: sha256(crate), features: {}, yanked: false }],
  ]);
});

test('CRG-027 links, the Rust version and features of the new kind are in the line', async () => {
  const features = { default: ['std'], std: [], json: ['dep:serde', 'other/x'], weak: ['other?/y'] };
  await world.publish('demo-lib', '1.0.0', { metadata: { links: 'z', rust_version: '1.70', features } });
  expect(await world.lines(INDEX)).toMatchObject([
    {
      ...{ links: 'z', rust_version: '1.70', v: 2, features: { default: ['std'], std: [] } },
      features2: { json: ['dep:serde', 'other/x'], weak: ['other?/y'] },
    },
  ]);
});

test('CRG-032 unlisted versions are yanked, archived, disposed and deleted ones are gone', async () => {
  for (const version of ['1.0.0', '1.1.0', '1.2.0', '1.3.0']) await world.publish('demo-lib', version);
  const some = (version: string) => ({ ...CARGO, package: 'demo-lib', versions: [version] });
  await world.setStatus('demo-lib', '1.0.0', 'Unlisted');
  await world.setStatus('demo-lib', '1.1.0', 'Archived');
  await world.client.send(new DisposePackageVersionsCommand(some('1.2.0')));
  expect(await world.listed()).toEqual(['1.0.0*', '1.3.0']);
  await world.client.send(new DeletePackageVersionsCommand(some('1.3.0')));
  await world.setStatus('demo-lib', '1.0.0', 'Archived');
  expect(await world.listed()).toBe(404);
});

test('CRG-090 the first repository of the search that has a version decides', async () => {
  await world.publish('demo-lib', '1.0.0', { repository: 'up' });
  await world.publish('demo-lib', '1.1.0', { repository: 'up' });
  await world.publish('demo-lib', '1.2.0', { repository: 'up' });
  expect((await world.download('demo-lib', '1.0.0')).status).toBe(200);
  expect((await world.download('demo-lib', '1.1.0')).status).toBe(200);
  await world.setStatus('demo-lib', '1.0.0', 'Unlisted');
  await world.setStatus('demo-lib', '1.1.0', 'Archived');
  expect(await world.listed()).toEqual(['1.2.0', '1.0.0*'].toSorted());
  expect(await world.listed('up')).toEqual(['1.0.0', '1.1.0', '1.2.0']);
});

test('CRG-090 REAL-030 an upstream that is gone explains why there is nothing', async () => {
  await world.client.send(
    new UpdateRepositoryCommand({ domain: 'dom', repository: 'app', upstreams: [{ repositoryName: 'up' }] }),
  );
  const answer = await world.send(INDEX);
  expect(await answer.json()).toEqual({ errors: [{ detail: 'crate `demo-lib` does not exist' }] });
});

test('CRG-040 CRG-041 CRG-043 a crate is downloaded in any letter case, with HEAD too', async () => {
  const crate = await world.publish('Demo-Lib', '1.0.0+b.1');
  const answer = await world.download('demo-LIB', '1.0.0+b.1');
  expect(answer.headers.get('content-type')).toBe('application/octet-stream');
  expect(answer.headers.get('content-length')).toBe(String(crate.length));
  expect(Buffer.from(await answer.arrayBuffer()).equals(crate)).toBe(true);
  const head = await world.send('/api/v1/crates/demo-lib/1.0.0+b.1/download', { method: 'HEAD' });
  expect([head.status, head.headers.get('content-length')]).toEqual([200, String(crate.length)]);
  expect((await world.download('demo-lib', '1.0.0')).status).toBe(404);
});

test('CRG-041 unlisted crates are downloaded, archived and disposed ones are not', async () => {
  await world.publish('demo-lib', '1.0.0');
  const get = async () => {
    const answer = await world.download('demo-lib', '1.0.0');
    return [answer.status, answer.headers.get('content-type')];
  };
  await world.setStatus('demo-lib', '1.0.0', 'Unlisted');
  expect(await get()).toEqual([200, 'application/octet-stream']);
  await world.setStatus('demo-lib', '1.0.0', 'Archived');
  expect(await get()).toEqual([404, 'application/json']);
  const one = { ...CARGO, package: 'demo-lib', versions: ['1.0.0'] };
  await world.client.send(new DisposePackageVersionsCommand(one));
  expect(await get()).toEqual([404, 'application/json']);
});

test('CRG-042 UP-080 EXT-032 a download retains the version, the index nothing', async () => {
  await world.publish('Demo-Lib', '1.0.0', { repository: 'up' });
  expect(await world.listed()).toEqual(['1.0.0']);
  expect(await world.stored('Demo-Lib')).toEqual({});
  await world.download('demo-lib', '1.0.0');
  expect(await world.stored('Demo-Lib')).toEqual({ '1.0.0': 'up' });
});

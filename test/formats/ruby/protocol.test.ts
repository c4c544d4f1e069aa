import { createHash } from 'node:crypto';
import { inflateSync } from 'node:zlib';
import { DeletePackageVersionsCommand } from '@aws-sdk/client-codeartifact';
import { TEST_TIME } from '../../support/emulator';
import { RUBY, startRubyWorld, type RubyWorld } from '../../support/ruby-world';
import { sendHttp } from '../../support/raw-http';

let world: RubyWorld;
beforeAll(async () => {
  world = await startRubyWorld();
});
beforeEach(async () => {
  world.emulator.clock.set(TEST_TIME);
  await world.reset();
});
afterAll(() => world.emulator.close());

const WITH_DEPENDENCIES = {
  runtime: { zlib: ['>= 0'], 'demo-dep': ['>= 1.0', '< 3'] },
  development: { rake: ['~> 13.0'] },
};
const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
const status = async (path: string, init: RequestInit = {}) => (await world.send(path, init)).status;

test('RUBY-020 the endpoint itself is there, with a slash and without', async () => {
  for (const [path, method] of [
    ['/', 'GET'],
    ['/', 'HEAD'],
    ['', 'GET'],
  ] as const) {
    const answer = await world.send(path, { method });
    expect([answer.status, await answer.text()]).toEqual([200, '']);
  }
});

test('RUBY-021 versions is there to be probed, and not to be had', async () => {
  expect(await status('/versions', { method: 'HEAD' })).toBe(200);
  expect(await status('/versions')).toBe(404);
});

test.each([
  ...['names', 'specs.4.8.gz', 'latest_specs.4.8.gz', 'prerelease_specs.4.8.gz', 'specs.4.8', 'Marshal.4.8'],
  ...['Marshal.4.8.Z', 'yaml', 'api/v1/gems/demo-lib.json', 'api/v1/versions/demo-lib.json'],
  ...['api/v1/search.json?query=demo', 'api/v1/owners/ann/gems.json', 'api/v1/gems/demo-lib/owners'],
  ...['api/v1/api_key', 'api/v1/profile/me.yaml', 'info', 'info/', 'gems/', 'quick/Marshal.4.8/'],
])('RUBY-022 RUBY-023 RUBY-035 RUBY-072 %s is not there', async (path) => {
  await world.push('demo-lib', '1.0.0');
  const answer = await world.send(`/${path}`);
  expect([answer.status, answer.headers.get('content-type')]).toEqual([404, 'text/plain; charset=utf-8']);
  expect((await answer.text()).split('\n')).toHaveLength(1);
});

test('RUBY-072 nobody signs in', async () => {
  expect(await status('/api/v1/api_key', { method: 'POST' })).toBe(404);
});

test.each([
  ['DELETE', '/api/v1/gems/yank?gem_name=demo-lib&version=1.0.0'],
  ['PUT', '/api/v1/gems/unyank?gem_name=demo-lib&version=1.0.0'],
])('RUBY-071 %s %s changes nothing', async (method, path) => {
  await world.push('demo-lib', '1.0.0');
  expect(await status(path, { method })).toBe(405);
  expect(await world.info('demo-lib')).toHaveLength(1);
});

test('RUBY-008 other methods are refused', async () => {
  for (const [path, method] of [
    ['/', 'POST'],
    ['/versions', 'PUT'],
    ['/info/demo-lib', 'DELETE'],
    ['/api/v1/dependencies', 'POST'],
    ['/gems/demo-lib-1.0.0.gem', 'PUT'],
    ['/api/v1/gems', 'GET'],
  ] as const) {
    expect([path, await status(path, { method })]).toEqual([path, 405]);
  }
});

test('RUBY-009 a doubled slash before the path is not read past', async () => {
  const token = await world.emulator.token('dom');
  const path = `${new URL(world.endpoint()).pathname}//versions`;
  const headers = { authorization: `Bearer ${token}` };
  const answer = await sendHttp(world.emulator.url, { method: 'HEAD', path, headers });
  expect(answer.status).toBe(404);
});

test('RUBY-003 both schemes are taken everywhere, a bare token is not', async () => {
  const token = await world.emulator.token('dom');
  const gem = await world.push('demo-lib', '1.0.0');
  const basic = Buffer.from(`aws:${token}`).toString('base64');
  for (const [authorization, read, pushed] of [
    [`Bearer ${token}`, 200, 200],
    [`Basic ${basic}`, 200, 200],
    [token, 401, 401],
  ] as const) {
    const headers = { authorization };
    expect(await status('/info/demo-lib', { headers })).toBe(read);
    expect(await status('/api/v1/gems', { method: 'POST', headers, body: gem })).toBe(pushed);
  }
});

test('RUBY-004 RUBY-005 RUBY-007 who is not let in gets two challenges, and a text that starts no dialogue', async () => {
  const headers = { authorization: 'Bearer nonsense', otp: '123456', 'x-gemfile-source': 'x' };
  const answer = await world.send('/info/demo-lib', { headers });
  expect(answer.status).toBe(401);
  expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="dom/app", Basic realm="dom/app"');
  expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8');
  expect(await answer.text()).toMatch(/^The authorization token/);
});

test('RUBY-024 RUBY-025 RUBY-084 a line for each version, as they were published', async () => {
  const first = await world.push('demo-lib', '1.1.0', WITH_DEPENDENCIES);
  world.emulator.clock.advance(1);
  const second = await world.push('demo-lib', '1.0.0', {
    requiredRuby: ['< 4', '>= 2.7'],
    requiredRubygems: ['>= 1.3.6'],
  });
  world.emulator.clock.advance(1);
  const third = await world.push('demo-lib', '1.0.0', { platform: 'x86_64-linux' });
  const answer = await world.send('/info/demo-lib');
  expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8');
  expect(await answer.text()).toBe(
    [
      '---',
      `1.1.0 demo-dep:< 3&>= 1.0,zlib:>= 0|checksum:${sha256(first)}`,
      `1.0.0 |checksum:${sha256(second)},ruby:< 4&>= 2.7,rubygems:>= 1.3.6`,
      `1.0.0-x86_64-linux |checksum:${sha256(third)}`,
      '',
    ].join('\n'),
  );
});

test('RUBY-026 RUBY-083 names are case-sensitive, and an unknown one is not found', async () => {
  await world.push('RedCloth', '1.0.0');
  expect(await world.info('RedCloth')).toHaveLength(1);
  for (const name of ['redcloth', 'none', '%ff', '..%2f..', 'a%0Ab', '123'])
    expect(await world.info(name)).toBe(404);
});

test('RUBY-027 a document can be revalidated, and the rest of it asked for', async () => {
  await world.push('demo-lib', '1.0.0');
  const whole = await world.send('/info/demo-lib', { headers: { 'accept-encoding': 'gzip' } });
  const body = Buffer.from(await whole.arrayBuffer());
  const etag = whole.headers.get('etag') ?? '';
  expect(etag).toMatch(/^"[^"]+"$/);
  expect(whole.headers.get('accept-ranges')).toBe('bytes');
  const digest = createHash('sha256').update(body).digest('base64');
  expect(whole.headers.get('repr-digest')).toBe(`sha-256=:${digest}:`);
  const send = (headers: Record<string, string>, method = 'GET') =>
    world.send('/info/demo-lib', { headers, method });
  expect((await send({ 'if-none-match': etag })).status).toBe(304);
  const rest = await send({ range: 'bytes=4-' });
  expect([rest.status, rest.headers.get('content-range')]).toEqual([
    206,
    `bytes 4-${body.length - 1}/${body.length}`,
  ]);
  expect(await rest.text()).toBe(body.subarray(4).toString());
  expect((await send({ range: 'bytes=9999-' })).status).toBe(416);
  const head = await send({}, 'HEAD');
  expect([head.status, head.headers.get('etag'), await head.text()]).toEqual([200, etag, '']);
  await world.push('demo-lib', '1.1.0');
  expect((await send({ 'if-none-match': etag })).status).toBe(200);
});

test.each(['', '?gems=', '?gems=,', '?other=a'])(
  'RUBY-028 dependencies%s are an empty body',
  async (query) => {
    const answer = await world.send(`/api/v1/dependencies${query}`);
    expect([answer.status, await answer.text()]).toEqual([200, '']);
  },
);

test('RUBY-029 RUBY-040 the dependencies of several gems, of each visible version', async () => {
  await world.push('demo-lib', '1.0.0', WITH_DEPENDENCIES);
  world.emulator.clock.advance(1);
  await world.push('demo-lib', '1.0.0', { platform: 'java' });
  await world.push('demo-dep', '2.0.0');
  const answer = await world.send('/api/v1/dependencies?gems=demo-dep%2Cdemo-lib,none');
  expect(answer.headers.get('content-type')).toBe('application/octet-stream');
  expect(await world.dependencies('demo-dep%2Cdemo-lib,none,demo-dep,a%20b')).toEqual([
    { ':name': 'demo-dep', ':number': '2.0.0', ':platform': 'ruby', ':dependencies': [] },
    {
      ...{ ':name': 'demo-lib', ':number': '1.0.0', ':platform': 'ruby' },
      ':dependencies': [
        ['demo-dep', '>= 1.0, < 3'],
        ['zlib', '>= 0'],
      ],
    },
    { ':name': 'demo-lib', ':number': '1.0.0', ':platform': 'java', ':dependencies': [] },
  ]);
  expect(await world.dependencies('none')).toEqual([]);
});

test('RUBY-030 as many gems as fit into a request', async () => {
  await world.push('demo-lib', '1.0.0');
  const names = Array.from({ length: 1_000 }, (_, at) => `gem-${at}`);
  expect(await world.dependencies([...names, 'demo-lib'].join('%2C'))).toHaveLength(1);
});

test('RUBY-031 the same as JSON', async () => {
  await world.push('demo-lib', '1.0.0', { runtime: { 'demo-dep': ['~> 1.0'] } });
  const answer = await world.send('/api/v1/dependencies.json?gems=demo-lib');
  expect(answer.headers.get('content-type')).toBe('application/json');
  const dependencies = [['demo-dep', '~> 1.0']];
  expect(await answer.json()).toEqual([
    { name: 'demo-lib', number: '1.0.0', platform: 'ruby', dependencies },
  ]);
});

test('RUBY-032 RUBY-041 RUBY-042 RUBY-044 a gemspec has the fields of a specification, in their order', async () => {
  await world.push('demo-lib', '1.0.0', {
    ...WITH_DEPENDENCIES,
    ...{
      platform: 'x86_64-linux',
      requiredRuby: ['>= 2.7'],
      metadata: { source_code_uri: 'https://a.invalid' },
    },
  });
  const version = (number: string) => ({ class: 'Gem::Version', content: [number] });
  const requirement = (...pairs: readonly string[]) => ({
    class: 'Gem::Requirement',
    content: [pairs.map((pair) => [pair.split(' ')[0], version(pair.split(' ')[1] ?? '')])],
  });
  const dependency = (name: string, type: string, ...pairs: readonly string[]) => ({
    ...{ class: 'Gem::Dependency', '@name': name, '@type': type, '@prerelease': false },
    ...{ '@requirement': requirement(...pairs), '@version_requirements': requirement(...pairs) },
  });
  const time = { class: 'Time', zone: 'UTC', bytes: expect.any(Buffer) as Buffer };
  expect(await world.gemspec('demo-lib-1.0.0-x86_64-linux')).toEqual([
    ...['3.4.20', 4, 'demo-lib', version('1.0.0'), time, 'demo-lib in short'],
    ...[requirement('>= 2.7'), requirement('>= 0'), 'x86_64-linux'],
    [
      dependency('zlib', ':runtime', '>= 0'),
      dependency('demo-dep', ':runtime', '>= 1.0', '< 3'),
      dependency('rake', ':development', '~> 13.0'),
    ],
    ...['', 'ann@example.com', ['Ann', 'Bob'], 'What demo-lib does,\nat length.'],
    ...['https://example.com/demo-lib', true, 'x86_64-linux', ['MIT']],
    { source_code_uri: 'https://a.invalid' },
  ]);
});

test('RUBY-043 nothing is in a dump that newer clients do not permit', async () => {
  await world.push('demo-lib', '1.0.0', { ...WITH_DEPENDENCIES, metadata: { key: 'value' } });
  const answer = await world.send('/quick/Marshal.4.8/demo-lib-1.0.0.gemspec.rz');
  const gemspec = inflateSync(Buffer.from(await answer.arrayBuffer()));
  const list = Buffer.from(await (await world.send('/api/v1/dependencies?gems=demo-lib')).arrayBuffer());
  const symbols = [gemspec, list].flatMap((dump) => listSymbols(dump));
  const permitted = [
    ...['Time', 'Gem::Dependency', 'Gem::Requirement', 'Gem::Specification', 'Gem::Version'],
    ...['development', 'runtime', 'name', 'number', 'platform', 'dependencies', 'E', 'zone'],
    ...['@name', '@requirement', '@type', '@prerelease', '@version_requirements'],
  ];
  expect(symbols.filter((name) => !permitted.includes(name))).toEqual([]);
  expect(new Set(symbols)).toEqual(new Set(permitted));
});

/** The symbols of a dump whose texts have no colon in them: a colon, a small length, the name. */
function listSymbols(dump: Buffer): string[] {
  return [...dump.toString('latin1').matchAll(/(?<!:):([\x06-\x7f])(?=[@A-Za-z])/g)].flatMap(
    ({ 1: length = '', index }) => {
      const name = dump.subarray(index + 2, index + 2 + length.charCodeAt(0) - 5).toString('latin1');
      return /^@?[A-Za-z_:]+$/.test(name) ? [name] : [];
    },
  );
}

test('RUBY-033 a gem is the very bytes, with all that makes it cacheable', async () => {
  const gem = await world.push('demo-lib', '1.0.0');
  const answer = await world.send('/gems/demo-lib-1.0.0.gem');
  expect(Buffer.from(await answer.arrayBuffer()).equals(gem)).toBe(true);
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'content-type': 'application/octet-stream',
    'content-length': String(gem.length),
    'last-modified': 'Wed, 04 Mar 2026 05:06:07 GMT',
    etag: `"${sha256(gem)}"`,
  });
  const headers = { 'if-modified-since': 'Wed, 04 Mar 2026 05:06:07 GMT' };
  expect(await status('/gems/demo-lib-1.0.0.gem', { headers })).toBe(304);
});

test('RUBY-034 what is unknown has neither gem nor gemspec', async () => {
  await world.push('demo-lib', '1.0.0');
  for (const full of [
    'demo-lib-1.0.1',
    'demo-lib',
    'demo-lib-',
    '-1.0.0',
    'demo-lib-1.0.0-java',
    '%ff',
    'other-1.0.0',
  ]) {
    expect([full, await status(`/gems/${full}.gem`), await world.gemspec(full)]).toEqual([full, 404, 404]);
  }
  for (const path of [
    '/gems/demo-lib-1.0.0',
    '/gems/demo-lib-1.0.0.tar',
    '/quick/Marshal.4.8/demo-lib-1.0.0.gem',
  ]) {
    expect(await status(path)).toBe(404);
  }
});

test('RUBY-053 names and platforms with dashes and numbers in them are told apart', async () => {
  await world.push('demo-2', '1.0.0');
  await world.push('demo', '1.0.0', { platform: 'x86_64-darwin-22' });
  await world.push('demo-lib-3d', '0.1');
  for (const [full, name] of [
    ['demo-2-1.0.0', 'demo-2'],
    ['demo-1.0.0-x86_64-darwin-22', 'demo'],
    ['demo-lib-3d-0.1', 'demo-lib-3d'],
  ] as const) {
    expect(await status(`/gems/${full}.gem`)).toBe(200);
    expect((await world.gemspec(full)) as unknown[]).toHaveProperty('2', name);
  }
  // Another gem that would have a file of the same name does not come before what is here.
  await world.push('demo', '2', { platform: '1.0.0', repository: 'up' });
  expect((await world.gemspec('demo-2-1.0.0')) as unknown[]).toHaveProperty('2', 'demo-2');
});

test('RUBY-090 RUBY-091 RUBY-034 a version that is not published is not listed; hidden ones are not given', async () => {
  await world.push('demo-lib', '1.0.0');
  await world.push('demo-lib', '1.1.0');
  const shown = async () => [
    (await world.info('demo-lib')) === 404 ? 0 : ((await world.info('demo-lib')) as string[]).length,
    ((await world.dependencies('demo-lib')) as unknown[]).length,
    await status('/gems/demo-lib-1.1.0.gem'),
    Array.isArray(await world.gemspec('demo-lib-1.1.0')),
  ];
  await world.setStatus('demo-lib', '1.1.0', 'Unlisted');
  expect(await shown()).toEqual([1, 1, 200, true]);
  await world.setStatus('demo-lib', '1.1.0', 'Archived');
  expect(await shown()).toEqual([1, 1, 404, false]);
  await world.setStatus('demo-lib', '1.1.0', 'Published');
  expect(await shown()).toEqual([2, 2, 200, true]);
});

test('RUBY-100 versions of a repository and its upstreams, the first that has one decides', async () => {
  const options = { platform: 'java', repository: 'up' };
  await world.push('demo-lib', '1.0.0', { repository: 'up', runtime: { up: ['>= 0'] } });
  await world.push('demo-lib', '1.0.0', options);
  expect(((await world.info('demo-lib')) as string[]).map((line) => line.split(' |')[0])).toHaveLength(2);
  await world.send('/gems/demo-lib-1.0.0.gem');
  await world.client.send(
    new DeletePackageVersionsCommand({ ...RUBY, repository: 'up', package: 'demo-lib', versions: ['1.0.0'] }),
  );
  await world.push('demo-lib', '1.0.0', { repository: 'up', runtime: { other: ['>= 0'] } });
  const listed = (await world.dependencies('demo-lib')) as {
    ':platform': string;
    ':dependencies': string[][];
  }[];
  expect(listed.find((one) => one[':platform'] === 'ruby')?.[':dependencies']).toEqual([['up', '>= 0']]);
});

test('RUBY-104 looking at info, dependencies and gemspecs retains nothing', async () => {
  await world.push('demo-lib', '1.0.0', { repository: 'up' });
  await world.info('demo-lib');
  await world.dependencies('demo-lib');
  expect(await world.gemspec('demo-lib-1.0.0')).toHaveLength(19);
  expect(await world.stored('demo-lib')).toEqual([]);
  await world.send('/gems/demo-lib-1.0.0.gem');
  expect(await world.stored('demo-lib')).toEqual(['1.0.0']);
});

import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import {
  DescribePackageCommand,
  DescribePackageVersionCommand,
  PutPackageOriginConfigurationCommand,
} from '@aws-sdk/client-codeartifact';
import { createRubyPublicSource } from '../../../src/formats/ruby/public-source';
import { createMemoryBlobStore } from '../../../src/storage/memory/memory-blobs';
import { startFakeRubygems, type FakeRubygems, type OfferedGem } from '../../support/fake-rubygems';
import { createGem, type GemOptions } from '../../support/gem-package';
import { RUBY, startRubyWorld, type RubyWorld } from '../../support/ruby-world';

let world: RubyWorld;
let registry: FakeRubygems;
beforeAll(async () => {
  world = await startRubyWorld();
});
beforeEach(async () => {
  registry = await startFakeRubygems();
  await world.emulator.setExternal({ 'public:ruby-gems-org': registry.url });
  await world.reset();
  await world.connect('up');
});
afterEach(() => registry.close());
afterAll(() => world.emulator.close());

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
const offer = (version: string, more: Partial<OfferedGem> & { options?: GemOptions } = {}): OfferedGem => {
  const [number = '', ...platform] = version.split('-');
  const { options, ...rest } = more;
  const gem = createGem('demo-lib', number, { platform: platform.join('-') || 'ruby', ...options });
  return { version, gem, ...rest };
};
const get = async (version: string, repository = 'app') =>
  (await world.send(`/gems/demo-lib-${version}.gem`, { repository })).status;

test('RUBY-100 RUBY-101 RUBY-102 the lines of the public index are shown, and dependencies made of them', async () => {
  const about = ',ruby:>= 2.7&< 4,rubygems:>= 1.3,created_at:2026-01-02T03:04:05Z,unknown:x';
  const [first, second] = [
    offer('2.0.0', { dependencies: 'zlib:>= 0,demo-dep:< 3&>= 1.0', about }),
    offer('1.0.0-x86_64-linux', { about: ',ruby:>= 0' }),
  ];
  registry.set('demo-lib', [first, second]);
  expect(await world.info('demo-lib')).toEqual([
    `2.0.0 demo-dep:< 3&>= 1.0,zlib:>= 0|checksum:${sha256(first.gem)},ruby:< 4&>= 2.7,rubygems:>= 1.3`,
    `1.0.0-x86_64-linux |checksum:${sha256(second.gem)}`,
  ]);
  expect(await world.dependencies('demo-lib')).toEqual([
    {
      ...{ ':name': 'demo-lib', ':number': '2.0.0', ':platform': 'ruby' },
      ':dependencies': [
        ['demo-dep', '< 3, >= 1.0'],
        ['zlib', '>= 0'],
      ],
    },
    { ':name': 'demo-lib', ':number': '1.0.0', ':platform': 'x86_64-linux', ':dependencies': [] },
  ]);
  expect(new Set(registry.requests)).toEqual(new Set(['/info/demo-lib']));
});

test('RUBY-101 the index of the registry by default is on a host of its own', async () => {
  const asked: string[] = [];
  const source = createRubyPublicSource({
    blobs: createMemoryBlobStore(),
    maxAssetBytes: 1,
    remote: {
      connection: 'public:ruby-gems-org',
      address: async () => 'https://rubygems.org/',
      findDocument: async (path) => void asked.push(path),
      fetchAsset: async (url) => (asked.push(url), 'unavailable'),
    },
  });
  await source.findPackage({ format: 'ruby', namespace: '', package: 'demo-lib' });
  expect(asked).toEqual(['https://index.rubygems.org/info/demo-lib']);
});

test('RUBY-101 RUBY-104 a gemspec is that of the registry, and retains nothing', async () => {
  registry.set('demo-lib', [
    offer('1.0.0', {
      gemspec: Buffer.from(
        '\u0004\bu:\u0017Gem::Specification\u0012\u0004\b[\u0006I"\u0006x\u0006:\u0006ET',
        'latin1',
      ),
    }),
  ]);
  expect(await world.gemspec('demo-lib-1.0.0')).toEqual(['x']);
  expect(registry.requests).toContain('/quick/Marshal.4.8/demo-lib-1.0.0.gemspec.rz');
  expect([await world.stored('demo-lib', 'up'), await world.stored('demo-lib')]).toEqual([[], []]);
});

test.each([
  ['none', undefined],
  ['one of another class', Buffer.from('\u0004\bu:\u000bObject\u0000', 'latin1')],
])('RUBY-101 with %s there, it is made of the line', async (_, gemspec) => {
  registry.set('demo-lib', [offer('1.0.0', { dependencies: 'a:>= 1', ...(gemspec && { gemspec }) })]);
  const fields = await world.gemspec('demo-lib-1.0.0');
  expect(fields).toHaveLength(19);
  expect(fields).toMatchObject({ 2: 'demo-lib', 9: [{ '@name': 'a' }] });
});

test('RUBY-104 RUBY-106 a gem is kept here and where it came in, as external', async () => {
  const options = { runtime: { 'demo-dep': ['>= 1.0'] }, development: { rake: ['>= 0'] } };
  const offered = offer('1.0.0', { dependencies: 'demo-dep:>= 1.0', options });
  registry.set('demo-lib', [offered, offer('1.1.0')]);
  const answer = await world.send('/gems/demo-lib-1.0.0.gem');
  expect(Buffer.from(await answer.arrayBuffer()).equals(offered.gem)).toBe(true);
  expect([await world.stored('demo-lib', 'up'), await world.stored('demo-lib')]).toEqual([
    ['1.0.0'],
    ['1.0.0'],
  ]);
  const version = { ...RUBY, package: 'demo-lib', packageVersion: '1.0.0' };
  expect((await world.client.send(new DescribePackageVersionCommand(version))).packageVersion).toMatchObject({
    ...{
      summary: 'demo-lib in short',
      homePage: 'https://example.com/demo-lib',
      licenses: [{ name: 'MIT' }],
    },
    origin: {
      originType: 'EXTERNAL',
      domainEntryPoint: { externalConnectionName: 'public:ruby-gems-org' },
    },
  });
  const described = await world.client.send(
    new DescribePackageCommand({ ...RUBY, repository: 'up', package: 'demo-lib' }),
  );
  expect(described.package?.originConfiguration?.restrictions).toEqual({
    publish: 'BLOCK',
    upstream: 'ALLOW',
  });
  // What is here stays where it is in the registry's order.
  expect(((await world.info('demo-lib')) as string[]).map((line) => line.split(' ')[0])).toEqual([
    '1.0.0',
    '1.1.0',
  ]);
  expect(await world.gemspec('demo-lib-1.0.0')).toMatchObject({ 9: [{}, { '@name': 'rake' }] });
});

test('UP-060 to ask for the head of a gem fetches nothing', async () => {
  const offered = offer('1.0.0');
  registry.set('demo-lib', [offered]);
  const answer = await world.send('/gems/demo-lib-1.0.0.gem', { method: 'HEAD' });
  expect([answer.status, answer.headers.get('etag')]).toEqual([200, `"${sha256(offered.gem)}"`]);
  expect(registry.requests.filter((path) => path.startsWith('/gems'))).toEqual([]);
});

test.each([
  ['another gem than its checksum says', { checksum: 'a'.repeat(64) }],
  ['another gem than is asked for', { gem: createGem('other', '1.0.0') }],
  ['another version than is asked for', { gem: createGem('demo-lib', '1.0.1') }],
  [
    'another platform than is asked for, and no checksum',
    { gem: createGem('demo-lib', '1.0.0', { platform: 'java' }), checksum: '' },
  ],
  ['no gem, and no checksum', { gem: Buffer.from('<html></html>'), checksum: '' }],
])('RUBY-103 %s is refused, and nothing is stored', async (_, more) => {
  registry.set('demo-lib', [{ ...offer('1.0.0'), ...more }]);
  const answer = await world.send('/gems/demo-lib-1.0.0.gem');
  expect(answer.status).toBe(502);
  expect(await answer.text()).toMatch(
    /^The gem 'demo-lib-1\.0\.0\.gem' from public:ruby-gems-org .* Nothing was stored\.$/,
  );
  expect([await world.stored('demo-lib', 'up'), await world.stored('demo-lib')]).toEqual([[], []]);
});

test('RUBY-101 the index says how a platform is spelled', async () => {
  registry.set('demo-lib', [offer('1.0.0-x86-mswin32-60', { options: { platform: 'mswin32' } })]);
  expect(await get('1.0.0-x86-mswin32-60')).toBe(200);
  expect(await world.gemspec('demo-lib-1.0.0-x86-mswin32-60')).toMatchObject({ 16: 'x86-mswin32-60' });
  expect(await world.info('demo-lib')).toEqual([expect.stringMatching(/^1\.0\.0-x86-mswin32-60 /)]);
});

test('RUBY-103 a gem without a checksum is taken when it is what it should be', async () => {
  registry.set('demo-lib', [offer('1.0.0', { checksum: '' })]);
  expect(await world.info('demo-lib')).toEqual(['1.0.0 |']);
  expect(await get('1.0.0')).toBe(200);
});

test('RUBY-101 an old gem whose gemspec only old tools read is what its line says', async () => {
  const entries = {
    'metadata.gz': gzipSync('--- !ruby/object:Gem::Specification\n\tname: [demo'),
    'checksums.yaml.gz': undefined,
  };
  registry.set('demo-lib', [offer('1.0.0', { dependencies: 'a:>= 1', options: { entries } })]);
  expect(await get('1.0.0')).toBe(200);
  expect(await world.gemspec('demo-lib-1.0.0')).toMatchObject({ 2: 'demo-lib', 9: [{ '@name': 'a' }] });
});

test('RUBY-105 what was yanked is gone from the list, unless it was kept', async () => {
  registry.set('demo-lib', [offer('1.0.0'), offer('1.1.0'), offer('1.2.0')]);
  expect(await get('1.0.0')).toBe(200);
  registry.set('demo-lib', [offer('1.2.0')]);
  expect(((await world.info('demo-lib')) as string[]).map((line) => line.split(' ')[0])).toEqual([
    '1.2.0',
    '1.0.0',
  ]);
  expect([await get('1.0.0'), await get('1.1.0')]).toEqual([200, 404]);
});

test('RUBY-106 while the registry is down there is what was kept', async () => {
  registry.set('demo-lib', [offer('1.0.0')]);
  registry.set('other', [offer('1.0.0')]);
  expect(await get('1.0.0')).toBe(200);
  await world.emulator.setExternal('off');
  expect(await world.info('demo-lib')).toHaveLength(1);
  expect(await world.info('other')).toBe(404);
  expect(await world.dependencies('demo-lib,other')).toHaveLength(1);
});

test('RUBY-106 what is closed to upstreams shows only what was kept', async () => {
  registry.set('demo-lib', [offer('1.0.0'), offer('1.1.0')]);
  expect(await get('1.0.0')).toBe(200);
  for (const repository of ['up', 'app']) {
    await world.client.send(
      new PutPackageOriginConfigurationCommand({
        ...{
          ...RUBY,
          repository,
          package: 'demo-lib',
          restrictions: { publish: 'ALLOW', upstream: 'BLOCK' },
        },
      }),
    );
  }
  expect(await world.info('demo-lib')).toHaveLength(1);
  expect(await get('1.1.0')).toBe(404);
});

test.each([
  ['no document', '<html></html>'],
  ['an empty one', ''],
  ['one of no version', '---\n'],
])('EXT-044 %s is as if there were none', async (_, text) => {
  registry.setText('demo-lib', text);
  expect(await world.info('demo-lib')).toBe(404);
});

test('RUBY-101 lines that say nothing of use are read past', async () => {
  const good = `1.0.0 |checksum:${'a'.repeat(64)}`;
  const lines = [
    'created_at: 2026',
    '---',
    '',
    'x',
    '../.. |checksum:0',
    '1.0.0-../x |',
    '2.0.0',
    '3.0.0 a b:|',
    good,
    good,
  ];
  registry.setText('demo-lib', lines.join('\n'));
  expect(await world.info('demo-lib')).toEqual([good]);
});

test('RUBY-055 UP-121 a version that is public is not pushed', async () => {
  registry.set('demo-lib', [offer('1.0.0')]);
  expect((await world.pushBytes(createGem('demo-lib', '1.0.0'), 'up')).status).toBe(409);
  expect((await world.pushBytes(createGem('demo-lib', '1.0.0', { platform: 'java' }), 'up')).status).toBe(
    200,
  );
});

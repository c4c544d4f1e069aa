import { constants, deflateRawSync, gzipSync } from 'node:zlib';
import {
  DeletePackageVersionsCommand,
  DescribePackageCommand,
  DescribePackageVersionCommand,
  ListPackageVersionAssetsCommand,
  PutPackageOriginConfigurationCommand,
} from '@aws-sdk/client-codeartifact';
import { createChecksums, createGem, createGemOf, createGemspec, createTar } from '../../support/gem-package';
import { RUBY, startRubyWorld, type RubyWorld } from '../../support/ruby-world';

let world: RubyWorld;
beforeAll(async () => {
  world = await startRubyWorld({ limits: { assetSizeBytes: 3_000_000 } });
});
beforeEach(() => world.reset());
afterAll(() => world.emulator.close());

const MEBIBYTE = 1024 * 1024;
const demo = createGem('demo-lib', '1.0.0');
/** Status and text of a push. */
const push = async (gem: Buffer, repository?: string) => {
  const answer = await world.pushBytes(gem, repository);
  return [answer.status, await answer.text()] as const;
};
const refused = async (gem: Buffer) => {
  const [status, text] = await push(gem);
  expect([status, text.split('\n')]).toEqual([
    400,
    [expect.stringMatching(/^The gem cannot be used: .+\.$/)],
  ]);
  expect(await world.stored('demo-lib')).toEqual([]);
  return text;
};

test('RUBY-050 RUBY-051 a push is answered with what clients print', async () => {
  const answer = await world.pushBytes(demo);
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/plain; charset=utf-8']);
  expect(await answer.text()).toBe('Successfully registered gem: demo-lib (1.0.0)');
  const [, text] = await push(createGem('demo-lib', '1.0.0', { platform: 'x86_64-linux' }));
  expect(text).toBe('Successfully registered gem: demo-lib (1.0.0-x86_64-linux)');
});

test('RUBY-050 with attestations the gem is a part of a form', async () => {
  const body = new FormData();
  body.append('attestations', '[{"mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json"}]');
  body.append('gem', new Blob([demo]), 'whatever.gem');
  body.append('other', new Blob(['rubbish']), 'other.bin');
  expect((await world.send('/api/v1/gems', { method: 'POST', body })).status).toBe(200);
  const answer = await world.send('/gems/demo-lib-1.0.0.gem');
  expect(Buffer.from(await answer.arrayBuffer()).equals(demo)).toBe(true);
});

test('RUBY-052 RUBY-053 the gemspec says what it is, and every platform is a version', async () => {
  await push(createGem('Demo_Lib', '1.0.0.rc1', { platform: 'java' }));
  await push(createGem('Demo_Lib', '1.0.0.rc1'));
  expect(await world.stored('Demo_Lib')).toEqual(['1.0.0.rc1', '1.0.0.rc1-java']);
  const version = { ...RUBY, package: 'Demo_Lib', packageVersion: '1.0.0.rc1-java' };
  const { assets } = await world.client.send(new ListPackageVersionAssetsCommand(version));
  expect(assets?.map(({ name }) => name)).toEqual(['Demo_Lib-1.0.0.rc1-java.gem']);
  const { packageVersion } = await world.client.send(new DescribePackageVersionCommand(version));
  expect(packageVersion).toMatchObject({
    status: 'Published',
    origin: { originType: 'INTERNAL', domainEntryPoint: { repositoryName: 'app' } },
  });
  const described = await world.client.send(new DescribePackageCommand({ ...RUBY, package: 'Demo_Lib' }));
  expect(described.package?.originConfiguration?.restrictions).toEqual({
    publish: 'ALLOW',
    upstream: 'BLOCK',
  });
});

test('RUBY-054 identical bytes are taken again, others are a conflict', async () => {
  expect((await push(demo))[0]).toBe(200);
  expect((await push(demo))[0]).toBe(200);
  const [status, text] = await push(createGem('demo-lib', '1.0.0', { marker: 'two' }));
  expect(status).toBe(409);
  expect(text).toContain('1.0.0');
  expect(await world.info('demo-lib')).toHaveLength(1);
});

test('RUBY-055 what was hidden or is upstream is not pushed over, what was deleted comes back', async () => {
  await push(demo);
  await world.setStatus('demo-lib', '1.0.0', 'Archived');
  expect((await push(demo))[0]).toBe(409);
  await world.client.send(
    new DeletePackageVersionsCommand({ ...RUBY, package: 'demo-lib', versions: ['1.0.0'] }),
  );
  expect((await push(createGem('demo-lib', '1.0.0', { marker: 'two' })))[0]).toBe(200);
  await push(createGem('other', '1.0.0'), 'up');
  const restrict = (publish: 'ALLOW' | 'BLOCK') =>
    world.client.send(
      new PutPackageOriginConfigurationCommand({
        ...{ ...RUBY, package: 'other', restrictions: { publish, upstream: 'ALLOW' } },
      }),
    );
  await world.send('/gems/other-1.0.0.gem');
  await push(createGem('other', '2.0.0'), 'up');
  await restrict('ALLOW');
  expect((await push(createGem('other', '2.0.0', { marker: 'two' })))[0]).toBe(409);
  await restrict('BLOCK');
  expect((await push(createGem('other', '3.0.0')))[0]).toBe(403);
});

test('RUBY-056 an empty body, and none, are no gem', async () => {
  for (const body of ['', undefined]) {
    const answer = await world.send('/api/v1/gems', { method: 'POST', ...(body !== undefined && { body }) });
    expect(answer.status).toBe(400);
  }
});

test('RUBY-056 a form that is damaged, or has no gem', async () => {
  const headers = { 'content-type': 'multipart/form-data; boundary=b' };
  for (const body of [
    '--b\r\nContent-Disposition: form-data; name="gem"; filename="a"\r\n\r\nhalf',
    '--b--\r\n',
  ]) {
    const answer = await world.send('/api/v1/gems', { method: 'POST', headers, body });
    expect(answer.status).toBe(400);
  }
});

const lines = (...changed: readonly string[]) => createGem('demo-lib', '1.0.0', { lines: changed });

test.each([
  ['no archive', Buffer.from('<html></html>')],
  ['an archive of nothing', createTar([])],
  ['no metadata', createGem('demo-lib', '1.0.0', { entries: { 'metadata.gz': undefined } })],
  ['no data', createGem('demo-lib', '1.0.0', { entries: { 'data.tar.gz': undefined } })],
  [
    'metadata that is no gzip',
    createGem('demo-lib', '1.0.0', { entries: { 'metadata.gz': Buffer.from('a: b') } }),
  ],
  ['metadata of another kind', createGemOf('just a text')],
  ['metadata that is a list', createGemOf('- a\n- b\n')],
  ['damaged YAML', createGemOf('name: [a\nversion: }')],
  ['no name', createGemOf('version: 1.0.0\n')],
  ['no version', createGemOf('name: demo-lib\n')],
  ['a name of digits', createGem('123', '1.0.0')],
  ['a name that is a path', createGem('../demo', '1.0.0')],
  ['a name of two lines', lines('name: "demo\\n1.0.0 |checksum:0"')],
  ['a version that is none', createGem('demo-lib', 'one')],
  ['a version with a dash', createGem('demo-lib', '1.0.0-java')],
  ['a version with a slash', createGem('demo-lib', '1.0/0')],
  ['a platform that is a path', createGem('demo-lib', '1.0.0', { platform: '../x' })],
  ['a dependency without a name', lines('dependencies:\n- !ruby/object:Gem::Dependency\n  type: :runtime')],
  ['a dependency that is a line', createGem('demo-lib', '1.0.0', { runtime: { '"a:b,c|d"': ['>= 0'] } })],
  ['a requirement that is none', createGem('demo-lib', '1.0.0', { runtime: { a: ['>> 1'] } })],
  ['a requirement of no version', createGem('demo-lib', '1.0.0', { requiredRuby: ['>= x|y'] })],
])('RUBY-056 %s', async (_, gem) => {
  await refused(gem);
});

test('RUBY-056 a file twice in a gem', async () => {
  const metadata = gzipSync(createGemspec('demo-lib', '1.0.0'));
  const data = gzipSync(createTar([]));
  const gem = createTar([
    ['metadata.gz', metadata],
    ['data.tar.gz', data],
    ['metadata.gz', gzipSync(createGemspec('demo-lib', '2.0.0'))],
  ]);
  expect(await refused(gem)).toContain("more than one 'metadata.gz'");
});

test('RUBY-057 an older gemspec is read: aliases, symbols, other tags, binary text, other names', async () => {
  const gemspec = [
    '--- !ruby/object:Gem::Specification ',
    'name: !binary |\n  ZGVtby1saWI=',
    'version: !ruby/object:Gem::Version \n  prerelease: false\n  segments: \n  - 1\n  - 10\n  version: "1.10"',
    'platform: !ruby/object:Gem::Platform\n  cpu: x86\n  os: mswin32\n  version: "60"',
    'author: Ann',
    'email: !ruby/array:Anything\n- a@b.invalid\n- c@d.invalid',
    'date: 2009-01-02 00:00:00 +01:00',
    'dependencies: ',
    '- !ruby/object:Gem::Dependency \n  name: demo-dep\n  type: :runtime\n  version_requirement: ',
    '  version_requirements: &id001 !ruby/object:Gem::Requirement \n    none: false\n    requirements: ',
    '    - - ~>\n      - !ruby/object:Gem::Version \n        hash: 15\n        version: 1.0',
    '- !ruby/object:Gem::Dependency \n  name: rake\n  type: !ruby/sym development',
    '  version_requirements: *id001',
    'required_ruby_version: !ruby/object:Gem::Version::Requirement \n  requirements: \n  - - ">="\n    - !ruby/object:Gem::Version \n      version: "0"\n  version: ',
    'licenses: []\nmetadata: {}\nfoo: !ruby/object:Kernel\n  system: rm -rf\n? [odd, key]\n: value\n',
  ].join('\n');
  expect(await push(createGemOf(gemspec))).toEqual([
    200,
    'Successfully registered gem: demo-lib (1.10-x86-mswin32-60)',
  ]);
  expect(await world.info('demo-lib')).toEqual([
    expect.stringMatching(/^1\.10-x86-mswin32-60 demo-dep:~> 1\.0\|checksum:\w+$/),
  ]);
  expect(await world.gemspec('demo-lib-1.10-x86-mswin32-60')).toMatchObject({
    11: ['a@b.invalid', 'c@d.invalid'],
    12: ['Ann'],
  });
});

/** Members before all others, so that aliases in those find their anchors. */
const before = (...first: readonly string[]) => ['name: demo-lib', ...first].join('\n');

test('RUBY-057 aliases of aliases do not multiply, and one of itself or of nothing is nothing', async () => {
  const level = (at: number) =>
    `l${at}: &l${at} [${Array(9)
      .fill(`*l${at - 1}`)
      .join(', ')}]`;
  const bomb = before('l0: &l0 ["lol"]', ...Array.from({ length: 30 }, (_, at) => level(at + 1)));
  const [status] = await push(lines(bomb, 'authors: [*l0, *l30, Ann]', 'licenses: &own [*own, *none, MIT]'));
  expect(status).toBe(200);
  expect(await world.gemspec('demo-lib-1.0.0')).toMatchObject({ 12: ['Ann'], 17: ['MIT'] });
});

test.each([
  [
    'a text that is repeated',
    [before(`big: &b ${'x'.repeat(20_000)}`), `authors: [${Array(1_000).fill('*b').join(', ')}]`],
  ],
  ['a list without end', [`authors: [${Array(10_000).fill('a').join(', ')}]`]],
  ['too many values', [`authors:\n${'- a\n'.repeat(60_000)}`]],
  ['a gemspec without end', [`summary: ${'x'.repeat(600_000)}`]],
  ['a deep nesting', [`authors: ${'['.repeat(5_000)}${']'.repeat(5_000)}`]],
  ['a nesting of blocks', [`authors:\n${'- '.repeat(200_000)}a`]],
  ['a nesting of questions', [`authors:\n${'? '.repeat(200_000)}a`]],
  [
    'a nesting of maps',
    [`authors:\n${Array.from({ length: 600 }, (_, at) => `${' '.repeat(at)} a:`).join('\n')}`],
  ],
  ['nothing but damage', [`authors: [${','.repeat(400_000)}]`]],
  ['tags of tags', [`authors: ${'!a '.repeat(100_000)}`]],
  ['a nesting without end', [`authors: ${'['.repeat(200_000)}`]],
])('RUBY-057 %s is refused', async (_, changed) => {
  await refused(lines(...changed));
});

test('RUBY-052 a list of files that something refers to is read too', async () => {
  const gem = lines(before('files:\n- &a lib/a.rb\n- b'), 'files: []', 'authors: [*a]');
  expect((await push(gem))[0]).toBe(200);
  expect(await world.gemspec('demo-lib-1.0.0')).toMatchObject({ 12: ['lib/a.rb'] });
});

test('RUBY-052 a gem of very many files is read', async () => {
  const files = Array.from({ length: 300_000 }, (_, at) => `- lib/demo/file-${at}.rb`).join('\n');
  expect((await push(lines(`files:\n${files}`)))[0]).toBe(200);
});

test('RUBY-056 a metadata.gz that unpacks to 10 GB', async () => {
  const block = deflateRawSync(Buffer.alloc(MEBIBYTE, 'a'), {
    level: 9,
    finishFlush: constants.Z_FULL_FLUSH,
  });
  const head = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]);
  const bomb = Buffer.concat([head, ...Array<Buffer>(900).fill(block), Buffer.from([3, 0])]);
  const before = process.memoryUsage().rss;
  await refused(createGem('demo-lib', '1.0.0', { entries: { 'metadata.gz': bomb } }));
  await refused(createGem('demo-lib', '1.0.0', { entries: { 'checksums.yaml.gz': bomb } }));
  expect(process.memoryUsage().rss - before).toBeLessThan(200 * MEBIBYTE);
});

test.each([
  ['data', { 'data.tar.gz': gzipSync('other') }],
  ['metadata', { 'metadata.gz': gzipSync(createGemspec('demo-lib', '1.0.0', { licenses: ['other'] })) }],
  ['a file that is not there', { 'checksums.yaml.gz': gzipSync(createChecksums({ 'none.gz': demo })) }],
  ['no checksums', { 'checksums.yaml.gz': gzipSync('text') }],
])('RUBY-058 checksums that are not those of the gem: %s', async (_, entries) => {
  await refused(createGem('demo-lib', '1.0.0', { entries }));
});

test('RUBY-058 a gem without checksums is taken, and one that is signed', async () => {
  const entries = { 'checksums.yaml.gz': undefined, 'data.tar.gz.sig': Buffer.from('signature') };
  expect((await push(createGem('demo-lib', '1.0.0', { entries })))[0]).toBe(200);
});

test('RUBY-059 a host that a gemspec allows does not count here', async () => {
  const metadata = { allowed_push_host: 'https://other.invalid' };
  expect((await push(createGem('demo-lib', '1.0.0', { metadata })))[0]).toBe(200);
});

test('RUBY-060 who is not let in is told so after all was sent; too much is refused', async () => {
  const large = Buffer.alloc(2 * MEBIBYTE);
  const headers = { authorization: 'Bearer nonsense' };
  const answer = await world.send('/api/v1/gems', { method: 'POST', headers, body: large });
  expect(answer.status).toBe(401);
  const [status, text] = await push(Buffer.alloc(8 * MEBIBYTE));
  expect([status, text]).toEqual([413, expect.stringContaining('larger than')]);
  expect(
    (await push(createGem('demo-lib', '1.0.0', { entries: { pad: Buffer.alloc(3 * MEBIBYTE) } })))[0],
  ).toBe(413);
});

test('RUBY-060 the connection is good for more after a gem that is too large', async () => {
  const large = createGem('demo-lib', '1.0.0', { entries: { pad: Buffer.alloc(3 * MEBIBYTE) } });
  for (let pushes = 0; pushes < 4; pushes++) expect((await push(large))[0]).toBe(413);
  expect((await push(demo))[0]).toBe(200);
});

test('RUBY-061 what was pushed is to be seen at once', async () => {
  expect(await world.info('demo-lib')).toBe(404);
  await push(demo);
  expect(await world.info('demo-lib')).toHaveLength(1);
  expect(await world.dependencies('demo-lib')).toHaveLength(1);
  await push(createGem('demo-lib', '1.1.0'));
  expect(await world.info('demo-lib')).toHaveLength(2);
  expect(await world.dependencies('demo-lib')).toHaveLength(2);
});

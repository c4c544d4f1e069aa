import {
  CopyPackageVersionsCommand,
  CreateRepositoryCommand,
  DescribePackageCommand,
  DescribePackageVersionCommand,
  GetPackageVersionReadmeCommand,
  ListPackagesCommand,
  ListPackageVersionAssetsCommand,
  ListPackageVersionDependenciesCommand,
  ListPackageVersionsCommand,
} from '@aws-sdk/client-codeartifact';
import { DEMO, startSwiftWorld, SWIFT, type SwiftWorld } from '../../support/swift-world';

const VERSION = { ...DEMO, packageVersion: '1.0.0' };
const METADATA = {
  description: 'Links.',
  licenseURL: 'https://example.com/license',
  readmeURL: 'https://example.com/readme',
  repositoryURLs: ['https://example.com/demo/LinkedLib', 'https://example.org/mirror'],
};

let world: SwiftWorld;
beforeAll(async () => {
  world = await startSwiftWorld();
});
beforeEach(() => world.reset());
afterAll(() => world.emulator.close());

const describe1 = async () =>
  (await world.client.send(new DescribePackageVersionCommand(VERSION))).packageVersion;
const readme = async () => (await world.client.send(new GetPackageVersionReadmeCommand(VERSION))).readme;

test('SWIFT-092 SWIFT-094 the API describes a release by its metadata', async () => {
  await world.publish('1.0.0', { metadata: JSON.stringify(METADATA) });
  const described = await describe1();
  expect(described).toMatchObject({
    displayName: 'demo.LinkedLib',
    summary: 'Links.',
    sourceCodeRepository: 'https://example.com/demo/LinkedLib',
    licenses: [{ url: 'https://example.com/license' }],
  });
  expect(described).not.toHaveProperty('homePage');
});

test('SWIFT-094 without metadata there is little to say', async () => {
  await world.publish('1.0.0');
  const described = await describe1();
  expect(described?.licenses ?? []).toEqual([]);
  expect(described).not.toHaveProperty('summary');
  await expect(readme()).rejects.toThrow();
});

test.each(['README.md', 'Readme.md', 'readme.MD'])(
  'SWIFT-094 %s in the top folder is the readme',
  async (name) => {
    const files = { 'Docs/README.md': 'not this', [name]: '# Links' };
    await world.publish('1.0.0', { files, metadata: JSON.stringify(METADATA) });
    expect(await readme()).toBe('# Links');
  },
);

test('SWIFT-094 without one the description is the readme, also instead of one that is far too long', async () => {
  const files = { 'README.md': 'x'.repeat(2 * 1024 * 1024) };
  await world.publish('1.0.0', { files, metadata: JSON.stringify(METADATA) });
  expect(await readme()).toBe('Links.');
});

test('SWIFT-095 VER-407 no dependencies are known', async () => {
  await world.publish('1.0.0');
  const { dependencies } = await world.client.send(new ListPackageVersionDependenciesCommand(VERSION));
  expect(dependencies).toEqual([]);
});

test('SWIFT-093 the archive is the only asset, metadata and signatures are none', async () => {
  await world.publish('1.0.0', { metadata: '{}', signature: Buffer.from('s') });
  const { assets = [] } = await world.client.send(new ListPackageVersionAssetsCommand(VERSION));
  expect(assets.map(({ name }) => name)).toEqual(['linkedlib-1.0.0.zip']);
});

test('SWIFT-090 PKG-105 PKG-106 the API takes names in any letter case and shows them in lower case', async () => {
  await world.publish('1.0.0');
  const { versions = [] } = await world.client.send(
    new ListPackageVersionsCommand({ ...SWIFT, namespace: 'DEMO', package: 'LinkedLib' }),
  );
  expect(versions.map(({ version }) => version)).toEqual(['1.0.0']);
  const { packages = [] } = await world.client.send(
    new ListPackagesCommand({ ...SWIFT, namespace: 'Dem', packagePrefix: 'LINK' }),
  );
  expect(packages).toEqual([expect.objectContaining({ namespace: 'demo', package: 'linkedlib' })]);
});

test.each([
  ['describe', () => new DescribePackageCommand({ ...SWIFT, package: 'linkedlib' })],
  ['list', () => new ListPackageVersionsCommand({ ...SWIFT, package: 'linkedlib' })],
] as const)('SWIFT-091 to %s a package takes its namespace', async (_, command) => {
  await world.publish('1.0.0');
  await expect(world.client.send(command() as DescribePackageCommand)).rejects.toMatchObject({
    name: 'ValidationException',
  });
});

test('SWIFT-074 the version to show is the one that was published last', async () => {
  await world.publish('2.0.0');
  world.emulator.clock.advance(60);
  await world.publish('1.0.0');
  const { defaultDisplayVersion } = await world.client.send(new ListPackageVersionsCommand(DEMO));
  expect(defaultDisplayVersion).toBe('1.0.0');
});

test('SWIFT-096 a copy has archive, metadata and signature of the original', async () => {
  await world.publish('1.0.0', { metadata: JSON.stringify(METADATA), signature: Buffer.from('s') });
  await world.client.send(new CreateRepositoryCommand({ domain: 'dom', repository: 'other' }));
  await world.client.send(
    new CopyPackageVersionsCommand({
      ...{ domain: 'dom', format: 'swift', namespace: 'demo', package: 'LinkedLib', versions: ['1.0.0'] },
      ...{ sourceRepository: 'app', destinationRepository: 'other' },
    }),
  );
  const path = '/demo/LinkedLib/1.0.0';
  expect(await world.json(path, 'other')).toEqual(await world.json(path));
  const [copy, original] = [
    await world.send(`${path}.zip`, { repository: 'other' }),
    await world.send(`${path}.zip`),
  ];
  expect(copy.headers.get('x-swift-package-signature')).toBe(btoa('s'));
  expect(await copy.text()).toBe(await original.text());
});

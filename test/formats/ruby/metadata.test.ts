import {
  DescribePackageVersionCommand,
  GetAssociatedPackageGroupCommand,
  GetPackageVersionReadmeCommand,
  ListPackageVersionDependenciesCommand,
  ListPackageVersionsCommand,
} from '@aws-sdk/client-codeartifact';
import { RUBY, startRubyWorld, type RubyWorld } from '../../support/ruby-world';

let world: RubyWorld;
beforeAll(async () => {
  world = await startRubyWorld();
});
beforeEach(() => world.reset());
afterAll(() => world.emulator.close());

const VERSION = { ...RUBY, package: 'demo-lib', packageVersion: '1.0.0' };
const describe1 = async () =>
  (await world.client.send(new DescribePackageVersionCommand(VERSION))).packageVersion;

test('RUBY-080 VER-300 what a gemspec says of itself', async () => {
  await world.push('demo-lib', '1.0.0', {
    licenses: ['MIT', 'Apache-2.0'],
    metadata: { source_code_uri: 'https://example.com/source', homepage_uri: 'https://example.com/other' },
  });
  expect(await describe1()).toMatchObject({
    ...{ displayName: 'demo-lib', summary: 'demo-lib in short', homePage: 'https://example.com/demo-lib' },
    sourceCodeRepository: 'https://example.com/source',
    licenses: [{ name: 'MIT' }, { name: 'Apache-2.0' }],
  });
});

test('RUBY-080 without a homepage that of the metadata counts; what is empty is not there', async () => {
  const metadata = { homepage_uri: 'https://example.com/other' };
  await world.push('demo-lib', '1.0.0', { licenses: [], metadata, lines: ['homepage: ', 'summary: ""'] });
  const described = await describe1();
  expect(described).toMatchObject({ homePage: 'https://example.com/other', licenses: [] });
  expect(described).not.toHaveProperty('summary');
  expect(described).not.toHaveProperty('sourceCodeRepository');
});

test('RUBY-081 the description is the readme', async () => {
  await world.push('demo-lib', '1.0.0');
  const { readme } = await world.client.send(new GetPackageVersionReadmeCommand(VERSION));
  expect(readme).toBe('What demo-lib does,\nat length.');
});

test('RUBY-082 VER-406 every dependency with its type and requirement', async () => {
  await world.push('demo-lib', '1.0.0', {
    runtime: { 'demo-dep': ['>= 1.0', '< 3'] },
    development: { rake: ['>= 0'] },
  });
  const { dependencies } = await world.client.send(new ListPackageVersionDependenciesCommand(VERSION));
  expect(dependencies).toEqual([
    { package: 'demo-dep', dependencyType: 'runtime', versionRequirement: '>= 1.0, < 3' },
    { package: 'rake', dependencyType: 'development', versionRequirement: '>= 0' },
  ]);
});

test('RUBY-083 PKG-014 a gem has no namespace, and its name is taken as it is', async () => {
  await world.push('RedCloth', '1.0.0');
  const group = new GetAssociatedPackageGroupCommand({ domain: 'dom', format: 'ruby', package: 'RedCloth' });
  expect((await world.client.send(group)).packageGroup?.pattern).toBe('/*');
  const list = (name: string, namespace?: string) =>
    world.client.send(
      new ListPackageVersionsCommand({ ...RUBY, package: name, ...(namespace && { namespace }) }),
    );
  expect((await list('RedCloth')).versions).toHaveLength(1);
  await expect(list('redcloth')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  await expect(list('RedCloth', 'ns')).rejects.toMatchObject({ name: 'ValidationException' });
});

test('RUBY-084 VER-122 the latest that was published is the one to show', async () => {
  await world.push('demo-lib', '2.0.0');
  world.emulator.clock.advance(1);
  await world.push('demo-lib', '1.0.0');
  const versions = await world.client.send(new ListPackageVersionsCommand({ ...RUBY, package: 'demo-lib' }));
  expect(versions.defaultDisplayVersion).toBe('1.0.0');
});

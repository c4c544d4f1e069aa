import {
  DescribePackageCommand,
  DescribePackageVersionCommand,
  GetPackageVersionReadmeCommand,
  ListPackageVersionDependenciesCommand,
  ListPackageVersionsCommand,
} from '@aws-sdk/client-codeartifact';
import { NUGET, startNugetWorld, type NugetWorld } from '../../support/nuget-world';

let world: NugetWorld;
beforeAll(async () => {
  world = await startNugetWorld();
});
beforeEach(() => world.reset());
afterAll(() => world.emulator.close());

const VERSION = { ...NUGET, package: 'demo.lib', packageVersion: '1.0.0' };
const describe1 = async () =>
  (await world.client.send(new DescribePackageVersionCommand(VERSION))).packageVersion;
const readme = async () => (await world.client.send(new GetPackageVersionReadmeCommand(VERSION))).readme;

test.each(['', 'http://schemas.microsoft.com/packaging/2010/07/nuspec.xsd', 'urn:any'])(
  'NUG-100 NUG-104 a nuspec of the namespace %p is read',
  async (namespace) => {
    const metadata = `<summary>Short.</summary><projectUrl>https://example.com/</projectUrl>
      <repository type="git" url="https://example.com/demo.git" commit="0123" />`;
    await world.push('Demo.Lib', '1.0.0', { metadata, namespace });
    expect(await describe1()).toMatchObject({
      ...{ displayName: 'Demo.Lib', summary: 'Short.', homePage: 'https://example.com/' },
      sourceCodeRepository: 'https://example.com/demo.git',
    });
  },
);

test('NUG-100 without a summary the description is it', async () => {
  await world.push('Demo.Lib', '1.0.0');
  expect((await describe1())?.summary).toBe('What Demo.Lib does.');
});

test.each([
  ['', []],
  ['<license type="expression">MIT</license>', [{ name: 'MIT' }]],
  [
    '<license type="expression">MIT</license><licenseUrl>https://licenses.nuget.org/MIT</licenseUrl>',
    [{ name: 'MIT', url: 'https://licenses.nuget.org/MIT' }],
  ],
  [
    '<license type="file">LICENSE.txt</license><licenseUrl>https://aka.ms/deprecateLicenseUrl</licenseUrl>',
    [{ name: 'LICENSE.txt' }],
  ],
  ['<licenseUrl>https://example.com/l</licenseUrl>', [{ url: 'https://example.com/l' }]],
  ['<licenseUrl>https://aka.ms/deprecateLicenseUrl</licenseUrl>', []],
])('NUG-101 %s', async (metadata, licenses) => {
  await world.push('Demo.Lib', '1.0.0', { metadata });
  expect((await describe1())?.licenses).toEqual(licenses);
});

test.each([
  ['docs\\README.md', 'docs/README.md'],
  ['README.md', 'README.md'],
  ['docs/READ ME.md', 'docs/READ%20ME.md'],
])('NUG-102 VER-303 the readme that the nuspec calls %s', async (named, path) => {
  await world.push('Demo.Lib', '1.0.0', {
    metadata: `<readme>${named}</readme>`,
    files: { [path]: '# Demo\n', 'other.md': 'no' },
  });
  expect(await readme()).toBe('# Demo\n');
});

test('NUG-102 without a readme, or when it is not there, the description is it', async () => {
  await world.push('Demo.Lib', '1.0.0', { metadata: '<readme>missing.md</readme>' });
  expect(await readme()).toBe('What Demo.Lib does.');
});

test('NUG-103 VER-404 dependencies of all frameworks, each once, without a type', async () => {
  await world.push('Demo.Lib', '1.0.0', {
    metadata: `<dependencies>
      <group targetFramework="net8.0"><dependency id="A.B" version="1.0.0" /><dependency id="C" /></group>
      <group targetFramework="net472"><dependency id="a.b" version="1.0.0" /><dependency id="A.B" version="[2.0,3.0)" /></group>
    </dependencies>`,
  });
  const { dependencies } = await world.client.send(new ListPackageVersionDependenciesCommand(VERSION));
  expect(dependencies).toEqual([
    { package: 'a.b', versionRequirement: '1.0.0' },
    { package: 'c' },
    { package: 'a.b', versionRequirement: '[2.0,3.0)' },
  ]);
});

test('NUG-106 VER-122 the version last published is shown by default', async () => {
  await world.push('Demo.Lib', '2.0.0');
  world.emulator.clock.advance(1);
  await world.push('Demo.Lib', '1.0.0');
  const { defaultDisplayVersion } = await world.client.send(
    new ListPackageVersionsCommand({ ...NUGET, package: 'Demo.Lib' }),
  );
  expect(defaultDisplayVersion).toBe('1.0.0');
  const described = await world.client.send(new DescribePackageCommand({ ...NUGET, package: 'DEMO.LIB' }));
  expect(described.package?.name).toBe('demo.lib');
});

import {
  ListPackageVersionDependenciesCommand,
  ListPackageVersionAssetsCommand,
  ListPackagesCommand,
  GetPackageVersionReadmeCommand,
  ValidationException,
  DescribePackageCommand,
} from '@aws-sdk/client-codeartifact';
import { findError } from '../../support/api';
import { renderPom } from '../../support/maven-package';
import { LIB, startMavenWorld, type MavenWorld } from '../../support/maven-world';

const PACKAGE = {
  domain: 'dom',
  repository: 'app',
  format: 'maven',
  namespace: 'com.ex',
  package: 'lib',
} as const;
const VERSION = { ...PACKAGE, packageVersion: '1.0' };

let world: MavenWorld;
beforeAll(async () => {
  world = await startMavenWorld();
});
beforeEach(() => world.reset());
afterAll(() => world.emulator.close());

const describeWith = async (pom: string) => {
  await world.release('1.0', { files: { '.jar': 'jar', '.pom': pom } });
  return world.describe('1.0');
};
const dependencies = async () => {
  const { dependencies: all = [] } = await world.client.send(
    new ListPackageVersionDependenciesCommand(VERSION),
  );
  return all.map(({ namespace, package: name, dependencyType, versionRequirement }) =>
    [`${namespace}:${name}`, dependencyType, versionRequirement].join(' '),
  );
};
const pomWith = (more: string) => renderPom({ ...LIB, version: '1.0' }, more);

test('MVN-200 REAL-208 the API shows what the POM says', async () => {
  const description = await describeWith(
    pomWith(`<name>The Lib</name><description>
        What it does.
      </description><url>https://lib.example/</url><scm><url>https://scm.example/lib</url></scm>
      <licenses><license><name>MIT</name><url>https://mit.example/</url></license>
        <license><name>Other</name></license><license/></licenses>`),
  );
  expect(description).toMatchObject({
    ...{ displayName: 'The Lib', summary: 'What it does.', homePage: 'https://lib.example/' },
    sourceCodeRepository: 'https://scm.example/lib',
    licenses: [{ name: 'MIT', url: 'https://mit.example/' }, { name: 'Other' }],
  });
  expect((await findError(world.client.send(new GetPackageVersionReadmeCommand(VERSION)))).status).toBe(404);
});

test('MVN-201 nothing is inherited from the parent', async () => {
  const parent = { ...LIB, artifactId: 'parent', version: '1.0' };
  const licenses = '<licenses><license><name>MIT</name></license></licenses>';
  await world.put(
    '/com/ex/parent/1.0/parent-1.0.pom',
    renderPom(parent, `<packaging>pom</packaging>${licenses}<description>Parent.</description>`),
  );
  const description = await describeWith(`<project><artifactId>lib</artifactId>
    <parent><groupId>com.ex</groupId><artifactId>parent</artifactId><version>1.0</version></parent></project>`);
  expect(description).toMatchObject({ displayName: 'lib', licenses: [] });
  expect(description.summary).toBeUndefined();
  expect(await dependencies()).toEqual(['com.ex:parent parent 1.0']);
});

test('MVN-200 dependencies have their scopes as types, and the parent is one', async () => {
  const one = (artifactId: string, more = '') =>
    `<dependency><groupId>com.dep</groupId><artifactId>${artifactId}</artifactId><version>[1,2)</version>${more}</dependency>`;
  const scopes = ['compile', 'runtime', 'test', 'provided', 'system'];
  await describeWith(
    pomWith(`<parent><groupId>com.p</groupId><artifactId>parent</artifactId><version>7</version></parent><dependencies>
      ${one('default')}${scopes.map((scope) => one(scope, `<scope>${scope}</scope>`)).join('')}
      ${one('optional', '<scope>runtime</scope><optional>true</optional>')}
      <dependency><groupId>com.dep</groupId><artifactId>managed</artifactId></dependency></dependencies>`),
  );
  expect((await dependencies()).toSorted()).toEqual(
    [
      ...['com.p:parent parent 7', 'com.dep:default compile [1,2)', 'com.dep:optional optional [1,2)'],
      ...scopes.map((scope) => `com.dep:${scope} ${scope} [1,2)`),
      'com.dep:managed compile ',
    ].toSorted(),
  );
});

test('MVN-202 properties are resolved as far as the POM itself says them', async () => {
  const description = await describeWith(`<project><artifactId>lib</artifactId>
    <parent><groupId>com.ex</groupId><artifactId>parent</artifactId><version>1.0</version></parent>
    <name>\${project.groupId} \${artifactId} \${project.version} \${pom.artifactId}</name>
    <description>\${mine} \${unknown} \${project.parent.artifactId} \${loop}</description>
    <properties><mine>a \${other}</mine><other>b</other><loop>\${loop}</loop></properties>
    <dependencies><dependency><groupId>\${project.groupId}</groupId><artifactId>core</artifactId>
      <version>\${project.version}</version></dependency></dependencies></project>`);
  expect(description).toMatchObject({
    displayName: 'com.ex lib 1.0 lib',
    summary: 'a b ${unknown} parent ${loop}',
  });
  expect((await dependencies()).toSorted()).toEqual(['com.ex:core compile 1.0', 'com.ex:parent parent 1.0']);
});

test('MVN-203 a version without a POM has its name', async () => {
  await world.release('1.0', { files: { '.jar': 'jar' } });
  const description = await world.describe('1.0');
  expect(description).toMatchObject({ displayName: 'lib', licenses: [] });
  expect(description.summary).toBeUndefined();
  expect(await dependencies()).toEqual([]);
});

test('MVN-204 managed dependencies, profiles, plugins and extensions say nothing of the version', async () => {
  const list = `<dependencies><dependency><groupId>g</groupId><artifactId>a</artifactId></dependency></dependencies>`;
  await describeWith(
    pomWith(`<dependencyManagement>${list}</dependencyManagement><profiles><profile><id>p</id>${list}</profile></profiles>
      <build><plugins><plugin><artifactId>p</artifactId>${list}</plugin></plugins>
      <extensions><extension><groupId>g</groupId><artifactId>e</artifactId></extension></extensions></build>`),
  );
  expect(await dependencies()).toEqual([]);
});

test.each([
  ['cut off', '<project><name>x'],
  ['no XML', 'name: x'],
  ['of another root', '<html><name>x</name></html>'],
  [
    'that defines entities',
    '<!DOCTYPE p [<!ENTITY e SYSTEM "file:///etc/hostname">]><project><name>&e;</name></project>',
  ],
])('MVN-082 a POM that is %s is stored, and tells nothing', async (_, pom) => {
  expect(await describeWith(pom)).toMatchObject({ displayName: 'lib', licenses: [], status: 'Published' });
  expect((await world.get('/com/ex/lib/1.0/lib-1.0.pom')).text).toBe(pom);
  expect(await dependencies()).toEqual([]);
});

test('MVN-082 a document type is read past', async () => {
  const pom = `<!DOCTYPE project SYSTEM "http://127.0.0.1:1/never.dtd">${pomWith('<name>The Lib</name>').replace(/<\?.*\?>/, '')}`;
  expect(await describeWith(pom)).toMatchObject({ displayName: 'The Lib' });
});

test('MVN-206 assets have all four hashes in lower case', async () => {
  await world.release('1.0', { files: { '.jar': 'jar' } });
  const { assets = [] } = await world.client.send(new ListPackageVersionAssetsCommand(VERSION));
  expect(Object.keys(assets[0]?.hashes ?? {}).toSorted()).toEqual(['MD5', 'SHA-1', 'SHA-256', 'SHA-512']);
  expect(Object.values(assets[0]?.hashes ?? {}).join('')).toMatch(/^[0-9a-f]+$/);
});

test('MVN-002 in the API the group is not left out', async () => {
  await world.release('1.0');
  const without = { ...PACKAGE, namespace: undefined };
  await expect(world.client.send(new DescribePackageCommand(without))).rejects.toThrow(ValidationException);
  const found = await world.client.send(new ListPackagesCommand({ domain: 'dom', repository: 'app' }));
  expect(found.packages).toMatchObject([{ namespace: 'com.ex', package: 'lib', format: 'maven' }]);
});

import {
  DescribePackageCommand,
  GetPackageVersionReadmeCommand,
  ListPackageVersionDependenciesCommand,
  ListPackageVersionsCommand,
} from '@aws-sdk/client-codeartifact';
import { sha256 } from '../../support/cargo-package';
import { CARGO, startCargoWorld, type CargoWorld } from '../../support/cargo-world';
import { TEST_TIME } from '../../support/emulator';

let world: CargoWorld;
beforeAll(async () => {
  world = await startCargoWorld();
});
beforeEach(() => world.reset());
afterAll(() => world.emulator.close());

const API = '/api/v1/crates';
const versions = async (name = 'demo-lib') => {
  const answer = await world.send(`${API}/${name}/versions`);
  return [answer.status, await answer.json()];
};

test('CRG-070 REAL-231 the list of versions tells when they were published, newest first', async () => {
  const metadata = { rust_version: '1.70' };
  const first = await world.publish('Demo-Lib', '1.1.0', { metadata });
  world.emulator.clock.advance(60);
  const second = await world.publish('Demo-Lib', '1.0.0+b', { metadata: { license: null } });
  const toEntry = (num: string, time: string, crate: Buffer) => ({
    ...{ crate: 'Demo-Lib', num, created_at: time, updated_at: time, yanked: false, checksum: sha256(crate) },
    ...{ dl_path: `/api/v1/crates/Demo-Lib/${num}/download`, crate_size: crate.length },
  });
  expect(await versions()).toEqual([
    200,
    {
      versions: [
        { ...toEntry('1.0.0+b', '2026-03-04T05:07:07.890Z', second), license: null, rust_version: null },
        { ...toEntry('1.1.0', TEST_TIME, first), license: 'MIT', rust_version: '1.70' },
      ],
      meta: { total: 2 },
    },
  ]);
  const answer = await world.send(`${API}/demo-lib/versions`);
  expect(answer.headers.get('content-type')).toBe('application/json');
});

test('CRG-071 the list shows what the index shows', async () => {
  for (const version of ['1.0.0', '1.1.0', '1.2.0']) await world.publish('demo-lib', version);
  await world.setStatus('demo-lib', '1.0.0', 'Unlisted');
  await world.setStatus('demo-lib', '1.1.0', 'Archived');
  expect(await versions()).toMatchObject([
    200,
    {
      versions: [
        { num: '1.2.0', yanked: false },
        { num: '1.0.0', yanked: true },
      ],
      meta: { total: 2 },
    },
  ]);
});

test.each(['none', 'a%2fb', '..'])('CRG-070 the list of %s is a 404', async (name) => {
  expect((await versions(name))[0]).toBe(404);
});

test.each([
  ['CRG-072 search', 'GET', `${API}?q=demo&per_page=10`, 404, /search is not supported/],
  ['CRG-073 owners', 'GET', `${API}/demo-lib/owners`, 404, /no owners/],
  ['CRG-073 owners', 'PUT', `${API}/demo-lib/owners`, 405, /no owners/],
  ['CRG-073 owners', 'DELETE', `${API}/demo-lib/owners`, 405, /no owners/],
  ['CRG-074 yank', 'DELETE', `${API}/demo-lib/1.0.0/yank`, 405, /use UpdatePackageVersionsStatus/],
  ['CRG-074 unyank', 'PUT', `${API}/demo-lib/1.0.0/unyank`, 405, /use UpdatePackageVersionsStatus/],
  ['CRG-075 a crate', 'GET', `${API}/demo-lib`, 404, /versions/],
  ['CRG-075 me', 'GET', '/me', 404, /Not Found/],
] as const)(
  'CRG-010 IAM-051 %s: %s %s is a %i that says why, and changes nothing',
  async (_, method, path, status, detail) => {
    await world.publish('demo-lib', '1.0.0');
    const init = method === 'PUT' ? { method, body: '{"users":["a"]}' } : { method };
    const answer = await world.send(path, init);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([status, 'application/json']);
    expect(await answer.json()).toEqual({
      errors: [{ detail: expect.stringMatching(detail) as string }],
    });
    expect(await world.listed()).toEqual(['1.0.0']);
    const anonymous = await world.send(path, { ...init, headers: { authorization: '' } });
    expect(anonymous.status).toBe(401);
  },
);

test('CRG-080 CRG-081 VER-303 the API shows what the publish says', async () => {
  const metadata = {
    ...{ description: 'What it does.', homepage: 'https://h', documentation: 'https://d' },
    ...{
      repository: 'https://r',
      readme: '# Read me',
      readme_file: 'README.md',
      license: 'MIT OR Apache-2.0',
    },
  };
  await world.publish('demo-lib', '1.0.0', { metadata });
  expect(await world.describe('demo-lib', '1.0.0')).toMatchObject({
    ...{ displayName: 'demo-lib', summary: 'What it does.', homePage: 'https://h' },
    ...{ sourceCodeRepository: 'https://r', licenses: [{ name: 'MIT OR Apache-2.0' }] },
  });
  const version = { ...CARGO, package: 'demo-lib', packageVersion: '1.0.0' };
  expect((await world.client.send(new GetPackageVersionReadmeCommand(version))).readme).toBe('# Read me');
});

test('CRG-080 CRG-081 the documentation stands in for a home page, a file for a licence', async () => {
  const metadata = { documentation: 'https://d', license: null, license_file: 'LICENSE' };
  await world.publish('demo-lib', '1.0.0', { metadata });
  await world.publish('demo-lib', '1.1.0', { metadata: { license: null, description: null } });
  expect(await world.describe('demo-lib', '1.0.0')).toMatchObject({
    ...{ homePage: 'https://d', licenses: [{ name: 'LICENSE' }] },
  });
  const bare = await world.describe('demo-lib', '1.1.0');
  expect(bare).toMatchObject({ displayName: 'demo-lib', licenses: [] });
  expect([bare?.summary, bare?.homePage, bare?.sourceCodeRepository]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

test('CRG-082 VER-406 dependencies have the name that their registry has, and a type', async () => {
  const deps = [
    { name: 'serde', version_req: '^1', kind: 'normal', explicit_name_in_toml: 'ser' },
    { name: 'cc', version_req: '1, <2', kind: 'build' },
    { name: 'quick', version_req: '*', kind: 'dev' },
  ];
  await world.publish('demo-lib', '1.0.0', { metadata: { deps } });
  const version = { ...CARGO, package: 'demo-lib', packageVersion: '1.0.0' };
  const { dependencies } = await world.client.send(new ListPackageVersionDependenciesCommand(version));
  expect(dependencies).toEqual([
    { package: 'serde', versionRequirement: '^1', dependencyType: 'normal' },
    { package: 'cc', versionRequirement: '1, <2', dependencyType: 'build' },
    { package: 'quick', versionRequirement: '*', dependencyType: 'dev' },
  ]);
});

test('CRG-084 VER-122 the default version to display is the one that was published last', async () => {
  await world.publish('demo-lib', '2.0.0');
  world.emulator.clock.advance(1);
  await world.publish('demo-lib', '1.0.1');
  const listed = await world.client.send(new ListPackageVersionsCommand({ ...CARGO, package: 'demo-lib' }));
  expect(listed.defaultDisplayVersion).toBe('1.0.1');
});

test('CRG-085 PKG-014 an API caller names a package as it was published, and without a namespace', async () => {
  await world.publish('Demo_Lib', '1.0.0');
  const describePackage = (name: string, namespace?: string) =>
    world.client.send(
      new DescribePackageCommand({ ...CARGO, package: name, ...(namespace !== undefined && { namespace }) }),
    );
  expect((await describePackage('Demo_Lib')).package?.name).toBe('Demo_Lib');
  await expect(describePackage('demo_lib')).rejects.toThrow('does not exist');
  await expect(describePackage('Demo_Lib', 'ns')).rejects.toThrow('no namespace');
});

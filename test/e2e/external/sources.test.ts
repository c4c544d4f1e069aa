import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describeWithClients } from '../../support/clients';
import { startFakeNpmRegistry, type FakeNpmRegistry } from '../../support/fake-npm-registry';
import { readTree } from '../../support/npm-fixtures';
import { createNpmPackage, type NpmPackage } from '../../support/npm-package';
import { expectSuccess } from '../../support/sandbox';
import { installedFolder, packInstalled } from './installed-packages';
import { createExternalWorld, DOMAIN, type ExternalWorld } from './world';

const ENDPOINT = /http:[^"]*\/npm\/d\/[^"]*\/my-repo\//g;

async function expectInstalled(project: string): Promise<void> {
  const semver = await readTree(join(project, 'node_modules', 'semver'));
  const published = await readTree(installedFolder('semver'));
  expect([...semver].filter(([file, bytes]) => !published.get(file)?.equals(bytes))).toEqual([]);
  expect([...semver.keys()]).toEqual([...published.keys()]);
}

/** Each test has a source of its own, in which `app` needs a real package: one install asks for both. */
describeWithClients(['npm'], 'npm install through my-repo and npm-store', (path) => {
  let semver: NpmPackage;
  let names: string[];
  let registry: FakeNpmRegistry;
  const worlds: ExternalWorld[] = [];

  beforeAll(async () => {
    semver = await packInstalled(installedFolder('semver'));
    names = ['app@1.0.0', `semver@${semver.version}`];
  });
  beforeEach(async () => {
    registry = await startFakeNpmRegistry();
    registry.add(semver);
    const manifest = { dependencies: { semver: `^${semver.version}` } };
    registry.add(await createNpmPackage('app', '1.0.0', { manifest }));
  });
  afterEach(async () => {
    delete process.env['npm_config_registry'];
    for (const world of worlds.splice(0)) await world.close();
    await registry.close();
  });

  const open = async (source: string): Promise<ExternalWorld> => {
    const world = await createExternalWorld(path, { source });
    worlds.push(world);
    return world;
  };
  const expectStored = async (world: ExternalWorld, stored: readonly string[]): Promise<void> => {
    expect(await world.listStored('my-repo')).toEqual(stored);
    expect(await world.listStored('npm-store')).toEqual(stored);
  };
  const tarball = (): string => `/semver-${semver.version}.tgz`;

  test('EXT-050 NPM-169 what one emulator recorded another replays when the source is gone', async () => {
    process.env['npm_config_registry'] = registry.url;
    const other = await open('off');
    const recording = join(other.sandbox.home, 'recording');
    const recorder = await open(`record:${recording}`);
    const recorded = await recorder.project('project');
    expectSuccess(await recorder.npm(recorded, 'install', 'app'));
    await expectStored(recorder, names);
    const asked = registry.requests.length;
    process.env['npm_config_registry'] = 'http://127.0.0.1:9/';

    const replayer = await open(`replay:${recording}`);
    const replayed = await replayer.project('project');
    expectSuccess(await replayer.npm(replayed, 'install', 'app'));
    await expectInstalled(replayed);
    await expectStored(replayer, names);
    expect(registry.requests).toHaveLength(asked);
    const [one, two] = await Promise.all(
      [recorded, replayed].map((project) => readFile(join(project, 'package-lock.json'), 'utf8')),
    );
    expect(two?.replace(ENDPOINT, '')).toBe(one?.replace(ENDPOINT, ''));

    const missing = await replayer.npm(replayed, 'install', 'never-recorded');
    expect(missing.output).toMatch(/npm error 404[^]*never-recorded/);
  });

  test('EXT-044 NPM-164 what was retained is installed when the source is gone, without a lock file', async () => {
    const world = await open(registry.url);
    expectSuccess(await world.npm(await world.project('before'), 'install', 'app'));
    await registry.close();
    await world.sandbox.clearCaches();
    const after = await world.project('after');
    expectSuccess(await world.npm(after, 'install', 'app'));
    await expectInstalled(after);
    const unknown = await world.npm(after, 'install', 'never-asked-for');
    expect(unknown).toMatchObject({ code: 1, output: expect.stringMatching(/npm error code E404/) });
  });

  test('EXT-051 a source that is off has nothing, and what is in npm-store is there all the same', async () => {
    const world = await open('off');
    const project = await world.project('project');
    const refused = await world.npm(project, 'install', 'app');
    expect(refused).toMatchObject({ code: 1, output: expect.stringMatching(/npm error code E404/) });
    await expectStored(world, []);
    expect(registry.requests).toEqual([]);

    const own = await world.sandbox.folder('own');
    await writeFile(join(own, 'package.json'), JSON.stringify({ name: 'app', version: '2.0.0' }));
    const store = `${world.emulator.endpoint(DOMAIN, 'npm-store')}/`;
    const key = store.replace('http:', '');
    const token = await world.emulator.token(DOMAIN);
    expectSuccess(await world.npm(own, 'publish', '--registry', store, `--${key}:_authToken=${token}`));
    // npm keeps what it publishes, and would not ask for it.
    await world.sandbox.clearCaches();
    expectSuccess(await world.npm(project, 'install', 'app'));
    await expectStored(world, ['app@2.0.0']);
  });

  test('EXT-051 UP-062 with the source switched off, what was retained is installed as before', async () => {
    const world = await open(registry.url);
    expectSuccess(await world.npm(await world.project('before'), 'install', 'app'));
    await world.emulator.setExternal('off');
    const asked = registry.requests.length;
    await world.sandbox.clearCaches();
    const after = await world.project('after');
    expectSuccess(await world.npm(after, 'install', 'app'));
    await expectInstalled(after);
    expect(registry.requests).toHaveLength(asked);
    await expectStored(world, names);
  });

  describe('from a source that dies half-way', () => {
    test('EXT-044 UP-068 through a tarball: npm says which, nothing of it is stored, then it installs', async () => {
      const world = await open(registry.url);
      const project = await world.project('project');
      registry.misbehave({ kind: 'half' }, { suffix: tarball() });
      const refused = await world.npm(project, 'install', 'app');
      expect(refused.code).toBe(1);
      expect(refused.output).toMatch(/npm error code E404/);
      expect(refused.output).toContain(tarball());
      // npm gives up at the first failure, so that the other one may have come or not.
      const stored = await world.listStored('my-repo');
      expect(stored.filter((name) => name !== 'app@1.0.0')).toEqual([]);
      await expectStored(world, stored);
      expect(await world.listStored('npm-store')).toEqual(stored);

      registry.heal();
      expectSuccess(await world.npm(project, 'install', 'app'));
      await expectInstalled(project);
      await expectStored(world, names);
    });

    test('EXT-044 EXT-046 through a document: npm says which, nothing is stored, then it installs', async () => {
      const world = await open(registry.url);
      const project = await world.project('project');
      registry.misbehave({ kind: 'half' }, { suffix: '/semver' });
      const refused = await world.npm(project, 'install', 'app');
      expect(refused.code).toBe(1);
      expect(refused.output).toMatch(/npm error 404[^\n]*\/semver/);
      await expectStored(world, []);

      registry.heal();
      expectSuccess(await world.npm(project, 'install', 'app'));
      await expectInstalled(project);
      await expectStored(world, names);
    });

    test('NPM-163 with other bytes: npm prints that the checksum is wrong, nothing is stored', async () => {
      const world = await open(registry.url);
      const project = await world.project('project');
      registry.corrupt('semver', semver.version);
      const refused = await world.npm(project, 'install', 'app');
      expect(refused.code).toBe(1);
      expect(refused.output).toMatch(/502[^\n]*semver[^]*does not match its checksum/);
      const stored = await world.listStored('npm-store');
      expect(stored.filter((name) => name !== 'app@1.0.0')).toEqual([]);

      registry.add(semver);
      expectSuccess(await world.npm(project, 'install', 'app'));
      await expectInstalled(project);
      await expectStored(world, names);
    });
  });
});

import { createHash } from 'node:crypto';
import { readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  CreateDomainCommand,
  GetPackageVersionAssetCommand,
  ListPackageVersionAssetsCommand,
  ListPackageVersionsCommand,
} from '@aws-sdk/client-codeartifact';
import { describeWithClients } from '../../support/clients';
import { TEST_TIME } from '../../support/emulator';
import { fixtureFolder, readTree } from '../../support/npm-fixtures';
import { expectSuccess } from '../../support/sandbox';
import type { NpmClient } from './npm-client';
import {
  createNpmWorld,
  DOMAIN,
  isPackumentRequest,
  isTarballRequest,
  REPOSITORY,
  watchRequests,
  type NpmWorld,
} from './world';

const NPM_PACKAGES = { domain: DOMAIN, repository: REPOSITORY, format: 'npm' } as const;

/** What an installed `@sc/pb` says when a project of its own loads it. */
const LOAD_PB = "const pb = require('@sc/pb'); console.log(JSON.stringify([pb.pa, pb.double(21)]))";

/**
 * T1, T2 and T7 of docs/behaviours/formats/npm.md section 16, as far as one repository goes. The packages `pa` 1.0.0
 * and 1.1.0 and `@sc/pb` 1.0.0 are published once, with the client; every test adds packages of its own only.
 */
export function describeNpmClient(client: NpmClient): void {
  describeWithClients([client.name], `${client.name} against a repository`, (path) => {
    let world: NpmWorld;
    const getWorld = (): NpmWorld => world;
    beforeAll(async () => {
      world = await createNpmWorld(client, path);
      await world.publish('pa', { version: '1.0.0' });
      await world.publish('pa', { version: '1.1.0' });
      await world.publish('sc-pb');
    });
    afterAll(() => world.close());
    declarePublishTests(client, getWorld);
    describe('installs', () => declareInstallTests(client, getWorld));
    declareTagTests(client, getWorld);
    declareCredentialTests(client, getWorld);
  });
}

async function readAsset(
  world: NpmWorld,
  name: string,
  version: string,
  namespace?: string,
): Promise<Buffer> {
  const input = { ...NPM_PACKAGES, package: name, packageVersion: version, asset: 'package.tgz' };
  const command = new GetPackageVersionAssetCommand({ ...input, ...(namespace && { namespace }) });
  const { asset } = await world.emulator.client().send(command);
  return Buffer.from((await asset?.transformToByteArray()) ?? []);
}

async function readInstalledVersion(project: string, name: string): Promise<unknown> {
  const text = await readFile(join(project, 'node_modules', name, 'package.json'), 'utf8');
  return (JSON.parse(text) as { version?: unknown }).version;
}

function declarePublishTests(client: NpmClient, getWorld: () => NpmWorld): void {
  test('NPM-100, NPM-208 what was published is there, Published and internal', async () => {
    const { emulator } = getWorld();
    const command = new ListPackageVersionsCommand({ ...NPM_PACKAGES, package: 'pa' });
    const { versions, defaultDisplayVersion } = await emulator.client().send(command);
    const origin = { domainEntryPoint: { repositoryName: REPOSITORY }, originType: 'INTERNAL' };
    const item = { status: 'Published', origin, revision: expect.any(String) };
    expect(versions?.toSorted((a, b) => (a.version ?? '').localeCompare(b.version ?? ''))).toEqual([
      { version: '1.0.0', ...item },
      { version: '1.1.0', ...item },
    ]);
    expect(defaultDisplayVersion).toBe('1.1.0');
  });

  test('NPM-193, NPM-194 the one asset is the published tarball', async () => {
    const world = getWorld();
    const input = { ...NPM_PACKAGES, namespace: 'sc', package: 'pb', packageVersion: '1.0.0' };
    const { assets } = await world.emulator.client().send(new ListPackageVersionAssetsCommand(input));
    const bytes = await readAsset(world, 'pb', '1.0.0', 'sc');
    const hash = (algorithm: string): string => createHash(algorithm).update(bytes).digest('hex');
    const hashes = {
      MD5: hash('md5'),
      'SHA-1': hash('sha1'),
      'SHA-256': hash('sha256'),
      'SHA-512': hash('sha512'),
    };
    expect(assets).toEqual([{ name: 'package.tgz', size: bytes.length, hashes }]);
    expect(bytes.length).toBeGreaterThan(0);
  });

  test('NPM-109, NPM-284 a version is not published twice with other content', async () => {
    const world = getWorld();
    const before = await readAsset(world, 'pa', '1.1.0');
    const folder = await world.source('pa', { version: '1.1.0' });
    await writeFile(join(folder, 'index.js'), 'throw new Error("not this one");\n');
    for (const args of client.publish().slice(0, -1)) expectSuccess(await world.run(folder, args));
    const requests = watchRequests(world.emulator);
    const result = await world.run(folder, client.publishAgain);
    expect(result).toMatchObject({
      code: expect.any(Number),
      output: expect.stringMatching(client.says.exists),
    });
    expect(result.code).not.toBe(0);
    const answers = requests().filter(({ method }) => method === 'PUT');
    expect(answers.length).toBeGreaterThan(0);
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 409));
    expect((await readAsset(world, 'pa', '1.1.0')).equals(before)).toBe(true);
  });
}

function declareInstallTests(client: NpmClient, getWorld: () => NpmWorld): void {
  let project = '';
  beforeAll(async () => {
    project = await getWorld().project('consumer');
    expectSuccess(await getWorld().run(project, client.install('@sc/pb')));
  });

  test('NPM-050, NPM-090 a scoped package arrives whole, its dependency by range', async () => {
    const loaded = expectSuccess(await getWorld().sandbox.run(project, process.execPath, ['-e', LOAD_PB]));
    expect(JSON.parse(loaded.stdout)).toEqual(['1.1.0', 42]);
    const installed = await readTree(await realpath(join(project, 'node_modules', '@sc', 'pb')));
    const sources = await readTree(fixtureFolder('sc-pb'));
    expect([...installed.keys()]).toEqual([...sources.keys()]);
    const manifest = (tree: Map<string, Buffer>): unknown => JSON.parse(String(tree.get('package.json')));
    expect(manifest(installed)).toEqual(manifest(sources));
    const changed = [...sources].filter(([name, bytes]) => !installed.get(name)?.equals(bytes));
    // Packing may write the manifest anew; every other file keeps its bytes.
    expect(changed.map(([name]) => name).filter((name) => name !== 'package.json')).toEqual([]);
  });

  test('NPM-065, NPM-066, NPM-068 the lockfile names this registry and the SHA-512', async () => {
    const world = getWorld();
    const lockfile = await readFile(join(project, client.lockfile), 'utf8');
    const tarball = await readAsset(world, 'pb', '1.0.0', 'sc');
    const sha512 = createHash('sha512').update(tarball).digest('base64');
    expect(lockfile.includes(`sha512-${sha512}`)).toBe(client.lockfileNamesSha512);
    // npm 8 writes every entry twice, for itself and for npm 6.
    const urls = [...new Set(lockfile.match(/https?:\/\/[^\s"#,]+\.tgz/g))];
    const expected = [`${world.registry}@sc/pb/-/pb-1.0.0.tgz`, `${world.registry}pa/-/pa-1.1.0.tgz`];
    expect(urls.toSorted()).toEqual(client.lockfileNamesTarballs ? expected : []);
  });

  test('NPM-093, NPM-201 from the lockfile into an empty cache without a package document', async () => {
    const world = getWorld();
    await rm(join(project, 'node_modules'), { recursive: true });
    await world.sandbox.clearCaches();
    const requests = watchRequests(world.emulator);
    expectSuccess(await world.run(project, client.frozenInstall));
    const tarballs = requests().filter(isTarballRequest);
    expect(tarballs.map(({ status }) => status)).toEqual([200, 200]);
    expect(requests().filter(isPackumentRequest)).toEqual([]);
    expect(await readInstalledVersion(project, '@sc/pb')).toBe('1.0.0');
  });

  test('NPM-205 by version, by range and by tag', async () => {
    const world = getWorld();
    const specs = await world.project('specs');
    const got: unknown[] = [];
    for (const spec of ['pa@1.0.0', 'pa@latest', 'pa@~1.0.0']) {
      expectSuccess(await world.run(specs, client.install(spec)));
      got.push(await readInstalledVersion(specs, 'pa'));
    }
    expect(got).toEqual(['1.0.0', '1.1.0', '1.0.0']);
  });

  test('NPM-288 a package that is not there fails at once', async () => {
    const world = getWorld();
    const requests = watchRequests(world.emulator);
    expect((await world.run(await world.project('unknown'), client.install('not-there'))).code).not.toBe(0);
    const statuses = requests().map(({ status }) => status);
    expect(statuses.length).toBeLessThanOrEqual(2);
    expect(new Set(statuses)).toEqual(new Set([404]));
  });
}

function declareTagTests(client: NpmClient, getWorld: () => NpmWorld): void {
  const readTags = async (name: string): Promise<unknown> => {
    const world = getWorld();
    const headers = { authorization: `Bearer ${await world.emulator.token(DOMAIN)}` };
    return (await fetch(`${world.registry}-/package/${name}/dist-tags`, { headers })).json();
  };

  test('NPM-102, NPM-103 publish under a tag sets that tag alone', async () => {
    const world = getWorld();
    await world.publish('pa', { name: 'tagged', version: '1.0.0' }, 'next');
    expect(await readTags('tagged')).toEqual({ next: '1.0.0' });
    const command = new ListPackageVersionsCommand({ ...NPM_PACKAGES, package: 'tagged' });
    expect((await world.emulator.client().send(command)).defaultDisplayVersion).toBe('1.0.0');
    await world.publish('pa', { name: 'tagged', version: '1.1.0' });
    expect(await readTags('tagged')).toEqual({ next: '1.0.0', latest: '1.1.0' });
    const project = await world.project('tagged');
    expectSuccess(await world.run(project, client.install('tagged@next')));
    expect(await readInstalledVersion(project, 'tagged')).toBe('1.0.0');
  });

  const { tags } = client;
  if (!tags) return;
  test('NPM-130, NPM-131, NPM-135, NPM-203 tags are added, listed and removed', async () => {
    const world = getWorld();
    const cwd = await world.source('pa');
    expectSuccess(await world.run(cwd, tags.add('pa@1.0.0', 'stable')));
    expect(await readTags('pa')).toEqual({ latest: '1.1.0', stable: '1.0.0' });
    const listed = expectSuccess(await world.run(cwd, tags.list('pa')));
    expect(listed.stdout).toMatch(/stable\W+1\.0\.0/);
    expectSuccess(await world.run(cwd, tags.remove('pa', 'stable')));
    expect(await readTags('pa')).toEqual({ latest: '1.1.0' });
  });
}

function declareCredentialTests(client: NpmClient, getWorld: () => NpmWorld): void {
  /** Installs `pa` in a fresh sandbox with other credentials. */
  const installWith = async (settings: { token?: string; basicToken?: string }) => {
    const other = await getWorld().elsewhere(settings);
    const requests = watchRequests(other.emulator);
    try {
      const project = await other.project('other');
      const result = await other.run(project, client.install('pa'));
      return { result, statuses: new Set(requests().map(({ status }) => status)) };
    } finally {
      await other.close();
    }
  };

  test('NPM-031, NPM-032, NPM-280 no token, no package', async () => {
    const { result, statuses } = await installWith({});
    expect(result.code).not.toBe(0);
    expect(result.output).toMatch(client.says.noToken);
    expect([...statuses].filter((status) => status !== 401)).toEqual([]);
  });

  test('NPM-033, NPM-281 a token is good until it expires', async () => {
    const { emulator } = getWorld();
    const { clock } = emulator;
    const issued = await emulator.token(DOMAIN);
    clock.advance(43_199);
    expect((await installWith({ token: issued })).result.code).toBe(0);
    clock.advance(1);
    const { result, statuses } = await installWith({ token: issued });
    clock.set(TEST_TIME);
    expect(result.code).not.toBe(0);
    expect(result.output).toMatch(client.says.badToken);
    expect(statuses).toEqual(new Set([401]));
  });

  test('NPM-030, NPM-266 the token as a Basic password', async () => {
    const { result, statuses } = await installWith({ basicToken: await getWorld().emulator.token(DOMAIN) });
    expect(result.code).toBe(0);
    expect(statuses).toEqual(new Set([200]));
  });

  // What the server says to these two is one answer, so the other clients need not see it as well.
  if (client.name !== 'npm') return;
  test('NPM-033, NPM-281 an invented token is refused', async () => {
    const { result, statuses } = await installWith({ token: 'eyJ2ZXIiOjEsImlzdSI6MX0.invented' });
    expect(result.output).toMatch(client.says.badToken);
    expect(statuses).toEqual(new Set([401]));
  });

  test('a token of another domain is refused', async () => {
    const { emulator } = getWorld();
    const domain = 'elsewhere';
    await emulator.client().send(new CreateDomainCommand({ domain }));
    const { result, statuses } = await installWith({ token: await emulator.token(domain) });
    expect(result.code).not.toBe(0);
    expect(statuses).toEqual(new Set([401]));
  });
}

import { createHash } from 'node:crypto';
import { lstat, readdir, readFile, readlink, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { describeWithClients } from '../../support/clients';
import { effort } from '../../support/effort';
import { startFakeNpmRegistry, type FakeNpmRegistry } from '../../support/fake-npm-registry';
import { expectSuccess } from '../../support/sandbox';
import { isPackumentRequest, isTarballRequest, watchRequests } from '../npm-client/world';
import { listLocked, packClosure, readLockFile, type LockFile } from './installed-packages';
import { createExternalWorld, DOMAIN, type ExternalWorld } from './world';

/**
 * What this project has installed of these makes a project of many packages, without a network: of more than 120, in
 * `npm run thorough` of more than 350.
 */
const WANTED = ['eslint', 'express', 'supertest', 'jest'].slice(0, effort(4, 3));

/** The machine may have other things to do. */
const TIMEOUT_MS = 240_000;

/** Relative path → what is there, for everything below a folder. */
async function hashTree(root: string): Promise<Map<string, string>> {
  const hashes = new Map<string, string>();
  const visit = async (folder: string): Promise<void> => {
    for (const name of (await readdir(folder)).sort()) {
      const path = join(folder, name);
      const kind = await lstat(path);
      if (kind.isDirectory()) await visit(path);
      else hashes.set(relative(root, path), kind.isFile() ? await hashFile(path) : await readlink(path));
    }
  };
  await visit(root);
  return hashes;
}

async function hashFile(path: string): Promise<string> {
  const bytes = await readFile(path);
  return createHash('sha256').update(bytes).digest('hex');
}

describeWithClients(['npm'], 'a project of many packages', (path) => {
  let registry: FakeNpmRegistry;
  let world: ExternalWorld;
  let project: string;
  let lock: LockFile;
  /** Without what is for other platforms. */
  let installed: readonly string[];
  let tree: Map<string, string>;

  beforeAll(async () => {
    registry = await startFakeNpmRegistry();
    const dependencies: Record<string, string> = {};
    for await (const pkg of packClosure(WANTED)) {
      registry.add(pkg);
      // Older versions come first, and what is wanted is the newest.
      if (WANTED.includes(pkg.name)) dependencies[pkg.name] = pkg.version;
    }
    const chain = ['my-repo', 'between', 'npm-store'];
    world = await createExternalWorld(path, { source: registry.url, chain, timeoutMs: TIMEOUT_MS });
    project = await world.project('project');
    await writeFile(join(project, 'package.json'), JSON.stringify({ private: true, dependencies }));
    expectSuccess(await world.npm(project, 'install', '--ignore-scripts'));
    lock = readLockFile(project);
    installed = listLocked(readLockFile(project, 'node_modules/.package-lock.json'));
    tree = await hashTree(join(project, 'node_modules'));
  }, TIMEOUT_MS);
  afterAll(async () => {
    await world.close();
    await registry.close();
  });

  test('UP-052 it is installed through two levels of upstreams, and retained at both ends', async () => {
    expect(installed.length).toBeGreaterThan(effort(350, 120));
    expect(await world.listStored('my-repo')).toEqual(installed);
    expect(await world.listStored('npm-store')).toEqual(installed);
    expect(await world.listStored('between')).toEqual([]);
  });

  test('NPM-166 UP-131 each tarball was fetched once, and the lock file names no other address', () => {
    const tarballs = registry.requests.map((request) => request.path).filter((name) => name.endsWith('.tgz'));
    expect(tarballs).toHaveLength(new Set(tarballs).size);
    expect(tarballs).toHaveLength(installed.length);
    const [, ...entries] = Object.values(lock.packages);
    const endpoint = `${world.emulator.endpoint(DOMAIN, 'my-repo')}/`;
    expect(entries.filter(({ resolved }) => !resolved?.startsWith(endpoint))).toEqual([]);
  });

  test(
    'NPM-201 UP-055 npm ci into an empty cache gives the same bytes and asks the source nothing',
    async () => {
      await rm(join(project, 'node_modules'), { recursive: true });
      await world.sandbox.clearCaches();
      const asked = registry.requests.length;
      const requests = watchRequests(world.emulator);
      expectSuccess(await world.npm(project, 'ci', '--ignore-scripts'));
      expect(registry.requests).toHaveLength(asked);
      expect(requests().filter(isPackumentRequest)).toEqual([]);
      const answers = requests().filter(isTarballRequest);
      expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
      const again = await hashTree(join(project, 'node_modules'));
      expect([...again].filter(([file, hash]) => tree.get(file) !== hash)).toEqual([]);
      expect([...again.keys()]).toEqual([...tree.keys()]);
      expect(again.size).toBeGreaterThan(effort(5_000, 1_000));
    },
    TIMEOUT_MS,
  );
});

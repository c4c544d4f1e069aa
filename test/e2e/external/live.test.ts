import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readNpmRegistryAddress } from '../../../src/external/npm-registry-address';
import { describeWithClients } from '../../support/clients';
import { expectSuccess } from '../../support/sandbox';
import { listLocked, readLockFile } from './installed-packages';
import { createExternalWorld, type ExternalWorld } from './world';

const TIMEOUT_MS = 120_000;

/** Asks for one small document the way the emulator does: through the environment's proxies, without credentials. */
const PROBE = `
  const { EnvHttpProxyAgent, request } = require('undici');
  request(process.argv[1], { dispatcher: new EnvHttpProxyAgent({ proxyTunnel: false }), signal: AbortSignal.timeout(8000) })
    .then(({ statusCode }) => process.exit(statusCode === 200 ? 0 : 1), () => process.exit(1));`;

/** Blocks: it runs while tests are declared, when no emulator lives in this process yet. */
function isRegistryInReach(): boolean {
  const address = readNpmRegistryAddress();
  if (address === undefined) return false;
  const options = { cwd: __dirname, stdio: 'ignore', timeout: 15_000 } as const;
  return spawnSync(process.execPath, ['-e', PROBE, `${address}isarray`], options).status === 0;
}

async function readVersion(project: string, name: string): Promise<string> {
  const manifest = await readFile(join(project, 'node_modules', name, 'package.json'), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version; // npm installed it
}

if (isRegistryInReach()) describeWithClients(['npm'], 'the live public registry', declareLiveTests);
else
  test.skip('the live public registry (skipped: the registry of npm on this machine is out of reach)', () =>
    undefined);

function declareLiveTests(path: string): void {
  const worlds: ExternalWorld[] = [];
  const open = async (source: string): Promise<ExternalWorld> => {
    const world = await createExternalWorld(path, { source, timeoutMs: TIMEOUT_MS });
    worlds.push(world);
    return world;
  };
  const install = async (world: ExternalWorld, ...names: string[]): Promise<string> => {
    await world.sandbox.clearCaches();
    const project = await world.project(`installs-${names.join('-').replace(/\W/g, '-')}`);
    expectSuccess(await world.npm(project, 'install', ...names));
    return project;
  };
  afterEach(async () => {
    for (const world of worlds.splice(0)) await world.close();
  });

  test(
    'EXT-031 UP-056 npm install lodash: one version, in my-repo and in npm-store',
    async () => {
      const world = await open('live');
      const project = await install(world, 'lodash');
      const installed = [`lodash@${await readVersion(project, 'lodash')}`];
      expect(await world.listStored('my-repo')).toEqual(installed);
      expect(await world.listStored('npm-store')).toEqual(installed);
      const loaded = await world.sandbox.run(project, process.execPath, [
        '-p',
        "require('lodash').chunk([1, 2, 3], 2).length",
      ]);
      expect(expectSuccess(loaded).stdout).toBe('2\n');
    },
    TIMEOUT_MS,
  );

  test(
    'EXT-050 NPM-169 what was recorded is replayed: the same lock file, with dependencies and a scope',
    async () => {
      const names = ['express', '@types/semver'];
      const { sandbox } = await open('off');
      const recording = join(sandbox.home, 'recording');
      const [recorder, replayer] = [await open(`record:${recording}`), await open(`replay:${recording}`)];
      const recorded = readLockFile(await install(recorder, ...names));
      const replayed = readLockFile(await install(replayer, ...names));
      const toBare = (text: string): string => text.replace(/http:[^"]*\/my-repo\//g, '');
      expect(toBare(JSON.stringify(replayed))).toBe(toBare(JSON.stringify(recorded)));
      expect(await replayer.listStored('my-repo')).toEqual(listLocked(replayed));
      expect(listLocked(replayed).length).toBeGreaterThan(30);
    },
    TIMEOUT_MS,
  );
}

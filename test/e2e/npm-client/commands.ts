import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  DescribePackageVersionCommand,
  GetPackageVersionAssetCommand,
  ListPackageVersionsCommand,
} from '@aws-sdk/client-codeartifact';
import { describeWithClients } from '../../support/clients';
import { readTree } from '../../support/npm-fixtures';
import { expectSuccess } from '../../support/sandbox';
import { declareDeletionTests } from './deletion';
import type { NpmClient } from './npm-client';
import { createNpmWorld, DOMAIN, REPOSITORY, watchRequests, type NpmWorld } from './world';

const NPM_PACKAGES = { domain: DOMAIN, repository: REPOSITORY, format: 'npm' } as const;

/** Commands of npm that nothing stands behind, and the row of each (NPM section 12.3). */
const REFUSED: readonly (readonly [string, readonly string[]])[] = [
  ['NPM-230', ['access', 'list', 'collaborators', 'pa']],
  ['NPM-232', ['audit']],
  ['NPM-235', ['logout']],
  ['NPM-236', ['owner', 'add', 'somebody', 'pa']],
  ['NPM-238', ['profile', 'get']],
  ['NPM-239', ['search', 'pa']],
  ['NPM-240', ['star', 'pa']],
  ['NPM-241', ['team', 'ls', '@sc']],
  ['NPM-242', ['token', 'list']],
  ['NPM-244', ['whoami']],
];

/** T2, T3, T9 and T10 of docs/behaviours/formats/npm.md section 16 and its tables of commands, for npm itself. */
export function describeNpmCommands(client: NpmClient): void {
  describeWithPackages(client, (getWorld) => {
    declareReadingTests(getWorld);
    declareInstallTests(getWorld);
    declareOddNameTests(getWorld);
    describe('refusals', () => declareRefusalTests(getWorld));
    declareChangeTests(getWorld);
    declareDeletionTests(getWorld);
  });
}

/** The part of the commands that older versions of npm send in another way. */
export function describeNpmChanges(client: NpmClient): void {
  describeWithPackages(client, declareChangeTests);
}

function describeWithPackages(client: NpmClient, declare: (getWorld: () => NpmWorld) => void): void {
  describeWithClients([client.name], `commands of ${client.name}`, (path) => {
    let world: NpmWorld;
    const getWorld = (): NpmWorld => world;
    beforeAll(async () => {
      world = await createNpmWorld(client, path);
      await world.upload('pa', { version: '1.0.0' });
      await world.upload('pa', { version: '1.1.0' });
      await world.upload('sc-pb');
    });
    afterAll(() => world.close());
    declare(getWorld);
  });
}

function declareReadingTests(getWorld: () => NpmWorld): void {
  const runJson = async (...args: string[]): Promise<unknown> => {
    const world = getWorld();
    return JSON.parse(expectSuccess(await world.run(world.sandbox.home, [...args, '--json'])).stdout);
  };

  test('NPM-207 ping', async () => {
    const world = getWorld();
    const requests = watchRequests(world.emulator);
    expectSuccess(await world.run(world.sandbox.home, ['ping']));
    expect(requests().map(({ status }) => status)).toEqual([200]);
  });

  test('NPM-060, NPM-069, NPM-209 view', async () => {
    expect(await runJson('view', 'pa', 'versions')).toEqual(['1.0.0', '1.1.0']);
    expect(await runJson('view', '@sc/pb')).toMatchObject({
      dependencies: { pa: '^1.0.0' },
      'dist-tags': { latest: '1.0.0' },
      fixtureData: { nested: [1, { deeper: null }], text: 'kept as it is' },
      time: { modified: expect.stringMatching(/^2026-03-04T05:06:07\.\d{3}Z$/) },
    });
    expect(await runJson('view', 'pa@1.0.0', 'dist.tarball')).toBe(`${getWorld().registry}pa/-/pa-1.0.0.tgz`);
  });

  test('NPM-200 docs, bugs and repo know their addresses', async () => {
    const world = getWorld();
    const printed: string[] = [];
    for (const command of ['docs', 'bugs', 'repo']) {
      printed.push(
        expectSuccess(await world.run(world.sandbox.home, [command, 'pa', '--no-browser'])).stdout,
      );
    }
    expect(printed[0]).toContain('https://example.com/pa');
    expect(printed[1]).toContain('https://example.com/pa/issues');
    expect(printed[2]).toContain('https://example.com/fixtures/pa');
  });

  test('NPM-220 pack fetches the published tarball', async () => {
    const world = getWorld();
    const folder = await world.sandbox.folder('packed');
    expectSuccess(await world.run(folder, ['pack', 'pa@1.0.0']));
    const input = { ...NPM_PACKAGES, package: 'pa', packageVersion: '1.0.0', asset: 'package.tgz' };
    const { asset } = await world.emulator.client().send(new GetPackageVersionAssetCommand(input));
    const stored = Buffer.from((await asset?.transformToByteArray()) ?? []);
    expect(stored.equals(await readFile(join(folder, 'pa-1.0.0.tgz')))).toBe(true);
  });

  test('NPM-237 owner ls', async () => {
    const world = getWorld();
    await world.sandbox.clearCaches();
    const requests = watchRequests(world.emulator);
    await world.run(world.sandbox.home, ['owner', 'ls', 'pa']);
    expect(requests().map(({ status }) => status)).toEqual([200]);
  });
}

function declareInstallTests(getWorld: () => NpmWorld): void {
  test('NPM-205 outdated and update', async () => {
    const world = getWorld();
    const project = await world.project('outdated');
    expectSuccess(await world.run(project, ['install', 'pa@1.0.0', '--save-prefix=^']));
    const { stdout } = await world.run(project, ['outdated', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ pa: { current: '1.0.0', latest: '1.1.0' } });
    expectSuccess(await world.run(project, ['install', 'pa@^1.0.0']));
    expectSuccess(await world.run(project, ['update']));
    const installed = await readTree(join(project, 'node_modules', 'pa'));
    expect(JSON.parse(String(installed.get('package.json')))).toMatchObject({ version: '1.1.0' });
  });

  test('NPM-206 install-test and install-ci-test', async () => {
    const world = getWorld();
    const project = await world.project('tested');
    expectSuccess(await world.run(project, ['install', 'pa']));
    expectSuccess(await world.run(project, ['pkg', 'set', 'scripts.test=pa-sum 40 2']));
    for (const command of ['install-test', 'install-ci-test']) {
      expect(expectSuccess(await world.run(project, [command])).stdout).toMatch(/^42$/m);
    }
  });

  test('NPM-210 an install that audits succeeds although there is nothing to ask', async () => {
    const world = getWorld();
    const project = await world.project('audited');
    const requests = watchRequests(world.emulator);
    expectSuccess(await world.run(project, ['install', 'pa', '--audit']));
    const audits = requests().filter(({ uri }) => uri.includes('/-/npm/v1/security/'));
    expect(audits.map(({ method, status }) => [method, status])).toContainEqual(['POST', 404]);
    expect(audits.filter(({ status }) => status !== 404)).toEqual([]);
  });

  test('NPM-056, NPM-057 a document is fetched once and then confirmed', async () => {
    const world = getWorld();
    await world.upload('pa', { name: 'cached' });
    expectSuccess(await world.run(world.sandbox.home, ['view', 'cached', 'version']));
    const requests = watchRequests(world.emulator);
    expectSuccess(await world.run(world.sandbox.home, ['view', 'cached', 'version']));
    expect(requests().map(({ status }) => status)).toEqual([304]);
    await world.upload('pa', { name: 'cached', version: '1.0.1' });
    const seen = expectSuccess(await world.run(world.sandbox.home, ['view', 'cached', 'version']));
    expect(seen.stdout.trim()).toBe('1.0.1');
  });
}

function declareChangeTests(getWorld: () => NpmWorld): void {
  test('NPM-140, NPM-141, NPM-142, NPM-202 deprecate warns until it is taken back', async () => {
    const world = getWorld();
    const { home } = world.sandbox;
    await world.upload('pa', { name: 'old' });
    await world.upload('pa', { name: 'old', version: '1.1.0' });
    const describe = new DescribePackageVersionCommand({
      ...NPM_PACKAGES,
      package: 'old',
      packageVersion: '1.0.0',
    });
    const before = (await world.emulator.client().send(describe)).packageVersion;
    const install = async (name: string): Promise<string> => {
      await world.sandbox.clearCaches();
      return expectSuccess(await world.run(await world.project(name), ['install', 'old@1.0.0'])).output;
    };
    expectSuccess(await world.run(home, ['deprecate', 'old@1.0.0', 'use another']));
    const viewed = expectSuccess(await world.run(home, ['view', 'old@1.0.0', 'deprecated']));
    expect(viewed.stdout.trim()).toBe('use another');
    expect(await install('warned')).toMatch(/deprecated old@1\.0\.0: use another/);
    const after = (await world.emulator.client().send(describe)).packageVersion;
    expect(after).toEqual({ ...before, revision: expect.any(String) });
    expect(after?.revision).not.toBe(before?.revision);
    expectSuccess(await world.run(home, ['deprecate', 'old@1.0.0', '']));
    expect(await install('not-warned')).not.toMatch(/deprecated/);
    expect(expectSuccess(await world.run(home, ['view', 'old', 'versions', '--json'])).stdout).toContain(
      '1.1.0',
    );
  });

  test.each([[['unpublish', 'kept@1.0.0']], [['unpublish', 'kept', '--force']]])(
    'NPM-243, NPM-250 nothing is removed by npm %j',
    async (args) => {
      const world = getWorld();
      const name = `kept-${args.length}`;
      await world.upload('pa', { name });
      // Of a single version npm itself says no.
      await world.upload('pa', { name, version: '1.1.0' });
      const folder = await world.sandbox.folder(`unpublish-${args.length}`);
      const result = await world.run(
        folder,
        args.map((arg) => arg.replace('kept', name)),
      );
      expect(result.code).not.toBe(0);
      expect(result.output).toMatch(/E405/);
      const command = new ListPackageVersionsCommand({ ...NPM_PACKAGES, package: name });
      const { versions } = await world.emulator.client().send(command);
      expect(versions?.map(({ version, status }) => [version, status])).toEqual(
        expect.arrayContaining([
          ['1.0.0', 'Published'],
          ['1.1.0', 'Published'],
        ]),
      );
    },
  );
}

function declareRefusalTests(getWorld: () => NpmWorld): void {
  let project = '';
  beforeAll(async () => {
    project = await getWorld().project('refused');
    expectSuccess(await getWorld().run(project, ['install', 'pa']));
  });

  test.each(REFUSED)('%s is refused at once: npm %j', async (_row, args) => {
    const world = getWorld();
    const requests = watchRequests(world.emulator);
    const result = await world.run(project, args);
    expect(result.code).not.toBe(0);
    const statuses = requests().map(({ status }) => status);
    expect(statuses).toContain(404);
    expect(statuses.filter((status) => ![200, 304, 404, 405].includes(status))).toEqual([]);
    expect(statuses.length).toBeLessThanOrEqual(6);
  });

  test('NPM-235 the token is good after logout', async () => {
    const world = getWorld();
    await world.run(world.sandbox.home, ['logout']);
    expectSuccess(await world.run(world.sandbox.home, ['ping']));
  });
}

/** NPM-010 and NPM-091 in the wild: dots, hyphens and digits where a version might begin, prereleases. */
const ODD_NAMES = {
  '@sc/pb.dot_under-1': '1.0.0',
  'a-1': '1.0.0-1',
  '@sc/pre': '1.0.0-rc.1',
  'v1.0.0-0': '2.0.0-x-y.0',
};

function declareOddNameTests(getWorld: () => NpmWorld): void {
  test('NPM-010, NPM-091 odd names and versions are published, tagged and installed', async () => {
    const world = getWorld();
    const odd = Object.entries(ODD_NAMES);
    for (const [name, version] of odd) await world.publish('pa', { name, version }, 'odd');
    expectSuccess(await world.run(world.sandbox.home, ['dist-tag', 'add', 'a-1@1.0.0-1', 'rel/x']));
    const tags = expectSuccess(await world.run(world.sandbox.home, ['dist-tag', 'ls', 'a-1']));
    expect(tags.stdout).toBe('odd: 1.0.0-1\nrel/x: 1.0.0-1\n');
    const byTag = odd.map(([name]) => `${name}@odd`);
    const byVersion = odd.map(([name, version]) => `${name}@${version}`);
    for (const [index, specs] of [byVersion, byTag].entries()) {
      await world.sandbox.clearCaches();
      const project = await world.project(`odd-${index}`);
      expectSuccess(await world.run(project, ['install', ...specs]));
      const installed = odd.map(async ([name]) => {
        const manifest = await readFile(join(project, 'node_modules', name, 'package.json'), 'utf8');
        return JSON.parse(manifest) as unknown;
      });
      expect(await Promise.all(installed)).toMatchObject(odd.map(([name, version]) => ({ name, version })));
    }
  });
}

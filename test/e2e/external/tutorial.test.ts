import { readFile, realpath, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CreateDomainCommand, CreateRepositoryCommand } from '@aws-sdk/client-codeartifact';
import { systemClock } from '../../../src/util/clock';
import { createAwsCli, type AwsCli } from '../../support/aws-cli';
import { describeWithClients } from '../../support/clients';
import { startEmulator, type TestEmulator } from '../../support/emulator';
import { readTree } from '../../support/npm-fixtures';
import { createNpmPackage, publishNpmPackage } from '../../support/npm-package';
import { createSandbox, expectSuccess, type Sandbox } from '../../support/sandbox';
import { bun, npm, pnpm, yarn1, yarn4 } from '../npm-client/clients';
import type { NpmClient } from '../npm-client/npm-client';
import { watchRequests } from '../npm-client/world';
import { installedFolder, packInstalled } from './installed-packages';
import { DOMAIN, listStored } from './world';

const LODASH = { 'index.js': 'exports.chunk = (list) => [list];\n', 'README.md': '# Lodash\n' };
const REAL = ['semver', '@types/semver'];
const CONFIGURED = 'configured';

/** The guide's commands up to the login, on the repositories of its tutorial. */
const COMMANDS = [
  `create-domain --domain ${DOMAIN}`,
  `create-repository --domain ${DOMAIN} --repository my-repo`,
  `create-repository --domain ${DOMAIN} --repository npm-store`,
  `associate-external-connection --domain ${DOMAIN} --repository npm-store --external-connection public:npmjs`,
  `update-repository --domain ${DOMAIN} --repository my-repo --upstreams repositoryName=npm-store`,
];

/** A second emulator as the public registry: it asks for no token, and three packages are in it. */
async function startPublicRegistry(): Promise<{ emulator: TestEmulator; url: string; names: string[] }> {
  const emulator = await startEmulator({ auth: 'off', external: 'off' });
  const sdk = emulator.client();
  await sdk.send(new CreateDomainCommand({ domain: 'public' }));
  await sdk.send(new CreateRepositoryCommand({ domain: 'public', repository: 'npmjs' }));
  const url = emulator.endpoint('public', 'npmjs');
  const packages = [await createNpmPackage('lodash', '4.17.21', { files: LODASH })];
  for (const name of REAL) packages.push(await packInstalled(installedFolder(name)));
  for (const pkg of packages) expect((await publishNpmPackage(url, 'none', pkg)).status).toBe(200);
  return { emulator, url, names: packages.map(({ name, version }) => `${name}@${version}`).sort() };
}

describeWithClients(['aws', 'npm'], 'Getting started, with a package of the public registry', (awsPath) => {
  let source: Awaited<ReturnType<typeof startPublicRegistry>>;
  let emulator: TestEmulator;
  let sandbox: Sandbox;
  let aws: AwsCli;
  let settings: { url: string; token: string };

  beforeAll(async () => {
    source = await startPublicRegistry();
    emulator = await startEmulator({ clock: systemClock, external: { 'public:npmjs': source.url } });
    sandbox = await createSandbox();
    aws = createAwsCli(awsPath, emulator, sandbox);
    for (const command of COMMANDS) await aws.json(command.split(' '));
    expectSuccess(await aws.run(`login --tool npm --domain ${DOMAIN} --repository my-repo`.split(' ')));
    const npmrc = await readFile(join(sandbox.home, '.npmrc'), 'utf8');
    settings = {
      url: /^registry=(.*)$/m.exec(npmrc)?.[1] ?? '',
      token: /:_authToken=(.*)$/m.exec(npmrc)?.[1] ?? '',
    };
    await emulator.snapshot(CONFIGURED);
  });
  afterAll(async () => {
    await emulator.close();
    await source.emulator.close();
    await sandbox.remove();
  });

  /** An empty project where the client finds what `aws codeartifact login` has set up, as the guide has it. */
  const createProject = async (client: NpmClient, name: string = client.name): Promise<string> => {
    const project = await sandbox.folder(name);
    for (const [file, text] of Object.entries(client.projectFiles))
      await writeFile(join(project, file), text);
    // NPM-268: Yarn 1 reads npm's settings but wants to be told; NPM-269: later ones have settings of their own.
    if (client === yarn1) await writeFile(join(project, '.npmrc'), 'always-auth=true\n');
    if (client === yarn4) await client.configure(sandbox, settings);
    return project;
  };
  const list = (repository: string) => listStored(emulator.client(), repository);

  describe.each([npm, yarn1, yarn4, pnpm, bun])('$name', (client) => {
    describeWithClients([client.name], 'after the login', (path) => {
      let project: string;
      beforeAll(async () => {
        await emulator.restore(CONFIGURED);
        await sandbox.clearCaches();
        project = await createProject(client);
        expectSuccess(await sandbox.run(project, path, [...client.install('lodash'), ...REAL]));
      });

      test('NPM-090 NPM-162 installs lodash and others, every file with the bytes it has in public', async () => {
        for (const name of REAL) {
          const installed = await readTree(await realpath(join(project, 'node_modules', name)));
          const published = await readTree(installedFolder(name));
          expect([...installed.keys()]).toEqual([...published.keys()]);
          expect([...installed].filter(([file, bytes]) => !published.get(file)?.equals(bytes))).toEqual([]);
        }
        const lodash = await readFile(join(project, 'node_modules', 'lodash', 'index.js'), 'utf8');
        expect(lodash).toBe(LODASH['index.js']);
      });

      test('UP-056 NPM-168 EXT-031 my-repo and npm-store hold exactly what was installed', async () => {
        expect(await list('my-repo')).toEqual(source.names);
        expect(await list('npm-store')).toEqual(source.names);
      });

      test('UP-131 the lockfile does not know where the packages came from', async () => {
        const lockfile = await readFile(join(project, client.lockfile), 'utf8');
        expect(lockfile).not.toContain(source.url);
        expect(lockfile.includes(`${settings.url}lodash/-/lodash-4.17.21.tgz`)).toBe(
          client.lockfileNamesTarballs,
        );
      });

      test('UP-055 EXT-048 installs the same into an empty cache without asking the source', async () => {
        await sandbox.clearCaches();
        const again = await sandbox.folder(`${client.name}-again`);
        for (const file of ['package.json', client.lockfile])
          await writeFile(join(again, file), await readFile(join(project, file)));
        if (client === yarn1) await writeFile(join(again, '.npmrc'), 'always-auth=true\n');
        const asked = watchRequests(source.emulator);
        expectSuccess(await sandbox.run(again, path, client.frozenInstall));
        expect(asked().filter(({ uri }) => uri.endsWith('.tgz'))).toEqual([]);
        const lodash = await readFile(join(again, 'node_modules', 'lodash', 'index.js'), 'utf8');
        expect(lodash).toBe(LODASH['index.js']);
      });
    });
  });

  test('steps 7 and 8, PKG-101 UP-100 UP-101 what the guide lists after npm install lodash', async () => {
    await emulator.restore(CONFIGURED);
    await sandbox.clearCaches();
    const project = await createProject(npm, 'guide');
    expectSuccess(await sandbox.run(project, 'npm', npm.install('lodash')));
    const where = ['--domain', DOMAIN, '--repository', 'my-repo'];
    const restrictions = { publish: 'BLOCK', upstream: 'ALLOW' };
    expect(await aws.json(['list-packages', ...where])).toEqual({
      packages: [{ format: 'npm', package: 'lodash', originConfiguration: { restrictions } }],
    });
    const listing = ['list-package-versions', ...where, '--format', 'npm', '--package', 'lodash'];
    expect(await aws.json(listing)).toMatchObject({
      defaultDisplayVersion: '4.17.21',
      versions: [
        {
          version: '4.17.21',
          status: 'Published',
          origin: {
            originType: 'EXTERNAL',
            domainEntryPoint: { externalConnectionName: 'public:npmjs' },
          },
        },
      ],
    });
  });
});

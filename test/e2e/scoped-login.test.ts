import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CreateDomainCommand, CreateRepositoryCommand } from '@aws-sdk/client-codeartifact';
import { createAwsCli } from '../support/aws-cli';
import { describeWithClients } from '../support/clients';
import { startEmulator, type TestEmulator } from '../support/emulator';
import { startFakeNpmRegistry, type FakeNpmRegistry } from '../support/fake-npm-registry';
import { copyFixture } from '../support/npm-fixtures';
import { createNpmPackage } from '../support/npm-package';
import { createSandbox, expectSuccess, type Sandbox } from '../support/sandbox';

const REPOSITORY = { domain: 'dom', repository: 'app' };
const LOGIN = ['login', '--tool', 'npm', '--domain', 'dom', '--repository', 'app', '--namespace', 'sc'];

/** T8 of docs/behaviours/formats/npm.md section 16 for one scope; everything else comes from another registry. */
describeWithClients(['aws', 'npm'], 'aws codeartifact login --namespace', (awsPath, npmPath) => {
  let emulator: TestEmulator;
  let elsewhere: FakeNpmRegistry;
  let sandbox: Sandbox;

  beforeAll(async () => {
    emulator = await startEmulator();
    await emulator.client().send(new CreateDomainCommand({ domain: 'dom' }));
    await emulator.client().send(new CreateRepositoryCommand(REPOSITORY));
    elsewhere = await startFakeNpmRegistry();
    elsewhere.add(await createNpmPackage('pa', '1.0.0'));
    sandbox = await createSandbox();
    await sandbox.writeHome('.npmrc', `registry=${elsewhere.url}\n`);
    expectSuccess(await createAwsCli(awsPath, emulator, sandbox).run(LOGIN));
  });
  afterAll(async () => {
    await elsewhere.close();
    await emulator.close();
    await sandbox.remove();
  });

  test('NPM-262 only the scope is published and installed here', async () => {
    const source = await sandbox.folder('source');
    await copyFixture('sc-pb', source);
    expectSuccess(await sandbox.run(source, npmPath, ['publish']));
    const project = await sandbox.folder('project');
    expectSuccess(await sandbox.run(project, npmPath, ['install', '@sc/pb']));

    const lockfile = JSON.parse(await readFile(join(project, 'package-lock.json'), 'utf8')) as {
      packages: Record<string, { resolved?: string }>; // npm wrote it
    };
    const resolved = Object.values(lockfile.packages).flatMap((entry) => entry.resolved ?? []);
    expect(resolved.toSorted()).toEqual(
      [
        `${emulator.endpoint('dom', 'app')}/@sc/pb/-/pb-1.0.0.tgz`,
        `${elsewhere.url}pa/-/pa-1.0.0.tgz`,
      ].toSorted(),
    );
    const here = emulator.requests().filter(({ door }) => door === 'package');
    expect(here.map(({ uri }) => uri).filter((uri) => !/\/@sc(%2f|\/)/i.test(uri))).toEqual([]);
    expect(here.map(({ method }) => method)).toEqual(expect.arrayContaining(['PUT', 'GET']));
    expect(elsewhere.requests.map(({ path }) => path)).toEqual(['/pa', '/pa/-/pa-1.0.0.tgz']);
    expect(elsewhere.requests.map(({ headers }) => headers.authorization)).toEqual([undefined, undefined]);
  });
});

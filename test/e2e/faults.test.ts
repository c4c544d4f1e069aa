import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CodeartifactClient, DescribeDomainCommand } from '@aws-sdk/client-codeartifact';
import type { FaultRule } from '../../src';
import { describeWithClients } from '../support/clients';
import { startMavenLab, type MavenLab } from '../support/maven-lab';
import { renderDependencies } from '../support/maven-machine';
import { renderPom } from '../support/maven-package';
import { LIB } from '../support/maven-world';
import { startNpmRepository, type NpmRepository } from '../support/npm-repository';
import { startPypiWorld, type PypiWorld } from '../support/pypi-world';
import { createPythonEnvironment, type PythonEnvironment } from '../support/python-environment';
import { createWheel } from '../support/python-package';
import { createSandbox, expectSuccess, type Sandbox } from '../support/sandbox';

const UNAVAILABLE = { code: 'ServiceUnavailable' } as const;

describe('AWS SDK for JavaScript', () => {
  let world: NpmRepository;
  let client: CodeartifactClient;
  beforeEach(async () => {
    // At another time than its own the SDK repeats every error: it takes the cause for its clock, and sets that right.
    world = await startNpmRepository({ clock: { now: () => Date.now() } });
    const { url, region, credentials } = world.emulator;
    client = new CodeartifactClient({ endpoint: url, region, credentials, maxAttempts: 3 });
    world.emulator.requests.clear();
  });
  afterEach(async () => {
    client.destroy();
    await world.emulator.close();
  });
  const statuses = (): number[] =>
    world.emulator.requests.list({ action: 'DescribeDomain' }).map(({ status }) => status);
  const describeDomain = () => client.send(new DescribeDomainCommand({ domain: 'dom' }));

  test.each<[string, FaultRule, number[]]>([
    ['throttling', { error: { code: 'ThrottlingException' } }, [429, 429, 200]],
    ['an internal error', { error: { code: 'InternalServerException' } }, [500, 500, 200]],
    ['a connection that is reset', { reset: true }, [0, 0, 200]],
  ])('QUOTA-054 QUOTA-052 is over %s at its third attempt', async (_, rule, expected) => {
    world.emulator.faults.add({ operation: 'DescribeDomain', times: 2, ...rule });
    const { domain, $metadata } = await describeDomain();
    expect([domain?.name, $metadata.attempts]).toEqual(['dom', 3]);
    expect(statuses()).toEqual(expected);
  });

  test('gives up with the error of the service when it lasts', async () => {
    world.emulator.faults.add({ error: { code: 'ThrottlingException', message: 'enough' } });
    await expect(describeDomain()).rejects.toMatchObject({
      ...{ name: 'ThrottlingException', message: 'enough', retryAfterSeconds: 1 },
      $metadata: { attempts: 3, httpStatusCode: 429 },
    });
  });

  test('does not repeat what is refused for good', async () => {
    world.emulator.faults.add({ error: { code: 'AccessDeniedException' } });
    await expect(describeDomain()).rejects.toMatchObject({ name: 'AccessDeniedException' });
    expect(statuses()).toEqual([403]);
  });
});

describeWithClients(['npm'], 'npm', (path) => {
  let world: NpmRepository;
  let sandbox: Sandbox;
  let folder: string;
  beforeEach(async () => {
    [world, sandbox] = await Promise.all([startNpmRepository(), createSandbox()]);
    await world.publish('left-pad', '1.0.0');
    const registry = `${world.endpoint}/`;
    await sandbox.writeHome(
      '.npmrc',
      // The waits of real life, shortened.
      `registry=${registry}\n${registry.slice('http:'.length)}:_authToken=${world.token}\n` +
        'fetch-retry-mintimeout=1\nfetch-retry-maxtimeout=1\naudit=false\nfund=false\nupdate-notifier=false\n',
    );
    folder = await sandbox.folder('project');
    await writeFile(join(folder, 'package.json'), '{"name":"project","version":"1.0.0"}');
  });
  afterEach(async () => {
    await world.emulator.close();
    await sandbox.remove();
  });
  const install = (...args: string[]) => sandbox.run(folder, path, ['install', 'left-pad', ...args]);
  const hits = (): (number | undefined)[] => world.emulator.faults.list().map((rule) => rule.hits);

  test.each<[string, FaultRule]>([
    ['503 for the document', { package: 'left-pad', route: '/left-pad', error: UNAVAILABLE }],
    ['503 for the tarball', { route: '*.tgz', error: UNAVAILABLE }],
    ['a connection that is reset', { route: '/left-pad', reset: true }],
  ])('comes again after %s', async (_, rule) => {
    world.emulator.faults.add({ door: 'package', times: 2, ...rule });
    expectSuccess(await install());
    expect(hits()).toEqual([2]);
  });

  test.each<[string, FaultRule, RegExp]>([
    ['that cannot be unpacked', { corrupt: true }, /Z_DATA_ERROR|EINTEGRITY/],
    // The time in the head of the gzip stream.
    ['that can be unpacked all the same', { corrupt: 4 }, /EINTEGRITY/],
  ])('refuses a tarball with another byte in it %s', async (_, rule, expected) => {
    world.emulator.faults.add({ route: '*.tgz', ...rule });
    const { code, output } = await install();
    expect(code).not.toBe(0);
    expect(output).toMatch(expected);
  });

  test('refuses a tarball that breaks off', async () => {
    world.emulator.faults.add({ route: '*.tgz', truncate: true });
    const { code } = await install('--fetch-retries=1');
    expect(code).not.toBe(0);
    expect(hits()[0]).toBeGreaterThan(0);
  });

  test('does not find the version that was published just now while the document is stale', async () => {
    world.emulator.faults.add({ stale: true, package: 'left-pad', times: 1 });
    await world.publish('left-pad', '2.0.0');
    const late = await sandbox.run(folder, path, ['install', 'left-pad@2.0.0']);
    expect(late.output).toMatch(/ETARGET/);
    expectSuccess(await sandbox.run(folder, path, ['install', 'left-pad@2.0.0', '--prefer-online']));
  });
});

describeWithClients(['pip'], 'pip', (path) => {
  const wheel = createWheel('demo-lib', '1.0.0');
  let world: PypiWorld;
  let sandbox: Sandbox;
  let environment: PythonEnvironment;
  beforeAll(async () => {
    [world, sandbox] = await Promise.all([startPypiWorld(), createSandbox()]);
    await world.reset();
    await world.publish([wheel], 'app');
    environment = await createPythonEnvironment(sandbox, path, 'environment');
  });
  afterEach(() => world.emulator.faults.clear());
  afterAll(async () => {
    await world.emulator.close();
    await sandbox.remove();
  });
  const install = (...args: string[]) =>
    environment.pip(
      ...['install', '--force-reinstall', '--index-url', `${world.endpoint('app', 'with token')}simple/`],
      ...args,
    );

  test('refuses a wheel with another byte in it, by the hash of the index or of the requirements', async () => {
    world.emulator.faults.add({ route: '*.whl', corrupt: true });
    const unlocked = await install('demo-lib');
    expect([unlocked.code, /do not match the hashes/i.test(unlocked.output)]).toEqual([1, true]);
    const digest = createHash('sha256').update(wheel.bytes).digest('hex');
    const requirements = join(environment.folder, 'requirements.txt');
    await writeFile(requirements, `demo-lib==1.0.0 --hash=sha256:${digest}\n`);
    const locked = await install('--require-hashes', '-r', requirements);
    expect([locked.code, /do not match the hashes/i.test(locked.output)]).toEqual([1, true]);
  });

  test('comes again after 503, as often as it is told', async () => {
    world.emulator.faults.add({ route: '/simple/*', error: UNAVAILABLE, times: 1 });
    expectSuccess(await install('--retries', '1', 'demo-lib'));
    expect(world.emulator.faults.list()[0]?.hits).toBe(1);
  });
});

describeWithClients(['mvn'], 'mvn', (path) => {
  let lab: MavenLab;
  beforeAll(async () => {
    lab = await startMavenLab(path);
    await lab.reset();
    await lab.world.release('1.0');
  });
  afterAll(() => lab.close());

  test('refuses an artifact with another byte in it where checksums must hold', async () => {
    lab.world.emulator.faults.add({ route: '*lib-1.0.jar', corrupt: true });
    const pom = renderPom(
      { groupId: 'com.ex', artifactId: 'consumer', version: '1' },
      renderDependencies({ ...LIB, version: '1.0' }),
    );
    const project = await lab.machine.project('consumer', pom);
    const { code, output } = await lab.machine.mvn(project, 'compile', '--strict-checksums');
    expect([code, /checksum validation failed/i.test(output)]).toEqual([1, true]);
  });
});

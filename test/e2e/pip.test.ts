import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GetAuthorizationTokenCommand } from '@aws-sdk/client-codeartifact';
import { describeWithClients } from '../support/clients';
import { startPypiWorld, type PypiWorld } from '../support/pypi-world';
import { createPythonEnvironment, type PythonEnvironment } from '../support/python-environment';
import { createSdist, createWheel } from '../support/python-package';
import { createSandbox, expectSuccess, type Sandbox } from '../support/sandbox';

/** The rows "pip" of the clients' table in docs/behaviours/formats/pypi.md; `app` has `up` upstream. */
describeWithClients(['pip'], 'pip', (path) => {
  let world: PypiWorld;
  let sandbox: Sandbox;
  let environment: PythonEnvironment;

  const wheel = createWheel('demo-lib', '1.0.0');
  const newer = createWheel('demo-lib', '1.1.0', {
    metadata: [
      'Requires-Dist: demo-dep>=1',
      'Provides-Extra: fancy',
      'Requires-Dist: demo-extra; extra == "fancy"',
    ],
  });

  beforeAll(async () => {
    [world, sandbox] = await Promise.all([startPypiWorld(), createSandbox()]);
    environment = await createPythonEnvironment(sandbox, path, 'environment');
  });
  beforeEach(async () => {
    await world.reset();
    await world.publish([
      ...[wheel, await createSdist('demo-lib', '1.0.0'), newer, await createSdist('demo-lib', '1.1.0')],
      ...[createWheel('demo-dep', '1.0'), createWheel('demo-extra', '3')],
    ]);
    await environment.clear();
  });
  afterAll(async () => {
    await world.emulator.close();
    await sandbox.remove();
  });

  const index = (): string[] => ['--index-url', `${world.endpoint('app', 'with token')}simple/`];
  const install = (...args: string[]) => environment.pip('install', ...index(), ...args);

  test('PYPI-020 PYPI-058 PYPI-163 installs the newest with what it requires; the repository keeps just that', async () => {
    expectSuccess(await install('Demo_Lib'));
    expect(await environment.version('demo_lib')).toBe('1.1.0');
    expect(await environment.version('demo_dep')).toBe('1.0');
    expect(await world.stored('demo-lib', 'app')).toEqual({ '1.1.0': 'Published' });
    expect(await world.assets('demo-lib', '1.1.0', 'app')).toEqual(
      await world.assets('demo-lib', '1.1.0', 'up'),
    );
    expect(await world.stored('demo-dep', 'app')).toEqual({ '1.0': 'Published' });
    expect(await world.stored('demo-extra', 'app')).toEqual({});
    expect(await world.stored('demo-lib', 'up')).toEqual({ '1.0.0': 'Published', '1.1.0': 'Published' });
  });

  test('PYPI-026 upgrades as far as a range allows, then further', async () => {
    expectSuccess(await install('demo-lib<1.1'));
    expect(await environment.version('demo_lib')).toBe('1.0.0');
    await world.publish([createWheel('demo-lib', '1.0.5')]);
    expectSuccess(await install('--upgrade', 'demo-lib~=1.0.0'));
    expect(await environment.version('demo_lib')).toBe('1.0.5');
    expectSuccess(await install('--upgrade', 'demo-lib'));
    expect(await environment.version('demo_lib')).toBe('1.1.0');
  });

  test('PYPI-106 installs what an extra asks for', async () => {
    expectSuccess(await install('demo-lib[fancy]'));
    expect(await environment.version('demo_extra')).toBe('3');
  });

  test('PYPI-057 downloads the very bytes that were uploaded', async () => {
    expectSuccess(await environment.pip('download', ...index(), 'demo-lib==1.0.0'));
    expect((await readFile(join(environment.folder, wheel.name))).equals(wheel.bytes)).toBe(true);
  });

  test('PYPI-035 PYPI-046 hash-checking mode takes the right bytes and no others', async () => {
    const digest = createHash('sha256').update(wheel.bytes).digest('hex');
    const requirements = join(environment.folder, 'requirements.txt');
    await writeFile(requirements, `demo-lib==1.0.0 --hash=sha256:${digest}\n`);
    expectSuccess(await install('--require-hashes', '-r', requirements));
    await writeFile(requirements, `demo-dep==1.0 --hash=sha256:${digest}\n`);
    const refused = await install('--require-hashes', '-r', requirements);
    expect(refused.code).toBe(1);
    expect(refused.output).toMatch(/do not match the hashes/i);
  });

  test('PYPI-163 pip index versions shows them all', async () => {
    const { stdout } = expectSuccess(await environment.pip('index', 'versions', ...index(), 'demo-lib'));
    expect(stdout).toContain('Available versions: 1.1.0, 1.0.0');
  });

  test('PYPI-037 passes over a version that needs another Python', async () => {
    await world.publish([createWheel('demo-lib', '2.0.0', { metadata: ['Requires-Python: >=99'] })]);
    expectSuccess(await install('demo-lib'));
    expect(await environment.version('demo_lib')).toBe('1.1.0');
  });

  test('PYPI-120 PYPI-121 PYPI-122 passes over what is Unlisted, and cannot have what is Archived', async () => {
    await world.setStatus('demo-lib', '1.1.0', 'Unlisted');
    expectSuccess(await install('demo-lib'));
    expect(await environment.version('demo_lib')).toBe('1.0.0');
    await world.setStatus('demo-dep', '1.0', 'Archived');
    const refused = await install('demo-dep==1.0');
    expect(refused.code).toBe(1);
    expect(refused.output).toContain('No matching distribution found for demo-dep==1.0');
  });

  test('PYPI-024 REAL-191 says that there is no such project, and goes on to an extra index', async () => {
    const refused = await install('nowhere');
    expect(refused.code).toBe(1);
    expect(refused.output).toContain('No matching distribution found for nowhere');
    await world.createRepository('other');
    await world.publish([createWheel('elsewhere', '1')], 'other');
    const extra = `${world.endpoint('other', 'with token')}simple/`;
    expectSuccess(await install('--extra-index-url', extra, 'elsewhere'));
  });

  test('PYPI-005 PYPI-006 AUTH-109 REAL-133 tells of a missing, a wrong and an expired token', async () => {
    const refuse = async (url: string, ...options: string[]): Promise<string> => {
      const args = ['--index-url', `${url}simple/`, ...options, 'demo-lib'];
      const result = await environment.pip('install', ...args);
      expect(result.code).toBe(1);
      return result.output;
    };
    // pip would ask for a name and a password.
    const missing = await refuse(world.endpoint(), '--no-input', '-vv');
    expect(missing).toMatch(/401 Client Error: Unauthorized[^]*No matching distribution found/);
    const wrong = world.endpoint().replace('://', '://aws:nonsense@');
    expect(await refuse(wrong)).toContain('401 Error, Credentials not correct for');
    const { authorizationToken } = await world.client.send(
      new GetAuthorizationTokenCommand({ domain: 'dom', durationSeconds: 900 }),
    );
    world.emulator.clock.advance(901);
    const expired = world.endpoint().replace('://', `://aws:${authorizationToken}@`);
    expect(await refuse(expired)).toContain('401 Error, Credentials not correct for');
  });

  test('PYPI-178 takes the token from netrc when it is refused without', async () => {
    await sandbox.writeHome('.netrc', `machine 127.0.0.1 login aws password ${world.token()}\n`);
    try {
      expectSuccess(
        await environment.pip('install', '--index-url', `${world.endpoint()}simple/`, 'demo-lib'),
      );
    } finally {
      await sandbox.writeHome('.netrc', '');
    }
  });
});

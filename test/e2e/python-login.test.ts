import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createAwsCli, type AwsCli } from '../support/aws-cli';
import { describeWithClients } from '../support/clients';
import { startPypiWorld, type PypiWorld } from '../support/pypi-world';
import { createPythonEnvironment } from '../support/python-environment';
import { createWheel } from '../support/python-package';
import { createSandbox, expectSuccess, type Sandbox } from '../support/sandbox';

/** The row "login" of the clients' table in docs/behaviours/formats/pypi.md. */
describeWithClients(['aws', 'pip', 'twine'], 'aws codeartifact login', (awsPath, pipPath, twinePath) => {
  let world: PypiWorld;
  let sandbox: Sandbox;
  let aws: AwsCli;

  beforeAll(async () => {
    [world, sandbox] = await Promise.all([startPypiWorld(), createSandbox()]);
    aws = createAwsCli(awsPath, world.emulator, sandbox);
  });
  afterAll(async () => {
    await world.emulator.close();
    await sandbox.remove();
  });

  const login = (tool: string, ...more: string[]) =>
    aws.run(['login', '--tool', tool, '--domain', 'dom', '--repository', 'app', ...more]);

  test('PYPI-172 PYPI-174 REAL-292 AUTH-120 --tool twine: twine uploads with no more than the name', async () => {
    await sandbox.writeHome(
      '.pypirc',
      '[distutils]\nindex-servers =\n    mine\n\n[mine]\nrepository = http://mine/\n',
    );
    const { stdout } = expectSuccess(await login('twine'));
    expect(stdout).toContain(
      `Successfully configured twine to use AWS CodeArtifact repository ${world.endpoint()}`,
    );
    // The emulator's clock is not the CLI's, so the hours are not twelve here.
    expect(stdout).toMatch(/Login expires in .*at \d{4}-\d\d-\d\d/);
    const written = join(sandbox.home, '.pypirc');
    expect(await readFile(written, 'utf8')).toMatch(/\[mine\]\nrepository = http:\/\/mine\//);
    expect((await stat(written)).mode & 0o777).toBe(0o600);

    const wheel = createWheel('demo-lib', '1.0.0');
    const folder = await sandbox.folder('dist');
    await writeFile(join(folder, wheel.name), wheel.bytes);
    const args = ['upload', '--non-interactive', '--repository', 'codeartifact', wheel.name];
    expectSuccess(await sandbox.run(folder, twinePath, args));
    expect(await world.stored('demo-lib', 'app')).toEqual({ '1.0.0': 'Published' });
  });

  test('PYPI-170 PYPI-174 REPO-183 AUTH-084 --tool pip: pip installs with no more than a name', async () => {
    await world.publish([createWheel('demo-lib', '2.0.0')], 'app');
    const { stdout } = expectSuccess(await login('pip'));
    expect(stdout).toContain(
      `Successfully configured pip to use AWS CodeArtifact repository ${world.endpoint()}`,
    );
    const environment = await createPythonEnvironment(sandbox, pipPath, 'environment');
    expectSuccess(await environment.pip('install', 'demo-lib'));
    expect(await environment.version('demo_lib')).toBe('2.0.0');
  });

  test('PYPI-173 a namespace is nothing for pip, and a dry run only prints', async () => {
    const refused = await login('pip', '--namespace', 'any');
    expect(refused.code).not.toBe(0);
    expect(refused.output).toContain('Argument --namespace is not supported for pip');
    const { stdout } = expectSuccess(await login('pip', '--dry-run'));
    expect(stdout).toMatch(
      /pip config set global\.index-url http:\/\/aws:[^@]+@127\.0\.0\.1:\d+\/pypi\/[^ ]+\/simple\//,
    );
  });
});

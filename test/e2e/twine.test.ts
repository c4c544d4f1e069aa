import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PutPackageOriginConfigurationCommand } from '@aws-sdk/client-codeartifact';
import { describeWithClients } from '../support/clients';
import { startPypiWorld, type PypiWorld } from '../support/pypi-world';
import { createSdist, createWheel, type PythonFile } from '../support/python-package';
import { createSandbox, expectSuccess, type RunResult, type Sandbox } from '../support/sandbox';

/** Twine breaks its lines at the width of the terminal. */
const unwrap = (text: string): string => text.replace(/\s+/g, ' ');

/** The row "twine" of the clients' table in docs/behaviours/formats/pypi.md. */
describeWithClients(['twine'], 'twine', (path) => {
  let world: PypiWorld;
  let sandbox: Sandbox;
  let folder: string;
  let count = 0;

  beforeAll(async () => {
    [world, sandbox] = await Promise.all([startPypiWorld(), createSandbox()]);
  });
  beforeEach(async () => {
    await world.reset();
    folder = await sandbox.folder(`dist-${++count}`);
  });
  afterAll(async () => {
    await world.emulator.close();
    await sandbox.remove();
  });

  /** Writes the files and uploads them, configured by the environment alone (PYPI-175). */
  async function upload(
    files: readonly PythonFile[],
    { token = world.token(), args = [] }: { token?: string; args?: readonly string[] } = {},
  ): Promise<RunResult> {
    for (const { name, bytes } of files) await writeFile(join(folder, name), bytes);
    return sandbox.run(
      folder,
      path,
      ['upload', '--non-interactive', '--disable-progress-bar', ...args, ...files.map(({ name }) => name)],
      { TWINE_USERNAME: 'aws', TWINE_PASSWORD: token, TWINE_REPOSITORY_URL: world.endpoint('up') },
    );
  }
  const metadata = [
    'Summary: A demo.',
    'Home-page: https://example.com/demo',
    'Project-URL: Source Code, https://example.com/source',
    'License: MIT',
    'Requires-Python: >=3.7',
    'Requires-Dist: demo-dep>=1',
  ];

  test('PYPI-070 PYPI-074 PYPI-075 PYPI-100 PYPI-175 uploads a wheel and a source distribution', async () => {
    const options = { metadata, description: '# Demo\n\nIt does nothing.\n' };
    const files = [
      createWheel('Demo.Lib', '1.0.0', options),
      await createSdist('Demo.Lib', '1.0.0', options),
    ];
    expectSuccess(await upload(files));
    expect(await world.describe('demo-lib', '1.0.0')).toMatchObject({
      packageName: 'demo-lib',
      displayName: 'Demo.Lib',
      summary: 'A demo.',
      homePage: 'https://example.com/demo',
      sourceCodeRepository: 'https://example.com/source',
      licenses: [{ name: 'MIT' }],
      status: 'Published',
      origin: { originType: 'INTERNAL', domainEntryPoint: { repositoryName: 'up' } },
    });
    expect(await world.assets('demo-lib', '1.0.0')).toEqual(files.map(({ name }) => name));
    expect((await world.page('demo-lib', 'up')).files.map((file) => file['requires-python'])).toEqual([
      '>=3.7',
      '>=3.7',
    ]);
  });

  test('PYPI-076 PYPI-077 REAL-188 ASSET-403 uploads the same again, but not something else', async () => {
    const wheel = createWheel('demo-lib', '1.0.0');
    expectSuccess(await upload([wheel]));
    const before = await world.describe('demo-lib', '1.0.0');
    expectSuccess(await upload([wheel]));
    const refused = await upload([createWheel('demo-lib', '1.0.0', { files: { 'more.py': '1' } })]);
    expect(refused.code).toBe(1);
    expect(unwrap(refused.output)).toContain(`HTTPError: 409 Conflict from ${world.endpoint('up')}`);
    expect(await world.describe('demo-lib', '1.0.0')).toEqual(before);
  });

  test('PYPI-078 twine before 6.2 skips what is there with --skip-existing', async () => {
    expectSuccess(await upload([createWheel('demo-lib', '1.0.0')]));
    const other = createWheel('demo-lib', '1.0.0', { files: { 'more.py': '1' } });
    const { stdout } = expectSuccess(await upload([other], { args: ['--skip-existing'] }));
    expect(unwrap(stdout)).toContain(
      'Skipping demo_lib-1.0.0-py3-none-any.whl because it appears to already exist',
    );
  });

  test('PYPI-070 takes a signature along and keeps no trace of it', async () => {
    const wheel = createWheel('demo-lib', '1.0.0');
    const signature = {
      ...wheel,
      name: `${wheel.name}.asc`,
      bytes: Buffer.from('-----BEGIN PGP SIGNATURE-----\n'),
    };
    expectSuccess(await upload([wheel, signature]));
    expect(await world.assets('demo-lib', '1.0.0')).toEqual([wheel.name]);
  });

  test('PYPI-006 AUTH-085 tells of a token that is none, and nothing is stored', async () => {
    const refused = await upload([createWheel('demo-lib', '1.0.0')], { token: 'nonsense' });
    expect(refused.code).toBe(1);
    expect(refused.output).toContain('HTTPError: 401 Unauthorized from');
    expect(await world.stored('demo-lib')).toEqual({});
  });

  test('PYPI-081 REAL-140 tells, when verbose, that the package is closed to publishing', async () => {
    expectSuccess(await upload([createWheel('demo-lib', '1.0.0')]));
    await world.client.send(
      new PutPackageOriginConfigurationCommand({
        ...{ domain: 'dom', repository: 'up', format: 'pypi', package: 'demo-lib' },
        restrictions: { publish: 'BLOCK', upstream: 'ALLOW' },
      }),
    );
    const refused = await upload([createWheel('demo-lib', '1.1.0')], { args: ['--verbose'] });
    expect(refused.code).toBe(1);
    expect(refused.output).toContain('HTTPError: 403 Forbidden from');
    expect(unwrap(refused.output)).toContain('This package is configured to block new versions');
  });
});

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describeWithClients } from '../support/clients';
import { startPypiWorld, type PypiWorld } from '../support/pypi-world';
import { createSandbox, expectSuccess, type Sandbox } from '../support/sandbox';
import { createSdist, createWheel } from '../support/python-package';

let world: PypiWorld;
let sandbox: Sandbox;
beforeAll(async () => {
  [world, sandbox] = await Promise.all([startPypiWorld(), createSandbox()]);
});
beforeEach(() => world.reset());
afterAll(async () => {
  await world.emulator.close();
  await sandbox.remove();
});

describeWithClients(['poetry'], 'poetry', (path) => {
  const credentials = () => ({
    PYTHON_KEYRING_BACKEND: 'keyring.backends.null.Keyring',
    POETRY_HTTP_BASIC_CA_USERNAME: 'aws',
    POETRY_HTTP_BASIC_CA_PASSWORD: world.token(),
    POETRY_REPOSITORIES_CA_URL: world.endpoint(),
  });
  const poetry = (folder: string, ...args: string[]) =>
    sandbox.run(folder, path, ['--no-interaction', ...args], credentials());
  const project = (dependencies = '', sources = '') => `[tool.poetry]
name = "demo-app"
version = "1.0.0"
description = "A demo."
authors = ["Ann <ann@example.com>"]
packages = [{ include = "demo_app.py" }]
[tool.poetry.dependencies]
python = ">=3.7"
${dependencies}
${sources}
[build-system]
requires = ["poetry-core"]
build-backend = "poetry.core.masonry.api"
`;

  test('PYPI-177 PYPI-072 PYPI-078 publishes, is refused the second time, and skips what is there', async () => {
    const folder = await sandbox.folder('poetry-publish');
    await writeFile(join(folder, 'pyproject.toml'), project());
    await writeFile(join(folder, 'demo_app.py'), 'VERSION = "1.0.0"\n');
    expectSuccess(await poetry(folder, 'build'));
    expectSuccess(await poetry(folder, 'publish', '--repository', 'ca'));
    expect(await world.assets('demo-app', '1.0.0', 'app')).toEqual([
      'demo_app-1.0.0-py3-none-any.whl',
      'demo_app-1.0.0.tar.gz',
    ]);
    expect(await world.describe('demo-app', '1.0.0', 'app')).toMatchObject({ summary: 'A demo.' });
    await writeFile(join(folder, 'demo_app.py'), 'VERSION = "other"\n');
    expectSuccess(await poetry(folder, 'build'));
    const refused = await poetry(folder, 'publish', '--repository', 'ca');
    expect(refused.code).not.toBe(0);
    expect(refused.output).toContain('409');
    expectSuccess(await poetry(folder, 'publish', '--repository', 'ca', '--skip-existing'));
  });

  test('PYPI-177 PYPI-045 locks and installs from its source, by the checksums in the lock', async () => {
    await world.publish([
      createWheel('demo-lib', '1.0.0'),
      createWheel('demo-lib', '1.1.0', { metadata: ['Requires-Dist: demo-dep>=1'] }),
      createWheel('demo-lib', '2.0.0'),
      await createSdist('demo-lib', '1.1.0'),
      createWheel('demo-dep', '1.0'),
    ]);
    const folder = await sandbox.folder('poetry-install');
    const source = `[[tool.poetry.source]]\nname = "ca"\nurl = "${world.endpoint()}simple/"\ndefault = true\n`;
    await writeFile(join(folder, 'pyproject.toml'), project('demo-lib = "^1.0"', source));
    await writeFile(join(folder, 'demo_app.py'), '');
    expectSuccess(await poetry(folder, 'lock'));
    const { stdout } = expectSuccess(await poetry(folder, 'install', '--no-root', '--dry-run'));
    expect(stdout).toContain('demo-lib (1.1.0)');
    expect(stdout).toContain('demo-dep (1.0)');
  });
});

describeWithClients(['flit'], 'flit', (path) => {
  test('PYPI-070 PYPI-073 publishes a wheel and a source distribution', async () => {
    const folder = await sandbox.folder('flit');
    await writeFile(
      join(folder, 'pyproject.toml'),
      `[build-system]
requires = ["flit_core >=3.2"]
build-backend = "flit_core.buildapi"
[project]
name = "demo_flit"
authors = [{ name = "Ann", email = "ann@example.com" }]
dynamic = ["version", "description"]
`,
    );
    await writeFile(join(folder, 'demo_flit.py'), '"""A demo."""\n__version__ = "1.0"\n');
    const environment = {
      FLIT_INDEX_URL: world.endpoint(),
      FLIT_USERNAME: 'aws',
      FLIT_PASSWORD: world.token(),
    };
    expectSuccess(await sandbox.run(folder, path, ['publish'], environment));
    expect(await world.assets('demo-flit', '1.0', 'app')).toHaveLength(2);
    expect(await world.describe('demo-flit', '1.0', 'app')).toMatchObject({ summary: 'A demo.' });
  });
});

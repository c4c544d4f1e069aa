import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describeWithClients } from '../support/clients';
import { startHtmlProxy, type HtmlProxy } from '../support/html-proxy';
import { startPypiWorld, type PypiWorld } from '../support/pypi-world';
import { createPythonEnvironment, type PythonEnvironment } from '../support/python-environment';
import { createSdist, createWheel, type PythonFile } from '../support/python-package';
import { createSandbox, expectSuccess, type Sandbox } from '../support/sandbox';

/** Where Debian keeps the real wheels of setuptools and wheel that its own tools bring along. */
const REAL_WHEELS = '/usr/share/python-wheels';

function listRealWheels(): PythonFile[] {
  if (!existsSync(REAL_WHEELS)) return [];
  return readdirSync(REAL_WHEELS).flatMap((name) => {
    const [project = '', version = ''] = name.split('-');
    const isWanted = name.endsWith('.whl') && ['setuptools', 'wheel'].includes(project);
    return isWanted ? [{ project, version, name, bytes: readFileSync(join(REAL_WHEELS, name)) }] : [];
  });
}

/** pip against pages in HTML, and source distributions that it has to build. */
describeWithClients(['pip'], 'pip from HTML pages and sources', (path) => {
  let world: PypiWorld;
  let sandbox: Sandbox;
  let proxy: HtmlProxy;
  let environment: PythonEnvironment;
  let count = 0;
  const realWheels = listRealWheels();

  beforeAll(async () => {
    [world, sandbox] = await Promise.all([startPypiWorld(), createSandbox()]);
    proxy = await startHtmlProxy(world.emulator.url);
  });
  beforeEach(async () => {
    await world.reset();
    environment = await createPythonEnvironment(sandbox, path, `environment-${++count}`);
  });
  afterAll(async () => {
    await proxy.close();
    await world.emulator.close();
    await sandbox.remove();
  });

  test('PYPI-027 PYPI-035 PYPI-037 installs from the HTML page, which older clients ask for', async () => {
    await world.publish([
      createWheel('demo-lib', '1.0.0', { metadata: ['Requires-Dist: demo-dep'] }),
      createWheel('demo-lib', '2.0.0', { metadata: ['Requires-Python: >=99'] }),
      createWheel('demo-dep', '1.0+local.1'),
    ]);
    const index = world
      .endpoint('app', 'with token')
      .replace(world.emulator.url.slice('http://'.length), proxy.host);
    expectSuccess(await environment.pip('install', '--index-url', `${index}simple/`, 'demo-lib'));
    expect(await environment.version('demo_lib')).toBe('1.0.0');
    expect(await environment.version('demo_dep')).toBe('1.0+local.1');
    expect(proxy.pages()).toContain('text/html; charset=utf-8');
  });

  const testBuild = realWheels.length === 2 ? test : test.skip;
  testBuild(
    'PYPI-163 builds a source distribution with a setuptools that it gets from here too',
    async () => {
      await world.publish([
        ...realWheels,
        await createSdist('demo-lib', '1.0.0', { metadata: ['Requires-Dist: demo-dep>=1'] }),
        createWheel('demo-dep', '1.5'),
      ]);
      const index = `${world.endpoint('app', 'with token')}simple/`;
      expectSuccess(await environment.pip('install', '--index-url', index, '--use-pep517', 'demo-lib'));
      expect(await environment.version('demo_lib')).toBe('1.0.0');
      expect(await environment.version('demo_dep')).toBe('1.5');
      for (const { project, version } of realWheels) {
        expect(await world.stored(project, 'app')).toEqual({ [version]: 'Published' });
      }
    },
  );
});

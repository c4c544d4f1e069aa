import { describeWithClients } from '../support/clients';
import { startHtmlProxy, type HtmlProxy } from '../support/html-proxy';
import { startPypiWorld, type PypiWorld } from '../support/pypi-world';
import { createPythonEnvironment, type PythonEnvironment } from '../support/python-environment';
import { createSdist, createWheel } from '../support/python-package';
import { createSandbox, expectSuccess, type Sandbox } from '../support/sandbox';

/** A build backend (PEP 517) that packs a source distribution as it is, in a wheel of its own. */
const BACKEND = `
import zipfile

def build_wheel(directory, settings=None, metadata=None):
    name = 'demo_lib-1.0.0-py3-none-any.whl'
    info = 'demo_lib-1.0.0.dist-info/'
    with zipfile.ZipFile(directory + '/' + name, 'w', strict_timestamps=False) as wheel:
        wheel.write('demo_lib.py')
        wheel.write('PKG-INFO', info + 'METADATA')
        wheel.writestr(info + 'WHEEL', 'Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n')
        wheel.writestr(info + 'RECORD', '')
    return name
`;
const BUILD_SYSTEM = '[build-system]\nrequires = ["demo-backend>=2"]\nbuild-backend = "demo_build"\n';

/** pip against pages in HTML, and source distributions that it has to build. */
describeWithClients(['pip'], 'pip from HTML pages and sources', (path) => {
  let world: PypiWorld;
  let sandbox: Sandbox;
  let proxy: HtmlProxy;
  let environment: PythonEnvironment;

  beforeAll(async () => {
    [world, sandbox] = await Promise.all([startPypiWorld(), createSandbox()]);
    environment = await createPythonEnvironment(sandbox, path, 'environment');
    proxy = await startHtmlProxy(world.emulator.url);
  });
  beforeEach(async () => {
    await world.reset();
    await environment.clear();
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

  test('PYPI-163 builds a source distribution with what it gets from here too', async () => {
    const metadata = ['Requires-Dist: demo-dep>=1'];
    await world.publish([
      createWheel('demo-backend', '2.0', { files: { 'demo_build.py': BACKEND } }),
      await createSdist('demo-lib', '1.0.0', { metadata, files: { 'pyproject.toml': BUILD_SYSTEM } }),
      createWheel('demo-dep', '1.5'),
    ]);
    const index = `${world.endpoint('app', 'with token')}simple/`;
    expectSuccess(await environment.pip('install', '--index-url', index, 'demo-lib'));
    expect(await environment.version('demo_lib')).toBe('1.0.0');
    expect(await environment.version('demo_dep')).toBe('1.5');
    expect(await world.stored('demo-backend', 'app')).toEqual({ '2.0': 'Published' });
  });
});

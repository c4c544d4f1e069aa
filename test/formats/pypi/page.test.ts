import { JSON_PAGE, startPypiWorld, type PypiWorld } from '../../support/pypi-world';
import { createSdist, createWheel } from '../../support/python-package';

const HTML = 'text/html; charset=utf-8';
const HTML_PAGE = 'application/vnd.pypi.simple.v1+html';

let world: PypiWorld;
beforeAll(async () => {
  world = await startPypiWorld();
});
beforeEach(() => world.reset());
afterAll(() => world.emulator.close());

const get = (path: string, accept?: string, more: Record<string, string> = {}) =>
  world.send(path, { headers: { ...(accept !== undefined && { accept }), ...more } });
const html = async (project = 'demo-lib') => (await get(`/simple/${project}/`, 'text/html')).text();
/** Addresses of a page's links, as a client resolves them. */
const links = async (path: string) =>
  [...(await (await get(path, 'text/html')).text()).matchAll(/href="([^"#]*)/g)].map(
    ([, href = '']) => new URL(href, world.endpoint().replace(/\/$/, path)).href,
  );

test('PYPI-020 PYPI-035 PYPI-036 PYPI-039 a page is an anchor for each file, with its checksum', async () => {
  const wheel = createWheel('demo-lib', '1.0.0');
  await world.publish([wheel]);
  const page = await html();
  expect(page).toMatch(/^<!DOCTYPE html>/);
  expect(page).toContain('<meta name="pypi:repository-version" content="1.1">');
  const [file] = (await world.page('demo-lib')).files;
  expect(page).toContain(
    `<a href="1.0.0/${wheel.name}#sha256=${file?.hashes.sha256}">demo_lib-1.0.0-py3-none-any.whl</a>`,
  );
  const [address = ''] = await links('/simple/demo-lib/');
  expect(address).toBe(`${world.endpoint()}simple/demo-lib/1.0.0/${wheel.name}`);
});

test('PYPI-021 there is no list of all projects', async () => {
  await world.publish([createWheel('demo-lib', '1.0.0')]);
  for (const path of ['/simple/', '/simple']) expect((await get(path)).status).toBe(404);
});

test('PYPI-022 without the slash the links lead to the same files', async () => {
  await world.publish([createWheel('demo-lib', '1.0.0')]);
  const answer = await world.send('/simple/demo-lib', { redirect: 'manual' });
  expect(answer.status).toBe(200);
  expect(await links('/simple/demo-lib')).toEqual(await links('/simple/demo-lib/'));
  const json = (await (await get('/simple/demo-lib', JSON_PAGE)).json()) as { files: { url: string }[] };
  expect(json.files[0]?.url).toBe('demo-lib/1.0.0/demo_lib-1.0.0-py3-none-any.whl');
});

test.each(['Demo_Lib', 'demo.lib', 'DEMO--lib', 'demo%2Dlib'])(
  'PYPI-023 %s is the same project',
  async (name) => {
    await world.publish([createWheel('demo-lib', '1.0.0')]);
    expect(await (await get(`/simple/${name}/`)).text()).toBe(await html());
  },
);

test('PYPI-024 a project that nobody has, and names that none can have, are a 404', async () => {
  for (const name of ['nowhere', '-', '%00', '%zz', 'a%2Fb', '..%2f..%2fetc', '__proto__', 'x'.repeat(300)]) {
    expect([name, (await get(`/simple/${name}/`)).status]).toEqual([name, 404]);
  }
});

test('PYPI-025 PYPI-121 a project without a version that may be seen has an empty page', async () => {
  await world.publish([createWheel('demo-lib', '1.0.0')]);
  await world.setStatus('demo-lib', '1.0.0', 'Archived');
  expect(await world.page('demo-lib')).toMatchObject({ versions: [], files: [] });
  expect(await html()).not.toContain('<a ');
});

test.each([
  [
    'pip',
    'application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html; q=0.1, text/html; q=0.01',
    JSON_PAGE,
  ],
  [
    'uv',
    'application/vnd.pyx.simple.v1+msgpack, application/vnd.pyx.simple.v1+json;q=0.9, application/vnd.pypi.simple.v1+json;q=0.8, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.01',
    JSON_PAGE,
  ],
])('PYPI-026 %s gets what it likes best', async (_, accept, type) => {
  await world.publish([createWheel('demo-lib', '1.0.0')]);
  expect((await get('/simple/demo-lib/', accept)).headers.get('content-type')).toBe(type);
});

test.each([
  [undefined, HTML],
  ['*/*', HTML],
  ['text/html', HTML],
  ['text/*', HTML],
  [HTML_PAGE, HTML_PAGE],
  ['application/vnd.pypi.simple.latest+html', HTML_PAGE],
  ['application/vnd.pypi.simple.latest+json', JSON_PAGE],
  ['application/vnd.pypi.simple.v1+json;q=0.5, text/html;q=0.4', JSON_PAGE],
  ['TEXT/HTML', HTML],
])('PYPI-027 PYPI-028 Accept: %s gives %s', async (accept, type) => {
  await world.publish([createWheel('demo-lib', '1.0.0')]);
  expect((await get('/simple/demo-lib/', accept)).headers.get('content-type')).toBe(type);
});

test.each(['application/json', 'image/png', 'text/html;q=0'])(
  'PYPI-028 PYPI-029 Accept: %s is a 406',
  async (accept) => {
    await world.publish([createWheel('demo-lib', '1.0.0')]);
    const answer = await get('/simple/demo-lib/', accept);
    expect(answer.status).toBe(406);
    expect(((await answer.json()) as { message: string }).message).toContain('text/html');
  },
);

test('PYPI-030 each form has a tag of its own, which answers 304 until a file comes', async () => {
  await world.publish([createWheel('demo-lib', '1.0.0')]);
  const tags = await Promise.all(
    [HTML_PAGE, JSON_PAGE].map(async (accept) => {
      const answer = await get('/simple/demo-lib/', accept);
      expect(answer.headers.get('vary')).toMatch(/accept/i);
      expect(answer.headers.get('cache-control')).toMatch(/no-cache|max-age=0/);
      return answer.headers.get('etag') ?? '';
    }),
  );
  expect(new Set(tags).size).toBe(2);
  const again = () => get('/simple/demo-lib/', JSON_PAGE, { 'if-none-match': tags[1] ?? '' });
  const unchanged = await again();
  expect([unchanged.status, await unchanged.text()]).toEqual([304, '']);
  await world.publish([createWheel('demo-lib', '1.0.1')]);
  expect((await again()).status).toBe(200);
});

test('PYPI-031 PYPI-011 compressed when asked for, and HEAD as GET', async () => {
  await world.publish([createWheel('demo-lib', '1.0.0')]);
  const plain = await get('/simple/demo-lib/', JSON_PAGE, { 'accept-encoding': 'identity' });
  expect(plain.headers.get('content-encoding')).toBeNull();
  const head = await world.send('/simple/demo-lib/', {
    method: 'HEAD',
    headers: { accept: JSON_PAGE, 'accept-encoding': 'identity' },
  });
  expect([head.status, head.headers.get('content-type'), head.headers.get('etag')]).toEqual([
    200,
    JSON_PAGE,
    plain.headers.get('etag'),
  ]);
  expect(await head.text()).toBe('');
});

test('PYPI-037 PYPI-041 what must be escaped is, and what is not known is left out', async () => {
  await world.publish([
    createWheel('demo-lib', '1!1.0+local.1', { metadata: ['Requires-Python: >=3.8,<"4"'] }),
    createWheel('demo-lib', '0.9'),
  ]);
  const page = await html();
  expect(page).toContain('data-requires-python="&gt;=3.8,&lt;&quot;4&quot;"');
  expect(page.match(/data-requires-python/g)).toHaveLength(1);
  expect(page).toContain('href="1!1.0%2Blocal.1/demo_lib-1!1.0%2Blocal.1-py3-none-any.whl#sha256=');
  for (const address of await links('/simple/demo-lib/')) {
    const answer = await fetch(address, { headers: { authorization: `Bearer ${world.token()}` } });
    expect(answer.status).toBe(200);
  }
});

test('PYPI-041 by version as Python orders them, then by name', async () => {
  const versions = ['1.10', '1.9', '1.0.dev1', '1.0a1', '1.0', '1.0.post1', '1.0rc1', '1!0.1', '1.0+local'];
  await world.publish(versions.map((version) => createWheel('demo-lib', version)));
  await world.publish([await createSdist('demo-lib', '1.9')]);
  const page = await world.page('demo-lib');
  expect(page.versions).toEqual([
    ...['1.0.dev1', '1.0a1', '1.0rc1', '1.0', '1.0+local', '1.0.post1', '1.9', '1.10', '1!0.1'],
  ]);
  expect(page.files.filter(({ url }) => url.startsWith('1.9/')).map(({ filename }) => filename)).toEqual([
    'demo_lib-1.9-py3-none-any.whl',
    'demo_lib-1.9.tar.gz',
  ]);
});

test('PYPI-040 PYPI-042 PYPI-161 no metadata files, no times in HTML, no JSON API', async () => {
  await world.publish([createWheel('demo-lib', '1.0.0')]);
  const page = await html();
  expect(page).not.toMatch(/core-metadata|dist-info-metadata|upload-time/);
  for (const path of [
    '/simple/demo-lib/1.0.0/demo_lib-1.0.0-py3-none-any.whl.metadata',
    ...['/pypi/demo-lib/json', '/demo-lib/json', '/demo-lib/1.0.0/json'],
  ]) {
    expect([path, (await get(path)).status]).toEqual([path, 404]);
  }
});

test('PYPI-045 PYPI-046 PYPI-047 PYPI-048 PYPI-049 PYPI-050 the same files in JSON, with size, time and checksums', async () => {
  const files = [
    createWheel('Demo.Lib', '1.0.0', { metadata: ['Requires-Python: >=3.8'] }),
    await createSdist('Demo.Lib', '1.0.0'),
  ];
  await world.publish(files);
  const page = await world.page('Demo.Lib');
  expect(page).toMatchObject({ meta: { 'api-version': '1.1' }, name: 'demo-lib', versions: ['1.0.0'] });
  expect(Object.keys(page.files[0] ?? {}).sort()).toEqual(
    ['filename', 'hashes', 'requires-python', 'size', 'upload-time', 'url', 'yanked'].sort(),
  );
  expect(page.files.map((file) => [file.size, file['upload-time'], file.yanked])).toEqual(
    files.map(({ bytes }) => [bytes.length, '2026-03-04T05:06:07.890000Z', false]),
  );
  expect(page.files.map(({ url }) => url)).toEqual(files.map(({ name }) => `1.0.0/${name}`));
  expect(page.files.map(({ hashes }) => Object.keys(hashes).sort())).toEqual(
    files.map(() => ['sha256', 'sha512']),
  );
  expect((await html()).match(/<a /g)).toHaveLength(2);
});

test('PYPI-012 other methods are a 405 that tells which there are', async () => {
  const answer = await world.send('/simple/demo-lib/', { method: 'DELETE' });
  expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
});

import { createHash } from 'node:crypto';
import { startPypiWorld, type PypiWorld } from '../../support/pypi-world';
import { createSdist, createWheel, type PythonFile } from '../../support/python-package';

/** uv cannot be had here: these are its requests, headers and order, from its sources. */
describe('PYPI-176 replay of uv 0.5', () => {
  let world: PypiWorld;
  beforeAll(async () => {
    world = await startPypiWorld();
  });
  beforeEach(() => world.reset());
  afterAll(() => world.emulator.close());

  const AGENT = 'uv/0.5.29 {"installer":{"name":"uv","version":"0.5.29"}}';
  const PAGE_ACCEPT =
    'application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.01';
  /** Only what a 401 asks for is given, as for an index with named credentials. */
  const send = async (url: string, headers: Record<string, string>, init: RequestInit = {}) => {
    const common = { 'user-agent': AGENT, ...headers };
    const bare = await fetch(url, { ...init, headers: common, redirect: 'manual' });
    if (bare.status !== 401) return bare;
    expect(bare.headers.get('www-authenticate')).toContain('Basic realm="dom/app"');
    await bare.body?.cancel();
    const authorization = `Basic ${Buffer.from(`aws:${world.token()}`).toString('base64')}`;
    return fetch(url, { ...init, headers: { ...common, authorization }, redirect: 'manual' });
  };
  const page = async (project: string) => {
    const url = `${world.endpoint()}simple/${project}/`;
    const answer = await send(url, { accept: PAGE_ACCEPT });
    expect(answer.headers.get('content-type')).toBe('application/vnd.pypi.simple.v1+json');
    const { files } = (await answer.json()) as Awaited<ReturnType<PypiWorld['page']>>;
    return { url, files };
  };

  test('PYPI-061 PYPI-060 PYPI-047 resolves by HEAD and a range, then takes the wheel', async () => {
    const wheel = createWheel('demo-lib', '1.0.0', { files: { 'big.txt': 'x'.repeat(20_000) } });
    await world.publish([wheel]);
    const { url, files } = await page('demo-lib');
    const [file] = files;
    const address = new URL(file?.url ?? '', url).href;
    const head = await send(address, { 'accept-encoding': 'identity' }, { method: 'HEAD' });
    expect(head.headers.get('accept-ranges')).toBe('bytes');
    const size = Number(head.headers.get('content-length'));
    const from = size - Math.min(size, 16_384);
    const part = await send(address, {
      'accept-encoding': 'identity',
      range: `bytes=${from}-${size - 1}`,
      'cache-control': 'no-cache',
    });
    expect([part.status, part.headers.get('content-range')]).toEqual([
      206,
      `bytes ${from}-${size - 1}/${size}`,
    ]);
    expect((await part.arrayBuffer()).byteLength).toBe(size - from);
    const whole = await send(address, { 'accept-encoding': 'identity' });
    const digest = createHash('sha256')
      .update(Buffer.from(await whole.arrayBuffer()))
      .digest('hex');
    expect(digest).toBe(file?.hashes.sha256);
  });

  test('PYPI-049 --exclude-newer leaves out what was uploaded later', async () => {
    await world.publish([createWheel('demo-lib', '1.0.0')]);
    const between = world.emulator.clock.now() + 1;
    world.emulator.clock.advance(60);
    await world.publish([createWheel('demo-lib', '1.1.0')]);
    const { files } = await page('demo-lib');
    const older = files.filter((file) => Date.parse(file['upload-time'] ?? '') <= between);
    expect(older.map(({ filename }) => filename)).toEqual(['demo_lib-1.0.0-py3-none-any.whl']);
  });

  test('PYPI-072 PYPI-078 publishes, and skips by --check-url what is there', async () => {
    const files = [createWheel('demo-lib', '1.0.0'), await createSdist('demo-lib', '1.0.0')];
    const publish = async (file: PythonFile): Promise<number | 'skipped'> => {
      const check = await send(`${world.endpoint()}simple/${file.project}/`, { accept: PAGE_ACCEPT });
      const known =
        check.status === 404
          ? []
          : ((await check.json()) as { files: { filename: string; hashes: object }[] }).files;
      const listed = known.find(({ filename }) => filename === file.name);
      const [algorithm = 'sha256', digest] = Object.entries(listed?.hashes ?? {})[0] ?? [];
      if (digest === createHash(algorithm).update(file.bytes).digest('hex')) return 'skipped';
      const boundary = `${'-'.repeat(24)}1b2c`;
      const fields = [
        [':action', 'file_upload'],
        ['sha256_digest', createHash('sha256').update(file.bytes).digest('hex')],
        ['protocol_version', '1'],
        ['metadata_version', '2.1'],
        ['name', file.project],
        ['version', file.version],
        ['filetype', file.name.endsWith('.whl') ? 'bdist_wheel' : 'sdist'],
        ['pyversion', file.name.endsWith('.whl') ? 'py3' : 'source'],
      ];
      const body = Buffer.concat([
        ...fields.map(([name, value]) =>
          Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`),
        ),
        Buffer.from(
          `--${boundary}\r\nContent-Disposition: form-data; name="content"; filename="${file.name}"\r\n\r\n`,
        ),
        file.bytes,
        Buffer.from(`\r\n--${boundary}--\r\n`),
      ]);
      const authorization = `Basic ${Buffer.from(`aws:${world.token()}`).toString('base64')}`;
      const answer = await fetch(world.endpoint(), {
        ...{ method: 'POST', body, redirect: 'manual' as const },
        headers: {
          'user-agent': AGENT,
          'content-type': `multipart/form-data; boundary=${boundary}`,
          accept: 'application/json;q=0.9, text/plain;q=0.8, text/html;q=0.7',
          authorization,
        },
      });
      return answer.status;
    };
    const all = async () => {
      const results = [];
      for (const file of files) results.push(await publish(file));
      return results;
    };
    expect(await all()).toEqual([200, 200]);
    expect(await all()).toEqual(['skipped', 'skipped']);
    const other = { ...createWheel('demo-lib', '1.0.0', { files: { a: 'b' } }) };
    expect(await publish(other)).toBe(409);
  });
});

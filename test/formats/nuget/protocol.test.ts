import { startNugetWorld, type NugetWorld } from '../../support/nuget-world';

interface ServiceIndex {
  readonly version: string;
  readonly resources: readonly { readonly '@id': string; readonly '@type': string }[];
}

let world: NugetWorld;
beforeAll(async () => {
  world = await startNugetWorld();
});
afterAll(() => world.emulator.close());

test('NUG-020 NUG-022 NUG-023 NUG-024 the service index has every type that clients look for', async () => {
  const { version, resources } = await world.json<ServiceIndex>('/v3/index.json');
  expect(version).toBe('3.0.0');
  const byPath = new Map<string, string[]>();
  for (const { '@id': id, '@type': type } of resources) {
    expect(id.startsWith(world.endpoint())).toBe(true);
    const path = id.slice(world.endpoint().length);
    byPath.set(path, [...(byPath.get(path) ?? []), type]);
  }
  const search = ['', '/3.0.0-beta', '/3.0.0-rc', '/3.5.0'];
  expect(Object.fromEntries(byPath)).toEqual({
    '/v3/flatcontainer/': ['PackageBaseAddress/3.0.0'],
    '/v3/registration4/': ['', '/3.0.0-beta', '/3.0.0-rc', '/3.4.0', '/3.6.0'].map(
      (suffix) => `RegistrationsBaseUrl${suffix}`,
    ),
    '/v3/query': search.map((suffix) => `SearchQueryService${suffix}`),
    '/v3/autocomplete': search.map((suffix) => `SearchAutocompleteService${suffix}`),
    '/v2/package': ['PackagePublish/2.0.0'],
  });
});

test('NUG-020 addresses in documents follow the address that the client used', async () => {
  const url = world.endpoint().replace('127.0.0.1', 'localhost');
  const token = await world.emulator.token('dom');
  const answer = await fetch(`${url}/v3/index.json`, { headers: { authorization: `Bearer ${token}` } });
  const { resources } = (await answer.json()) as ServiceIndex; // of our own making
  expect(resources.every(({ '@id': id }) => id.startsWith(url))).toBe(true);
});

test.each(['/', '/index.json', '/Packages()', '/FindPackagesById()', '/$metadata', '/Search()', '/api/v2/'])(
  'NUG-021 NUG-061 %s of version 2 is a 404',
  async (path) => {
    expect((await world.send(path)).status).toBe(404);
  },
);

test('NUG-001 every route asks for credentials in two lines, Basic among them', async () => {
  for (const [method, path] of [
    ['GET', '/v3/index.json'],
    ['GET', '/v3/query'],
    ['PUT', '/v2/package/'],
    ['DELETE', '/v2/package/a/1.0.0'],
  ] as const) {
    const answer = await fetch(world.endpoint() + path, { method });
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="dom/app", Basic realm="dom/app"');
  }
});

test.each(['aws', 'somebody', ''])(
  'NUG-002 NUG-004 NUG-009 a token is the password of any user (%p); no other header counts',
  async (user) => {
    const token = await world.emulator.token('dom');
    const answer = await fetch(`${world.endpoint()}/v3/index.json`, {
      headers: {
        authorization: `Basic ${Buffer.from(`${user}:${token}`).toString('base64')}`,
        'x-nuget-apikey': 'wrong',
        'x-nuget-session-id': 'e0b1f1b5-9d5e-4b0e-8f7e-5b7f9b0f7f70',
        'x-nuget-client-version': '6.12.0',
        'x-nuget-protocol-version': '4.1.0',
      },
    });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('x-nuget-warning')).toBeNull();
  },
);

test('NUG-004 NUG-005 an API key does not make up for a wrong token', async () => {
  const token = await world.emulator.token('dom');
  const answer = await fetch(`${world.endpoint()}/v3/index.json`, {
    headers: { authorization: 'Bearer wrong', 'x-nuget-apikey': token },
  });
  expect(answer.status).toBe(401);
});

test('NUG-008 HEAD goes where GET goes, other methods do not', async () => {
  const head = await world.send('/v3/index.json', { method: 'HEAD' });
  expect(head.status).toBe(200);
  expect(await head.text()).toBe('');
  for (const path of ['/v3/index.json', '/v3/query', '/v3/flatcontainer/a/index.json']) {
    const answer = await world.send(path, { method: 'POST' });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  }
  expect((await world.send('/v3/index.json', { repository: 'nowhere' })).status).toBe(404);
});

test('NUG-011 NUG-012 documents are JSON, gzipped when asked for, and can be revalidated', async () => {
  await world.push('Demo.Lib', '1.0.0');
  for (const path of [
    '/v3/index.json',
    '/v3/registration4/demo.lib/index.json',
    '/v3/flatcontainer/demo.lib/index.json',
  ]) {
    const plain = await world.send(path, { headers: { 'accept-encoding': 'identity' } });
    expect(plain.headers.get('content-type')).toBe('application/json');
    expect(plain.headers.get('content-encoding')).toBeNull();
    const packed = await world.send(path, { headers: { 'accept-encoding': 'gzip, deflate' } });
    expect(packed.headers.get('content-encoding')).toBe('gzip');
    expect(await packed.json()).toEqual(await plain.json());
    const etag = plain.headers.get('etag') ?? '';
    expect(etag).toMatch(/^"/);
    expect((await world.send(path, { headers: { 'if-none-match': etag } })).status).toBe(304);
  }
});

test('NUG-094 versions are neither unlisted nor relisted here', async () => {
  await world.push('Demo.Kept', '1.0.0');
  for (const method of ['DELETE', 'POST']) {
    const answer = await world.send('/v2/package/Demo.Kept/1.0.0', { method });
    expect(answer.status).toBe(405);
    expect(await answer.json()).toEqual({
      message: expect.stringContaining('UpdatePackageVersionsStatus') as string,
    });
  }
  expect(await world.json('/v3/flatcontainer/demo.kept/index.json')).toEqual({ versions: ['1.0.0'] });
});

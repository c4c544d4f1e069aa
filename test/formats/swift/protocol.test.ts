import { startSwiftWorld, type SwiftWorld } from '../../support/swift-world';

const PROBLEM = 'application/problem+json';
const JSON_TYPE = 'application/vnd.swift.registry.v1+json';

let world: SwiftWorld;
beforeAll(async () => {
  world = await startSwiftWorld();
});
beforeEach(() => world.reset());
afterAll(() => world.emulator.close());

test.each([
  ['Bearer', (token: string) => `Bearer ${token}`],
  ['Basic of the user aws', (token: string) => `Basic ${btoa(`aws:${token}`)}`],
  ['Basic of any other user', (token: string) => `Basic ${btoa(`token:${token}`)}`],
])('SWIFT-001 SWIFT-002 SWIFT-003 the token is taken at the first request as %s', async (_, toHeader) => {
  await world.publish('1.0.0');
  const authorization = toHeader(world.token());
  expect((await world.send('/demo/LinkedLib', { headers: { authorization } })).status).toBe(200);
});

test.each([
  ['GET', '/demo/LinkedLib'],
  ['GET', '/demo/LinkedLib/1.0.0'],
  ['GET', '/demo/LinkedLib/1.0.0.zip'],
  ['GET', '/demo/LinkedLib/1.0.0/Package.swift'],
  ['GET', '/identifiers?url=x'],
  ['GET', '/availability'],
  ['PUT', '/demo/LinkedLib/1.0.0'],
  ['POST', '/login'],
])(
  'SWIFT-004 SWIFT-081 %s %s without a valid token is a 401 problem with challenges',
  async (method, path) => {
    for (const headers of [{}, { authorization: 'Bearer wrong' }]) {
      const answer = await fetch(world.endpoint() + path, { method, headers });
      expect(answer.status).toBe(401);
      expect(answer.headers.get('content-type')).toBe(PROBLEM);
      expect(answer.headers.get('content-version')).toBe('1');
      expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="dom/app", Basic realm="dom/app"');
      expect(await answer.json()).toEqual({
        status: 401,
        title: 'Unauthorized',
        detail: 'The authorization token is missing, invalid or expired.',
      });
    }
  },
);

test.each([
  ['GET', '/demo/LinkedLib', 200],
  ['GET', '/demo/LinkedLib/1.0.0', 200],
  ['GET', '/demo/LinkedLib/1.0.0.zip', 200],
  ['GET', '/demo/LinkedLib/1.0.0/Package.swift', 200],
  ['GET', '/demo/LinkedLib/1.0.0/Package.swift?swift-version=4.0.0', 303],
  ['GET', '/availability', 200],
  ['POST', '/login', 200],
  ['GET', '/demo/Other', 404],
  ['GET', '/demo/LinkedLib/2.0.0', 404],
  ['GET', '/nothing', 404],
  ['GET', '/a/b/c/d/e', 404],
  ['GET', '/identifiers', 400],
  ['PUT', '/demo/LinkedLib/1.1.0', 400],
  ['DELETE', '/demo/LinkedLib/1.0.0', 405],
  ['PUT', '/demo/LinkedLib/1.2.0?', 400],
])('SWIFT-006 %s %s answers %d with the version of the API', async (method, path, status) => {
  await world.publish('1.0.0');
  const answer = await world.send(path, { method });
  expect(answer.status).toBe(status);
  expect(answer.headers.get('content-version')).toBe('1');
  if (status >= 400) {
    expect(answer.headers.get('content-type')).toBe(PROBLEM);
    expect(answer.headers.get('content-language')).toBe('en');
    expect(await answer.json()).toMatchObject({
      status,
      title: expect.any(String),
      detail: expect.any(String),
    });
  }
});

test.each([
  'application/vnd.swift.registry.v1+json',
  'application/vnd.swift.registry.v1+swift',
  'application/vnd.swift.registry.v1+zip',
  'application/vnd.swift.registry.v1',
  'application/vnd.swift.registry+json',
  'application/vnd.swift.registry',
  'Application/VND.swift.registry.v1+JSON; q=0.5',
  'application/vnd.swift.registry.v2+json, application/vnd.swift.registry.v1+json',
  '*/*',
  'text/html',
])('SWIFT-007 whoever accepts %s gets version 1', async (accept) => {
  await world.publish('1.0.0');
  const answer = await world.send('/demo/LinkedLib/1.0.0', { headers: { accept } });
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toBe('application/json');
});

test.each([
  ['application/vnd.swift.registry.v2+json', 415, 'unsupported API version'],
  ['application/vnd.swift.registry.v10', 415, 'unsupported API version'],
  ['application/vnd.swift.registry.vx+json', 400, 'invalid API version'],
  ['application/vnd.swift.registry.latest+zip', 400, 'invalid API version'],
])('SWIFT-007 whoever accepts %s gets a %d', async (accept, status, detail) => {
  for (const [method, path] of [
    ['GET', '/demo/LinkedLib'],
    ['GET', '/demo/LinkedLib/1.0.0.zip'],
    ['PUT', '/demo/LinkedLib/1.0.0'],
    ['POST', '/login'],
  ] as const) {
    const answer = await world.send(path, { method, headers: { accept } });
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ status, detail: expect.stringContaining(detail) as string });
  }
});

test.each([
  '/demo/LinkedLib',
  '/demo/LinkedLib/1.0.0',
  '/demo/LinkedLib/1.0.0.zip',
  '/demo/LinkedLib/1.0.0/Package.swift',
])('SWIFT-008 HEAD %s has the headers of GET', async (path) => {
  await world.publish('1.0.0');
  const [head, get] = [await world.send(path, { method: 'HEAD' }), await world.send(path)];
  expect(head.status).toBe(get.status);
  for (const name of ['content-type', 'content-length', 'content-version', 'etag', 'link', 'digest'])
    expect([name, head.headers.get(name)]).toEqual([name, get.headers.get(name)]);
  expect(await head.text()).toBe('');
});

test('SWIFT-008 OPTIONS tells the methods, any other is a 405', async () => {
  const options = await world.send('/demo/LinkedLib/1.0.0', { method: 'OPTIONS' });
  expect([options.status, options.headers.get('allow')]).toEqual([204, 'GET, HEAD, PUT, OPTIONS']);
  const patch = await world.send('/demo/LinkedLib/1.0.0', { method: 'PATCH' });
  expect(patch.status).toBe(405);
  expect(patch.headers.get('allow')?.split(', ').toSorted()).toEqual(['GET', 'HEAD', 'OPTIONS', 'PUT']);
});

test('SWIFT-009 letter case of scope and name does not count', async () => {
  await world.publish('1.0.0', { id: 'myScope.myPackage' });
  for (const path of ['/myScope/myPackage', '/myscope/mypackage', '/MYSCOPE/MyPackage.json']) {
    expect((await world.send(path)).status).toBe(200);
    const release = path.replace('.json', '');
    expect((await world.send(`${release}/1.0.0`)).status).toBe(200);
    expect((await world.send(`${release}/1.0.0.zip`)).status).toBe(200);
    expect((await world.send(`${release}/1.0.0/Package.swift`)).status).toBe(200);
  }
});

test('SWIFT-010 list and release answer the same with .json', async () => {
  await world.publish('1.0.0');
  for (const path of ['/demo/LinkedLib', '/demo/LinkedLib/1.0.0']) {
    expect(await world.json(`${path}.json`)).toEqual(await world.json(path));
  }
});

test('SWIFT-011 an unknown repository is a 404 problem', async () => {
  const answer = await world.send('/demo/LinkedLib', { repository: 'nowhere' });
  expect(answer.status).toBe(404);
  expect(answer.headers.get('content-type')).toBe(PROBLEM);
  expect(await answer.json()).toMatchObject({ detail: expect.stringContaining('nowhere') as string });
});

test('SWIFT-012 SWIFT-080 SWIFT-082 availability and login say 200 to whoever has a token', async () => {
  const answers = [
    await world.send('/availability', { headers: { accept: JSON_TYPE } }),
    await world.send('/login', { method: 'POST' }),
  ];
  expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  expect((await world.send('/login')).status).toBe(405);
});

test('SWIFT-008 paths that are badly encoded or mean other files are refused', async () => {
  await world.publish('1.0.0');
  for (const path of ['/demo/%ff', '/demo/LinkedLib/%zz', '/%/x/1.0.0/Package.swift'])
    expect((await world.send(path)).status).toBe(400);
  for (const path of [
    '/demo/..%2fLinkedLib',
    '/demo/LinkedLib/1.0.0%00',
    '/demo/LinkedLib/1.0.0/Other.swift',
  ])
    expect((await world.send(path)).status).toBe(404);
});

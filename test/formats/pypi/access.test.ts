import { startPypiWorld, type PypiWorld } from '../../support/pypi-world';
import { createWheel, toUploadForm } from '../../support/python-package';

let world: PypiWorld;
beforeAll(async () => {
  world = await startPypiWorld();
  await world.publish([createWheel('demo-lib', '1.0.0')]);
});
afterAll(() => world.emulator.close());

const basic = (user: string, password: string) =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
const page = (authorization: string | undefined, repository = 'app') =>
  fetch(`${world.endpoint(repository)}simple/demo-lib/`, { headers: authorization ? { authorization } : {} });

test('PYPI-001 PYPI-002 PYPI-003 the token as a password of whoever, or as it is', async () => {
  for (const authorization of [
    basic('aws', world.token()),
    basic('somebody', world.token()),
    `Bearer ${world.token()}`,
  ]) {
    expect((await page(authorization)).status).toBe(200);
  }
});

test('PYPI-004 a token can stand in an address as it is', () => {
  expect(world.token()).toMatch(/^[A-Za-z0-9._-]+$/);
});

test.each([undefined, basic('aws', 'nonsense'), 'Bearer nonsense', 'Basic', 'Digest a'])(
  'PYPI-005 PYPI-006 Authorization: %s is a 401 with two challenges',
  async (authorization) => {
    const answer = await page(authorization);
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="dom/app", Basic realm="dom/app"');
    expect(Object.keys((await answer.json()) as object)).toEqual(['message']);
  },
);

test('PYPI-006 AUTH-109 an upload with no token is a 401 and stores nothing', async () => {
  const body = toUploadForm(createWheel('other', '1.0'));
  const answer = await fetch(world.endpoint(), { method: 'POST', body });
  expect(answer.status).toBe(401);
  expect(await world.stored('other', 'app')).toEqual({});
});

test('PYPI-010 a repository that is not there is a 404, after the token', async () => {
  expect((await page(`Bearer ${world.token()}`, 'nowhere')).status).toBe(404);
  expect((await page(undefined, 'nowhere')).status).toBe(401);
});

test('PYPI-013 the endpoint is on a host that pip takes without TLS', () => {
  expect(new URL(world.endpoint()).hostname).toMatch(/^(?:127\.0\.0\.1|localhost)$/);
});

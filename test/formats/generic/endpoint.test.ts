import { GetRepositoryEndpointCommand } from '@aws-sdk/client-codeartifact';
import { APP, startPackageWorld, type PackageWorld } from '../../support/package-world';

let world: PackageWorld;
let endpoint: string;
let token: string;
beforeAll(async () => {
  world = await startPackageWorld();
  const command = new GetRepositoryEndpointCommand({ ...APP, format: 'generic' });
  endpoint = (await world.client.send(command)).repositoryEndpoint ?? '';
  token = await world.emulator.token('dom');
});
afterAll(() => world.emulator.close());

test('GEN-020 there is an endpoint like that of any format', () => {
  expect(endpoint).toBe(`${world.emulator.url}/generic/d/dom-000000000000/app/`);
});

test.each([
  ['GET', ''],
  ['GET', 'ns/tool/1.0/a.txt'],
  ['HEAD', 'ns/tool'],
  ['PUT', 'ns/tool/1.0/a.txt'],
  ['POST', '%2e%2e/x'],
  ['DELETE', 'ns/tool'],
])('GEN-021 REAL-260 nothing is served below it: %s %s', async (method, path) => {
  const headers = { authorization: `Bearer ${token}` };
  expect((await fetch(endpoint + path, { method, headers })).status).toBe(404);
  const anonymous = await fetch(endpoint + path, { method });
  expect(anonymous.status).toBe(401);
  expect(anonymous.headers.get('www-authenticate')).toMatch(/Bearer.*Basic/);
});

test('GEN-022 an authorization token is nothing to the API', async () => {
  const answer = await fetch(`${world.emulator.url}/v1/domains`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
  });
  expect(answer.status).toBeGreaterThanOrEqual(400);
});

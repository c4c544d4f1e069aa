import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from '../support/command-line';
import { startEmulator, type TestEmulator } from '../support/emulator';
import { callApi } from '../support/api';

let emulator: TestEmulator;
let folder: string;
beforeAll(async () => {
  emulator = await startEmulator();
});
beforeEach(async () => {
  await emulator.reset();
  folder = await mkdtemp(join(tmpdir(), 'codeartifact-seed-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));
afterAll(() => emulator.close());

async function seed(text: string) {
  await writeFile(join(folder, 'seed.yaml'), text);
  return runCommand(['seed', join(folder, 'seed.yaml')], { AWS_ENDPOINT_URL_CODEARTIFACT: emulator.url });
}

const GENERIC = '{ format: generic, namespace: ns, package: p, version: "1"';

async function readAsset(asset: string): Promise<string> {
  const query = `domain=dom&repository=app&format=generic&namespace=ns&package=p&version=1&asset=${asset}`;
  return (await fetch(`${emulator.url}/v1/package/version/asset?${query}`)).text();
}

test('seed takes a file into a running emulator, and what its paths lead to', async () => {
  await mkdir(join(folder, 'files'));
  await writeFile(join(folder, 'files', 'a.bin'), Buffer.from([0xe9, 0]));
  await writeFile(join(folder, 'b.txt'), 'archive');
  const policy = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }],
  };
  await writeFile(join(folder, 'policy.json'), JSON.stringify(policy));
  const { status, stderr } = await seed(`
domains:
  - name: dom
    policy: policy.json
    repositories:
      - name: app
        packages: [${GENERIC}, directory: files }]
      - name: other
        packages: [${GENERIC}, archive: b.txt }]
`);
  expect([status, stderr]).toEqual([0, '']);
  expect(await readAsset('a.bin')).toBe('\ufffd\0');
  const { body } = await callApi(emulator, 'GET', '/v1/domain/permissions/policy?domain=dom');
  expect(JSON.parse((body as { policy: { document: string } }).policy.document)).toEqual(policy); // as the model has it
  const listed = await callApi(
    emulator,
    'POST',
    '/v1/package/version/assets?domain=dom&repository=other&format=generic&namespace=ns&package=p&version=1',
    {},
  );
  expect(listed.body).toMatchObject({ assets: [{ name: 'b.txt', size: 7 }] });
});

test.each([
  ['a file that is not there', `packages: [${GENERIC}, archive: none.txt }]`, /packages\[0\]: ENOENT/],
  ['an unknown member', 'upsteams: []', /repositories\[0\] has an unknown member 'upsteams'/],
  ['what the emulator refuses', 'upstreams: [none]', /domains\[0\]\.repositories\[0\]/],
])('seed with %s ends with its place, and takes in nothing', async (_title, more, message) => {
  const { status, stderr } = await seed(`domains: [{ name: dom, repositories: [{ name: app, ${more} }] }]`);
  expect(status).toBeGreaterThan(0);
  expect(stderr).toMatch(message);
  expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  const { body } = await callApi(emulator, 'POST', '/v1/domains', {});
  expect(body).toMatchObject({ domains: [] });
});

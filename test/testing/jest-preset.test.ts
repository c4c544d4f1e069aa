import { createServer, type Server, type Socket } from 'node:net';
import { createEmulator } from '../../src';
import { readBlocks } from '../support/doc-page';
import { createRunnerProject, type RunnerProject } from '../support/runner-project';
import { expectSuccess } from '../support/sandbox';

const CONFIG = "module.exports = { preset: 'codeartifact-local/jest' };";

let project: RunnerProject | undefined;
afterEach(async () => {
  await project?.remove();
  project = undefined;
});

/** A test file of the project that appends what it found in its environment to a file, a line of JSON. */
const REPORT = `
  test('reports', () => {
    const { AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_CODEARTIFACT, CODEARTIFACT_LOCAL_URL, AWS_REGION, AWS_DEFAULT_REGION,
      AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = process.env;
    const found = { AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_CODEARTIFACT, CODEARTIFACT_LOCAL_URL, AWS_REGION,
      AWS_DEFAULT_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN };
    require('node:fs').appendFileSync(process.env.REPORT, JSON.stringify(found) + '\\n');
  });
`;
/** Another one, which calls the emulator by nothing but its environment. */
const CALL = `
  const { CodeartifactClient, ListDomainsCommand } = require('@aws-sdk/client-codeartifact');
  test('calls', () => new CodeartifactClient({ maxAttempts: 1 }).send(new ListDomainsCommand({})));
`;

async function runReport(files: Readonly<Record<string, string>>, args: readonly string[] = ['-i']) {
  project = await createRunnerProject({ 'a.test.js': REPORT, 'jest.config.js': CONFIG, ...files });
  const report = `${project.folder}/report.jsonl`;
  const result = await project.jest(args, { REPORT: report, AWS_SESSION_TOKEN: 'of somebody else' });
  expectSuccess(result);
  const { readFile } = await import('node:fs/promises');
  const lines = (await readFile(report, 'utf8')).trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as Record<string, string>);
}

/** Answers nobody before all have come: so many test files are then certainly under way at once. */
function createBarrier(expected: number): Promise<Server> {
  const waiting: Socket[] = [];
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    waiting.push(socket);
    if (waiting.length === expected) for (const each of waiting.splice(0)) each.end('go');
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

/** A test file whose npm package and generic package have the names of all others and content of its own. */
const publisher = (file: number, barrier: number) => `
  const { createHash } = require('node:crypto');
  const { connect } = require('node:net');
  const {
    CodeartifactClient, CreateDomainCommand, CreateRepositoryCommand, GetAuthorizationTokenCommand, GetPackageVersionAssetCommand,
    GetRepositoryEndpointCommand, ListDomainsCommand, ListPackagesCommand, PublishPackageVersionCommand,
  } = require('@aws-sdk/client-codeartifact');
  const client = new CodeartifactClient({ maxAttempts: 1 });
  const at = { domain: 'team', repository: 'libs' };
  const content = Buffer.from('file ${file}');
  const together = () => new Promise((resolve, reject) => {
    connect(${barrier}, '127.0.0.1').on('error', reject).on('data', resolve);
  });
  test('publishes what others publish too', async () => {
    await together();
    await client.send(new CreateDomainCommand({ domain: 'team' }));
    await client.send(new CreateRepositoryCommand(at));
    await client.send(new PublishPackageVersionCommand({
      ...at, format: 'generic', namespace: 'n', package: 'shared', packageVersion: '1.0.0', assetName: 'data',
      assetContent: content, assetSHA256: createHash('sha256').update(content).digest('hex'),
    }));
    const { authorizationToken } = await client.send(new GetAuthorizationTokenCommand({ domain: 'team' }));
    const { repositoryEndpoint } = await client.send(new GetRepositoryEndpointCommand({ ...at, format: 'npm' }));
    const tarball = require('node:zlib').gzipSync(Buffer.alloc(1024));
    const version = { name: 'shared', version: '1.0.0', description: 'of file ${file}', dist: {
      shasum: createHash('sha1').update(tarball).digest('hex'),
      integrity: 'sha512-' + createHash('sha512').update(tarball).digest('base64'),
      tarball: repositoryEndpoint + 'shared/-/shared-1.0.0.tgz' } };
    const headers = { authorization: 'Bearer ' + authorizationToken, 'content-type': 'application/json' };
    const put = await fetch(repositoryEndpoint + 'shared', { method: 'PUT', headers, body: JSON.stringify({
      _id: 'shared', name: 'shared', 'dist-tags': { latest: '1.0.0' }, versions: { '1.0.0': version },
      _attachments: { 'shared-1.0.0.tgz': { content_type: 'application/octet-stream', data: tarball.toString('base64'),
        length: tarball.length } } }) });
    expect({ status: put.status, text: put.ok ? '' : await put.text() }).toEqual({ status: 200, text: '' });
    await together();
    const { domains } = await client.send(new ListDomainsCommand({}));
    expect(domains.map(({ name, owner }) => ({ name, owner }))).toEqual([
      { name: 'team', owner: process.env.AWS_ACCESS_KEY_ID },
    ]);
    const { packages } = await client.send(new ListPackagesCommand(at));
    expect(packages).toHaveLength(2);
    const asset = await client.send(new GetPackageVersionAssetCommand({
      ...at, format: 'generic', namespace: 'n', package: 'shared', packageVersion: '1.0.0', asset: 'data',
    }));
    expect(await asset.asset.transformToString()).toBe('file ${file}');
    const document = await (await fetch(repositoryEndpoint + 'shared', { headers })).json();
    expect(document.versions['1.0.0'].description).toBe('of file ${file}');
  });
`;

test('eight workers publish the same names at the same time and do not notice each other', async () => {
  const workers = 8;
  const barrier = await createBarrier(workers);
  try {
    const { port } = barrier.address() as { port: number };
    const names = Array.from({ length: workers }, (_, file) => [`${file}.test.js`, publisher(file, port)]);
    project = await createRunnerProject({
      ...(Object.fromEntries(names) as Record<string, string>),
      // Each loads the SDK, and all do so at once on however few cores there are.
      'jest.config.js': "module.exports = { preset: 'codeartifact-local/jest', testTimeout: 100_000 };",
    });
    const { output } = expectSuccess(await project.jest([`--maxWorkers=${workers}`]));
    expect(output).toContain(`Tests:       ${workers} passed, ${workers} total`);
  } finally {
    barrier.close();
  }
}, 120_000);

test('a worker finds address, region and the key of its account in the environment, and no session of others', async () => {
  const [found] = await runReport({ 'b.test.js': CALL });
  const url = expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) as string;
  expect(found).toEqual({
    AWS_ENDPOINT_URL: url,
    AWS_ENDPOINT_URL_CODEARTIFACT: url,
    CODEARTIFACT_LOCAL_URL: url,
    AWS_REGION: 'us-east-1',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: '000000000001',
    AWS_SECRET_ACCESS_KEY: 'test',
  });
  await expect(fetch(`${found?.['CODEARTIFACT_LOCAL_URL']}/`)).rejects.toThrow('fetch failed');
});

test.each(['-i', '--maxWorkers=2'])(
  'programs that a test starts are of its account too (%s)',
  async (workers) => {
    const spawning = `
    test('starts a program', () => {
      const { execFileSync } = require('node:child_process');
      const key = execFileSync(process.execPath, ['-p', 'process.env.AWS_ACCESS_KEY_ID']).toString().trim();
      expect(key).toBe(process.env.AWS_ACCESS_KEY_ID);
      expect(key).toMatch(/^00000000000[12]$/);
    });
  `;
    project = await createRunnerProject({
      'a.test.js': spawning,
      'b.test.js': spawning,
      'jest.config.js': CONFIG,
    });
    expectSuccess(await project.jest([workers]));
  },
);

test('globals.codeartifact holds the options', async () => {
  const [found] = await runReport({
    'jest.config.js': `module.exports = {
      preset: 'codeartifact-local/jest',
      globals: { codeartifact: { region: 'eu-west-1', account: '111122223333' } },
    };`,
  });
  expect(found).toMatchObject({ AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: '111122223334' });
});

test.each([
  ['js', "module.exports = { region: 'eu-west-1' };"],
  ['cjs', "module.exports = async () => ({ region: 'eu-west-1' });"],
  ['mjs', "export default async () => ({ region: 'eu-west-1' });"],
  ['js', "exports.__esModule = true; exports.default = { region: 'eu-west-1' };"],
])('codeartifact-local.config.%s exports options or a function: %s', async (extension, text) => {
  const [found] = await runReport({ [`codeartifact-local.config.${extension}`]: text });
  expect(found).toMatchObject({ AWS_REGION: 'eu-west-1' });
});

test('the files of the guide are taken as they stand there', async () => {
  const files = readBlocks('jest.md').flatMap(({ file, text }) => (file === undefined ? [] : [[file, text]]));
  expect(files.map(([name]) => name)).toEqual(['jest.config.js', 'codeartifact-local.config.js']);
  const [found] = await runReport(Object.fromEntries(files) as Record<string, string>);
  expect(found).toMatchObject({ AWS_REGION: 'eu-west-1' });
});

test('strict authentication knows the keys of the workers', async () => {
  const options = "module.exports = { auth: 'strict' };";
  const found = await runReport(
    { 'codeartifact-local.config.js': options, 'a.test.js': REPORT + CALL, 'b.test.js': REPORT + CALL },
    ['--maxWorkers=2'],
  );
  expect(found.map((line) => line['AWS_ACCESS_KEY_ID']).sort()).toEqual(['000000000001', '000000000002']);
});

test('with iam the callers are those of the setting', async () => {
  const options = `module.exports = { auth: { mode: 'iam',
    principals: [{ accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'secret',
      arn: 'arn:aws:iam::111122223333:user/ann', policies: ['AWSCodeArtifactReadOnlyAccess'] }] } };`;
  const [found] = await runReport({ 'codeartifact-local.config.js': options });
  expect(found).toMatchObject({ AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret' });
});

test('a setting that is none stops the run with its reason', async () => {
  project = await createRunnerProject({
    'a.test.js': REPORT,
    'jest.config.js': CONFIG,
    'codeartifact-local.config.js': 'module.exports = 7;',
  });
  const { code, output } = await project.jest([]);
  expect(code).toBe(1);
  expect(output).toMatch(/codeartifact-local\.config\.js exports neither options nor a function/);
});

test('an emulator with a data directory starts in a setup and can be used inside of a test file', async () => {
  project = await createRunnerProject({
    'jest.config.js': CONFIG,
    'codeartifact-local.config.js': "module.exports = { data: __dirname + '/data' };",
    'a.test.js': `
      const { createEmulator } = require('codeartifact-local');
      test('starts another one', async () => {
        const emulator = await createEmulator();
        expect((await fetch(emulator.url + '/_codeartifact/health')).status).toBe(200);
        expect(emulator.url).not.toBe(process.env.CODEARTIFACT_LOCAL_URL);
        await emulator.close();
      });
    `,
  });
  expectSuccess(await project.jest(['-i']));
});

test('the account of a worker is its own with an emulator that runs elsewhere as well', async () => {
  const emulator = await createEmulator();
  try {
    project = await createRunnerProject({
      'a.test.js': CALL,
      'jest.config.js': `module.exports = { setupFiles: require('codeartifact-local/jest').setupFiles };`,
    });
    const environment = {
      AWS_ENDPOINT_URL_CODEARTIFACT: emulator.url,
      AWS_REGION: 'us-east-1',
      CODEARTIFACT_LOCAL_BASE_ACCOUNT: '000000000000',
    };
    expectSuccess(await project.jest(['-i'], environment));
    expect(emulator.requests().map(({ account }) => account)).toEqual(['000000000001']);
  } finally {
    await emulator.close();
  }
});

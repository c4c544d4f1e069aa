import { chmod, readFile } from 'node:fs/promises';
import { request as send, type IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { createAwsCli } from '../support/aws-cli';
import { describeWithClients } from '../support/clients';
import { createNugetPackage } from '../support/nuget-package';
import { startNugetWorld, type NugetWorld } from '../support/nuget-world';
import { createSandbox, expectSuccess, type Sandbox } from '../support/sandbox';

/** Does what `dotnet nuget list|add|update source` does to the user's settings, and notes how it was called. */
const FAKE_DOTNET = `#!/bin/sh
printf '%s\\n' "$*" >> "$HOME/calls"
if [ "$2" = list ]; then
  echo 'Registered Sources:'
  [ -f "$HOME/sources" ] && cat "$HOME/sources"
elif [ "$2" = add ]; then
  printf '  1.  %s [Enabled]\\n      %s\\n' "$6" "$4" > "$HOME/sources"
else
  printf '  1.  %s [Enabled]\\n      %s\\n' "$4" "$6" > "$HOME/sources"
fi
exit 0
`;

const HEADERS = {
  'user-agent': 'NuGet .NET Core MSBuild Task/6.12.0 (Linux)',
  'x-nuget-client-version': '6.12.0',
  'x-nuget-session-id': 'd5f1a0b8-5c4f-4d3e-9a51-1f4a2f0f8a11',
  'accept-encoding': 'gzip, deflate',
  'accept-language': 'en-US',
};

let world: NugetWorld;
let password: string;
beforeAll(async () => {
  world = await startNugetWorld();
});
beforeEach(async () => {
  await world.reset();
  password = await world.emulator.token('dom');
});
afterAll(() => world.emulator.close());

interface Given {
  readonly status: number;
  readonly reason: string | undefined;
  readonly body: Buffer;
}

/** One message of a client; a body goes chunked. */
function exchange(url: string, method: string, headers: object, body?: Buffer): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const message = send(url, { method, headers: { ...HEADERS, ...headers } }, resolve);
    message.on('error', reject);
    if (body) message.write(body);
    message.end();
  });
}

/** Every request goes out without credentials first, and again with them when Basic is among the challenges. */
async function ask(url: string, method = 'GET', headers: object = {}, body?: Buffer): Promise<Given> {
  const first = await exchange(url, method, headers, body);
  await buffer(first);
  const challenges = (first.rawHeaders ?? []).filter(
    (_, at) => first.rawHeaders[at - 1]?.toLowerCase() === 'www-authenticate',
  );
  expect([first.statusCode, challenges.some((one) => /^Basic realm="/.test(one))]).toEqual([401, true]);
  const authorization = `Basic ${Buffer.from(`aws:${password}`).toString('base64')}`;
  const answer = await exchange(url, method, { ...headers, authorization }, body);
  const bytes = await buffer(answer);
  const isPacked = answer.headers['content-encoding'] === 'gzip';
  return {
    status: answer.statusCode ?? 0,
    reason: answer.statusMessage,
    body: isPacked ? gunzipSync(bytes) : bytes,
  };
}

interface ServiceIndex {
  readonly resources: readonly { readonly '@id': string; readonly '@type': string }[];
}

/** The service index as a client reads it: the first of these types that it finds. */
async function findService(repository: string, ...types: readonly string[]): Promise<string> {
  const { body } = await ask(`${world.endpoint(repository)}/v3/index.json`);
  const { resources } = JSON.parse(body.toString()) as ServiceIndex; // fails below if it is not
  for (const type of types) {
    const found = resources.find((resource) => resource['@type'] === type);
    if (found) return found['@id'];
  }
  throw new Error(`no ${types.join(' or ')}`);
}

/** `dotnet nuget push`: multipart, chunked, the slash added to the address, an API key that means nothing. */
async function push(nupkg: Buffer, repository = 'up'): Promise<Given> {
  const address = await findService(repository, 'PackagePublish/Versioned', 'PackagePublish/2.0.0');
  const boundary = '"0a1b2c3d-4e5f-6789-abcd-ef0123456789"';
  const name = boundary.slice(1, -1);
  const body = Buffer.concat([
    Buffer.from(
      `--${name}\r\nContent-Type: application/octet-stream\r\nContent-Disposition: form-data; name=package; ` +
        "filename=package.nupkg; filename*=utf-8''package.nupkg\r\n\r\n",
    ),
    nupkg,
    Buffer.from(`\r\n--${name}--\r\n`),
  ]);
  const headers = {
    'content-type': `multipart/form-data; boundary=${boundary}`,
    'transfer-encoding': 'chunked',
    'x-nuget-apikey': 'anything',
    'x-nuget-protocol-version': '4.1.0',
  };
  return ask(`${address}/`, 'PUT', headers, body);
}

/** `dotnet restore`: the list of versions, then the package of the lowest that will do. */
async function restore(id: string, wanted: (version: string) => boolean): Promise<Buffer | undefined> {
  const base = await findService('app', 'PackageBaseAddress/Versioned', 'PackageBaseAddress/3.0.0');
  const list = await ask(`${base}${id.toLowerCase()}/index.json`);
  if (list.status === 404) return undefined;
  const { versions } = JSON.parse(list.body.toString()) as { versions: readonly string[] }; // fails if it is not
  const version = versions.find(wanted);
  if (version === undefined) return undefined;
  const answer = await ask(`${base}${id.toLowerCase()}/${version}/${id.toLowerCase()}.${version}.nupkg`);
  return answer.status === 200 ? answer.body : undefined;
}

test('NUG-001 NUG-080 NUG-083 NUG-086 replayed, not run: dotnet nuget push', async () => {
  const nupkg = createNugetPackage('Demo.Lib', '1.0.0');
  expect(await push(nupkg)).toMatchObject({ status: 201, reason: 'Created' });
  expect(await push(nupkg)).toMatchObject({ status: 201 });
  const other = createNugetPackage('Demo.Lib', '1.0.0', { files: { 'b.txt': 'b' } });
  expect(await push(other)).toMatchObject({ status: 409, reason: 'Conflict' });
});

test('NUG-030 NUG-032 NUG-033 NUG-110 replayed, not run: dotnet restore through an upstream', async () => {
  const [first, second] = ['1.0.0', '1.1.0'].map((version) => createNugetPackage('Demo.Lib', version));
  await push(first ?? Buffer.alloc(0));
  await push(second ?? Buffer.alloc(0));
  expect((await restore('Demo.Lib', () => true))?.equals(first ?? Buffer.alloc(0))).toBe(true);
  expect((await restore('Demo.Lib', (version) => version > '1.0.0'))?.equals(second ?? Buffer.alloc(0))).toBe(
    true,
  );
  expect(await restore('Demo.None', () => true)).toBeUndefined();
});

test('NUG-062 replayed, not run: dotnet package search', async () => {
  await push(createNugetPackage('Demo.Lib', '1.0.0'));
  const service = ['/Versioned', '/3.4.0', '/3.0.0-beta'].map((version) => `SearchQueryService${version}`);
  const url = `${await findService('app', ...service)}?q=demo&skip=0&take=20&prerelease=false&semVerLevel=2.0.0`;
  const { totalHits, data } = JSON.parse((await ask(url)).body.toString()) as {
    totalHits: number;
    data: readonly Record<string, unknown>[];
  };
  expect(totalHits).toBe(1);
  expect(data[0]).toMatchObject({
    ...{ id: 'Demo.Lib', version: '1.0.0', totalDownloads: expect.any(Number) as number },
    versions: [{ version: '1.0.0', downloads: expect.any(Number) as number }],
  });
});

test('NUG-005 replayed, not run: an expired token is answered with 401 again', async () => {
  world.emulator.clock.advance(13 * 3600);
  expect((await ask(`${world.endpoint()}/v3/index.json`)).status).toBe(401);
});

describeWithClients(['aws'], 'aws codeartifact login --tool dotnet', (awsPath) => {
  let sandbox: Sandbox;
  beforeEach(async () => {
    sandbox = await createSandbox();
    await sandbox.writeHome('bin/dotnet', FAKE_DOTNET);
    await chmod(`${sandbox.home}/bin/dotnet`, 0o755);
  });
  afterEach(() => sandbox.remove());

  test('NUG-120 NUG-122 REAL-291 REAL-292 the calls it makes of dotnet, and what they set up works', async () => {
    const path = `${sandbox.home}/bin:${process.env['PATH'] ?? ''}`;
    const aws = createAwsCli(awsPath, world.emulator, {
      ...sandbox,
      run: (cwd, command, args, more) => sandbox.run(cwd, command, args, { ...more, PATH: path }),
    });
    const login = ['login', '--tool', 'dotnet', '--domain', 'dom', '--repository', 'app'];
    expectSuccess(await aws.run(login));
    expectSuccess(await aws.run(login));
    const calls = (await readFile(`${sandbox.home}/calls`, 'utf8')).trim().split('\n');
    const url = `${world.endpoint()}/v3/index.json`;
    const list = 'nuget list source --format detailed';
    const secret = /--username aws --password (\S+) --store-password-in-clear-text$/;
    expect(calls.map((call) => call.replace(secret, '…'))).toEqual([
      list,
      `nuget add source ${url} --name dom/app …`,
      list,
      `nuget update source dom/app --source ${url} …`,
    ]);
    password = secret.exec(calls[1] ?? '')?.[1] ?? '';
    expect((await ask(url)).status).toBe(200);
    expect((await aws.run([...login, '--namespace', 'ns'])).code).not.toBe(0);
  });
});

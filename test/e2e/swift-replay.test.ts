import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ListPackageVersionsCommand } from '@aws-sdk/client-codeartifact';
import { describeWithClients } from '../support/clients';
import { sendHttp, type WireAnswer } from '../support/raw-http';
import { createSandbox, type Sandbox } from '../support/sandbox';
import { createSwiftPackage, toPublish } from '../support/swift-package';
import { DEMO, startSwiftWorld, type SwiftWorld } from '../support/swift-world';

const MANIFESTS = {
  'Package@swift-5.8.swift': '// swift-tools-version:5.8\nlet manifest = "for 5.8"\n',
  'Package@swift-5.swift': '// swift-tools-version:5.0\nlet manifest = "for 5"\n',
};

let world: SwiftWorld;
beforeAll(async () => {
  world = await startSwiftWorld();
});
beforeEach(() => world.reset());
afterAll(() => world.emulator.close());

type Accepted = 'json' | 'swift' | 'zip';

/** The requests of SwiftPM 5.9 as its sources write them, and what it demands of each answer. */
function createReplay(repository: string, token = world.token()) {
  const url = new URL(world.endpoint(repository));
  const send = (method: string, path: string, headers: Record<string, string>, body?: Buffer) =>
    sendHttp(url.origin, {
      method,
      path: url.pathname + path,
      headers: {
        'User-Agent': 'SwiftPackageManager/5.9.0',
        Authorization: `Bearer ${token}`,
        'Accept-Encoding': 'deflate, gzip',
        'Accept-Language': 'en',
        Connection: 'keep-alive',
        ...headers,
      },
      ...(body && { body }),
    });
  const get = async (path: string, media: Accepted): Promise<WireAnswer> => {
    const accept = `application/vnd.swift.registry.v1+${media}`;
    // The text of an answer is looked at, so it comes as it is.
    return send('GET', path, { Accept: accept, 'Accept-Encoding': 'identity' });
  };
  const json = async <T>(path: string): Promise<{ answer: WireAnswer; content: T }> => {
    const answer = await get(path, 'json');
    assertUsable(answer, 'application/json');
    return { answer, content: JSON.parse(answer.body) as T }; // what the test expects is checked by it
  };
  return { send, get, json };
}

/** `validateAPIVersion` and `validateContentType`. */
function assertUsable({ status, headers, body }: WireAnswer, type: string): void {
  if (status !== 200) throw new Error(`${status} ${body}`);
  if (headers['content-version'] !== '1') throw new Error('invalid registry response content version');
  const given = headers['content-type'] ?? '';
  if (given !== type && !given.startsWith(`${type};`))
    throw new Error(`invalid response content type ${given}`);
}

/** `parseManifestLinks`: splits at commas, then at semicolons, and takes entries of four fields. */
function parseManifestLinks({ headers }: WireAnswer): Record<string, string> {
  const entries = String(headers.link ?? '')
    .split(',')
    .map((line) => line.split(';').map((field) => field.trim()));
  const found: Record<string, string> = {};
  for (const fields of entries.filter(({ length }) => length === 4)) {
    const value = (name: string): string => {
      const parts = fields.find((field) => field.startsWith(`${name}=`))?.split('=') ?? [];
      return parts.length === 2 ? (parts[1] ?? '').replaceAll('"', '') : '';
    };
    const version = value('swift-tools-version');
    if (!/^\d+\.\d+(\.\d+)?$/.test(version)) throw new Error(`Invalid tools version ${version}`);
    if (value('rel') === 'alternate') found[value('filename')] = version;
  }
  return found;
}

interface Release {
  readonly id: string;
  readonly publishedAt: string;
  readonly resources: readonly { readonly name: string; readonly checksum: string }[];
}

test("SWIFT-020 SWIFT-030 SWIFT-041 SWIFT-043 SWIFT-050 SwiftPM's resolution, replayed: list, release, manifests, archive", async () => {
  const archive = await world.publish('1.0.0', { repository: 'up', files: MANIFESTS });
  await world.publish('1.1.0', { repository: 'up', files: MANIFESTS });
  await world.setStatus('1.1.0', 'Unlisted', 'up');
  const { get, json } = createReplay('app');

  // Names as the project's manifest spells them.
  const list = await json<{ releases: Record<string, { url: string }> }>('/Demo/linkedlib');
  expect(Object.keys(list.content.releases)).toEqual(['1.0.0']);

  // The release is asked for before every manifest, for its signature.
  const release = await json<Release>('/Demo/linkedlib/1.0.0');
  expect(release.content.publishedAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  const manifest = await get('/Demo/linkedlib/1.0.0/Package.swift', 'swift');
  assertUsable(manifest, 'text/x-swift');
  const links = parseManifestLinks(manifest);
  expect(links).toEqual({ 'Package@swift-5.8.swift': '5.8', 'Package@swift-5.swift': '5.0' });

  // With the tools version that was announced, in three numbers.
  for (const [fileName, announced] of Object.entries(links)) {
    await json('/Demo/linkedlib/1.0.0');
    const custom = await get(`/Demo/linkedlib/1.0.0/Package.swift?swift-version=${announced}.0`, 'swift');
    assertUsable(custom, 'text/x-swift');
    expect(custom.body).toBe(MANIFESTS[fileName as keyof typeof MANIFESTS]);
  }

  await json('/Demo/linkedlib/1.0.0');
  expect(
    (await world.client.send(new ListPackageVersionsCommand(DEMO)).catch(() => undefined))?.versions,
  ).toBe(undefined);
  const zip = await world.send('/Demo/linkedlib/1.0.0.zip', {
    headers: { accept: 'application/vnd.swift.registry.v1+zip' },
  });
  expect([zip.status, zip.headers.get('content-type')]).toEqual([200, 'application/zip']);
  const bytes = Buffer.from(await zip.arrayBuffer());
  expect(bytes.equals(archive)).toBe(true);
  expect(release.content.resources).toEqual([
    expect.objectContaining({
      name: 'source-archive',
      checksum: createHash('sha256').update(bytes).digest('hex'),
    }),
  ]);
  const { versions = [] } = await world.client.send(new ListPackageVersionsCommand(DEMO));
  expect(versions.map(({ version }) => version)).toEqual(['1.0.0']);
});

test("SWIFT-060 SWIFT-061 SWIFT-063 SWIFT-064 SwiftPM's publish, replayed: nameless parts, quoted boundary, Expect", async () => {
  const { send, json } = createReplay('app');
  const content = {
    archive: createSwiftPackage('LinkedLib', { files: { 'data.bin': Buffer.alloc(100_000, '\xff\r\n-') } }),
    metadata: '{\n  "description": "Links: a=3D?b=20 é",\n  "author": {"name": "Ann"}\n}\n',
    signature: Buffer.from([0x30, 0x80, 0x0d, 0x0a, 0xff]),
    metadataSignature: Buffer.from([0x30, 0x81]),
  };
  const { body } = toPublish(content);
  const answer = await send(
    'PUT',
    '/demo/LinkedLib/1.0.0',
    {
      'Content-Type': 'multipart/form-data;boundary="1F5C6C1E-8E8B-4B1C-9D5F-0A4B6D1C2E3F"',
      Accept: 'application/vnd.swift.registry.v1+json',
      Expect: '100-continue',
      Prefer: 'respond-async',
      'X-Swift-Package-Signature-Format': 'cms-1.0.0',
      'Content-Length': String(body.length),
    },
    body,
  );
  expect([answer.status, answer.headers['content-version'], answer.headers.location, answer.body]).toEqual([
    201,
    '1',
    `${world.endpoint()}/demo/LinkedLib/1.0.0`,
    '',
  ]);
  const release = await json<Release>('/demo/LinkedLib/1.0.0');
  expect(release.content).toMatchObject({
    id: 'demo.LinkedLib',
    metadata: { description: 'Links: a=3D?b=20 é', author: { name: 'Ann' } },
    resources: [
      {
        checksum: createHash('sha256').update(content.archive).digest('hex'),
        signing: { signatureBase64Encoded: content.signature.toString('base64') },
      },
    ],
  });
});

test("SWIFT-004 SWIFT-080 SWIFT-081 SwiftPM's login, replayed: an empty POST with the token, 200 or 401", async () => {
  const login = (token?: string) =>
    createReplay('app', token).send('POST', '/login', { Accept: '*/*', 'Content-Length': '0' });
  expect((await login()).status).toBe(200);
  const refused = await login('wrong');
  expect([refused.status, refused.headers['content-type'], refused.headers['content-version']]).toEqual([
    401,
    'application/problem+json',
    '1',
  ]);
  expect(JSON.parse(refused.body)).toMatchObject({ detail: expect.any(String) as string });
});

test("SWIFT-012 SWIFT-055 SwiftPM's look-up of an identity, replayed: availability, then identifiers", async () => {
  const repositoryURLs = ['https://example.com/demo/LinkedLib.git'];
  await world.publish('1.0.0', { metadata: JSON.stringify({ repositoryURLs }) });
  const { send, json, get } = createReplay('app');
  expect((await send('GET', '/availability', { Accept: '*/*' })).status).toBe(200);
  // Foundation leaves colons and slashes of a query as they are.
  const found = await json<{ identifiers: string[] }>(
    '/identifiers?url=https://example.com/demo/LinkedLib.git',
  );
  expect(found.content).toEqual({ identifiers: ['demo.LinkedLib'] });
  expect((await get('/identifiers?url=https://example.com/other.git', 'json')).status).toBe(404);
});

/** The guide's chapter on publishing with curl. */
describeWithClients(['curl'], 'publishing Swift packages with curl', (curl) => {
  let sandbox: Sandbox;
  beforeEach(async () => {
    sandbox = await createSandbox();
  });
  afterEach(() => sandbox.remove());

  const publish = async (version: string, content: Buffer, ...credentials: readonly string[]) => {
    const folder = await sandbox.folder('project');
    await writeFile(join(folder, 'LinkedLib.zip'), content);
    const { stdout } = await sandbox.run(folder, curl, [
      ...['-s', '-w', '%{http_code}', '-X', 'PUT', ...credentials],
      ...['-H', 'Accept: application/vnd.swift.registry.v1+json', '-F', 'source-archive=@LinkedLib.zip'],
      `${world.endpoint()}/demo/LinkedLib/${version}`,
    ]);
    return stdout;
  };

  test('SWIFT-002 SWIFT-062 SWIFT-065 a package is published once', async () => {
    const user = ['--user', `aws:${world.token()}`];
    // Large enough for curl to expect a 100 first.
    const archive = createSwiftPackage('LinkedLib', {
      files: { data: Buffer.from(Array.from({ length: 2 ** 21 }, (_, index) => (index * index) >> 3)) },
    });
    expect(await publish('1.0.0', archive, ...user)).toBe('201');
    expect(await publish('1.0.0', archive, ...user)).toBe('201');
    expect(await publish('1.0.0', createSwiftPackage('LinkedLib'), ...user)).toMatch(
      /"a release with version 1\.0\.0 already exists"\}409$/,
    );
    const answer = await world.send('/demo/LinkedLib/1.0.0.zip');
    expect(Buffer.from(await answer.arrayBuffer()).equals(archive)).toBe(true);
  });

  test('SWIFT-003 SWIFT-004 SWIFT-013 over http credentials come from .netrc, and without any it is a 401', async () => {
    await sandbox.writeHome('.netrc', `machine 127.0.0.1 login token password ${world.token()}\n`);
    expect(await publish('1.0.0', createSwiftPackage('LinkedLib'), '--netrc')).toBe('201');
    expect(await publish('1.1.0', createSwiftPackage('LinkedLib'))).toMatch(/"status":401.*401$/);
  });
});

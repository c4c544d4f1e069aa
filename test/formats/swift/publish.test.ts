import {
  DeletePackageVersionsCommand,
  DescribePackageVersionCommand,
  ListPackagesCommand,
  PutPackageOriginConfigurationCommand,
} from '@aws-sdk/client-codeartifact';
import { connect } from 'node:net';
import { sendBytes } from '../../support/raw-http';
import { createSwiftPackage, toForm, toPublish, type SwiftPart } from '../../support/swift-package';
import { DEMO, startSwiftWorld, SWIFT, type SwiftWorld } from '../../support/swift-world';
import { createZip } from '../../support/zip-writer';

const RELEASE = '/demo/LinkedLib/1.0.0';
const ARCHIVE = createSwiftPackage('LinkedLib');
const FORM_TYPE = 'multipart/form-data;boundary="1F5C6C1E-8E8B-4B1C-9D5F-0A4B6D1C2E3F"';

let world: SwiftWorld;
beforeAll(async () => {
  world = await startSwiftWorld();
});
beforeEach(() => world.reset());
afterAll(() => world.emulator.close());

const put = (body: RequestInit['body'], headers: Record<string, string> = {}, path = RELEASE) =>
  world.send(path, { method: 'PUT', body: body ?? null, headers });
const putParts = (parts: readonly SwiftPart[], headers: Record<string, string> = {}) =>
  put(toForm(parts), { 'content-type': FORM_TYPE, ...headers });
const packages = async () => (await world.client.send(new ListPackagesCommand(SWIFT))).packages ?? [];
const download = async () => Buffer.from(await (await world.send(`${RELEASE}.zip`)).arrayBuffer());
const detailOf = async (answer: Response) => ((await answer.json()) as { detail: string }).detail;

/** A publish that sends nothing of its body before it is asked to, and gives up when it gets another answer. */
function putExpecting(path: string, token = world.token()): Promise<string> {
  const { host, port, pathname } = new URL(world.endpoint() + path);
  const { body, headers } = toPublish({ archive: ARCHIVE });
  const head = [
    `PUT ${pathname} HTTP/1.1`,
    ...[`Host: ${host}`, `Authorization: Bearer ${token}`, 'Expect: 100-continue'],
    ...[`Content-Type: ${headers['content-type']}`, `Content-Length: ${body.length}`, 'Connection: close'],
  ];
  return new Promise((resolve, reject) => {
    let text = '';
    const socket = connect(Number(port), '127.0.0.1', () => socket.write(`${head.join('\r\n')}\r\n\r\n`));
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      if (text === '' && chunk.startsWith('HTTP/1.1 100')) socket.write(body);
      else if (text === '') socket.end();
      text += chunk;
    });
    socket.on('error', reject).on('close', () => resolve(text));
  });
}

describe('taken', () => {
  test("SWIFT-060 SWIFT-061 SWIFT-064 SwiftPM's publish, parts without file names, is a 201 with its place", async () => {
    const binary = Buffer.from(Array.from({ length: 1024 }, (_, index) => index & 0xff));
    const archive = createSwiftPackage('LinkedLib', { files: { 'data.bin': binary } });
    const answer = await world.put('1.0.0', { archive, metadata: '{"description":"a=3D?v=20"}' });
    expect(answer.status).toBe(201);
    expect(answer.headers.get('location')).toBe(`${world.endpoint()}/demo/LinkedLib/1.0.0`);
    expect(answer.headers.get('content-version')).toBe('1');
    expect(answer.headers.get('content-length')).toBe('0');
    expect((await download()).equals(archive)).toBe(true);
    expect(await world.json(RELEASE)).toMatchObject({ metadata: { description: 'a=3D?v=20' } });
  });

  test('SWIFT-062 parts with file names are taken too', async () => {
    const body = new FormData();
    body.append('source-archive', new Blob([ARCHIVE]), 'LinkedLib.zip');
    body.append('metadata', new Blob(['{"description":"d"}']), 'package-metadata.json');
    expect((await put(body)).status).toBe(201);
    expect((await download()).equals(ARCHIVE)).toBe(true);
  });

  test('SWIFT-062 parts in base64 and quoted-printable are decoded', async () => {
    const lines = ARCHIVE.toString('base64').match(/.{1,76}/g) ?? [];
    const answer = await putParts([
      {
        name: 'source-archive',
        content: lines.join('\r\n'),
        headers: ['Content-Transfer-Encoding: base64'],
      },
      {
        name: 'metadata',
        content: '{"description": "caf=C3=A9 =\r\nau lait"}',
        headers: ['Content-Transfer-Encoding: Quoted-Printable'],
      },
    ]);
    expect(answer.status).toBe(201);
    expect((await download()).equals(ARCHIVE)).toBe(true);
    expect(await world.json(RELEASE)).toMatchObject({ metadata: { description: 'café au lait' } });
  });

  test('SWIFT-063 whoever expects it is told to continue', async () => {
    expect(await putExpecting(RELEASE)).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 201 Created\r\n/);
    expect((await download()).equals(ARCHIVE)).toBe(true);
  });

  test('SWIFT-065 the same archive again is a 201 and changes nothing, whatever comes with it', async () => {
    await world.publish('1.0.0', { archive: ARCHIVE, metadata: '{"description":"one"}' });
    const before = await world.json(RELEASE);
    world.emulator.clock.advance(60);
    const again = await world.put('1.0.0', { archive: ARCHIVE, metadata: '{"description":"two"}' });
    expect(again.status).toBe(201);
    expect(await world.json(RELEASE)).toEqual(before);
  });

  test('SWIFT-066 an archive may have its package at the root or in its one folder, metadata nothing at all', async () => {
    for (const [version, folder] of [
      ['1.0.0', ''],
      ['1.1.0', 'LinkedLib-1.1.0'],
    ] as const)
      expect((await world.put(version, { folder, metadata: '{}' })).status).toBe(201);
  });

  test('SWIFT-066 known members of the metadata may be null, and others are not looked at', async () => {
    const author = { name: 'Ann', email: 'a@example.com', organization: { name: 'Org', url: null } };
    const metadata = { author, description: null, repositoryURLs: null, licenseURL: '', keywords: 7 };
    expect((await world.put('1.0.0', { metadata: JSON.stringify(metadata) })).status).toBe(201);
  });

  test('SWIFT-032 metadata nested beyond all reason is shown like any other', async () => {
    const depth = 200_000;
    const metadata = `{"a":${'['.repeat(depth)}${']'.repeat(depth)}}`;
    expect((await world.put('1.0.0', { metadata })).status).toBe(201);
    expect(await (await world.send(RELEASE)).text()).toContain(metadata);
  });

  test('SWIFT-070 a deleted release may be published again', async () => {
    await world.publish('1.0.0');
    await world.client.send(new DeletePackageVersionsCommand({ ...DEMO, versions: ['1.0.0'] }));
    await world.publish('1.0.0', { files: { other: 'x' } });
  });

  test('SWIFT-071 SWIFT-092 SWIFT-093 scope and name are stored in lower case, published and internal', async () => {
    await world.publish('1.0.0-Beta.1', { id: 'myScope.myPackage' });
    const version = { ...SWIFT, namespace: 'myscope', package: 'mypackage', packageVersion: '1.0.0-Beta.1' };
    const { packageVersion } = await world.client.send(new DescribePackageVersionCommand(version));
    expect(packageVersion).toMatchObject({
      ...{ namespace: 'myscope', packageName: 'mypackage', displayName: 'myScope.myPackage' },
      ...{ version: '1.0.0-Beta.1', status: 'Published', origin: { originType: 'INTERNAL' } },
    });
  });

  test('SWIFT-069 a signature format without signatures is an unsigned release', async () => {
    const answer = await putParts([{ name: 'source-archive', content: ARCHIVE }], {
      'x-swift-package-signature-format': 'cms-1.0.0',
    });
    expect(answer.status).toBe(201);
    expect((await world.send(`${RELEASE}.zip`)).headers.get('x-swift-package-signature')).toBeNull();
  });
});

describe('refused', () => {
  afterEach(async () => {
    expect(await packages()).toEqual([]);
  });

  const archive = { name: 'source-archive', content: ARCHIVE };
  test.each<[string, readonly SwiftPart[]]>([
    ['no part at all', []],
    ['no source archive', [{ name: 'metadata', content: '{}' }]],
    ['an empty source archive', [{ name: 'source-archive', content: '' }]],
    ['a source archive that is no zip', [{ name: 'source-archive', content: 'PK but no zip' }]],
    ['two source archives', [archive, archive]],
    ['a signed archive without the format', [archive, { name: 'source-archive-signature', content: 's' }]],
  ])('SWIFT-066 SWIFT-069 %s is a 422', async (_, parts) => {
    expect((await putParts(parts)).status).toBe(422);
  });

  test.each([
    ['no manifest', createZip({ 'LinkedLib/README.md': 'x', 'LinkedLib/package.swift': 'x' })],
    ['a manifest too deep', createZip({ 'a/b/Package.swift': 'x' })],
    ['a manifest in one of two folders', createZip({ 'a/Package.swift': 'x', 'b/file': 'x' })],
    ['a manifest for one Swift version only', createZip({ 'a/Package@swift-5.8.swift': 'x' })],
    ['nothing in it', createZip({})],
  ])('SWIFT-066 an archive with %s is a 422 that says so', async (_, content) => {
    const answer = await world.put('1.0.0', { archive: content });
    expect(answer.status).toBe(422);
    expect(await detailOf(answer)).toBe("package doesn't contain a valid manifest (Package.swift) file");
  });

  test.each([
    'not JSON',
    '[]',
    '"text"',
    'null',
    '{"description": 1}',
    '{"licenseURL": []}',
    '{"readmeURL": {}}',
    '{"repositoryURLs": "https://example.com"}',
    '{"repositoryURLs": [1]}',
    '{"author": "Ann"}',
    '{"author": {}}',
    '{"author": {"name": 7}}',
    '{"author": {"name": "Ann", "email": 7}}',
    '{"author": {"name": "Ann", "organization": {}}}',
    '{"originalPublicationTime": "yesterday"}',
    '{"originalPublicationTime": 7}',
    '['.repeat(100_000),
  ])('SWIFT-032 SWIFT-066 metadata that is %.60s is a 422 that says so', async (metadata) => {
    const answer = await world.put('1.0.0', { metadata });
    expect(answer.status).toBe(422);
    expect(await detailOf(answer)).toMatch(/^invalid JSON provided for release metadata/);
  });

  test.each([
    ['another type', 'application/zip', ARCHIVE],
    ['none', '', ARCHIVE],
    ['no boundary', 'multipart/form-data', ARCHIVE],
    ['a body that ends early', FORM_TYPE, toForm([archive]).subarray(0, 200)],
    ['an empty body', FORM_TYPE, Buffer.alloc(0)],
  ])('SWIFT-066 a body of %s is a 400', async (_, type, body) => {
    expect((await put(body, { 'content-type': type })).status).toBe(400);
  });

  test.each(['base64', 'uuencode', 'x'])('SWIFT-062 bytes that are no %s are a 400', async (encoding) => {
    const headers = [`Content-Transfer-Encoding: ${encoding}`];
    expect((await putParts([{ ...archive, headers }])).status).toBe(400);
  });

  test.each(['1.0', '1', 'v1.0.0', '01.0.0', '1.0.0-01', '1.0.0-', '1.0.0+', 'latest', '1.0.0.0', ' 1.0.0'])(
    'SWIFT-067 version %s is a 400',
    async (version) => {
      expect((await world.put(version)).status).toBe(400);
    },
  );

  test.each(['my_scope', '-a', 'a-', 'a--b', 'a'.repeat(40), 'ü', '%20'])(
    'SWIFT-068 scope %s is a 400',
    async (scope) => {
      expect((await world.put('1.0.0', { id: `${scope}.LinkedLib` })).status).toBe(400);
    },
  );

  test.each(['_a', 'a_', 'a-_b', 'a'.repeat(101), 'a%2Fb', 'é'])(
    'SWIFT-068 name %s is a 400',
    async (name) => {
      expect((await world.put('1.0.0', { id: `demo.${name}`, archive: ARCHIVE })).status).toBe(400);
    },
  );

  test.each(['cms-2.0.0', 'pgp', ''])('SWIFT-069 signature format %p is a 422', async (format) => {
    const parts = [archive, { name: 'source-archive-signature', content: 's' }];
    const answer = await putParts(parts, { 'x-swift-package-signature-format': format });
    expect(answer.status).toBe(422);
  });

  test('SWIFT-069 metadata that is signed beside an archive that is not is a 422', async () => {
    const parts = [archive, { name: 'metadata-signature', content: 's' }];
    expect((await putParts(parts, { 'x-swift-package-signature-format': 'cms-1.0.0' })).status).toBe(422);
  });

  test('SWIFT-073 metadata and signatures beyond all measure are a 413', async () => {
    const metadata = JSON.stringify({ description: 'x'.repeat(2 * 1024 * 1024) });
    expect((await world.put('1.0.0', { metadata })).status).toBe(413);
    expect((await world.put('1.0.0', { signature: Buffer.alloc(64 * 1024) })).status).toBe(413);
  });

  test.each(['', 'Expect: 100-continue\r\n'])(
    'SWIFT-073 a publish without a valid token is read to its end and the connection lives on, %j',
    async (expectation) => {
      const { host, port, pathname } = new URL(world.endpoint() + RELEASE);
      const body = Buffer.alloc(300_000);
      const request = `PUT ${pathname} HTTP/1.1\r\nHost: ${host}\r\n${expectation}Content-Length: ${body.length}\r\n\r\n`;
      const next = `GET ${pathname} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`;
      const received = await sendBytes(
        Number(port),
        Buffer.concat([Buffer.from(request), body, Buffer.from(next)]),
      );
      expect(received.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 401', 'HTTP/1.1 401']);
    },
  );
});

describe('in the way', () => {
  test('SWIFT-065 another archive of a release that is there is a 409 that says so', async () => {
    await world.publish('1.0.0');
    const answer = await world.put('1.0.0', { files: { other: 'x' } });
    expect(answer.status).toBe(409);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(await detailOf(answer)).toBe('a release with version 1.0.0 already exists');
  });

  test.each(['Archived', 'Unlisted'] as const)('SWIFT-070 a release that is %s is a 409', async (status) => {
    await world.publish('1.0.0');
    await world.setStatus('1.0.0', status);
    expect((await world.put('1.0.0')).status).toBe(409);
  });

  const restrict = (publish: 'ALLOW' | 'BLOCK', upstream: 'ALLOW' | 'BLOCK') =>
    world.client.send(
      new PutPackageOriginConfigurationCommand({ ...DEMO, restrictions: { publish, upstream } }),
    );

  test('SWIFT-070 a release that upstream repositories have is a 409, a closed package a 403', async () => {
    await world.publish('1.0.0', { repository: 'up' });
    await restrict('ALLOW', 'ALLOW');
    const taken = await world.put('1.0.0', { files: { other: 'x' } });
    expect([taken.status, await detailOf(taken)]).toEqual([409, expect.stringContaining("'up'")]);
    await restrict('BLOCK', 'ALLOW');
    expect((await world.put('1.1.0')).status).toBe(403);
  });

  test('SWIFT-063 what fails whatever is sent is refused before the body is asked for', async () => {
    const statusOf = (answer: string) => /^HTTP\/1\.1 (\d+)/.exec(answer)?.[1];
    expect(statusOf(await putExpecting(RELEASE, 'wrong'))).toBe('401');
    expect(statusOf(await putExpecting('/demo/LinkedLib/v1'))).toBe('400');
    await world.publish('1.0.0', { repository: 'up' });
    await world.publish('1.1.0');
    await world.setStatus('1.1.0', 'Archived');
    await restrict('ALLOW', 'ALLOW');
    expect(statusOf(await putExpecting('/demo/LinkedLib/1.1.0'))).toBe('409');
    expect(statusOf(await putExpecting(RELEASE))).toBe('409');
    await restrict('BLOCK', 'ALLOW');
    expect(statusOf(await putExpecting('/demo/LinkedLib/2.0.0'))).toBe('403');
  });
});

test('SWIFT-005 IAM-050 a publish needs its permission on the package in lower case, a look at it another', async () => {
  const audited = await startSwiftWorld({ audit: 'memory' });
  try {
    await audited.publish('1.0.0', { id: 'myScope.myPackage' });
    await audited.send('/myScope/myPackage/1.0.0');
    const records = (await audited.emulator.trail?.list({}))?.records ?? [];
    const about = { packageNamespace: 'myscope', packageName: 'mypackage', packageFormat: 'swift' };
    expect(
      records.slice(-2).map(({ eventName, requestParameters }) => [eventName, requestParameters]),
    ).toEqual([
      ['PublishPackageVersion', expect.objectContaining(about)],
      ['ReadFromRepository', expect.objectContaining(about)],
    ]);
  } finally {
    await audited.emulator.close();
  }
});

test('SWIFT-073 an archive beyond the limit of assets is a 413', async () => {
  const small = await startSwiftWorld({ limits: { assetSizeBytes: 100 } });
  try {
    expect((await small.put('1.0.0')).status).toBe(413);
    const { packages: stored = [] } = await small.client.send(new ListPackagesCommand(SWIFT));
    expect(stored).toEqual([]);
  } finally {
    await small.emulator.close();
  }
});

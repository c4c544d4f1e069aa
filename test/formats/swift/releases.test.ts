import { DeletePackageVersionsCommand, DisposePackageVersionsCommand } from '@aws-sdk/client-codeartifact';
import { createHash } from 'node:crypto';
import { DEMO, startSwiftWorld, type SwiftWorld } from '../../support/swift-world';

interface Releases {
  readonly releases: Readonly<Record<string, unknown>>;
}

const LIST = '/demo/LinkedLib';
let world: SwiftWorld;
beforeAll(async () => {
  world = await startSwiftWorld();
});
beforeEach(() => world.reset());
afterAll(() => world.emulator.close());

const listed = async (repository?: string) =>
  Object.keys((await world.json<Releases>(LIST, repository)).releases);
const address = (version: string) => `${world.endpoint()}/demo/linkedlib/${version}`;
const linkOf = async (path: string) => (await world.send(path)).headers.get('link');

describe('list', () => {
  test('SWIFT-020 SWIFT-024 releases are listed by descending precedence, each with its address', async () => {
    for (const version of ['1.0.0', '1.10.0', '1.9.0', '2.0.0-beta.2', '2.0.0-beta.10', '1.10.0+build.1'])
      await world.publish(version);
    const answer = await world.send(LIST);
    expect(answer.headers.get('content-type')).toBe('application/json');
    const { releases } = (await answer.json()) as Releases; // of our own making
    const versions = ['2.0.0-beta.10', '2.0.0-beta.2', '1.10.0+build.1', '1.10.0', '1.9.0', '1.0.0'];
    expect(Object.entries(releases)).toEqual(versions.map((version) => [version, { url: address(version) }]));
    for (const { url } of Object.values(releases) as { url: string }[])
      expect((await world.send(url.slice(world.endpoint().length))).status).toBe(200);
  });

  test('SWIFT-021 SWIFT-074 the list links to the highest release, in whichever order they came', async () => {
    for (const version of ['2.0.0', '1.0.0', '1.5.0']) await world.publish(version);
    expect(await linkOf(LIST)).toBe(`<${address('2.0.0')}>; rel="latest-version"`);
  });

  test('SWIFT-021 repository addresses of the latest release are linked, safe for clients that split at commas', async () => {
    const repositoryURLs = [
      'https://example.com/demo/LinkedLib',
      'ssh://git@example.com:demo/LinkedLib.git',
      'https://example.com/a,b;c>"d\r\nX: y é',
    ];
    await world.publish('1.0.0', { metadata: JSON.stringify({ repositoryURLs }) });
    expect((await linkOf(LIST))?.split(', ')).toEqual([
      `<${address('1.0.0')}>; rel="latest-version"`,
      '<https://example.com/demo/LinkedLib>; rel="canonical"',
      '<ssh://git@example.com:demo/LinkedLib.git>; rel="alternate"',
      '<https://example.com/a%2Cb%3Bc%3E%22d%0D%0AX:%20y%20%C3%A9>; rel="alternate"',
    ]);
  });

  test('SWIFT-021 more repository addresses than a header holds are left out', async () => {
    const repositoryURLs = Array.from({ length: 2000 }, (_, index) => `https://example.com/${index}`);
    await world.publish('1.0.0', { metadata: JSON.stringify({ repositoryURLs }) });
    const link = await linkOf(LIST);
    expect(link?.length).toBeLessThan(8000);
    expect(link).toContain('<https://example.com/0>; rel="canonical"');
  });

  test('SWIFT-022 what is not Published is not listed, and without any release there is no package', async () => {
    for (const version of ['1.0.0', '1.1.0', '1.2.0', '1.3.0', '1.4.0']) await world.publish(version);
    await world.setStatus('1.1.0', 'Unlisted');
    await world.setStatus('1.2.0', 'Archived');
    await world.client.send(new DisposePackageVersionsCommand({ ...DEMO, versions: ['1.3.0'] }));
    await world.client.send(new DeletePackageVersionsCommand({ ...DEMO, versions: ['1.4.0'] }));
    expect(await listed()).toEqual(['1.0.0']);
    await world.setStatus('1.0.0', 'Unlisted');
    const answer = await world.send(LIST);
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({
      detail: expect.stringMatching(/^package not found/) as string,
    });
    expect(await (await world.send('/demo/Other')).json()).toMatchObject({ status: 404 });
  });

  test('SWIFT-023 releases of upstream repositories are listed with those that are here', async () => {
    await world.publish('1.0.0', { repository: 'up' });
    await world.publish('1.2.0', { repository: 'up' });
    await world.send('/demo/LinkedLib/1.0.0.zip');
    await world.setStatus('1.0.0', 'Unlisted');
    expect(await listed()).toEqual(['1.2.0']);
    expect(await listed('up')).toEqual(['1.2.0', '1.0.0']);
  });

  test('SWIFT-020 a list that the client has is a 304, and a new one after a publish', async () => {
    await world.publish('1.0.0');
    const etag = (await world.send(LIST)).headers.get('etag') ?? '';
    const again = await world.send(LIST, { headers: { 'if-none-match': etag } });
    expect([again.status, again.headers.get('content-version')]).toEqual([304, '1']);
    await world.publish('1.1.0');
    expect((await world.send(LIST, { headers: { 'if-none-match': etag } })).status).toBe(200);
  });
});

describe('release', () => {
  test('SWIFT-030 SWIFT-031 SWIFT-034 SWIFT-036 a release has its id as published, checksum, metadata and time', async () => {
    const metadata = { description: 'Links.', author: { name: 'Ann' }, 'my.own': [1, { a: null }] };
    const archive = await world.publish('1.0.0', {
      id: 'myScope.myPackage',
      metadata: JSON.stringify(metadata, null, 2),
    });
    const answer = await world.send('/myscope/mypackage/1.0.0');
    expect(answer.headers.get('content-type')).toBe('application/json');
    expect(await answer.json()).toEqual({
      id: 'myScope.myPackage',
      version: '1.0.0',
      resources: [
        {
          name: 'source-archive',
          type: 'application/zip',
          checksum: createHash('sha256').update(archive).digest('hex'),
        },
      ],
      metadata,
      publishedAt: '2026-03-04T05:06:07Z',
    });
  });

  test('SWIFT-032 metadata is shown as it was sent, down to its numbers; without any it is empty', async () => {
    const metadata =
      '{"originalPublicationTime": "2020-01-02T03:04:05Z", "n": 12345678901234567890.10, "__proto__": {"a": 1}}';
    await world.publish('1.0.0', { metadata });
    await world.publish('1.1.0');
    expect(await (await world.send('/demo/LinkedLib/1.0.0')).text()).toContain(`"metadata":${metadata},`);
    expect(await world.json('/demo/LinkedLib/1.1.0')).toMatchObject({ metadata: {} });
  });

  test('SWIFT-030 SWIFT-051 SWIFT-069 a signed release shows its signature', async () => {
    const signature = Buffer.from([0, 1, 2, 253, 254, 255, 13, 10]);
    await world.publish('1.0.0', { signature, metadata: '{}', metadataSignature: Buffer.from('m') });
    const { resources } = await world.json<{ resources: readonly unknown[] }>('/demo/LinkedLib/1.0.0');
    expect(resources).toEqual([
      expect.objectContaining({
        signing: {
          signatureBase64Encoded: signature.toString('base64'),
          signatureFormat: 'cms-1.0.0',
        },
      }),
    ]);
    const archive = await world.send('/demo/LinkedLib/1.0.0.zip');
    expect(archive.headers.get('x-swift-package-signature-format')).toBe('cms-1.0.0');
    expect(archive.headers.get('x-swift-package-signature')).toBe(signature.toString('base64'));
  });

  test('SWIFT-033 a release links to the latest one and its listed neighbours', async () => {
    for (const version of ['1.0.0', '1.1.0', '1.2.0', '1.3.0']) await world.publish(version);
    await world.setStatus('1.1.0', 'Unlisted');
    const link = (version: string, rel: string) => `<${address(version)}>; rel="${rel}-version"`;
    expect(await linkOf('/demo/LinkedLib/1.2.0')).toBe(
      [link('1.3.0', 'latest'), link('1.3.0', 'successor'), link('1.0.0', 'predecessor')].join(', '),
    );
    expect(await linkOf('/demo/LinkedLib/1.1.0')).toBe(
      [link('1.3.0', 'latest'), link('1.2.0', 'successor'), link('1.0.0', 'predecessor')].join(', '),
    );
    expect(await linkOf('/demo/LinkedLib/1.0.0')).toBe(
      [link('1.3.0', 'latest'), link('1.2.0', 'successor')].join(', '),
    );
  });

  test('SWIFT-035 SWIFT-045 SWIFT-054 an unlisted release can still be had, archived and unknown ones cannot', async () => {
    await world.publish('1.0.0');
    const paths = ['', '.zip', '/Package.swift'].map((suffix) => `/demo/LinkedLib/1.0.0${suffix}`);
    await world.setStatus('1.0.0', 'Unlisted');
    for (const path of paths) expect((await world.send(path)).status).toBe(200);
    await world.setStatus('1.0.0', 'Archived');
    for (const path of [...paths, ...paths.map((one) => one.replace('1.0.0', '9.0.0'))]) {
      const answer = await world.send(path);
      expect(answer.status).toBe(404);
      expect(await answer.json()).toMatchObject({
        detail: expect.stringMatching(/^release not found/) as string,
      });
      expect((await world.send(path, { method: 'HEAD' })).status).toBe(404);
    }
  });

  test('SWIFT-035 a version that is none is not found, nor taken for anything else', async () => {
    await world.publish('1.0.0');
    for (const version of ['list', 'release', '%20', '1.0.0%20', 'undefined']) {
      await world.json(LIST);
      expect((await world.send(`/demo/LinkedLib/${version}`)).status).toBe(404);
    }
  });

  test('SWIFT-037 the suffix decides between release and archive, a prerelease that ends alike is itself', async () => {
    await world.publish('1.0.0-json');
    expect(await world.json('/demo/LinkedLib/1.0.0-json')).toMatchObject({ version: '1.0.0-json' });
    expect(await world.json('/demo/LinkedLib/1.0.0-json.json')).toMatchObject({ version: '1.0.0-json' });
    const archive = await world.send('/demo/LinkedLib/1.0.0-json.zip');
    expect(archive.headers.get('content-type')).toBe('application/zip');
  });

  test('SWIFT-072 releases that differ in build metadata only are two', async () => {
    await world.publish('1.0.0', { files: { a: 'a' } });
    await world.publish('1.0.0+b.1', { files: { a: 'b' } });
    await world.publish('1.0.0+B.1', { files: { a: 'c' } });
    expect((await listed()).toSorted()).toEqual(['1.0.0', '1.0.0+B.1', '1.0.0+b.1']);
    const checksums = new Set<string>();
    for (const version of ['1.0.0', '1.0.0+b.1', '1.0.0%2BB.1'])
      checksums.add(await (await world.send(`/demo/LinkedLib/${version}`)).text());
    expect(checksums.size).toBe(3);
  });
});

import { DescribeDomainCommand, DescribePackageCommand } from '@aws-sdk/client-codeartifact';
import { ListPackageVersionsCommand } from '@aws-sdk/client-codeartifact';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { createNpmPackage, publishNpmPackage, type NpmPackage } from '../../support/npm-package';
import { REPOSITORY, startNpmRepository, type NpmRepository } from '../../support/npm-repository';

let npm: NpmRepository;
beforeEach(async () => {
  npm = await startNpmRepository();
});
afterEach(() => npm.emulator.close());

type Document = NpmPackage['document'];

const put = (path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> =>
  npm.request(path, {
    method: 'PUT',
    body: typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body),
    headers,
  });

/** Publishes a document of `pa@1.0.0` after a change; nothing else may have been published. */
async function putChanged(change: (document: Document) => unknown): Promise<Response> {
  const { document } = await createNpmPackage('pa', '1.0.0');
  const changed = change(document);
  return put('/pa', changed === undefined ? document : changed);
}

const attachmentOf = (document: Document): Document['_attachments'][string] => {
  const [attachment] = Object.values(document._attachments);
  if (!attachment) throw new Error('no attachment');
  return attachment;
};

async function assetBytes(): Promise<number | undefined> {
  const { domain } = await npm.client.send(new DescribeDomainCommand({ domain: 'dom' }));
  return domain?.assetSizeBytes;
}

describe('a new version', () => {
  test('NPM-100, ORIG-020 answers ok and is there at once', async () => {
    const built = await createNpmPackage('@sc/pb', '1.0.0');
    const response = await put('/@sc%2fpb', built.document);
    expect([response.status, await response.json()]).toEqual([200, { ok: true }]);
    const names = { ...REPOSITORY, format: 'npm', namespace: 'sc', package: 'pb' } as const;
    const { package: described } = await npm.client.send(new DescribePackageCommand(names));
    expect(described?.originConfiguration).toEqual({ restrictions: { publish: 'ALLOW', upstream: 'BLOCK' } });
    const { versions } = await npm.client.send(new ListPackageVersionsCommand(names));
    expect(versions).toEqual([
      {
        version: '1.0.0',
        revision: expect.stringMatching(/^[A-Za-z0-9+/]{43}=$/),
        status: 'Published',
        origin: { originType: 'INTERNAL', domainEntryPoint: { repositoryName: 'app' } },
      },
    ]);
  });

  test.each(['/@sc%2fpb', '/@sc%2Fpb', '/@sc/pb', '/%40sc%2fpb'])('NPM-010 PUT %s', async (path) => {
    const { document } = await createNpmPackage('@sc/pb', '1.0.0');
    expect((await put(path, document)).status).toBe(200);
  });

  test('NPM-103 latest is not invented', async () => {
    await npm.publish('pa', '1.0.0', { tags: ['beta'] });
    expect((await npm.json('/pa'))['dist-tags']).toEqual({ beta: '1.0.0' });
  });

  test('NPM-102 tags that name another version are ignored, and latest may go back', async () => {
    await npm.publish('pa', '2.0.0');
    const { document } = await createNpmPackage('pa', '1.0.0');
    document['dist-tags'].old = '0.0.1';
    await put('/pa', document);
    expect((await npm.json('/pa'))['dist-tags']).toEqual({ latest: '1.0.0' });
  });

  test('NPM-108 attachments may come before the versions, escaped and in one document', async () => {
    const { document, tarball } = await createNpmPackage('pa', '1.0.0');
    const { _attachments, ...rest } = document;
    const text = JSON.stringify({ _attachments, ...rest }).replaceAll('/', '\\/');
    expect((await put('/pa', text)).status).toBe(200);
    const stored = await (await npm.request('/pa/-/pa-1.0.0.tgz')).arrayBuffer();
    expect(Buffer.from(stored)).toEqual(tarball);
  });

  test('NPM-108 a tarball of several megabytes arrives intact', async () => {
    const noise = Buffer.alloc(5_000_000, 0);
    for (let at = 0, state = 1; at < noise.length; at++) {
      state = (state * 48271) % 2147483647;
      noise[at] = state & 0xff;
    }
    const { tarball } = await npm.publish('pa', '1.0.0', { files: { 'noise.bin': noise } });
    const stored = await (await npm.request('/pa/-/pa-1.0.0.tgz')).arrayBuffer();
    expect(Buffer.from(stored).equals(tarball)).toBe(true);
  });

  test('NPM-124 a gzipped request body is unpacked', async () => {
    const { document } = await createNpmPackage('pa', '1.0.0');
    const response = await put('/pa', gzipSync(JSON.stringify(document)), { 'content-encoding': 'gzip' });
    expect(response.status).toBe(200);
  });

  test('NPM-118 signatures beside the tarball are dropped', async () => {
    const response = await putChanged((document) => {
      document._attachments['pa-1.0.0.sigstore'] = {
        content_type: 'x',
        data: '{"not": "base64"}',
        length: 1,
      };
    });
    expect(response.status).toBe(200);
  });

  test('NPM-101 versions without an attachment are ignored', async () => {
    await putChanged((document) => {
      document.versions['0.9.0'] = { name: 'pa', version: '0.9.0' };
    });
    expect(Object.keys((await npm.json('/pa')).versions)).toEqual(['1.0.0']);
  });

  test('NPM-106 checksums are computed when the manifest has none', async () => {
    expect((await putChanged((document) => void delete document.versions['1.0.0']?.dist)).status).toBe(200);
  });

  test('NPM-038 can be published without a look before', async () => {
    const built = await createNpmPackage('UPPER.case_1', '1.0.0-rc.1+b5');
    expect((await publishNpmPackage(npm.endpoint, npm.token, built)).status).toBe(200);
  });

  test('names and tags from the prototype are ordinary', async () => {
    const built = await createNpmPackage('constructor', '1.0.0', { tags: ['toString'] });
    const text = JSON.stringify(built.document)
      .replace('"access":null', '"__proto__":{"polluted":true}')
      .replace('"version":"1.0.0"', '"version":"1.0.0","__proto__":{"polluted":true}');
    expect((await put('/constructor', text)).status).toBe(200);
    expect((await npm.json('/constructor'))['dist-tags']).toEqual({ toString: '1.0.0' });
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});

describe('NPM-105, NPM-106, NPM-107 is refused with 400 and leaves nothing', () => {
  test.each<[string, (document: Document) => unknown]>([
    ['a list', () => []],
    ['a string', () => '"text"'],
    ['no JSON', () => '{"name":'],
    ['another name', (document) => ({ ...document, name: 'pb' })],
    ['no versions', ({ versions: _versions, ...document }) => document],
    ['no version for the attachment', (document) => ({ ...document, versions: {} })],
    [
      'a version object of another name',
      (document) => void (document.versions['1.0.0'] = { name: 'x', version: '1.0.0' }),
    ],
    [
      'a version object of another version',
      (document) => void (document.versions['1.0.0'] = { name: 'pa', version: '2.0.0' }),
    ],
    ['attachments that are a list', (document) => ({ ...document, _attachments: [] })],
    [
      'an attachment without data',
      (document) => void delete (attachmentOf(document) as { data?: string }).data,
    ],
    ['data that is no string', (document) => void Object.assign(attachmentOf(document), { data: 5 })],
    ['data that is not base64', (document) => void (attachmentOf(document).data = 'H4sI!!!!')],
    ['a wrong length', (document) => void (attachmentOf(document).length += 1)],
    [
      'data that is not gzip',
      (document) => void Object.assign(attachmentOf(document), { data: 'AAAAAAAA', length: 6 }),
    ],
    ['empty data', (document) => void Object.assign(attachmentOf(document), { data: '', length: 0 })],
    [
      'a wrong shasum',
      (document) =>
        void Object.assign(document.versions['1.0.0']?.dist as object, { shasum: '0'.repeat(40) }),
    ],
    [
      'a wrong integrity',
      (document) =>
        void Object.assign(document.versions['1.0.0']?.dist as object, { integrity: 'sha512-AAAA' }),
    ],
  ])('%s', async (_what, change) => {
    const response = await putChanged(change);
    expect([response.status, await response.json()]).toEqual([
      400,
      { error: expect.any(String), message: expect.any(String) },
    ]);
    expect((await npm.request('/pa')).status).toBe(404);
    expect(await assetBytes()).toBe(0);
  });

  test.each(['1.0', 'v1.0.0', '1.0.0 ', 'latest', '01.0.0'])('version %j', async (version) => {
    const built = await createNpmPackage('pa', version);
    expect((await put('/pa', built.document)).status).toBe(400);
  });

  test.each(['.hidden', '_private', 'node_modules', 'favicon.ico', 'a b', 'a~(b)\u00e9', 'x'.repeat(215)])(
    'name %j',
    async (name) => {
      const built = await createNpmPackage(name, '1.0.0');
      expect((await put(`/${encodeURIComponent(name)}`, built.document)).status).toBe(400);
    },
  );

  test('a body that is not the gzip it says it is', async () => {
    expect((await put('/pa', '{}', { 'content-encoding': 'gzip' })).status).toBe(400);
  });
});

describe('the same version again', () => {
  test('NPM-111, VER-503 identical: ok, and nothing changes', async () => {
    const { document } = await npm.publish('pa', '1.0.0');
    const before = await npm.json('/pa');
    npm.emulator.clock.advance(60);
    document['dist-tags'] = { beta: '1.0.0' };
    expect((await put('/pa', document)).status).toBe(200);
    expect(await npm.json('/pa')).toEqual(before);
  });

  test('NPM-109 other bytes: 409, and nothing changes', async () => {
    await npm.publish('pa', '1.0.0');
    const before = await npm.json('/pa');
    const size = await assetBytes();
    const other = await createNpmPackage('pa', '1.0.0', { files: { 'index.js': 'other' } });
    const response = await put('/pa', other.document);
    expect([response.status, response.statusText]).toEqual([409, 'Conflict']);
    expect(await response.json()).toEqual({
      error: expect.stringContaining("Version '1.0.0'"),
      message: expect.any(String),
    });
    expect([await npm.json('/pa'), await assetBytes()]).toEqual([before, size]);
  });

  test('NPM-111 the same bytes with another manifest: 409', async () => {
    const { document } = await npm.publish('pa', '1.0.0');
    Object.assign(document.versions['1.0.0'] ?? {}, { description: 'other' });
    expect((await put('/pa', document)).status).toBe(409);
  });

  test('NPM-110 the merged document that npm 6 sends after a 409 is a 409 too', async () => {
    await npm.publish('pa', '1.0.0');
    const merged = await npm.json('/pa');
    const other = await createNpmPackage('pa', '1.0.0', { files: { 'index.js': 'other' } });
    expect((await put('/pa', { ...merged, ...other.document })).status).toBe(409);
  });

  test('NPM-117 of two at once with different bytes, one wins', async () => {
    const one = await createNpmPackage('pa', '1.0.0', { files: { 'index.js': 'one' } });
    const two = await createNpmPackage('pa', '1.0.0', { files: { 'index.js': 'two' } });
    const answers = await Promise.all([one, two].map((built) => put('/pa', built.document)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    const stored = Buffer.from(await (await npm.request('/pa/-/pa-1.0.0.tgz')).arrayBuffer());
    const winner = answers[0]?.status === 200 ? one : two;
    expect(stored).toEqual(winner.tarball);
  });

  test('NPM-117 different versions at once are all there', async () => {
    const versions = Array.from({ length: 10 }, (_, index) => `1.${index}.0`);
    await Promise.all(versions.map((version) => npm.publish('pa', version)));
    expect(Object.keys((await npm.json('/pa')).versions)).toEqual(versions);
  });
});

describe('sizes', () => {
  test('DOM-053 equal contents are counted once', async () => {
    const { document, tarball } = await npm.publish('pa', '1.0.0');
    const [[file, attachment]] = Object.entries(document._attachments) as [[string, object]];
    const copy = { ...document.versions['1.0.0'], version: '2.0.0' };
    const response = await put('/pa', {
      ...document,
      'dist-tags': {},
      versions: { '2.0.0': copy },
      _attachments: { [file.replace('1.0.0', '2.0.0')]: attachment },
    });
    expect([response.status, await assetBytes()]).toEqual([200, tarball.length]);
  });

  test('NPM-289 an upload that breaks off leaves nothing', async () => {
    const { document } = await createNpmPackage('pa', '1.0.0');
    const text = JSON.stringify(document);
    const { hostname, port, pathname } = new URL(`${npm.endpoint}/pa`);
    await new Promise<void>((resolve) => {
      const socket = connect(Number(port), hostname, () => {
        socket.write(
          `PUT ${pathname} HTTP/1.1\r\nHost: ${hostname}\r\nAuthorization: Bearer ${npm.token}\r\n` +
            `Content-Length: ${text.length}\r\n\r\n${text.slice(0, text.length / 2)}`,
          () => socket.destroy(),
        );
      });
      socket.on('close', () => resolve());
    });
    expect([(await npm.request('/pa')).status, await assetBytes()]).toEqual([404, 0]);
  });
});

test('NPM-108, NPM-287 too large is 413, whichever limit it breaks', async () => {
  const small = await startNpmRepository({ limits: { assetSizeBytes: 1000, npmPublishBytes: 20_000 } });
  try {
    const send = async (files: Record<string, string | Buffer>, manifest = {}): Promise<number> =>
      (
        await publishNpmPackage(
          small.endpoint,
          small.token,
          await createNpmPackage('pa', '1.0.0', { files, manifest }),
        )
      ).status;
    expect(await send({ 'index.js': 'small' })).toBe(200);
    const noise = Buffer.from(Array.from({ length: 4000 }, (_, index) => (index * index * 7919) >> 3));
    expect(await send({ 'index.js': noise })).toBe(413);
    expect(await send({}, { description: 'x'.repeat(30_000) })).toBe(413);
  } finally {
    await small.emulator.close();
  }
});

import { request as httpRequest } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { startNpmRepository, type NpmRepository } from '../../support/npm-repository';

const ABBREVIATED = 'application/vnd.npm.install-v1+json';

let npm: NpmRepository;
beforeAll(async () => {
  npm = await startNpmRepository();
});
afterAll(() => npm.emulator.close());

/** GET without the decoding that fetch does. */
function getRaw(
  path: string,
  headers: Record<string, string> = {},
  method = 'GET',
): Promise<{ status: number; headers: Record<string, unknown>; body: Buffer }> {
  return new Promise((resolve, reject) => {
    const url = new URL(npm.endpoint + path);
    const sent = httpRequest(
      {
        host: url.hostname,
        port: url.port,
        path: `/npm/d/dom-${npm.emulator.accountId}/app${path}`,
        method,
        agent: false,
        headers: { authorization: `Bearer ${npm.token}`, ...headers },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks),
          }),
        );
      },
    );
    sent.on('error', reject);
    sent.end();
  });
}

describe('the full document', () => {
  test('NPM-050, NPM-060, NPM-062, NPM-063, NPM-065, NPM-068 shows what was published, with dist rewritten', async () => {
    const built = await npm.publish('@full/doc', '1.0.0', {
      manifest: {
        description: 'a thing',
        homepage: 'https://example.com/',
        license: 'MIT',
        readme: '# hello',
        readmeFilename: 'README.md',
        libc: ['glibc'],
        x_unknown: { kept: true },
        scripts: { postinstall: 'true' },
      },
    });
    const published = built.document.versions['1.0.0']?.dist as Record<string, string>;
    const url = `${npm.endpoint}/@full/doc/-/doc-1.0.0.tgz`;
    expect(await npm.json('/@full%2fdoc')).toEqual({
      _id: '@full/doc',
      name: '@full/doc',
      'dist-tags': { latest: '1.0.0' },
      versions: {
        '1.0.0': {
          _id: '@full/doc@1.0.0',
          name: '@full/doc',
          version: '1.0.0',
          description: 'a thing',
          homepage: 'https://example.com/',
          license: 'MIT',
          readmeFilename: 'README.md',
          libc: ['glibc'],
          x_unknown: { kept: true },
          scripts: { postinstall: 'true' },
          hasInstallScript: true,
          dist: { shasum: published.shasum, integrity: published.integrity, tarball: url },
        },
      },
      time: {
        created: '2026-03-04T05:06:07.890Z',
        modified: '2026-03-04T05:06:07.890Z',
        '1.0.0': '2026-03-04T05:06:07.890Z',
      },
      description: 'a thing',
      readmeFilename: 'README.md',
      homepage: 'https://example.com/',
      license: 'MIT',
      readme: '# hello',
    });
  });

  test('NPM-060 the package shows the fields of the version that latest names', async () => {
    await npm.publish('of-latest', '1.0.0', { manifest: { description: 'one' } });
    await npm.publish('of-latest', '2.0.0-rc.1', { manifest: { description: 'two' }, tags: ['next'] });
    expect(await npm.json('/of-latest')).toMatchObject({ description: 'one' });
  });

  test('NPM-068 fields of dist are kept, signatures are not', async () => {
    await npm.publish('signed', '1.0.0', {
      manifest: {},
    });
    const { document } = await npm.publish('signed', '1.0.1');
    expect(Object.keys(document.versions['1.0.1']?.dist as object)).toContain('integrity');
    const dist = (await npm.json('/signed')).versions['1.0.1'].dist;
    expect(Object.keys(dist).sort()).toEqual(['integrity', 'shasum', 'tarball']);
  });

  test('NPM-069 versions stand in ascending semver order', async () => {
    for (const version of ['10.0.0', '2.0.0', '2.0.0-rc.2', '2.0.0-rc.10']) {
      await npm.publish('ordered', version, { tags: [version === '2.0.0' ? 'latest' : 'other'] });
    }
    expect(Object.keys((await npm.json('/ordered')).versions)).toEqual([
      '2.0.0-rc.2',
      '2.0.0-rc.10',
      '2.0.0',
      '10.0.0',
    ]);
  });

  test('NPM-062 created is the first publication, modified the last', async () => {
    await npm.publish('timed', '1.0.0');
    npm.emulator.clock.advance(60);
    await npm.publish('timed', '1.1.0');
    const { time } = await npm.json('/timed');
    expect(Date.parse(time.modified) - Date.parse(time.created)).toBe(60_000);
    expect(time).toMatchObject({ created: time['1.0.0'], modified: time['1.1.0'] });
  });

  test('NPM-061 has no _rev and nothing of the attachments', async () => {
    await npm.publish('no-rev', '1.0.0');
    const document = await npm.json('/no-rev');
    for (const member of ['_rev', '_attachments', '_revisions', 'users']) {
      expect(document).not.toHaveProperty(member);
    }
  });
});

describe('the abbreviated document', () => {
  test('NPM-064 holds what it takes to resolve a version', async () => {
    await npm.publish('short', '1.0.0', {
      manifest: {
        description: 'left out',
        scripts: { install: 'x' },
        libc: ['musl'],
        dependencies: { a: '^1.0.0' },
        peerDependenciesMeta: { b: { optional: true } },
        bin: { short: 'cli.js' },
        engines: { node: '>=18' },
        os: ['linux'],
        readme: 'long',
      },
    });
    const document = await npm.json('/short', {
      accept: `${ABBREVIATED}; q=1.0, application/json; q=0.8, */*`,
    });
    expect(Object.keys(document).sort()).toEqual(['dist-tags', 'modified', 'name', 'versions']);
    expect(document.versions['1.0.0']).toEqual({
      name: 'short',
      version: '1.0.0',
      dependencies: { a: '^1.0.0' },
      peerDependenciesMeta: { b: { optional: true } },
      bin: { short: 'cli.js' },
      engines: { node: '>=18' },
      os: ['linux'],
      hasInstallScript: true,
      dist: expect.objectContaining({ tarball: `${npm.endpoint}/short/-/short-1.0.0.tgz` }),
    });
  });

  test.each([
    ['application/json', 'application/json'],
    ['*/*', 'application/json'],
    ['text/html', 'application/json'],
    [`application/json, ${ABBREVIATED};q=0.5`, 'application/json'],
    [`${ABBREVIATED};q=0`, 'application/json'],
    [ABBREVIATED, ABBREVIATED],
    [`${ABBREVIATED}, application/json`, ABBREVIATED],
  ])('NPM-054 Accept %s gets %s', async (accept, contentType) => {
    await npm.publish(`accept-${Math.abs(hash(accept))}`, '1.0.0');
    const response = await npm.request(`/accept-${Math.abs(hash(accept))}`, { headers: { accept } });
    expect([response.status, response.headers.get('content-type')]).toEqual([200, contentType]);
  });

  test('NPM-054 no Accept header gets the full document', async () => {
    await npm.publish('no-accept', '1.0.0');
    expect((await getRaw('/no-accept')).headers['content-type']).toBe('application/json');
  });
});

describe('names', () => {
  test.each([
    '/@spell%2fme',
    '/@spell%2Fme',
    '/@spell/me',
    '/%40spell%2Fme',
    '/%40spell%2fme',
    '/%40spell/me',
  ])('NPM-010 %s names @spell/me', async (path) => {
    await npm.publish('@spell/me', '1.0.0');
    const { status, body } = await getRaw(path);
    expect([status, (JSON.parse(body.toString()) as { name: string }).name]).toEqual([200, '@spell/me']);
  });

  test('NPM-013 names are case-sensitive', async () => {
    await npm.publish('AsyncStorage', '1.0.0');
    expect((await npm.request('/asyncstorage')).status).toBe(404);
  });

  test('NPM-002 a doubled slash after the endpoint is one', async () => {
    await npm.publish('doubled', '1.0.0');
    expect((await npm.request('//doubled')).status).toBe(200);
  });

  test('NPM-016 query parameters are ignored', async () => {
    await npm.publish('queried', '1.0.0');
    expect((await npm.request('/queried?write=true')).status).toBe(200);
  });

  test.each(['/missing', '/@sc%2fmissing', '/@sc', '/@sc/', '/-', '/a/b/c/d', '/__proto__', '/constructor'])(
    'NPM-051, NPM-015 %s is 404 with error and message',
    async (path) => {
      const response = await npm.request(path);
      expect([response.status, response.headers.get('content-type')]).toEqual([404, 'application/json']);
      expect(await response.json()).toEqual({ error: expect.any(String), message: expect.any(String) });
    },
  );

  test('NPM-010 broken percent-encoding is 400', async () => {
    expect((await getRaw('/a%zz')).status).toBe(400);
  });
});

describe('revalidation', () => {
  test('NPM-056, NPM-057, NPM-058 answers with validators and no freshness', async () => {
    await npm.publish('etag', '1.0.0');
    const { headers } = await npm.request('/etag');
    expect(headers.get('vary')).toBe('Accept, Accept-Encoding');
    expect(headers.get('cache-control')).toBe('no-cache');
    expect(headers.has('last-modified')).toBe(false);
    expect(headers.get('etag')).toMatch(/^W\/"[\w-]+"$/);
  });

  test.each(['the tag', 'a list', '*', 'the weak tag'])('NPM-057 304 for %s', async (form) => {
    await npm.publish('not-modified', '1.0.0');
    const { headers } = await getRaw('/not-modified');
    const etag = String(headers.etag);
    const given = { 'the tag': etag, 'a list': `"x", ${etag}`, '*': '*', 'the weak tag': `W/${etag}` }[form];
    const answer = await getRaw('/not-modified', { 'if-none-match': given ?? '' });
    expect([answer.status, answer.headers.etag, answer.body.length]).toEqual([304, etag, 0]);
  });

  test('NPM-057 the tag changes with a new version, NPM-177 which shows at once', async () => {
    await npm.publish('changing', '1.0.0');
    const before = await npm.request('/changing');
    await npm.publish('changing', '1.1.0');
    const after = await npm.request('/changing', {
      headers: { 'if-none-match': before.headers.get('etag') ?? '' },
    });
    expect(after.status).toBe(200);
    expect(Object.keys(((await after.json()) as { versions: object }).versions)).toEqual(['1.0.0', '1.1.0']);
  });

  test('NPM-057 the two representations have different tags', async () => {
    await npm.publish('two-forms', '1.0.0');
    const full = await getRaw('/two-forms');
    const abbreviated = await getRaw('/two-forms', { accept: ABBREVIATED });
    expect(full.headers.etag).not.toBe(abbreviated.headers.etag);
  });

  test('NPM-066 the document follows the host that the client used', async () => {
    await npm.publish('hosts', '1.0.0');
    await getRaw('/hosts');
    const { body } = await getRaw('/hosts', { host: 'registry.test:8080' });
    const { versions } = JSON.parse(body.toString()) as {
      versions: Record<string, { dist: { tarball: string } }>;
    };
    expect(versions['1.0.0']?.dist.tarball).toBe(
      `http://registry.test:8080/npm/d/dom-${npm.emulator.accountId}/app/hosts/-/hosts-1.0.0.tgz`,
    );
  });
});

describe('transfer', () => {
  test('NPM-059 gzips where the client takes it', async () => {
    await npm.publish('gzipped', '1.0.0');
    const plain = await getRaw('/gzipped', { 'accept-encoding': 'br, gzip;q=0' });
    const packed = await getRaw('/gzipped', { 'accept-encoding': 'br, gzip' });
    expect(plain.headers['content-encoding']).toBeUndefined();
    expect(packed.headers['content-encoding']).toBe('gzip');
    expect(gunzipSync(packed.body)).toEqual(plain.body);
    expect(packed.headers.etag).toBe(`W/${String(plain.headers.etag)}`);
  });

  test('NPM-017 HEAD has the headers of GET', async () => {
    await npm.publish('headed', '1.0.0');
    const got = await getRaw('/headed');
    const head = await getRaw('/headed', {}, 'HEAD');
    expect([head.status, head.headers.etag, head.headers['content-length'], head.body.length]).toEqual([
      200,
      got.headers.etag,
      got.headers['content-length'],
      0,
    ]);
  });
});

describe('one version', () => {
  beforeAll(async () => {
    await npm.publish('@one/version', '1.0.0');
    await npm.publish('@one/version', '2.0.0-rc.1', { tags: ['beta'] });
  });

  test.each([
    ['/@one%2fversion/1.0.0', '1.0.0'],
    ['/@one/version/1.0.0', '1.0.0'],
    ['/@one/version/latest', '1.0.0'],
    ['/@one%2fversion/beta', '2.0.0-rc.1'],
  ])('NPM-080, NPM-081, NPM-082 %s is %s', async (path, version) => {
    const document = await npm.json(path);
    expect(document).toEqual((await npm.json('/@one%2fversion')).versions[version]);
  });

  test.each(['/@one/version/9.9.9', '/@one/version/nope', '/@one/version/^1.0.0', '/@one/version/__proto__'])(
    'NPM-081 %s is 404',
    async (path) => {
      expect((await npm.request(path)).status).toBe(404);
    },
  );
});

function hash(text: string): number {
  return [...text].reduce((sum, character) => (sum * 31 + character.charCodeAt(0)) | 0, 7);
}

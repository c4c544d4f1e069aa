import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { makeDirectory, removeDirectories } from '../storage/file/data-directory';
import { callApi } from '../support/api';
import { startEmulator, type TestEmulator } from '../support/emulator';
import { sendHttp } from '../support/raw-http';
import { DOOR_PATHS, DOOR_PUBLISHES } from './name-places';
import { encodeName, ENCODED_NAMES, HOSTILE_NAMES } from './names';
import { effort } from '../support/effort';

const FORMATS = ['generic', ...Object.keys(DOOR_PUBLISHES)];
const APP = 'domain=dom&repository=app';
/** What a data directory may hold. */
const OWN_FILE =
  /^(?:(?:journal|import)-\d{16}\.jsonl|(?:snapshot|closed)\.jsonl|blobs(?:\/[\da-f]{64})?|incoming(?:\/[\w.-]+)?|token\.key|lock)$/;

const prototypes = [Object, Array, Function, String, Map].map(({ prototype }) => prototype as object);
const untouched = prototypes.map((prototype) => Object.getOwnPropertyNames(prototype).sort());

/** Whether an address was claimed by no door. */
const isNothing = (body: string): boolean => body.startsWith('{"message":"Nothing is served at ');

describe('names that mean harm', () => {
  let parent: string;
  let emulator: TestEmulator;
  let token: string;

  beforeAll(async () => {
    parent = await makeDirectory();
    emulator = await startEmulator({ data: join(parent, 'data') });
    await callApi(emulator, 'POST', '/v1/domain?domain=dom', {});
    await callApi(emulator, 'POST', `/v1/repository?${APP}`, {});
    token = await emulator.token('dom');
  });

  // Whatever was sent: prototypes and the file system are as before.
  afterEach(async () => {
    expect(prototypes.map((prototype) => Object.getOwnPropertyNames(prototype).sort())).toEqual(untouched);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    const found = (await readdir(parent, { recursive: true })).filter((name) => name !== 'data');
    expect(found.filter((name) => !OWN_FILE.test(name.replace(/^data\//, '')))).toEqual([]);
  });

  afterAll(async () => {
    await emulator.close();
    await removeDirectories();
  });

  /** Sends a request; what is refused must be so in an ordinary way. */
  async function send(
    method: string,
    path: string,
    { body, headers = {} }: { body?: Buffer | string; headers?: Record<string, string> } = {},
  ): Promise<{ status: number; body: string }> {
    const answer = await sendHttp(emulator.url, {
      ...{
        method,
        path,
        headers: {
          ...headers,
          ...(body !== undefined && { 'content-length': String(Buffer.byteLength(body)) }),
        },
      },
      ...(body !== undefined && { body }),
    });
    const what = `${method} ${path.slice(0, 200)}: ${answer.status} ${answer.body.slice(0, 200)}`;
    if (answer.status >= 500) throw new Error(what);
    if (answer.status >= 400 && answer.headers['x-amzn-errortype'] === undefined && !isNothing(answer.body))
      throw new Error(`${what} names no error`);
    if (answer.headers['x-amzn-requestid'] === undefined) throw new Error(`${what} has no request id`);
    if (answer.headers['x-injected'] !== undefined) throw new Error(`${what} has a header of the client's`);
    return { status: answer.status, body: answer.body };
  }

  const sendJson = (method: string, path: string, body: unknown) =>
    send(method, path, { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });

  const inDoor = (format: string, method: string, path: string) =>
    send(method, `/${format}/d/dom-000000000000/app${path}`, {
      headers: { authorization: `Bearer ${token}` },
    });

  test('in queries of the API they are refused, or kept as they are', async () => {
    for (const name of ENCODED_NAMES) {
      for (const kind of ['domain', 'repository', 'package', 'namespace', 'version']) {
        const others = [
          'domain=dom',
          'repository=app',
          'format=generic',
          'namespace=ns',
          'package=p',
          'version=1',
        ];
        const query = [...others.filter((other) => !other.startsWith(`${kind}=`)), `${kind}=${name}`].join(
          '&',
        );
        await send('GET', `/v1/package/version?${query}`);
        await send('POST', `/v1/package/versions?${query}`);
        await send('GET', `/v1/package/version/asset?${query}&asset=${name}`);
      }
      await send('POST', `/v1/packages?${APP}&format=npm&package-prefix=${name}&next-token=${name}`);
      await send('GET', `/v1/repository/endpoint?${APP}&format=${name}`);
      await send('GET', `/v1/package-group?domain=dom&package-group=${name}`);
      await send('POST', `/v1/tags?resourceArn=${name}`);
    }
    for (const name of HOSTILE_NAMES) {
      for (const [kind, create, read] of [
        ['domain', `/v1/domain?domain=`, '/v1/domain?domain='],
        ['repository', `/v1/repository?domain=dom&repository=`, '/v1/repository?domain=dom&repository='],
      ] as const) {
        const { status } = await sendJson('POST', create + encodeName(name), {});
        if (status !== 200) continue;
        const { body } = await send('GET', read + encodeName(name));
        expect(JSON.parse(body)).toMatchObject({ [kind]: { name } });
      }
    }
  });

  test('as generic packages they are refused, or kept as they are', async () => {
    const content = Buffer.from('content');
    const headers = { 'x-amz-content-sha256': createHash('sha256').update(content).digest('hex') };
    let kept = 0;
    for (const [index, name] of HOSTILE_NAMES.entries()) {
      for (const kind of ['namespace', 'package', 'version', 'asset']) {
        const names = { namespace: 'ns', package: 'p', version: '1', asset: 'a', [kind]: name };
        if (kind !== 'version') names.version = `of-${kind}-${index}`;
        const query = `${APP}&format=generic&${Object.entries(names)
          .map(([key, value]) => `${key}=${encodeName(value)}`)
          .join('&')}`;
        const { status } = await send('POST', `/v1/package/version/publish?${query}`, {
          body: content,
          headers,
        });
        if (status !== 200) continue;
        kept++;
        expect([name, await send('GET', `/v1/package/version/asset?${query}`)]).toEqual([
          name,
          { status: 200, body: 'content' },
        ]);
        const listed = await send('POST', `/v1/package/version/assets?${query}`);
        expect(
          (JSON.parse(listed.body) as { assets: { name: string }[] }).assets.map((asset) => asset.name),
        ).toContain(names.asset);
      }
    }
    expect(kept).toBeGreaterThan(effort(20, 5));
  });

  test('in bodies of the API they are refused, or kept as they are', async () => {
    const arn = 'arn:aws:codeartifact:us-east-1:000000000000:domain/dom';
    for (const name of HOSTILE_NAMES) {
      const tag = { key: name, value: name };
      const { status } = await sendJson('POST', `/v1/tag?resourceArn=${encodeName(arn)}`, { tags: [tag] });
      if (status === 200) {
        const { body } = await send('POST', `/v1/tags?resourceArn=${encodeName(arn)}`);
        expect((JSON.parse(body) as { tags: unknown[] }).tags).toContainEqual(tag);
        await sendJson('POST', `/v1/untag?resourceArn=${encodeName(arn)}`, { tagKeys: [name] });
      }
      for (const packageGroup of [name, `/npm/${name}/*`, `/generic/ns/${name}$`, `/npm//${name}~`]) {
        const group = await sendJson('POST', '/v1/package-group?domain=dom', {
          packageGroup,
          description: name,
        });
        if (group.status !== 200) continue;
        const { body } = await send(
          'GET',
          `/v1/package-group?domain=dom&package-group=${encodeName(packageGroup)}`,
        );
        expect((JSON.parse(body) as { packageGroup: { pattern: string } }).packageGroup.pattern).toBe(
          packageGroup,
        );
      }
      const member = `{${JSON.stringify(name)}:{"polluted":1},"versions":[${JSON.stringify(name)}]}`;
      for (const action of ['delete', 'dispose', 'update_status']) {
        const headers = { 'content-type': 'application/json' };
        await send('POST', `/v1/package/versions/${action}?${APP}&format=npm&package=p`, {
          body: member,
          headers,
        });
      }
      const upstreams = [{ repositoryName: name }];
      await sendJson('PUT', `/v1/repository?${APP}`, { upstreams, description: name });
      await sendJson('PUT', `/v1/domain/permissions/policy`, { domain: 'dom', policyDocument: name });
    }
  });

  test('in paths of the doors they are answered as what is not there', async () => {
    for (const name of ENCODED_NAMES) {
      for (const [format, toPath] of DOOR_PATHS) {
        await inDoor(format, 'GET', toPath(name));
        await inDoor(format, 'DELETE', toPath(name));
      }
      for (const format of FORMATS) {
        await send('GET', `/${format}/d/${name}-000000000000/app/x`);
        await send('GET', `/${format}/d/dom-${name}/app/x`);
        await send('GET', `/${format}/d/dom-000000000000/${name}/x`);
        await send('GET', `/${name}/d/dom-000000000000/app/${format}`);
      }
    }
  });

  test.each(Object.entries(DOOR_PUBLISHES))(
    'published by %s they are refused, or kept as they are',
    async (format, toRequests) => {
      const statuses = new Set<number>();
      for (const name of HOSTILE_NAMES) {
        for (const { path, init = {} } of await toRequests(name)) {
          const request = new Request('http://127.0.0.1/', init);
          const headers = Object.fromEntries(request.headers);
          const { status } = await send(request.method, `/${format}/d/dom-000000000000/app${path}`, {
            body: Buffer.from(await request.arrayBuffer()),
            headers: { ...headers, authorization: `Bearer ${token}` },
          });
          statuses.add(status);
        }
      }
      expect([...statuses].some((status) => status >= 400)).toBe(true);
      await expectWhole(format);
    },
  );

  /** Every version that the API lists can be had, and is what it is listed as. */
  async function expectWhole(format: string): Promise<void> {
    const { body } = await send('POST', `/v1/packages?${APP}&format=${format}&max-results=1000`);
    const { packages } = JSON.parse(body) as { packages: { package: string; namespace?: string }[] };
    for (const { namespace, package: name } of packages) {
      const names = `${APP}&format=${format}&package=${encodeName(name)}${namespace === undefined ? '' : `&namespace=${encodeName(namespace)}`}`;
      const listed = await send('POST', `/v1/package/versions?${names}&status=Published`);
      const { versions } = JSON.parse(listed.body) as { versions: { version: string }[] };
      for (const { version } of versions) {
        const query = `${names}&version=${encodeName(version)}`;
        const answer = await send('POST', `/v1/package/version/assets?${query}`);
        const { assets } = JSON.parse(answer.body) as {
          assets: { name: string; hashes: Record<string, string> }[];
        };
        for (const asset of assets) {
          const given = await fetch(
            `${emulator.url}/v1/package/version/asset?${query}&asset=${encodeName(asset.name)}`,
          );
          const digest = createHash('sha256')
            .update(Buffer.from(await given.arrayBuffer()))
            .digest('hex');
          expect([query, asset.name, given.status, digest]).toEqual([
            query,
            asset.name,
            200,
            asset.hashes['SHA-256'],
          ]);
        }
      }
    }
  }
});

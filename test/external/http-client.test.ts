import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { createHttpClient, type HttpClient, type HttpClientOptions } from '../../src/external/http-client';
import { isFromInstance } from '../../src/external/loop-marker';
import type { RemoteAnswer } from '../../src/external/transport';
import { startFakeNpmRegistry, type FakeNpmRegistry } from '../support/fake-npm-registry';
import { createNpmPackage } from '../support/npm-package';

let registry: FakeNpmRegistry;
let client: HttpClient;
const opened: { close(): unknown }[] = [];

beforeEach(async () => {
  registry = await startFakeNpmRegistry({ gzip: true });
  registry.add(await createNpmPackage('pa', '1.0.0'));
  client = open();
  opened.push(registry);
});
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
});

function open(options: Partial<HttpClientOptions> = {}): HttpClient {
  const made = createHttpClient({ instance: 'me', environment: {}, ...options });
  opened.push(made);
  return made;
}

function get(path = 'pa', from = client, headers: Record<string, string> = {}) {
  return from.get(registry.url + path, headers, async ({ status, body }) => ({
    status,
    body: await text(body),
  }));
}

async function serve(handle: Parameters<typeof createServer>[1]): Promise<{ server: Server; url: string }> {
  const server = createServer(handle);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  opened.push({
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  });
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` }; // listening on a TCP port
}

test('EXT-041 a request says what sends it, and nothing of who asked', async () => {
  await get();
  const { headers } = registry.requests[0] ?? {};
  expect(headers).toEqual({
    host: new URL(registry.url).host,
    connection: 'keep-alive',
    'user-agent': expect.stringMatching(/^codeartifact-local\/\d+\.\d+\.\d+/) as string,
    'x-codeartifact-local-instance': 'me',
  });
});

test('EXT-053 a request of this very emulator is recognised', async () => {
  await get();
  const { headers = {} } = registry.requests[0] ?? {};
  expect([isFromInstance({ headers }, 'me'), isFromInstance({ headers }, 'you')]).toEqual([true, false]);
});

test('a gzipped body arrives unzipped', async () => {
  const { body } = await get('pa', client, { 'accept-encoding': 'gzip' });
  expect(JSON.parse(body)).toMatchObject({ name: 'pa' });
});

test.each([
  ['gzip', gzipSync('text')],
  ['br', brotliCompressSync('text')],
  ['identity', Buffer.from('text')],
])('a body in %s arrives decoded', async (encoding, body) => {
  const { url } = await serve((_request, response) =>
    response.writeHead(200, { 'content-encoding': encoding }).end(body),
  );
  expect(await client.get(url, {}, async (answer) => text(answer.body))).toBe('text');
});

test('a body in an unknown encoding is no answer', async () => {
  const { url } = await serve((_request, response) =>
    response.writeHead(200, { 'content-encoding': 'zip' }).end('x'),
  );
  await expect(client.get(url, {}, async () => 1)).rejects.toMatchObject({
    kind: 'answer',
    message: "it answers in the unknown encoding 'zip'",
  });
});

test.each([500, 502, 503, 504])('D8 an answer of %i is asked for once more', async (status) => {
  registry.misbehave({ kind: 'status', status }, { times: 1 });
  expect((await get()).status).toBe(200);
  registry.misbehave({ kind: 'status', status });
  await expect(get()).rejects.toMatchObject({ kind: 'answer', message: `it answers ${status}` });
  expect(registry.requests).toHaveLength(4);
});

test.each([400, 401, 404, 429, 508])('an answer of %i is not asked for again', async (status) => {
  registry.misbehave({ kind: 'status', status });
  expect(await get()).toEqual({ status, body: '' });
  expect(registry.requests).toHaveLength(1);
});

test.each([{ kind: 'refuse' }, { kind: 'half' }] as const)(
  'D8 a lost connection ($kind) is made once more',
  async (how) => {
    registry.misbehave(how, { times: 1 });
    expect((await get()).status).toBe(200);
    registry.misbehave(how);
    await expect(get()).rejects.toMatchObject({ kind: 'connection' });
    expect(registry.requests).toHaveLength(4);
  },
);

test('half a gzipped body is a lost connection', async () => {
  registry.misbehave({ kind: 'half' });
  const request = get('pa', client, { 'accept-encoding': 'gzip' });
  await expect(request).rejects.toMatchObject({ kind: 'connection' });
});

test('nobody listening is a lost connection', async () => {
  await registry.close();
  await expect(get()).rejects.toMatchObject({ kind: 'connection' });
});

test.each([{ at: 'start' }, { at: 'body' }] as const)(
  'EXT-048 a source that hangs ($at) is given up, once',
  async ({ at }) => {
    registry.misbehave({ kind: 'hang', at });
    const hasty = open({ firstByteTimeoutMs: 20, idleTimeoutMs: 20 });
    await expect(get('pa', hasty)).rejects.toMatchObject({ kind: 'timeout' });
    expect(registry.requests).toHaveLength(1);
  },
);

test.each(['', 'gzip'])('an error of who reads is passed on as it is (encoding %j)', async (encoding) => {
  const mine = new Error('mine');
  const consume = async ({ body }: RemoteAnswer): Promise<void> => {
    await body[Symbol.asyncIterator]().next();
    body.destroy();
    await new Promise((resolve) => setImmediate(resolve)); // the body notices that it is unwanted
    throw mine;
  };
  await expect(client.get(`${registry.url}pa`, { 'accept-encoding': encoding }, consume)).rejects.toBe(mine);
  expect(registry.requests).toHaveLength(1);
});

test('EXT-052 redirects are followed, also relative ones and to other hosts', async () => {
  const { url } = await serve((_request, response) =>
    response.writeHead(301, { location: `${registry.url}pb` }).end(),
  );
  registry.misbehave({ kind: 'redirect', to: () => './pa' }, { suffix: 'pb' });
  expect(await client.get(url, {}, async ({ status }) => status)).toBe(200);
});

test.each([
  ['to itself', (path: string) => path, 'it redirects more than 5 times'],
  ['to a file', () => 'file:///etc/hostname', 'it redirects to file:, which is not the web'],
  ['to nowhere', () => 'http://', 'it redirects to nowhere'],
])('EXT-052 a redirect %s is no answer', async (_what, to, message) => {
  registry.misbehave({ kind: 'redirect', to });
  await expect(get()).rejects.toMatchObject({ kind: 'answer', message });
});

test('EXT-052 the proxy of the environment is used, except for the hosts it names', async () => {
  const seen: string[] = [];
  const { url } = await serve((request, response) => {
    seen.push(request.url ?? '');
    response.end('from the proxy');
  });
  const proxied = open({ environment: { HTTP_PROXY: url, no_proxy: '127.0.0.1' } });
  const body = await proxied.get('http://registry.invalid/pa', {}, async (answer) => text(answer.body));
  expect(body).toBe('from the proxy');
  expect((await get('pa', proxied)).status).toBe(200);
  expect(seen).toEqual(['http://registry.invalid/pa']);
});

test('closing aborts what is under way and refuses what comes after', async () => {
  registry.misbehave({ kind: 'hang', at: 'body' });
  const request = get();
  const refused = expect(request).rejects.toMatchObject({ kind: 'closed' });
  await registry.received(1);
  await client.close();
  await refused;
  await expect(get()).rejects.toMatchObject({ kind: 'closed' });
  expect(registry.requests).toHaveLength(1);
});

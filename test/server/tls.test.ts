import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import {
  CreateDomainCommand,
  CreateRepositoryCommand,
  GetRepositoryEndpointCommand,
} from '@aws-sdk/client-codeartifact';
import { createEmulator } from '../../src';
import { closeListener, createListener } from '../../src/server/listener';
import { RequestLog } from '../../src/server/request-log';
import { createAuthority, issueServerCertificate } from '../../src/tls/issue-certificate';
import { createIds } from '../../src/util/ids';
import { startEmulator, type TestEmulator } from '../support/emulator';
import { sendHttps } from '../support/https';
import { createNpmPackage, publishNpmPackage } from '../support/npm-package';
import { sendHttp } from '../support/raw-http';

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'codeartifact-tls-'));
});

afterAll(() => rm(directory, { recursive: true }));

const secureUrl = ({ tls }: TestEmulator): string => tls?.url ?? '';
const caOf = ({ tls }: TestEmulator): string => readFileSync(tls?.trust?.ca ?? '', 'utf8');

/** What an emulator with these options shows, or what went wrong. */
async function look(options: Parameters<typeof startEmulator>[0]) {
  const emulator = await startEmulator(options);
  const socket = connectTls({ port: emulator.tls?.port, ca: caOf(emulator), host: '127.0.0.1' });
  await once(socket, 'secureConnect');
  const server = socket.getPeerX509Certificate()?.fingerprint256;
  socket.destroy();
  const ca = new X509Certificate(caOf(emulator)).fingerprint256;
  await emulator.close();
  return { server, ca };
}

describe('an emulator with https beside http', () => {
  let emulator: TestEmulator;

  beforeAll(async () => {
    emulator = await startEmulator({ tls: { hosts: ['packages.test', '*.wild.test', '192.0.2.7'] } });
    await emulator.client().send(new CreateDomainCommand({ domain: 'dom' }));
    await emulator.client().send(new CreateRepositoryCommand({ domain: 'dom', repository: 'app' }));
  });

  afterAll(() => emulator.close());

  const send = (path: string, more: Partial<Parameters<typeof sendHttps>[1]> = {}) =>
    sendHttps(secureUrl(emulator), { path, ca: caOf(emulator), ...more });

  test('REPO-182 DESIGN D2: both serve the same, each on a port of its own', async () => {
    expect(secureUrl(emulator)).toBe(`https://127.0.0.1:${emulator.tls?.port}`);
    expect(emulator.tls?.port).not.toBe(emulator.port);
    expect((await send('/_codeartifact/health')).status).toBe(200);
    expect((await sendHttp(emulator.url, { path: '/_codeartifact/health' })).status).toBe(200);
  });

  test('REPO-182 DESIGN D7: the endpoint of a repository has the scheme by which the client came', async () => {
    const get = new GetRepositoryEndpointCommand({ domain: 'dom', repository: 'app', format: 'npm' });
    const { repositoryEndpoint: plain } = await emulator.client().send(get);
    expect(plain).toBe(`${emulator.url}/npm/d/dom-000000000000/app/`);
    const path = '/v1/repository/endpoint?domain=dom&repository=app&format=npm';
    const { body } = await send(path);
    expect(JSON.parse(body)).toEqual({
      repositoryEndpoint: `${secureUrl(emulator)}/npm/d/dom-000000000000/app/`,
    });
  });

  test('REPO-182 NPM-065 documents have the scheme by which the client came', async () => {
    const token = await emulator.token('dom');
    const headers = { authorization: `Bearer ${token}` };
    const base = '/npm/d/dom-000000000000/app';
    await publishNpmPackage(emulator.endpoint('dom', 'app'), token, await createNpmPackage('pkg', '1.0.0'));
    const tarballOf = (text: string): string =>
      (JSON.parse(text) as { versions: Record<string, { dist: { tarball: string } }> }).versions['1.0.0']
        ?.dist.tarball ?? '';
    const secure = await send(`${base}/pkg`, { headers });
    expect(tarballOf(secure.body)).toBe(`${secureUrl(emulator)}${base}/pkg/-/pkg-1.0.0.tgz`);
    const plain = await sendHttp(emulator.url, { path: `${base}/pkg`, headers });
    expect(tarballOf(plain.body)).toBe(`${emulator.url}${base}/pkg/-/pkg-1.0.0.tgz`);
  });

  test.each([
    'localhost',
    'dom-000000000000.d.codeartifact.us-east-1.localhost',
    'dom-000000000000.d.codeartifact.eu-west-1.amazonaws.com',
    'codeartifact.us-east-1.amazonaws.com',
    'packages.test',
    'any.wild.test',
  ])('REPO-176 REPO-182 the certificate covers %s', async (servername) => {
    expect((await send('/_codeartifact/health', { servername })).status).toBe(200);
  });

  test('the certificate covers addresses, and no name that nobody asked for', async () => {
    const socket = connectTls({ port: emulator.tls?.port, host: '127.0.0.1', ca: caOf(emulator) });
    await once(socket, 'secureConnect');
    const certificate = socket.getPeerX509Certificate();
    socket.destroy();
    for (const address of ['127.0.0.1', '::1', '192.0.2.7']) {
      expect(certificate?.checkIP(address)).toBe(address);
    }
    await expect(send('/', { servername: 'elsewhere.test' })).rejects.toThrow(/altnames/);
  });

  test('the authority is not trusted by whoever does not have it', async () => {
    const { cert } = await createAuthority(Date.now());
    await expect(send('/', { ca: cert })).rejects.toThrow(/unable to verify|self-signed|issuer/);
  });

  test('DESIGN D10: ca.pem and the truststore are there to be fetched, by http as well', async () => {
    for (const path of ['/ca.pem', '/_codeartifact/ca.pem']) {
      expect((await sendHttp(emulator.url, { path })).body).toBe(caOf(emulator));
      expect((await send(path)).body).toBe(caOf(emulator));
    }
    const answer = await fetch(`${emulator.url}/truststore.p12`);
    const bytes = Buffer.from(await answer.arrayBuffer());
    expect(bytes.equals(await readFile(emulator.tls?.trust?.truststore ?? ''))).toBe(true);
  });

  test.each([
    ['plain HTTP', Buffer.from('GET / HTTP/1.1\r\nHost: a\r\n\r\n')],
    ['bytes of no protocol', Buffer.alloc(4096, 0xa5)],
    ['a record of a handshake that is nonsense', Buffer.from([0x16, 3, 1, 0, 4, 1, 0xff, 0xff, 0xff])],
    ['a record that is too long', Buffer.from([0x16, 3, 1, 0xff, 0xff, ...Buffer.alloc(70_000)])],
  ])('a connection that begins with %s is closed, and harms nobody', async (_title, bytes) => {
    const socket = connect(emulator.tls?.port ?? 0, '127.0.0.1', () => socket.write(bytes));
    socket.resume().on('error', () => undefined);
    await once(socket, 'close');
    expect((await send('/_codeartifact/health')).status).toBe(200);
  });

  test('connections that are reset amid the handshake harm nobody', async () => {
    for (let count = 0; count < 20; count++) {
      const socket = connect(emulator.tls?.port ?? 0, '127.0.0.1');
      socket.on('error', () => undefined);
      await once(socket, 'connect');
      socket.write(Buffer.from([0x16, 3, 1, 2, 0]));
      socket.resetAndDestroy();
    }
    expect((await send('/_codeartifact/health')).status).toBe(200);
  });
});

test('without the admin API ca.pem is served all the same', async () => {
  const emulator = await startEmulator({ tls: true, admin: false });
  const { status } = await sendHttp(emulator.url, { path: '/ca.pem' });
  const { status: hidden } = await sendHttp(emulator.url, { path: '/_codeartifact/connection' });
  await emulator.close();
  expect([status, hidden]).toEqual([200, 404]);
});

test('without https nothing tells of it, and ca.pem is a 404', async () => {
  const emulator = await startEmulator();
  const answer = await sendHttp(emulator.url, { path: '/_codeartifact/connection' });
  const { status } = await sendHttp(emulator.url, { path: '/ca.pem' });
  await emulator.close();
  expect(emulator.tls).toBeUndefined();
  expect([JSON.parse(answer.body), status]).toEqual([{ region: 'us-east-1', account: '000000000000' }, 404]);
});

test('of this process only: nothing is left, and no key of the authority was written', async () => {
  const temporaryDirectory = await mkdtemp(join(directory, 'tmp-'));
  const emulator = await startEmulator({ tls: true, temporaryDirectory });
  const [folder = ''] = (await readdir(temporaryDirectory)).filter((name) => name.includes('-tls-'));
  expect((await readdir(join(temporaryDirectory, folder))).sort()).toEqual([
    ...['ca-bundle.pem', 'ca.pem', 'truststore.p12'],
  ]);
  await emulator.close();
  expect((await readdir(temporaryDirectory)).filter((name) => name.includes('-tls-'))).toEqual([]);
});

test('closing ends both, though a client idles amid its handshake and another keeps its connection', async () => {
  const emulator = await startEmulator({ tls: true });
  const half = connect(emulator.tls?.port ?? 0, '127.0.0.1');
  half.on('error', () => undefined);
  await once(half, 'connect');
  half.write(Buffer.from([0x16, 3, 1]));
  const kept = connectTls({ port: emulator.tls?.port, host: '127.0.0.1', ca: caOf(emulator) });
  await once(kept, 'secureConnect');
  kept.write('GET /_codeartifact/health HTTP/1.1\r\nHost: localhost\r\n\r\n');
  await once(kept, 'data');
  kept.on('error', () => undefined);
  const closed = Promise.all([once(half.resume(), 'close'), once(kept.resume(), 'close')]);
  await Promise.all([emulator.close(), closed]);
  for (const port of [emulator.port, emulator.tls?.port ?? 0]) {
    const [error] = (await once(connect(port, '127.0.0.1'), 'error')) as [NodeJS.ErrnoException];
    expect(error.code).toBe('ECONNREFUSED');
  }
});

test('a port of https in use leaves no listener and no files behind', async () => {
  const first = await startEmulator();
  const temporaryDirectory = await mkdtemp(join(directory, 'tmp-'));
  const options = { tls: { port: first.port }, temporaryDirectory };
  await expect(createEmulator(options)).rejects.toMatchObject({ code: 'EADDRINUSE', port: first.port });
  expect((await readdir(temporaryDirectory)).filter((name) => name.includes('-tls-'))).toEqual([]);
  await first.close();
});

describe('what a directory keeps', () => {
  test('restarts keep authority and certificate; only the owner reads the keys', async () => {
    const kept = join(directory, 'kept');
    const first = await look({ tls: { directory: kept } });
    expect(await look({ tls: { directory: kept } })).toEqual(first);
    const modes = await Promise.all(
      (await readdir(kept)).sort().map(async (name) => [name, (await stat(join(kept, name))).mode & 0o777]),
    );
    expect(modes).toEqual([
      ['ca-bundle.pem', 0o644],
      ['ca-key.pem', 0o600],
      ['ca.pem', 0o644],
      ['server.pem', 0o600],
      ['truststore.p12', 0o644],
    ]);
  });

  test('DESIGN D3: below the data directory, unless another is given', async () => {
    const data = join(directory, 'data');
    const first = await look({ tls: true, data });
    expect(await readdir(join(data, 'tls'))).toContain('ca-key.pem');
    expect((await look({ tls: true, data })).ca).toBe(first.ca);
  });

  test('other hosts get another certificate of the same authority', async () => {
    const kept = join(directory, 'hosts');
    const first = await look({ tls: { directory: kept } });
    const second = await look({ tls: { directory: kept, hosts: ['new.test'] } });
    expect(second.ca).toBe(first.ca);
    expect(second.server).not.toBe(first.server);
    expect(await look({ tls: { directory: kept } })).toEqual(second);
  });

  test('two that start at once have one authority', async () => {
    const kept = join(directory, 'race');
    const options = { tls: { directory: kept } };
    const [first, second] = await Promise.all([look(options), look(options)]);
    expect(first?.ca).toBe(second?.ca);
  });

  test.each([
    ['ca-key.pem', 'half a key', /ca-key\.pem is not an RSA key with its certificate; remove it/],
    ['ca.pem', 'somebody’s', /ca\.pem has no ca-key\.pem beside it/],
  ])('%s that is not ours is refused and left alone', async (name, text, message) => {
    const kept = await mkdtemp(join(directory, 'foreign-'));
    await writeFile(join(kept, name), text);
    await expect(createEmulator({ tls: { directory: kept } })).rejects.toThrow(message);
    expect(await readdir(kept)).toEqual([name]);
    expect(await readFile(join(kept, name), 'utf8')).toBe(text);
  });

  test('a certificate that cannot be read is made anew', async () => {
    const kept = join(directory, 'damaged');
    const first = await look({ tls: { directory: kept } });
    await writeFile(join(kept, 'server.pem'), 'half a certificate');
    expect((await look({ tls: { directory: kept } })).ca).toBe(first.ca);
  });
});

describe('a certificate of the user’s own', () => {
  const at = (name: string): string => join(directory, name);

  beforeAll(async () => {
    const now = Date.now();
    const authority = await createAuthority(now);
    const pair = await issueServerCertificate(authority, ['localhost'], now);
    const other = await issueServerCertificate(authority, ['localhost'], now);
    await writeFile(at('own-ca.pem'), authority.cert);
    await writeFile(at('own.pem'), pair.cert + authority.cert);
    await writeFile(at('own-key.pem'), pair.key);
    await writeFile(at('other-key.pem'), other.key);
    await writeFile(at('nonsense.pem'), 'nonsense');
  });

  test('is what clients see; there is no authority to fetch', async () => {
    const emulator = await startEmulator({ tls: { cert: at('own.pem'), key: at('own-key.pem') } });
    const ca = await readFile(at('own-ca.pem'), 'utf8');
    const secure = await sendHttps(`https://localhost:${emulator.tls?.port}`, {
      path: '/ca.pem',
      ca,
      headers: { host: 'localhost' },
    }).finally(() => emulator.close());
    expect(secure.status).toBe(404);
    expect(emulator.tls?.trust).toBeUndefined();
  });

  test.each([
    ['own.pem', 'other-key.pem', /other-key\.pem is not the key of .*own\.pem$/],
    ['own.pem', 'missing.pem', /missing\.pem cannot be read: ENOENT$/],
    ['missing.pem', 'own-key.pem', /missing\.pem cannot be read: ENOENT$/],
    ['nonsense.pem', 'own-key.pem', /nonsense\.pem holds no certificate in PEM form$/],
    ['own.pem', 'nonsense.pem', /nonsense\.pem holds no private key in PEM form, or an encrypted one$/],
    ['own-key.pem', 'own.pem', /own-key\.pem holds no certificate in PEM form$/],
  ])('%s with %s is refused in one line', async (cert, key, message) => {
    await expect(createEmulator({ tls: { cert: at(cert), key: at(key) } })).rejects.toThrow(message);
  });

  test.each([
    [{ cert: 'a.pem' }, /the key is missing/],
    [{ key: 'a.pem' }, /the certificate is missing/],
    [{ port: 70_000 }, /impossible port/],
    [{ hosts: ['no host'] }, /impossible host: no host/],
    [{ cert: 'a.pem', key: 'b.pem', directory: 'x' }, /A certificate of your own leaves nothing/],
  ])('%j is refused', async (tls, message) => {
    await expect(createEmulator({ tls })).rejects.toThrow(message);
  });
});

describe('patience', () => {
  let server: Server;
  let ca: string;

  beforeAll(async () => {
    const now = Date.now();
    const authority = await createAuthority(now);
    ca = authority.cert;
    server = createListener({
      doors: [
        {
          name: 'api',
          accept: (http) => async () => ({
            status: 200,
            headers: { 'x-scheme': http.scheme },
            body: String((await buffer(http.body)).length),
          }),
        },
      ],
      fallback: (_message, response) => response.end(),
      ids: createIds(1),
      log: new RequestLog(),
      tls: await issueServerCertificate(authority, ['localhost'], now),
      patience: { windowMs: 60, minBytes: 100, headersTimeout: 100, connectionsCheckingInterval: 20 },
      now: () => 0,
      onUnexpectedError: (error) => {
        throw error;
      },
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });

  afterAll(() => closeListener(server));

  const port = (): number => (server.address() as AddressInfo).port;

  async function talk(text: string): Promise<string> {
    const socket: TLSSocket = connectTls({ port: port(), host: 'localhost', ca });
    let received = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => (received += chunk));
    socket.on('error', () => undefined);
    await once(socket, 'secureConnect');
    socket.write(text);
    await once(socket, 'close');
    return received;
  }

  test('a handshake that does not go on is cut', async () => {
    const socket = connect(port(), '127.0.0.1');
    socket.resume().on('error', () => undefined);
    await once(socket, 'connect');
    socket.write(Buffer.from([0x16, 3, 1]));
    await once(socket, 'close');
  });

  test('a client that says nothing at all behind its handshake is cut', async () => {
    expect(await talk('')).toMatch(/^(?:|HTTP\/1\.1 408 [^]*)$/);
  });

  test('a head, or a body, that does not go on is answered 408', async () => {
    expect(await talk('GET / HTTP/1.1\r\nx-slow: ')).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n/);
    expect(await talk('PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nabc')).toMatch(
      /^HTTP\/1\.1 408 Request Timeout\r\n/,
    );
  });

  test('what is not HTTP behind the handshake is a modelled 400', async () => {
    expect(await talk('nonsense\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 [^]*"reason":"CANNOT_PARSE"\}$/);
  });
});

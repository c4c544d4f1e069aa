import { once } from 'node:events';
import { Agent, createServer, get, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { createListener, closeListener, type ListenerParts } from '../../src/server/listener';
import { RequestLog } from '../../src/server/request-log';
import type { HttpResponse } from '../../src/util/http';
import { createIds } from '../../src/util/ids';
import { startEmulator, type TestEmulator } from '../support/emulator';
import { sendBytes, sendHttp } from '../support/raw-http';

let emulator: TestEmulator;

beforeAll(async () => {
  emulator = await startEmulator();
});

afterAll(() => emulator.close());

const isModelled = (text: string): boolean =>
  /\r\nx-amzn-errortype: ValidationException\r\n/.test(text) &&
  /\r\nx-amzn-requestid: [0-9a-f-]{36}\r\n/.test(text) &&
  /"reason":"CANNOT_PARSE"\}$/.test(text);

test('a head that is too long is a modelled 431', async () => {
  const text = await sendBytes(
    emulator.port,
    `GET /v1/domains?x=${'a'.repeat(20_000)} HTTP/1.1\r\nHost: a\r\n\r\n`,
  );
  expect(text).toMatch(/^HTTP\/1\.1 431 /);
  expect(isModelled(text)).toBe(true);
});

test.each([
  ['no HTTP', '\x16\x03\x01\x02\x00\x01\x00\r\n\r\n'],
  ['a header without a colon', 'GET / HTTP/1.1\r\nHost: a\r\nnonsense\r\n\r\n'],
  ['two lengths', 'POST /v1/domains HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}'],
  [
    'a chunk without a size',
    'POST /v1/domains HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n',
  ],
])('what is not HTTP is a modelled 400: %s', async (_title, bytes) => {
  const text = await sendBytes(emulator.port, bytes);
  expect(text).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
  expect(isModelled(text)).toBe(true);
});

test('a client that leaves half-way is no error of ours', async () => {
  const logged = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  const before = emulator.requests().length;
  const socket = connect(emulator.port, '127.0.0.1', () => {
    socket.write(
      'POST /v1/domain?domain=half HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{"tags"',
      () => socket.destroy(),
    );
  });
  await once(socket, 'close');
  await sendHttp(emulator.url, { path: '/v1/nothing' });
  const written = logged.mock.calls.length;
  logged.mockRestore();
  expect(written).toBe(0);
  expect(
    emulator
      .requests()
      .slice(before)
      .map(({ uri }) => uri),
  ).toEqual(['/v1/nothing']);
});

test('SWIFT-063 a body that is held back is asked for when it is wanted, by the API too', async () => {
  const head = (path: string) =>
    `POST ${path} HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}`;
  expect(await sendBytes(emulator.port, head('/v1/nothing'))).toMatch(/^HTTP\/1\.1 404 /);
  expect(await sendBytes(emulator.port, head('/v1/domain?domain=d'))).toMatch(
    /^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 [234]\d\d /,
  );
});

test('an expectation that nobody understands is ignored', async () => {
  const answer = await sendHttp(emulator.url, { path: '/v1/nothing', headers: { expect: 'miracles' } });
  expect([answer.status, answer.headers['x-amzn-errortype']]).toEqual([404, 'UnknownOperationException']);
});

test('the Date header is the clock’s', async () => {
  const { headers } = await sendHttp(emulator.url, { path: '/v1/nothing' });
  expect(headers.date).toBe('Wed, 04 Mar 2026 05:06:07 GMT');
});

describe('a listener with a door of its own', () => {
  async function listen(
    handle: () => Promise<HttpResponse>,
    onUnexpectedError: ListenerParts['onUnexpectedError'],
  ) {
    const server = createListener({
      doors: [{ name: 'api', accept: () => handle }],
      fallback: (_message, response) => response.end(),
      ids: createIds(1),
      log: new RequestLog(),
      now: () => 0,
      onUnexpectedError,
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    return { server, url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}` };
  }

  test('an answer that cannot be sent ends the connection and is reported, and the process lives on', async () => {
    const reported: unknown[] = [];
    const broken = async (): Promise<HttpResponse> => ({ status: 200, headers: { 'x-a': 'line\nbreak' } });
    const { server, url } = await listen(broken, (error) => reported.push(error));
    await expect(sendHttp(url, { path: '/' })).rejects.toThrow('socket hang up');
    expect(reported).toEqual([expect.objectContaining({ code: 'ERR_INVALID_CHAR' })]);
    await closeListener(server);
  });

  test('closing waits for the answers under way and not for idle connections', async () => {
    let finish = (): void => undefined;
    const slow = (): Promise<HttpResponse> =>
      new Promise((resolve) => (finish = () => resolve({ status: 200, headers: {}, body: 'done' })));
    const { server, url } = await listen(slow, () => undefined);
    const agent = new Agent({ keepAlive: true });
    const sent = get(url, { agent });
    await once(server, 'request');
    const closed = closeListener(server);
    finish();
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    response.resume();
    await once(response, 'end');
    await closed;
    expect(response.statusCode).toBe(200);
    agent.destroy();
    // The port is free again.
    const next = createServer().listen(Number(new URL(url).port), '127.0.0.1');
    await once(next, 'listening');
    next.close();
  });
});

test('a request that is answered before its body was read does not spoil the connection', async () => {
  const body = ' '.repeat(3_000_000);
  const refused = `POST /v1/repository?domain=dom&repository=app HTTP/1.1\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
  const next = 'GET /v1/nothing HTTP/1.1\r\nConnection: close\r\n\r\n';
  const text = await sendBytes(emulator.port, `${refused}${refused}${next}`);
  const statuses = [...text.matchAll(/HTTP\/1\.1 (\d+) /g)].map(([, status]) => status);
  expect(statuses).toEqual(['400', '400', '404']);
});

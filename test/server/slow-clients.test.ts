import { once } from 'node:events';
import type { Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { closeListener, createListener } from '../../src/server/listener';
import { RequestLog } from '../../src/server/request-log';
import type { HttpRequest, HttpResponse } from '../../src/util/http';
import { createIds } from '../../src/util/ids';
import { sendBytes } from '../support/raw-http';

let server: Server;
let port: number;
const reported: unknown[] = [];

async function listen(handle: (http: HttpRequest) => Promise<HttpResponse>): Promise<void> {
  server = createListener({
    doors: [{ name: 'api', accept: (http) => () => handle(http) }],
    fallback: (_message, response) => response.end(),
    ids: createIds(1),
    log: new RequestLog(),
    patience: { windowMs: 60, minBytes: 100, headersTimeout: 100, connectionsCheckingInterval: 20 },
    now: () => 0,
    onUnexpectedError: (error) => reported.push(error),
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  port = (server.address() as AddressInfo).port;
}

afterEach(async () => {
  await closeListener(server);
  expect(reported).toEqual([]);
});

const countBytes = async (http: HttpRequest): Promise<HttpResponse> => ({
  status: 200,
  headers: {},
  body: String((await buffer(http.body)).length),
});

const MODELLED_408 = /^HTTP\/1\.1 408 Request Timeout\r\n[^]*x-amzn-errortype: ValidationException\r\n/;

test('a head that does not end is answered 408', async () => {
  await listen(countBytes);
  expect(await sendBytes(port, 'GET / HTTP/1.1\r\nx-slow: ')).toMatch(MODELLED_408);
});

test('a body that does not go on is answered 408, and its handler ends', async () => {
  const ended: unknown[] = [];
  await listen((http) => countBytes(http).finally(() => ended.push('handler')));
  const answer = await sendBytes(port, 'PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nabc');
  expect(answer).toMatch(MODELLED_408);
  while (ended.length === 0) await new Promise(setImmediate);
});

test('a body that trickles in is cut as well', async () => {
  await listen(countBytes);
  const socket = connect(port, '127.0.0.1');
  socket.write('PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n');
  const trickle = setInterval(() => socket.write('x'), 10);
  socket.on('error', () => undefined);
  const [answer] = (await once(socket, 'data')) as [Buffer];
  clearInterval(trickle);
  socket.destroy();
  expect(answer.toString()).toMatch(MODELLED_408);
});

test('an upload may take far longer, as long as it gets on', async () => {
  await listen(countBytes);
  const socket = connect(port, '127.0.0.1');
  socket.write('PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n');
  let sent = 0;
  const steps = setInterval(() => {
    socket.write(Buffer.alloc(2000));
    sent += 2000;
    if (sent === 100_000) clearInterval(steps);
  }, 10);
  const [answer] = (await once(socket, 'data')) as [Buffer];
  expect(answer.toString()).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
  socket.destroy();
});

test('an answer that takes its time is waited for', async () => {
  const slow = () =>
    new Promise<HttpResponse>((resolve) => setTimeout(() => resolve({ status: 204, headers: {} }), 400));
  await listen(slow);
  expect(await sendBytes(port, 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')).toMatch(
    /^HTTP\/1\.1 204 /,
  );
});

test('a client that does not take its answer is cut, and what it was reading is let go', async () => {
  const body = Readable.from(
    (function* () {
      for (;;) yield Buffer.alloc(65_536);
    })(),
  );
  await listen(async () => ({ status: 200, headers: {}, body }));
  const socket = connect(port, '127.0.0.1', () => socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n'));
  socket.pause().on('error', () => undefined);
  await new Promise((resolve) => body.once('close', resolve).on('error', () => undefined));
  socket.destroy();
});

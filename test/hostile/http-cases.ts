import { mutateText } from './mutate';
import type { Random } from './random';
import { renderRequest, type RawCase, type RequestCase } from './raw-client';

const ENDINGS = ['half-close', 'half-close', 'abort'] as const;

/** No HTTP at all. */
export function randomBytes(random: Random): RawCase {
  return { bytes: random.bytes(1 + random.int(600)), ending: 'half-close' };
}

/** A request that ends too soon. */
export function truncated(random: Random, request: RequestCase): RawCase {
  const bytes = renderRequest(request);
  return { bytes: bytes.subarray(0, 1 + random.int(bytes.length)), ending: random.pick(ENDINGS) };
}

/** A request with damage anywhere. */
export function damaged(random: Random, request: RequestCase): RawCase {
  const bytes = mutateText(random, renderRequest(request).toString('latin1'));
  return { bytes, ending: 'half-close' };
}

const CHUNKED = [
  ...[
    'zz\r\n{}\r\n0\r\n\r\n',
    '-1\r\n{}\r\n0\r\n\r\n',
    'ffffffffffffffffff\r\n{}',
    '2\r\n{}',
    '2\r\n{}0\r\n\r\n',
  ],
  ...[
    '5\r\n{}\r\n0\r\n\r\n',
    '2;x=\0\r\n{}\r\n0\r\n\r\n',
    '\r\n\r\n',
    '2\n{}\n0\n\n',
    '0\r\nX: y',
    ' 2 \r\n{}\r\n0\r\n\r\n',
  ],
  ...[
    '2\r\n{}\r\n0\r\nContent-Length: 9\r\n\r\n',
    `2;${'e'.repeat(20_000)}\r\n{}\r\n0\r\n\r\n`,
    '2\r\n{}\r\n',
  ],
] as const;

/** A body in chunks that are not. */
export function brokenChunks(random: Random, request: RequestCase): RawCase {
  const { method, path } = request;
  const headers = {
    ...request.headers,
    'transfer-encoding': random.pick(['chunked', 'chunked', 'gzip, chunked', 'x', 'chunked, chunked']),
  };
  const head = renderRequest({ method, path, headers });
  return { bytes: Buffer.concat([head, Buffer.from(random.pick(CHUNKED))]), ending: random.pick(ENDINGS) };
}

const LENGTHS = [
  '0',
  '1',
  '-1',
  '1e3',
  '99999999999999999999',
  'abc',
  '',
  '2, 2',
  '2, 3',
  '+2',
  ' 2',
  '0x2',
  '100',
] as const;

/** A body of another length than announced, or announced twice. */
export function wrongLength(random: Random, request: RequestCase): RawCase {
  const headers: Record<string, string> = { ...request.headers, 'content-length': random.pick(LENGTHS) };
  if (random.chance(0.2)) headers['Content-Length'] = random.pick(LENGTHS);
  if (random.chance(0.2)) headers['transfer-encoding'] = 'chunked';
  const bytes = renderRequest({ ...request, headers, body: request.body ?? Buffer.from('{}') });
  return { bytes, ending: random.pick(ENDINGS) };
}

/** A head that is too large in one way or another. */
export function hugeHead(random: Random, request: RequestCase): RawCase {
  const size = 4_000 + random.int(40_000);
  const filler = 'a'.repeat(size);
  const huge = random.pick<() => RequestCase>([
    () => ({ ...request, path: `${request.path}${filler}` }),
    () => ({ ...request, path: `${request.path}?domain=${filler}` }),
    () => ({ ...request, path: `/${'../'.repeat(size / 3)}` }),
    () => ({ ...request, headers: { ...request.headers, 'x-filler': filler } }),
    () => ({ ...request, headers: { ...request.headers, authorization: `Bearer ${filler}` } }),
    () => ({ ...request, headers: { ...request.headers, [filler]: '1' } }),
    () => ({ ...request, headers: { ...request.headers, ...manyHeaders(random.int(3_000)) } }),
  ])();
  return { bytes: renderRequest(huge), ending: 'half-close' };
}

function manyHeaders(count: number): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`x-${index}`, '']));
}

const START_LINES = [
  ...[
    'OPTIONS * HTTP/1.1',
    'GET http://other.example/v1/domains HTTP/1.1',
    'GET http:// HTTP/1.1',
    'GET  /v1/domains HTTP/1.1',
  ],
  ...[
    'CONNECT 127.0.0.1:1 HTTP/1.1',
    'CONNECT /v1/domain HTTP/1.1',
    'GET /v1/domain HTTP/9.9',
    'GET /v1/domain HTTP/1.0',
  ],
  ...[
    'GET /v1/domain',
    'get /v1/domain HTTP/1.1',
    'BREW /v1/domain HTTP/1.1',
    'PRI * HTTP/2.0',
    'TRACE /v1/domain HTTP/1.1',
  ],
  ...[
    'GET v1/domain HTTP/1.1',
    'GET ? HTTP/1.1',
    'GET # HTTP/1.1',
    'GET /v1/domain?# HTTP/1.1',
    'POST //v1/domain HTTP/1.1',
  ],
  ...[
    'SOURCE /npm/ HTTP/1.1',
    'M-SEARCH * HTTP/1.1',
    '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
    'GET /\xff\xfe HTTP/1.1',
  ],
] as const;

const HEAD_LINES = [
  ...[
    'Host: a',
    'Host:',
    'Host: a b',
    'Host: [',
    'Host: x:99999',
    'Host: "><script>',
    'Host: \xe9',
    'Host: a,b',
    'host: user@x',
  ],
  ...[
    'Upgrade: websocket\r\nConnection: Upgrade',
    'Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings',
    'Expect: 100-continue',
  ],
  ...[
    'Expect: unicorns',
    'Connection: close, keep-alive',
    'No-Colon',
    ': no name',
    'X: \0',
    ' folded: line',
    'X : y',
    'X: a\rb',
  ],
  ...[
    'Trailer: Host',
    'TE: trailers',
    'Content-Type: \x7f',
    'X-Forwarded-Host: evil',
    'X-HTTP-Method-Override: DELETE',
  ],
] as const;

/** A start line and a few header lines that do not belong together. */
export function oddHead(random: Random): RawCase {
  const lines = Array.from({ length: random.int(5) }, () => random.pick(HEAD_LINES));
  const newline = random.chance(0.9) ? '\r\n' : '\n';
  const text = [random.pick(START_LINES), ...lines, '', random.chance(0.2) ? 'rest' : ''].join(newline);
  return { bytes: Buffer.from(text, 'latin1'), ending: 'half-close' };
}

/** Rubbish behind a good request, on the same connection. */
export function rubbishBehind(random: Random, request: RequestCase): RawCase {
  const rubbish = random.chance(0.5) ? random.bytes(1 + random.int(50)) : Buffer.from('\r\n\r\nGET');
  return { bytes: Buffer.concat([renderRequest(request), rubbish]), ending: random.pick(ENDINGS) };
}

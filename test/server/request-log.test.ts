import { redactUri, RequestLog, type AnsweredRequest } from '../../src/server/request-log';

const entry = (requestId: string): AnsweredRequest => ({
  ...{ requestId, time: 0, door: 'api', method: 'GET', path: '/', query: '', userAgent: undefined },
  ...{ outcome: {}, status: 200, durationMs: 0 },
});

test('the log keeps the last thousand requests, oldest first', () => {
  const log = new RequestLog();
  for (let index = 0; index < 3456; index++) log.add(entry(String(index)));
  const ids = log.list().map(({ requestId }) => requestId);
  expect(ids).toHaveLength(1000);
  expect([ids[0], ids.at(-1)]).toEqual(['2456', '3455']);
});

test('a cleared log is empty, and each entry is told of once', () => {
  const told: string[] = [];
  const log = new RequestLog();
  log.listen(({ requestId }) => told.push(requestId));
  log.add(entry('a'));
  log.clear();
  log.add(entry('b'));
  expect([told, log.list().map(({ requestId }) => requestId)]).toEqual([['a', 'b'], ['b']]);
});

test.each([
  ['/v1/domain', 'domain=d', '/v1/domain?domain=d'],
  ['/v1/domain', 'X-Amz-Signature=abc&domain=d', '/v1/domain?X-Amz-Signature=REDACTED&domain=d'],
  ['/v1/domain', 'a=b&x-amz-security-token=t%2Ft', '/v1/domain?a=b&x-amz-security-token=REDACTED'],
  [
    '/npm/d/d-000000000000/r/-/user/token/eyJ2ZXIiOjEs.a-_b.c',
    '',
    '/npm/d/d-000000000000/r/-/user/token/REDACTED',
  ],
])('secrets are taken out of %s?%s', (path, query, expected) => {
  expect(redactUri(path, query)).toBe(expected);
});

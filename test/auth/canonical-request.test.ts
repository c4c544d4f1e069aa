import { toCanonicalPath, toCanonicalQuery, toCanonicalRequest } from '../../src/auth/canonical-request';
import { buildRequest } from './build-request';

test.each([
  ['nothing', '', ''],
  ['a name without a value', 'flag', 'flag='],
  ['an empty value', 'a=', 'a='],
  ['an empty name', '=x', '=x'],
  ['empty pairs', '&a=1&&b=2&', 'a=1&b=2'],
  ['repeated names, by value', 'k=b&k=a&k=a', 'k=a&k=a&k=b'],
  ['unsorted names, upper case first', 'b=1&a=2&B=3', 'B=3&a=2&b=1'],
  ['a name that is the beginning of another', 'a-b=1&a=2', 'a=2&a-b=1'],
  ['lower-case escapes', 'p=%2a%2f', 'p=%2A%2F'],
  ['escapes that were not needed', 'p=%61%7e%2D', 'p=a~-'],
  ['a literal plus, which is no space', 'q=a+b', 'q=a%2Bb'],
  ['an escaped plus', 'q=a%2bb', 'q=a%2Bb'],
  ['an escaped space', 'q=a%20b', 'q=a%20b'],
  ['a second equals sign', 'q=a=b', 'q=a%3Db'],
  ['sub-delimiters', "q=!'()*", 'q=%21%27%28%29%2A'],
  ['a stray percent', 'q=100%&r=%zz', 'q=100%25&r=%25zz'],
  ['sorting after encoding', 'q=%C3%A9&q=z&q=%40', 'q=%40&q=%C3%A9&q=z'],
  ['its own signature', 'X-Amz-Signature=00&a=1', 'a=1'],
])('AUTH-006 canonical query of %s', (_, raw, canonical) => {
  expect(toCanonicalQuery(raw)).toBe(canonical);
});

test('AUTH-005 a path is encoded once more, slashes apart', () => {
  expect(toCanonicalPath('/v1/a%20b/c')).toBe('/v1/a%2520b/c');
});

test('AUTH-005 headers are trimmed, collapsed, joined and listed in the order of signing', () => {
  const http = buildRequest('GET', '/v1/x?b=1&a=2', [
    ['X-B', '  one \t two  '],
    ['host', 'h:1'],
    ['x-b', 'three'],
  ]);
  expect(toCanonicalRequest(http, { signedHeaders: ['host', 'x-b'], payloadHash: 'HASH' })).toBe(
    'GET\n/v1/x\na=2&b=1\nhost:h:1\nx-b:one two,three\n\nhost;x-b\nHASH',
  );
});

import { findPresentedToken } from '../../src/auth/presented-token';

const basic = (pair: string) => Buffer.from(pair).toString('base64');
const find = (authorization: string) => findPresentedToken({ headers: { authorization } });

test.each([
  ['AUTH-082 Bearer', 'Bearer eyJ.tok'],
  ['AUTH-080 bearer in lower case', 'bearer eyJ.tok'],
  ['AUTH-084 Basic with the documented user', `Basic ${basic('aws:eyJ.tok')}`],
  ['AUTH-081 REAL-129 Basic with any user', `Basic ${basic('token:eyJ.tok')}`],
  ['AUTH-081 Basic without a user', `Basic ${basic(':eyJ.tok')}`],
  ['AUTH-080 basic in upper case', `BASIC ${basic('aws:eyJ.tok')}`],
  ['AUTH-090 a bare token', 'eyJ.tok'],
  ['AUTH-080 whitespace around a bare token', ' eyJ.tok\r\n'],
  ['AUTH-080 whitespace around a Bearer token', 'Bearer   eyJ.tok \n'],
  ['AUTH-080 whitespace around a password', `Basic ${basic('aws: eyJ.tok\r\n')}`],
])('%s gives the token', (_, authorization) => expect(find(authorization)).toBe('eyJ.tok'));

test('AUTH-080 a password keeps its own colons', () => {
  expect(find(`Basic ${basic('aws:a:b')}`)).toBe('a:b');
});

test.each([
  ['AUTH-096 a signature', 'AWS4-HMAC-SHA256 Credential=test/20260304/eu-west-1/codeartifact/aws4_request'],
  ['AUTH-096 the name of a signature scheme', 'AWS4-HMAC-SHA256'],
  ['AUTH-100 an empty header', '  '],
  ['AUTH-100 Bearer without a token', 'Bearer '],
  ['AUTH-100 Basic without a password', `Basic ${basic('aws:')}`],
  ['AUTH-100 Basic without a colon', `Basic ${basic('aws')}`],
  ['AUTH-100 another scheme', 'Digest eyJ.tok'],
])('%s gives none', (_, authorization) => expect(find(authorization)).toBeUndefined());

test('AUTH-095 cookies and X-NuGet-ApiKey give none', () => {
  const headers = { cookie: 'token=eyJ.tok', 'x-nuget-apikey': 'eyJ.tok' };
  expect(findPresentedToken({ headers })).toBeUndefined();
});

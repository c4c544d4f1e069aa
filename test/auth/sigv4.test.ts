import { createSecretKey } from 'node:crypto';
import suite from '../../fixtures/sigv4/vectors.json';
import { toCanonicalRequest } from '../../src/auth/canonical-request';
import {
  createSigningKeys,
  deriveSigningKey,
  equalsInConstantTime,
  hashPayload,
  signCanonicalRequest,
} from '../../src/auth/sigv4';
import { buildRequest } from './build-request';

const { accessKeyId, secretAccessKey, region, timestamp } = suite;
const toScope = (service: string, date = timestamp.slice(0, 8)) => ({
  ...{ accessKeyId, date, region, service },
  terminator: 'aws4_request',
});

test.each(suite.vectors)("AUTH-005 AUTH-006 agrees with AWS's vector $name", (vector) => {
  const pairs = vector.headers.map(([name = '', value = '']) => [name, value] as const);
  const canonical = toCanonicalRequest(buildRequest(vector.method, vector.target, pairs), {
    signedHeaders: vector.signedHeaders.split(';'),
    payloadHash: hashPayload(Buffer.from(vector.body)),
  });
  const scope = toScope(vector.service);
  const key = createSecretKey(deriveSigningKey(secretAccessKey, scope));
  expect(signCanonicalRequest(canonical, timestamp, scope, key)).toBe(vector.signature);
});

test('AUTH-001 derives the signing key of the AWS general reference', () => {
  expect(deriveSigningKey(secretAccessKey, toScope('iam')).toString('hex')).toBe(
    'c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9',
  );
});

test('AUTH-007 the hash of an empty body is the known one', () => {
  expect(hashPayload(Buffer.alloc(0))).toBe(
    'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  );
});

describe('signing keys', () => {
  test('are derived once for a scope, and anew for another', () => {
    const keys = createSigningKeys();
    const key = keys.get(secretAccessKey, toScope('codeartifact'));
    expect(keys.get(secretAccessKey, toScope('codeartifact'))).toBe(key);
    expect(keys.get(secretAccessKey, toScope('codeartifact', '20150831'))).not.toBe(key);
  });

  test('are bounded: the oldest is forgotten', () => {
    const keys = createSigningKeys();
    const oldest = keys.get('s', toScope('0'));
    const second = keys.get('s', toScope('1'));
    for (let n = 2; n <= 256; n++) keys.get('s', toScope(String(n)));
    expect(keys.get('s', toScope('1'))).toBe(second);
    expect(keys.get('s', toScope('0'))).not.toBe(oldest);
  });

  test('are derived again from a new secret after clear', () => {
    const keys = createSigningKeys();
    const before = keys.get('old', toScope('codeartifact'));
    keys.clear();
    expect(keys.get('new', toScope('codeartifact')).equals(before)).toBe(false);
  });
});

test.each([
  ['abc', 'abc', true],
  ['abc', 'abd', false],
  ['abc', 'abcd', false],
])('AUTH-026 compares %s with %s', (a, b, equal) => expect(equalsInConstantTime(a, b)).toBe(equal));

import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { createAuthenticator } from '../../src/auth/authenticator';
import type { AuthenticatorOptions, AuthMode, Credential } from '../../src/auth/types';
import type { HttpRequest } from '../../src/util/http';
import {
  buildPresigned,
  buildRequest,
  buildSigned,
  NO_BODY,
  NOW,
  withHeader,
  type SignOptions,
} from './build-request';

const SESSION: Credential = {
  accessKeyId: 'ASIASESSION',
  secretAccessKey: 'session-secret',
  sessionToken: 'session/token+1==',
  sessionExpires: NOW + 60_000,
  account: '222222222222',
  principalArn: 'arn:aws:sts::222222222222:assumed-role/builder/job-7',
};
const session = { accessKeyId: 'ASIASESSION', secretAccessKey: 'session-secret' };
const UNSIGNED = () => buildRequest('POST', '/v1/domain?domain=dom', [['host', 'localhost:4680']]);
const MISMATCH =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key ' +
  'and signing method. Consult the service documentation for details.';
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

function create(mode: AuthMode, more: Partial<AuthenticatorOptions> = {}) {
  const defaults = { account: '000000000000', region: 'us-east-1', clockSkewSeconds: 900 };
  return createAuthenticator({ mode, ...defaults, credentials: [], ...more });
}
const lenient = create('lenient', { credentials: [SESSION] });
const strict = create('strict');
const strictWithSession = create('strict', { credentials: [SESSION] });

function refusal(act: () => unknown) {
  try {
    act();
  } catch (error) {
    const { code, statusCode, message, members } = error as Record<string, unknown>;
    return { code, statusCode, message, members };
  }
  throw new Error('nothing was refused');
}

const refused = (code: string, message: string) => ({ code, statusCode: 403, message, members: {} });
const invalid = (message: string) => refused('InvalidSignatureException', message);
const incomplete = (message: string) => refused('IncompleteSignatureException', message);
const unrecognized = refused(
  'UnrecognizedClientException',
  'The security token included in the request is invalid.',
);

function refusalOf(http: HttpRequest, authenticator = lenient, body = NO_BODY, now = NOW) {
  return refusal(() => authenticator.authenticate(http, body, now));
}

async function editAuthorization(edit: (text: string) => string, options: SignOptions = {}) {
  const http = await buildSigned(options);
  return withHeader(http, 'authorization', edit(http.headers.authorization ?? ''));
}

const TEST_CALLER = {
  account: '000000000000',
  region: 'eu-west-1',
  principalArn: 'arn:aws:iam::000000000000:user/test',
  accessKeyId: 'test',
  temporary: false,
};

describe('a good signature', () => {
  test.each<[string, SignOptions]>([
    ['AUTH-002 in the header', {}],
    ['AUTH-029 of a GET', { method: 'GET' }],
    ['AUTH-006 with repeated and unsorted parameters', { query: { tag: ['b', 'a'], domain: 'dom', a: '' } }],
    ['AUTH-006 with characters to escape', { query: { package: "@scope/näme + !'()*~" } }],
    ['AUTH-005 with headers to tidy', { headers: { 'x-note': '  a   b  ' } }],
    ['AUTH-005 with text beyond ASCII in a header', { headers: { 'x-note': 'é' } }],
  ])('%s is recognised', async (_, options) => {
    expect(strict.authenticate(await buildSigned(options), NO_BODY, NOW)).toEqual(TEST_CALLER);
  });

  test('AUTH-007 covers the body', async () => {
    const body = '{"policyDocument":"{}"}';
    const http = await buildSigned({ body });
    expect(strict.authenticate(http, Buffer.from(body), NOW)).toEqual(TEST_CALLER);
    expect(refusalOf(http, strict, Buffer.from('{}'))).toEqual(invalid(MISMATCH));
  });

  test('AUTH-003 AUTH-007 covers the body of a presigned request', async () => {
    const http = await buildPresigned({ body: 'abc' });
    expect(strict.authenticate(http, Buffer.from('abc'), NOW)).toEqual(TEST_CALLER);
    expect(refusalOf(http, strict, Buffer.from('abd'))).toEqual(invalid(MISMATCH));
  });

  test('AUTH-007 may leave the body out', async () => {
    const http = await buildSigned({ opaqueBody: Readable.from([]) });
    expect(strict.authenticate(http, Buffer.from('anything'), NOW)).toEqual(TEST_CALLER);
    expect(strict.authenticate(http, undefined, NOW)).toEqual(TEST_CALLER);
  });

  test('AUTH-008 AUTH-026 announces the hash of a body yet to be streamed', async () => {
    const headers = { 'x-amz-content-sha256': sha256('content') };
    const http = await buildSigned({ headers, path: '/v1/package/version/publish' });
    expect(strict.authenticate(http, undefined, NOW)).toEqual(TEST_CALLER);
    const other = withHeader(http, 'x-amz-content-sha256', sha256('other'));
    expect(refusal(() => strict.authenticate(other, undefined, NOW))).toEqual(invalid(MISMATCH));
  });

  test('AUTH-002 may have its parts in any order without spaces', async () => {
    const http = await editAuthorization((text) => {
      const [scheme = '', ...parts] = text.split(/,? /);
      return `${scheme} ${parts.reverse().join(',')}`;
    });
    expect(strict.authenticate(http, NO_BODY, NOW)).toEqual(TEST_CALLER);
  });

  test('AUTH-003 may be in the query', async () => {
    expect(strict.authenticate(await buildPresigned(), NO_BODY, NOW)).toEqual(TEST_CALLER);
  });

  test('AUTH-012 may be for the host that a proxy forwards', async () => {
    const behind = withHeader(await buildSigned(), 'host', 'internal:80');
    expect(refusalOf(behind, strict)).toEqual(invalid(MISMATCH));
    const forwarded = withHeader(behind, 'x-forwarded-host', 'localhost:4680');
    expect(strict.authenticate(forwarded, NO_BODY, NOW)).toEqual(TEST_CALLER);
  });

  test('AUTH-017 may be for any region', async () => {
    for (const region of ['us-gov-west-1', 'ap-southeast-7', 'eusc-de-east-1', 'us-isob-east-1']) {
      const http = await buildSigned({ region });
      expect(strict.authenticate(http, NO_BODY, NOW)).toEqual({ ...TEST_CALLER, region });
    }
  });
});

describe('an altered request', () => {
  test.each<[string, (http: HttpRequest) => HttpRequest]>([
    ['method', (http) => ({ ...http, method: 'GET' })],
    ['path', (http) => ({ ...http, path: '/v1/domains' })],
    ['query', (http) => ({ ...http, query: 'domain=don' })],
    ['parameter added', (http) => ({ ...http, query: `${http.query}&duration=900` })],
    ['signed header', (http) => withHeader(http, 'host', 'localhost:4681')],
    ['date', (http) => withHeader(http, 'x-amz-date', '20260304T050608Z')],
  ])('AUTH-018 %s is refused', async (_, alter) => {
    expect(refusalOf(alter(await buildSigned()))).toEqual(invalid(MISMATCH));
  });

  test('AUTH-018 signed with another secret is refused', async () => {
    expect(refusalOf(await buildSigned({ secretAccessKey: 'wrong' }))).toEqual(invalid(MISMATCH));
    expect(refusalOf(await buildPresigned({ secretAccessKey: 'wrong' }))).toEqual(invalid(MISMATCH));
  });

  test.each(['', '0', 'A'])('AUTH-018 a signature changed at its end by %p is refused', async (end) => {
    const http = await editAuthorization(
      (text) => text.slice(0, -1) + (text.endsWith(end) ? `${end}x` : end),
    );
    expect(refusalOf(http)).toEqual(invalid(MISMATCH));
  });

  test('AUTH-009 with another body than its header says is refused', async () => {
    const http = await buildSigned({ headers: { 'x-amz-content-sha256': sha256('content') } });
    expect(refusalOf(http, lenient, Buffer.from('other'))).toEqual(
      invalid("The value passed in x-amz-content-sha256 does not match the SHA-256 of the request's body."),
    );
  });

  test.each(['test', 'UNKNOWN'])('AUTH-010 in chunks of its own, by %s, is refused', async (accessKeyId) => {
    const value = 'STREAMING-UNSIGNED-PAYLOAD-TRAILER';
    const http = await buildSigned({ accessKeyId, headers: { 'x-amz-content-sha256': value } });
    expect(refusalOf(http)).toMatchObject({ code: 'ValidationException', statusCode: 400 });
  });
});

describe('no or unreadable authentication', () => {
  test('AUTH-021 REAL-006 none is refused by strict', () => {
    expect(refusalOf(UNSIGNED(), strict)).toEqual(
      refused('MissingAuthenticationTokenException', 'Missing Authentication Token'),
    );
  });

  test.each([
    ['Credential', /Credential=[^,]*, /],
    ['SignedHeaders', /SignedHeaders=[^,]*, /],
    ['Signature', /, Signature=.*/],
  ])('AUTH-022 a missing %s is named', async (name, pattern) => {
    const http = await editAuthorization((text) => text.replace(pattern, ''));
    expect(refusalOf(http)).toEqual(incomplete(`Authorization header requires '${name}' parameter.`));
  });

  test('AUTH-022 AUTH-013 everything that is missing is named', () => {
    expect(refusalOf(withHeader(UNSIGNED(), 'authorization', 'AWS4-HMAC-SHA256'))).toEqual(
      incomplete(
        "Authorization header requires 'Credential' parameter. Authorization header requires 'Signature' parameter. " +
          "Authorization header requires 'SignedHeaders' parameter. " +
          "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.",
      ),
    );
  });

  test.each([
    ['AUTH-023', 'AWS4-ECDSA-P256-SHA256 Credential=a/20260304/codeartifact/aws4_request'],
    ['AUTH-024', 'Bearer eyJ2ZXIiOjEsImlzdSI6'],
    ['AUTH-024', 'Basic YXdzOmV5Sg=='],
    ['AUTH-024', 'eyJ2ZXIiOjEsImlzdSI6'],
  ])('%s another scheme is refused without repeating it: %s', (_, authorization) => {
    expect(refusalOf(withHeader(UNSIGNED(), 'authorization', authorization))).toEqual(
      incomplete("Authorization header requires the 'AWS4-HMAC-SHA256' scheme."),
    );
  });

  test('AUTH-004 both forms at once are refused', async () => {
    const http = withHeader(await buildPresigned(), 'authorization', 'AWS4-HMAC-SHA256 Credential=x');
    expect(refusalOf(http)).toEqual(
      incomplete(
        'A request is signed either in its Authorization header or in its query string, not in both.',
      ),
    );
  });

  test.each(['test', 'a/b/c/d', 'a/b/c/d/e/f', '/20260304/eu-west-1/codeartifact/aws4_request'])(
    'AUTH-022 the credential %s is refused',
    async (text) => {
      const http = await editAuthorization((old) => old.replace(/Credential=[^,]*/, `Credential=${text}`));
      expect(refusalOf(http)).toEqual(
        incomplete(
          `Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '${text}'`,
        ),
      );
    },
  );

  test.each([
    'yesterday',
    '2026-03-04T05:06:07Z',
    '20260230T000000Z',
    '20261304T000000Z',
    '20260304T240000Z',
  ])('AUTH-013 the date %s is refused', async (date) => {
    expect(refusalOf(withHeader(await buildSigned(), 'x-amz-date', date))).toEqual(
      incomplete(`Date must be in ISO-8601 'basic format'. Got '${date}'.`),
    );
  });

  test('AUTH-013 the Date header stands in for X-Amz-Date', async () => {
    const http = withHeader(await buildSigned(), 'x-amz-date', undefined);
    const dated = withHeader(http, 'date', new Date(NOW).toUTCString());
    // The signature covered the header that is gone: that it is compared at all shows that the date was read.
    expect(refusalOf(dated)).toEqual(invalid(MISMATCH));
    const old = withHeader(http, 'date', new Date(NOW - 901_000).toUTCString());
    expect(refusalOf(old)).toMatchObject({ message: expect.stringContaining('Signature expired') });
    expect(refusalOf(withHeader(http, 'date', 'soon'))).toMatchObject({
      code: 'IncompleteSignatureException',
    });
  });

  test('AUTH-003 a missing parameter of the presigned form is named', async () => {
    const http = await buildPresigned();
    const query = http.query.replace(/&?X-Amz-Expires=\d+/, '').replace(/&?X-Amz-Date=\w+/, '');
    expect(refusalOf({ ...http, query })).toEqual(
      incomplete(
        "AWS query-string parameters must include 'X-Amz-Date'. AWS query-string parameters must include 'X-Amz-Expires'.",
      ),
    );
  });

  test('AUTH-023 another algorithm of the presigned form is refused', async () => {
    const http = await buildPresigned();
    const query = http.query.replace('AWS4-HMAC-SHA256', 'AWS4-ECDSA-P256-SHA256');
    expect(refusalOf({ ...http, query })).toEqual(
      incomplete("Unsupported AWS 'algorithm': 'AWS4-ECDSA-P256-SHA256'."),
    );
  });

  test.each(['0', '604801', '-1', '1.5', 'soon'])('AUTH-003 X-Amz-Expires=%s is refused', async (value) => {
    const http = await buildPresigned();
    const query = http.query.replace(/X-Amz-Expires=\d+/, `X-Amz-Expires=${value}`);
    expect(refusalOf({ ...http, query })).toEqual(
      incomplete('X-Amz-Expires must be a number of seconds from 1 to 604800.'),
    );
  });
});

describe('scope', () => {
  const edit = (from: string, to: string) => editAuthorization((text) => text.replace(from, to));

  test.each(['test', 'UNKNOWN'])('AUTH-016 another service is refused, key %s', async (accessKeyId) => {
    expect(refusalOf(await buildSigned({ accessKeyId, service: 's3' }))).toEqual(
      invalid("Credential should be scoped to correct service: 'codeartifact'."),
    );
  });

  test('AUTH-016 another terminator is refused', async () => {
    expect(refusalOf(await edit('aws4_request', 'aws5_request'))).toEqual(
      invalid("Credential should be scoped with a valid terminator: 'aws4_request', not 'aws5_request'."),
    );
  });

  test.each(['mars', 'EU-WEST-1', 'eu_west_1', 'eu-west', '..-etc-1', '', `${'a-'.repeat(20)}b-1`])(
    'AUTH-017 %p is no region',
    async (region) => {
      expect(refusalOf(await edit('eu-west-1', region))).toEqual(
        invalid('Credential should be scoped to a valid region.'),
      );
    },
  );

  test('AUTH-015 another day is refused', async () => {
    expect(refusalOf(await edit('/20260304/', '/20260303/'))).toEqual(
      invalid(
        'Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: ' +
          "'20260303' != '20260304', from '20260304T050607Z'.",
      ),
    );
  });

  test('AUTH-011 a signature that does not cover the host is refused', async () => {
    expect(refusalOf(await edit('SignedHeaders=host;', 'SignedHeaders='))).toEqual(
      invalid("'Host' must be a 'SignedHeader' in the AWS Authorization."),
    );
  });
});

describe('clock', () => {
  test.each([-900_000, 0, 900_000])('AUTH-014 signed %d ms from now is accepted', async (offset) => {
    const http = await buildSigned({ time: NOW + offset });
    expect(strict.authenticate(http, NO_BODY, NOW + 999)).toEqual(TEST_CALLER);
  });

  test.each(['test', 'UNKNOWN'])('AUTH-014 a second too old is refused, key %s', async (accessKeyId) => {
    const http = await buildSigned({ accessKeyId, time: NOW - 901_000 });
    expect(refusalOf(http)).toEqual(
      invalid(
        'Signature expired: 20260304T045106Z is now earlier than 20260304T045107Z (20260304T050607Z - 15 min.)',
      ),
    );
  });

  test('AUTH-014 a second too early is refused', async () => {
    expect(refusalOf(await buildSigned({ time: NOW + 901_000 }))).toEqual(
      invalid(
        'Signature not yet current: 20260304T052108Z is still later than 20260304T052107Z (20260304T050607Z + 15 min.)',
      ),
    );
  });

  test('AUTH-014 the limit can be set', async () => {
    const narrow = create('lenient', { clockSkewSeconds: 90 });
    const http = await buildSigned({ time: NOW - 91_000 });
    expect(refusalOf(http, narrow)).toEqual(
      invalid(
        'Signature expired: 20260304T050436Z is now earlier than 20260304T050437Z (20260304T050607Z - 90 sec.)',
      ),
    );
  });

  test('AUTH-014 the limit can be switched off', async () => {
    const timeless = create('strict', { clockSkewSeconds: 0 });
    for (const years of [-10, 10]) {
      const http = await buildSigned({ time: NOW + years * 365 * 86_400_000 });
      expect(timeless.authenticate(http, NO_BODY, NOW)).toEqual(TEST_CALLER);
    }
  });

  test('AUTH-003 a presigned request lives as long as it says', async () => {
    const http = await buildPresigned({}, 3600);
    expect(strict.authenticate(http, NO_BODY, NOW + 3_600_000)).toEqual(TEST_CALLER);
    expect(refusalOf(http, strict, NO_BODY, NOW + 3_601_000)).toEqual(
      invalid(
        'Signature expired: 20260304T050607Z is now earlier than 20260304T050608Z (20260304T060608Z - 60 min.)',
      ),
    );
  });
});

describe('session tokens', () => {
  const CALLER = {
    account: '222222222222',
    region: 'eu-west-1',
    principalArn: 'arn:aws:sts::222222222222:assumed-role/builder/job-7',
    accessKeyId: 'ASIASESSION',
    sessionExpires: NOW + 60_000,
    temporary: true,
  };

  test.each([
    ['header', buildSigned],
    ['query', buildPresigned],
  ])('AUTH-025 one in the %s is recognised', async (_, build) => {
    const http = await build({ ...session, sessionToken: 'session/token+1==' });
    expect(strictWithSession.authenticate(http, NO_BODY, NOW)).toEqual(CALLER);
  });

  test('AUTH-025 one that was not signed is recognised', async () => {
    const http = withHeader(await buildSigned(session), 'x-amz-security-token', 'session/token+1==');
    expect(strictWithSession.authenticate(http, NO_BODY, NOW)).toEqual(CALLER);
  });

  test('AUTH-019 another or none is refused', async () => {
    expect(refusalOf(await buildSigned({ ...session, sessionToken: 'other' }))).toEqual(unrecognized);
    expect(refusalOf(await buildSigned(session))).toEqual(unrecognized);
  });

  test('AUTH-019 one for a key that has none is refused by strict only', async () => {
    const http = await buildSigned({ sessionToken: 'needless' });
    expect(refusalOf(http, strict)).toEqual(unrecognized);
    expect(lenient.authenticate(http, NO_BODY, NOW)).toEqual(TEST_CALLER);
  });

  test('AUTH-020 an expired one is refused from its last instant on', async () => {
    const http = await buildSigned({ ...session, sessionToken: 'session/token+1==' });
    expect(lenient.authenticate(http, NO_BODY, NOW + 59_999)).toEqual(CALLER);
    expect(refusalOf(http, lenient, NO_BODY, NOW + 60_000)).toEqual(
      refused('ExpiredTokenException', 'The security token included in the request is expired'),
    );
  });
});

describe('callers', () => {
  const LOCAL = {
    account: '000000000000',
    region: 'eu-west-1',
    principalArn: 'arn:aws:iam::000000000000:user/local',
    temporary: false,
  };
  const unknown = (accessKeyId: string, more: SignOptions = {}) =>
    buildSigned({ accessKeyId, secretAccessKey: 'whatever', ...more });

  test('AUTH-019 an unknown key is refused by strict', async () => {
    expect(refusalOf(await unknown('AKIAUNKNOWN'), strict)).toEqual(unrecognized);
    expect(refusalOf(await unknown('111122223333'), strict)).toEqual(unrecognized);
  });

  test.each<AuthMode>(['off', 'lenient'])('AUTH-132 %s: an unknown key is the local user', async (mode) => {
    expect(create(mode).authenticate(await unknown('AKIAUNKNOWN'), NO_BODY, NOW)).toEqual({
      ...LOCAL,
      accessKeyId: 'AKIAUNKNOWN',
    });
  });

  test.each<AuthMode>(['off', 'lenient'])('AUTH-132 %s: twelve digits are an account', async (mode) => {
    expect(create(mode).authenticate(await unknown('111122223333'), NO_BODY, NOW)).toEqual({
      account: '111122223333',
      region: 'eu-west-1',
      principalArn: 'arn:aws:iam::111122223333:user/local',
      accessKeyId: '111122223333',
      temporary: false,
    });
  });

  test.each<AuthMode>(['off', 'lenient'])('AUTH-133 %s: no key is the default caller', (mode) => {
    const caller = { ...LOCAL, region: 'us-east-1' };
    expect(create(mode).defaultCaller).toEqual(caller);
    expect(create(mode).authenticate(UNSIGNED(), NO_BODY, NOW)).toEqual(caller);
  });

  test.each<AuthMode>(['off', 'lenient'])('AUTH-134 %s: an unknown session ends in an hour', async (mode) => {
    const known = { temporary: true, sessionExpires: NOW + 3_600_000 };
    for (const [key, more] of [['AKIAUNKNOWN', { sessionToken: 'any' }] as const, ['ASIAX', {}] as const]) {
      const caller = create(mode).authenticate(await unknown(key, more), NO_BODY, NOW);
      expect(caller).toEqual({ ...LOCAL, accessKeyId: key, ...known });
    }
  });

  test('AUTH-132 configured keys are their principals', async () => {
    const credentials = [{ accessKeyId: 'AKIAME', secretAccessKey: 'mine', account: '333333333333' }];
    const http = await buildSigned({ accessKeyId: 'AKIAME', secretAccessKey: 'mine' });
    for (const mode of ['off', 'lenient', 'strict'] as const) {
      expect(create(mode, { credentials }).authenticate(http, NO_BODY, NOW)).toEqual({
        account: '333333333333',
        region: 'eu-west-1',
        principalArn: 'arn:aws:iam::333333333333:user/AKIAME',
        accessKeyId: 'AKIAME',
        temporary: false,
      });
    }
  });

  test('AUTH-132 account and region by default are those of the options', async () => {
    const options = { account: '444444444444', region: 'ap-south-1' };
    const own = create('lenient', { ...options, credentials: [{ accessKeyId: 'K', secretAccessKey: 's' }] });
    expect(own.authenticate(UNSIGNED(), NO_BODY, NOW)).toMatchObject(options);
    for (const accessKeyId of ['K', 'test', 'UNKNOWN']) {
      const http = await buildSigned({ accessKeyId, secretAccessKey: accessKeyId === 'K' ? 's' : 'test' });
      expect(own.authenticate(http, NO_BODY, NOW)).toMatchObject({ account: '444444444444' });
    }
  });

  test('AUTH-135 strict forgets the built-in key once there are others', async () => {
    expect(refusalOf(await buildSigned(), strictWithSession)).toEqual(unrecognized);
    expect(lenient.authenticate(await buildSigned(), NO_BODY, NOW)).toEqual(TEST_CALLER);
  });

  test('AUTH-142 replaced credentials count from the next request on', async () => {
    const authenticator = create('strict', {
      credentials: [{ accessKeyId: 'K', secretAccessKey: 'old', account: '333333333333' }],
    });
    const [old, renewed] = [
      await buildSigned({ accessKeyId: 'K', secretAccessKey: 'old' }),
      await buildSigned({ accessKeyId: 'K', secretAccessKey: 'new' }),
    ];
    authenticator.authenticate(old, NO_BODY, NOW);
    authenticator.replaceCredentials([{ accessKeyId: 'K', secretAccessKey: 'new', account: '333333333333' }]);
    expect(refusalOf(old, authenticator)).toEqual(invalid(MISMATCH));
    expect(authenticator.authenticate(renewed, NO_BODY, NOW)).toMatchObject({ accessKeyId: 'K' });
    authenticator.replaceCredentials([{ accessKeyId: 'other', secretAccessKey: 's' }]);
    expect(refusalOf(renewed, authenticator)).toEqual(unrecognized);
  });
});

describe('mode off', () => {
  const off = create('off', { credentials: [SESSION] });

  test.each<[string, () => Promise<HttpRequest>]>([
    ['a wrong secret', () => buildSigned({ secretAccessKey: 'wrong' })],
    ['an old signature', () => buildSigned({ time: NOW - 86_400_000 })],
    ['another service', () => buildSigned({ service: 's3' })],
    ['a presigned request', () => buildPresigned({ secretAccessKey: 'wrong' })],
    ['a missing signature', () => editAuthorization((text) => text.replace(/, Signature=.*/, ''))],
  ])('DESIGN D6: %s still tells who calls and where', async (_, build) => {
    expect(off.authenticate(await build(), NO_BODY, NOW)).toEqual(TEST_CALLER);
  });

  test.each(['Bearer eyJ', 'Basic YXdz', 'AWS4-HMAC-SHA256 Credential=a/b', ''])(
    'DESIGN D6: %p tells nothing',
    (authorization) => {
      const http = withHeader(UNSIGNED(), 'authorization', authorization);
      expect(off.authenticate(http, NO_BODY, NOW)).toEqual(off.defaultCaller);
    },
  );

  test('DESIGN D6: a region that is none is the default one', async () => {
    const http = await buildSigned({ region: 'mars' });
    expect(off.authenticate(http, NO_BODY, NOW)).toMatchObject({ region: 'us-east-1', accessKeyId: 'test' });
  });
});

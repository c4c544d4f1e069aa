import { Readable } from 'node:stream';
import { ServiceError } from '../../src/errors';
import { loadProtocol } from '../../src/protocol/model';
import type { OperationName } from '../../src/protocol/types';
import { toHttpRequest } from './to-http-request';

const protocol = loadProtocol();

interface Sent {
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly body?: string | Buffer;
}

function decode(name: OperationName, { query = '', headers = {}, json, body }: Sent): unknown {
  const bytes = Buffer.from(body ?? (json === undefined ? '' : JSON.stringify(json)));
  return protocol.operations.get(name)?.decode(toHttpRequest({ query, headers }), bytes);
}

function refusal(name: OperationName, sent: Sent): { message: string; reason: unknown } {
  try {
    decode(name, sent);
  } catch (error) {
    if (error instanceof ServiceError && error.statusCode === 400)
      return { message: error.message, reason: error.members['reason'] };
    throw error;
  }
  throw new Error('The input was accepted');
}

const PACKAGE = 'domain=my-domain&repository=repo&format=npm&package=lodash';
const COPY = 'domain=my-domain&source-repository=from&destination-repository=to&format=npm&package=lodash';
const PUBLISH = 'domain=my-domain&repository=repo&format=generic&package=p&namespace=n&version=1&asset=a.tgz';
const SHA256 = { 'x-amz-content-sha256': '0'.repeat(64) };

describe('the query', () => {
  test('PKG-020 query names become member names', () => {
    const query = `${PACKAGE}&domain-owner=123456789012&namespace=types&status=Published&sortBy=PUBLISHED_TIME&originType=INTERNAL&max-results=10&next-token=t`;
    expect(decode('ListPackageVersions', { query })).toEqual({
      domain: 'my-domain',
      domainOwner: '123456789012',
      repository: 'repo',
      format: 'npm',
      namespace: 'types',
      package: 'lodash',
      status: 'Published',
      sortBy: 'PUBLISHED_TIME',
      originType: 'INTERNAL',
      maxResults: 10,
      nextToken: 't',
    });
  });

  test('ASSET-321 values are percent-decoded once and a plus stays a plus', () => {
    const query = 'domain=my-domain&repository=repo&format=generic&package=a%2Bb+c&version=1.0.0%252F';
    expect(decode('DescribePackageVersion', { query })).toMatchObject({
      package: 'a+b+c',
      packageVersion: '1.0.0%2F',
    });
  });

  test('names are percent-decoded too', () => {
    expect(decode('DescribeDomain', { query: 'd%6Fmain=my-domain' })).toEqual({ domain: 'my-domain' });
  });

  test('a value goes up to the next ampersand, later equals signs included', () => {
    const query = `${PACKAGE}&next-token=abc==`;
    expect(decode('ListPackageVersions', { query })).toMatchObject({ nextToken: 'abc==' });
  });

  test.each(['constructor=1', '__proto__=1', 'X-Amz-Date=1', 'unknown=%zz', '', '&', 'domainOwner=1'])(
    'the unknown parameter "%s" is ignored',
    (parameter) => {
      expect(decode('DescribeDomain', { query: `&${parameter}&domain=my-domain&` })).toEqual({
        domain: 'my-domain',
      });
    },
  );

  test.each(['domain=%', 'domain=%2', 'domain=%zz', 'domain=%ff', 'domain=ab%c3'])(
    'the undecodable %s cannot be parsed',
    (query) => {
      expect(refusal('DescribeDomain', { query })).toEqual({
        message: "Value at 'domain' is not percent-encoded UTF-8",
        reason: 'CANNOT_PARSE',
      });
    },
  );

  test('an undecodable name cannot be parsed', () => {
    expect(refusal('DescribeDomain', { query: 'domain=my-domain&%zz=1' }).reason).toBe('CANNOT_PARSE');
  });

  test('a name given twice is refused, also with the same value', () => {
    expect(refusal('DescribeDomain', { query: 'domain=my-domain&domain=my-domain' })).toEqual({
      message:
        "1 validation error detected: Value at 'domain' failed to satisfy constraint: Member must be given only once",
      reason: 'FIELD_VALIDATION_FAILED',
    });
  });

  test('a name given twice is refused when its first value is empty', () => {
    const { message } = refusal('DescribePackage', { query: `namespace=&${PACKAGE}&namespace=types` });
    expect(message).toContain("at 'namespace' failed to satisfy constraint: Member must be given only once");
  });

  test.each([
    ['abc', "Value 'abc' at 'maxResults' failed to satisfy constraint: Member must be an integer"],
    ['1.5', "Value '1.5' at 'maxResults' failed to satisfy constraint: Member must be an integer"],
    ['', "Value '' at 'maxResults' failed to satisfy constraint: Member must be an integer"],
    [
      '-1',
      "Value '-1' at 'maxResults' failed to satisfy constraint: Member must have value greater than or equal to 1",
    ],
    [
      '1001',
      "Value '1001' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 1000",
    ],
  ])('PKG-029 max-results=%s is refused by name', (value, sentence) => {
    const { message } = refusal('ListRepositories', { query: `max-results=${value}` });
    expect(message).toBe(`1 validation error detected: ${sentence}`);
  });

  test.each(['TRUE', '1', '', 'yes'])('preview=%s is not a boolean', (value) => {
    const query = `domain=my-domain&package-group=/*&preview=${value}`;
    expect(refusal('ListAssociatedPackages', { query }).message).toContain("at 'preview' failed");
  });
});

describe('a blob payload', () => {
  test('ASSET-300 the body is the stream and the header a member', () => {
    const body = Readable.from([]);
    const http = toHttpRequest({ query: PUBLISH, headers: SHA256, body });
    expect(protocol.operations.get('PublishPackageVersion')?.decode(http, Buffer.alloc(0))).toEqual({
      domain: 'my-domain',
      repository: 'repo',
      format: 'generic',
      namespace: 'n',
      package: 'p',
      packageVersion: '1',
      assetContent: body,
      assetName: 'a.tgz',
      assetSHA256: '0'.repeat(64),
    });
  });

  test('ASSET-304 the header is required', () => {
    expect(refusal('PublishPackageVersion', { query: PUBLISH }).message).toBe(
      "1 validation error detected: Value null at 'assetSHA256' failed to satisfy constraint: Member must not be null",
    );
  });

  test.each([
    ['unfinished=true', true],
    ['unfinished=unfinished', true],
    ['unfinished=', true],
    ['unfinished', true],
    ['unfinished=false', false],
    ['', undefined],
  ])('ASSET-306 "%s" means %s', (parameter, expected) => {
    const input = decode('PublishPackageVersion', { query: `${PUBLISH}&${parameter}`, headers: SHA256 });
    expect((input as { unfinished?: boolean }).unfinished).toBe(expected);
  });

  test.each(['TRUE', '1', 'no', 'Unfinished'])('ASSET-306 unfinished=%s is refused', (value) => {
    const { message } = refusal('PublishPackageVersion', {
      query: `${PUBLISH}&unfinished=${value}`,
      headers: SHA256,
    });
    expect(message).toContain(`Value '${value}' at 'unfinished'`);
  });
});

describe('a JSON body', () => {
  test('nested members are read and unknown ones dropped', () => {
    const json = { tags: [{ key: 'k', value: 'v', more: 1 }], other: {}, encryptionKey: 'arn:k' };
    expect(decode('CreateDomain', { query: 'domain=my-domain', json })).toEqual({
      domain: 'my-domain',
      encryptionKey: 'arn:k',
      tags: [{ key: 'k', value: 'v' }],
    });
  });

  test.each(['', '{}', '{"tags":null}', '{"unknown":[null]}', ' {\n} '])(
    'DOM-025 REPO-014 REPO-015 %j has no members',
    (body) => {
      expect(decode('CreateDomain', { query: 'domain=my-domain', body })).toEqual({ domain: 'my-domain' });
    },
  );

  test('a query member in the body is not read', () => {
    const { message } = refusal('CreateDomain', { json: { domain: 'my-domain' } });
    expect(message).toContain("Value null at 'domain'");
  });

  test.each([
    '{',
    'x',
    '{"tags":[}',
    '[]',
    '"text"',
    'null',
    '1',
    ' ',
    '\u0000',
    '{}{}',
    '[{}'.repeat(100_000),
  ])('REPO-016 the body %.20j cannot be parsed', (body) => {
    expect(refusal('CreateDomain', { query: 'domain=my-domain', body }).reason).toBe('CANNOT_PARSE');
    expect(refusal('ListPackages', { query: 'domain=my-domain&repository=repo', body }).reason).toBe(
      'CANNOT_PARSE',
    );
  });

  test('REPO-016 a body that is not UTF-8 cannot be parsed', () => {
    const body = Buffer.from('{"description":"\xe9"}', 'latin1');
    expect(refusal('CreateRepository', { query: 'domain=my-domain&repository=repo', body }).reason).toBe(
      'CANNOT_PARSE',
    );
  });

  test('PKG-021 an operation without body members ignores a JSON object', () => {
    expect(decode('DescribeDomain', { query: 'domain=my-domain', json: { domain: 'x' } })).toEqual({
      domain: 'my-domain',
    });
  });

  test('TAG-009 DOM-115 a tag without a value has an empty one', () => {
    const json = { tags: [{ key: 'a' }, { key: 'b', value: null }] };
    expect(decode('CreateDomain', { query: 'domain=my-domain', json })).toMatchObject({
      tags: [
        { key: 'a', value: '' },
        { key: 'b', value: '' },
      ],
    });
  });

  test('an unknown member nested very deep does no harm', () => {
    const body = `{"x":${'['.repeat(200_000)}${']'.repeat(200_000)}}`;
    expect(decode('CreateDomain', { query: 'domain=my-domain', body })).toEqual({ domain: 'my-domain' });
  });

  test('a map keeps prototype names as keys of its own', () => {
    const body = '{"versionRevisions":{"__proto__":"r1","constructor":"r2"}}';
    const input = decode('CopyPackageVersions', { query: COPY, body }) as { versionRevisions: object };
    expect(Object.entries(input.versionRevisions)).toEqual([
      ['__proto__', 'r1'],
      ['constructor', 'r2'],
    ]);
  });

  test('prototype names in the body set nothing', () => {
    const body =
      '{"__proto__":{"tags":[{"key":"a"}],"encryptionKey":"k"},"constructor":{"prototype":{"x":1}}}';
    expect(decode('CreateDomain', { query: 'domain=my-domain', body })).toEqual({ domain: 'my-domain' });
    expect(({} as { x?: unknown }).x).toBeUndefined();
  });
});

describe('how a broken constraint is told', () => {
  test('PKG-006 DOM-162 a pattern', () => {
    const query = 'domain=my-domain&repository=repo&format=npm&package=@types/foobar';
    expect(refusal('DescribePackage', { query })).toEqual({
      message:
        "1 validation error detected: Value '@types/foobar' at 'package' failed to satisfy constraint: " +
        'Member must satisfy regular expression pattern: [^#/\\s]+',
      reason: 'FIELD_VALIDATION_FAILED',
    });
  });

  test('DOM-161 everything that is wrong at once, in the order of the members', () => {
    const json = { description: 'a\u0000', upstreams: [{}] };
    expect(refusal('CreateRepository', { query: 'domain=A&domain-owner=1234', json }).message).toBe(
      '7 validation errors detected: ' +
        "Value 'A' at 'domain' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-z][a-z0-9\\-]{0,48}[a-z0-9]; " +
        "Value 'A' at 'domain' failed to satisfy constraint: Member must have length greater than or equal to 2; " +
        "Value '1234' at 'domainOwner' failed to satisfy constraint: Member must satisfy regular expression pattern: [0-9]{12}; " +
        "Value '1234' at 'domainOwner' failed to satisfy constraint: Member must have length greater than or equal to 12; " +
        "Value null at 'repository' failed to satisfy constraint: Member must not be null; " +
        "Value 'a\u0000' at 'description' failed to satisfy constraint: Member must satisfy regular expression pattern: \\P{C}*; " +
        "Value null at 'upstreams.1.member.repositoryName' failed to satisfy constraint: Member must not be null",
    );
  });

  test('an enum', () => {
    const query = 'domain=my-domain&repository=repo&format=npm&endpointType=ipv6';
    expect(refusal('GetRepositoryEndpoint', { query }).message).toBe(
      "1 validation error detected: Value 'ipv6' at 'endpointType' failed to satisfy constraint: " +
        'Member must satisfy enum value set: [dualstack, ipv4]',
    );
  });

  test('a structure in a list, counted from one', () => {
    const json = { tags: [{ key: 'ok' }, { key: '', value: 'v' }, null] };
    expect(refusal('TagResource', { query: 'resourceArn=arn', json }).message).toBe(
      '3 validation errors detected: ' +
        "Value '' at 'tags.2.member.key' failed to satisfy constraint: Member must satisfy regular expression pattern: \\P{C}+; " +
        "Value '' at 'tags.2.member.key' failed to satisfy constraint: Member must have length greater than or equal to 1; " +
        "Value null at 'tags.3.member' failed to satisfy constraint: Member must not be null",
    );
  });

  test('the elements of a list of strings, once and as a list', () => {
    const json = { versions: ['1.0.0', '1/0', null, 'a b'] };
    expect(refusal('DeletePackageVersions', { query: PACKAGE, json }).message).toBe(
      "1 validation error detected: Value '[1.0.0, 1/0, null, a b]' at 'versions' failed to satisfy constraint: Member must satisfy constraint: " +
        '[Member must have length less than or equal to 255, Member must have length greater than or equal to 1, ' +
        'Member must satisfy regular expression pattern: [^#/\\s]+, Member must not be null]',
    );
  });

  test('the keys and values of a map, once each and as a map', () => {
    const { message } = refusal('CopyPackageVersions', {
      query: COPY,
      json: { versionRevisions: { 'a/b': '' } },
    });
    expect(message).toMatch(/^2 validation errors detected: /u);
    expect(message).toContain(
      "Value '{a/b=}' at 'versionRevisions' failed to satisfy constraint: Map keys must satisfy constraint: [",
    );
    expect(message).toContain(
      "Value '{a/b=}' at 'versionRevisions' failed to satisfy constraint: Map value must satisfy constraint: [",
    );
  });

  test.each([
    ['versions', 'x', 'Member must be a list'],
    ['versions', { 0: 'x' }, 'Member must be a list'],
    ['versionRevisions', [], 'Member must be a map'],
    ['allowOverwrite', 'true', 'Member must be a boolean'],
  ])('the wrong JSON type for %s', (member, value, constraint) => {
    const { message } = refusal('CopyPackageVersions', { query: COPY, json: { [member]: value } });
    expect(message).toBe(
      `1 validation error detected: Value at '${member}' failed to satisfy constraint: ${constraint}`,
    );
  });

  test('an element of the wrong JSON type', () => {
    const { message } = refusal('DeletePackageVersions', { query: PACKAGE, json: { versions: ['1', 2] } });
    expect(message).toBe(
      "1 validation error detected: Value at 'versions.2.member' failed to satisfy constraint: Member must be a string",
    );
  });

  test('DOM-002 the whole value is matched, a last line feed included', () => {
    expect(refusal('DescribeDomain', { query: 'domain=my-domain%0A' }).message).toContain("at 'domain'");
  });

  test('lengths count code points', () => {
    const description = '😀'.repeat(1000);
    const query = 'domain=my-domain&repository=repo';
    expect(decode('UpdateRepository', { query, json: { description } })).toMatchObject({ description });
    const { message } = refusal('UpdateRepository', { query, json: { description: `${description}😀` } });
    expect(message).toContain('Member must have length less than or equal to 1000');
  });

  test('no more than ten violations are told', () => {
    const json = { tags: Array.from({ length: 50 }, () => ({})) };
    const { message } = refusal('TagResource', { query: 'resourceArn=arn', json });
    expect(message).toMatch(/^10 validation errors detected: /u);
    expect(message).toContain("'tags.10.member.key'");
    expect(message).not.toContain("'tags.11.member.key'");
  });

  test.each([
    ['a long string', 'CreateRepository', { description: 'x'.repeat(500_000) }],
    [
      'a long list',
      'CreateRepository',
      { tags: Array.from({ length: 20_000 }, () => ({ key: 'k'.repeat(20) })) },
    ],
    ['a long key', 'CopyPackageVersions', { versionRevisions: { ['k'.repeat(500_000)]: 1 } }],
  ] as const)('%s is not echoed in full', (_title, name, json) => {
    const query = name === 'CopyPackageVersions' ? COPY : 'domain=my-domain&repository=repo';
    expect(refusal(name, { query, json }).message.length).toBeLessThan(20_000);
  });
});

import {
  CreateDomainCommand,
  GetDomainPermissionsPolicyCommand,
  PutDomainPermissionsPolicyCommand,
  type CodeartifactClient,
} from '@aws-sdk/client-codeartifact';
import { callApi, findError, missingDomain, refused } from '../../support/api';
import { startEmulator, type TestEmulator } from '../../support/emulator';

let emulator: TestEmulator;
let client: CodeartifactClient;
beforeAll(async () => {
  emulator = await startEmulator();
  client = emulator.client();
});
afterAll(() => emulator.close());
beforeEach(() => emulator.reset());

const ARN = 'arn:aws:codeartifact:us-east-1:000000000000:domain/acme';
const DOCUMENT = toPolicy({});
const put = (policyDocument: string, policyRevision?: string) =>
  client.send(new PutDomainPermissionsPolicyCommand({ domain: 'acme', policyDocument, policyRevision }));
const get = () => client.send(new GetDomainPermissionsPolicyCommand({ domain: 'acme' }));
beforeEach(() => client.send(new CreateDomainCommand({ domain: 'acme' })));

/** A policy of one statement, with some of its members changed or (undefined) left out. */
function toPolicy(statement: Record<string, unknown>, policy: Record<string, unknown> = {}): string {
  const base = { Effect: 'Allow', Principal: '*', Action: 'codeartifact:DescribeDomain', Resource: '*' };
  return JSON.stringify({ Version: '2012-10-17', Statement: [{ ...base, ...statement }], ...policy });
}

describe('serialization', () => {
  test('DOM-090 DOM-092 DOM-094 the policy is answered with its ARN, its text and a revision', async () => {
    const body = { domain: 'acme', domainOwner: '000000000000', policyDocument: DOCUMENT };
    const answer = await callApi(emulator, 'PUT', '/v1/domain/permissions/policy', body);
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      policy: {
        resourceArn: ARN,
        document: DOCUMENT,
        revision: expect.stringMatching(/^[A-Za-z0-9+/]{43}=$/),
      },
    });
  });

  test('DOM-102 the text is kept byte for byte', async () => {
    const document = `  ${DOCUMENT.replaceAll(',', ' ,\n\t')}\r\n`;
    expect((await put(document)).policy?.document).toBe(document);
    expect((await get()).policy?.document).toBe(document);
  });

  test('DOM-090 the domain is read from the body, not from the query', async () => {
    const answer = await callApi(emulator, 'PUT', '/v1/domain/permissions/policy?domain=acme', {
      policyDocument: DOCUMENT,
    });
    expect(answer).toMatchObject({ status: 400, errorType: 'ValidationException' });
  });
});

describe('validation', () => {
  test.each(['', 'x'.repeat(7169), `${DOCUMENT}\u0007`])(
    'DOM-101 the text %# breaks a constraint',
    async (text) => {
      const body = { domain: 'acme', policyDocument: text };
      const answer = await callApi(emulator, 'PUT', '/v1/domain/permissions/policy', body);
      expect(answer.status).toBe(400);
      expect(answer.body.reason).toBe('FIELD_VALIDATION_FAILED');
    },
  );

  test('DOM-101 7,168 characters are accepted', async () => {
    expect((await put(DOCUMENT.padEnd(7168))).policy?.document).toHaveLength(7168);
  });

  test.each([
    'not json',
    '{"Statement":',
    '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal": *}]}',
  ])('IAM-062 IAM-063 %s is not JSON, and nothing is stored', async (text) => {
    expect(await findError(put(text))).toEqual({ ...refused, reason: 'CANNOT_PARSE' });
    expect(await findError(get())).toMatchObject({ name: 'ResourceNotFoundException' });
  });

  test.each([
    ['not an object', '[]'],
    ['null', 'null'],
    ['a string', '"Allow"'],
    ['no Statement', '{"Version":"2012-10-17"}'],
    ['no statements', toPolicy({}, { Statement: [] })],
    ['a statement that is no object', toPolicy({}, { Statement: ['Allow'] })],
    ['an unknown Version', toPolicy({}, { Version: '2012-10-18' })],
    ['a Version that is no string', toPolicy({}, { Version: ['2012-10-17'] })],
    ['an Id that is no string', toPolicy({}, { Id: 1 })],
    ['an unknown member', toPolicy({}, { Statements: [] })],
    ['an unknown statement member', toPolicy({ Actions: '*' })],
    ['no Effect', toPolicy({ Effect: undefined })],
    ['a lower-case Effect', toPolicy({ Effect: 'allow' })],
    ['no Action', toPolicy({ Action: undefined })],
    ['Action and NotAction', toPolicy({ NotAction: 'codeartifact:*' })],
    ['no actions', toPolicy({ Action: [] })],
    ['an action that is no string', toPolicy({ Action: ['codeartifact:*', 1] })],
    ['an action without its service', toPolicy({ Action: 'DescribeDomain' })],
    ['no Principal', toPolicy({ Principal: undefined })],
    ['Principal and NotPrincipal', toPolicy({ NotPrincipal: '*' })],
    ['an account as a bare principal', toPolicy({ Principal: '111122223333' })],
    ['an empty principal', toPolicy({ Principal: {} })],
    ['no principals', toPolicy({ Principal: { AWS: [] } })],
    ['an unknown kind of principal', toPolicy({ Principal: { GCP: '*' } })],
    [
      'a principal with a wildcard in it',
      toPolicy({ Principal: { AWS: 'arn:aws:iam::111122223333:user/*' } }),
    ],
    ['a malformed principal ARN', toPolicy({ Principal: { AWS: 'arn:aws:iam::1:root' } })],
    ['a group as principal', toPolicy({ Principal: { AWS: 'arn:aws:iam::111122223333:group/all' } })],
    ['no Resource', toPolicy({ Resource: undefined })],
    ['Resource and NotResource', toPolicy({ NotResource: '*' })],
    ['no resources', toPolicy({ Resource: [] })],
    ['a resource that is no ARN', toPolicy({ Resource: 'acme' })],
    ['a Condition that is no object', toPolicy({ Condition: [] })],
    ['an unknown condition operator', toPolicy({ Condition: { StringIs: { 'aws:username': 'a' } } })],
    ['NullIfExists', toPolicy({ Condition: { NullIfExists: { 'aws:username': 'true' } } })],
    ['a condition without values', toPolicy({ Condition: { StringEquals: { 'aws:username': [] } } })],
    ['a condition on an object', toPolicy({ Condition: { StringEquals: { 'aws:username': {} } } })],
    ['a condition without keys', toPolicy({ Condition: { StringEquals: 'aws:username' } })],
    ['a Sid that is no string', toPolicy({ Sid: 1 })],
    [
      'the same Sid twice',
      toPolicy({}, { Statement: [1, 2].map(() => JSON.parse(toPolicy({ Sid: 's' })).Statement[0]) }),
    ],
  ])('DOM-103 IAM-060 IAM-061 IAM-062 %s is refused, and nothing is stored', async (_, text) => {
    expect(await findError(put(text))).toEqual(refused);
    expect(await findError(get())).toMatchObject({ name: 'ResourceNotFoundException' });
  });

  test.each([
    ['one statement instead of a list', toPolicy({}, { Statement: JSON.parse(DOCUMENT).Statement[0] })],
    ['no Version', toPolicy({}, { Version: undefined })],
    ['the older Version, and an Id', toPolicy({}, { Version: '2008-10-17', Id: 'mine' })],
    [
      'empty Sids',
      toPolicy({}, { Statement: [1, 2].map(() => JSON.parse(toPolicy({ Sid: '' })).Statement[0]) }),
    ],
    [
      'NotPrincipal, NotAction and NotResource',
      toPolicy({
        Effect: 'Deny',
        Principal: undefined,
        NotPrincipal: { AWS: '111122223333' },
        Action: undefined,
        NotAction: ['codeartifact:Describe*', 'codeartifact:?et*'],
        Resource: undefined,
        NotResource: [ARN],
      }),
    ],
    [
      'every form of principal',
      toPolicy({
        Principal: {
          AWS: [
            '*',
            '111122223333',
            'arn:aws:iam::111122223333:root',
            'arn:aws:iam::111122223333:user/a/bob',
            'arn:aws-cn:iam::111122223333:role/r',
            'arn:aws:sts::111122223333:assumed-role/r/s',
            'arn:aws:sts::111122223333:federated-user/f',
          ],
          Service: 'codebuild.amazonaws.com',
          Federated: ['x'],
          CanonicalUser: 'y',
        },
      }),
    ],
    [
      'actions of others and unknown ones',
      toPolicy({ Action: ['sts:GetServiceBearerToken', 'codeartifact:Nothing', '*'] }),
    ],
    ['actions that repositories have', toPolicy({ Action: 'codeartifact:ReadFromRepository' })],
    [
      'conditions',
      toPolicy({
        Condition: {
          StringEquals: { 'aws:PrincipalOrgID': ['o-1', 'o-2'] },
          Bool: { 'aws:SecureTransport': true },
          'ForAnyValue:StringLikeIfExists': { 'aws:TagKeys': 'a*' },
          'ForAllValues:StringNotEquals': { 'aws:TagKeys': ['b'] },
          NumericLessThan: { 'sts:DurationSeconds': 900 },
          Null: { 'aws:RequestTag/a': 'true' },
        },
      }),
    ],
  ])('IAM-060 IAM-061 IAM-064 IAM-065 IAM-066 IAM-067 %s: accepted', async (_, text) => {
    expect((await put(text)).policy?.document).toBe(text);
  });
});

describe('functionality', () => {
  test('DOM-094 DOM-095 every Put replaces the whole policy and has a new revision', async () => {
    const { policy: first } = await put(DOCUMENT);
    const { policy: again } = await put(DOCUMENT);
    expect(again?.revision).not.toBe(first?.revision);
    const other = toPolicy({ Effect: 'Deny' });
    const { policy: last } = await put(other);
    expect((await get()).policy).toEqual({ resourceArn: ARN, document: other, revision: last?.revision });
  });

  test('DOM-096 DOM-150 the present revision may be named, an older one is a conflict that changes nothing', async () => {
    const { policy: first } = await put(DOCUMENT);
    const { policy: second } = await put(DOCUMENT, first?.revision);
    expect(await findError(put(toPolicy({ Effect: 'Deny' }), first?.revision))).toEqual({
      name: 'ConflictException',
      status: 409,
      message: expect.any(String),
      resourceId: 'acme',
      resourceType: 'domain',
    });
    expect((await get()).policy).toEqual(second);
  });

  test('DOM-097 a revision is a conflict when there is no policy', async () => {
    expect(await findError(put(DOCUMENT, 'abc='))).toMatchObject({ name: 'ConflictException', status: 409 });
    expect(await findError(get())).toMatchObject({ name: 'ResourceNotFoundException' });
  });

  test('DOM-100 a domain that does not exist', async () => {
    const call = client.send(
      new PutDomainPermissionsPolicyCommand({ domain: 'nowhere', policyDocument: 'not json' }),
    );
    expect(await findError(call)).toEqual(missingDomain('nowhere'));
  });

  test('DOM-012 the domain of the owner that is named is meant', async () => {
    const command = new PutDomainPermissionsPolicyCommand({
      domain: 'acme',
      domainOwner: '000000000000',
      policyDocument: DOCUMENT,
    });
    const { policy } = await emulator.client({ account: '111122223333' }).send(command);
    expect((await get()).policy).toEqual(policy);
  });
});

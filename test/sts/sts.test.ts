import { DescribeDomainCommand, GetAuthorizationTokenCommand } from '@aws-sdk/client-codeartifact';
import {
  AssumeRoleCommand,
  GetCallerIdentityCommand,
  GetSessionTokenCommand,
  STSClient,
  STSServiceException,
  type AssumeRoleCommandInput,
  type Credentials,
} from '@aws-sdk/client-sts';
import {
  allow,
  deny,
  findRefusal,
  MEMBER,
  OWNER,
  policy,
  startAccessWorld,
  userArn,
  type AccessWorld,
} from '../support/access-world';
import { startEmulator } from '../support/emulator';

let world: AccessWorld;
const clients: STSClient[] = [];
beforeAll(async () => {
  world = await startAccessWorld();
});
beforeEach(() => world.reset());
afterAll(async () => {
  for (const client of clients) client.destroy();
  await world.emulator.close();
});

const ROLE = `arn:aws:iam::${OWNER}:role/ci/builder`;
const SESSION = `arn:aws:sts::${OWNER}:assumed-role/builder/one`;
const dev = (account: string, ...policies: object[]) => ({
  ...{ arn: userArn(account), accessKeyId: 'dev', secretAccessKey: 'secret' },
  policies,
});

function sts(
  accessKeyId: string,
  secretAccessKey = 'secret',
  sessionToken?: string,
  endpoint = world.emulator.url,
) {
  const credentials = { accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) };
  const client = new STSClient({ endpoint, region: 'us-east-1', maxAttempts: 1, credentials });
  clients.push(client);
  return client;
}
const toArguments = ({ AccessKeyId, SecretAccessKey, SessionToken }: Credentials) =>
  [AccessKeyId ?? '', SecretAccessKey ?? '', SessionToken] as const;

async function assume(as: STSClient, more: Partial<AssumeRoleCommandInput> = {}) {
  const input = { RoleArn: ROLE, RoleSessionName: 'one', ...more };
  const { Credentials: given, ...rest } = await as.send(new AssumeRoleCommand(input));
  if (!given) throw new Error('no credentials');
  return { given, ...rest };
}

async function refusal(call: Promise<unknown>) {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof STSServiceException)) throw error;
    return { code: error.name, status: error.$metadata.httpStatusCode, message: error.message };
  }
  throw new Error('nothing was refused');
}

const describeDomain = () => new DescribeDomainCommand({ domain: 'dom', domainOwner: OWNER });

test('AUTH-143 GetCallerIdentity tells who calls, with nothing allowed', async () => {
  world.setPrincipals(dev(OWNER, policy(deny('sts:GetCallerIdentity'))));
  const { Account, Arn, UserId } = await sts('dev').send(new GetCallerIdentityCommand({}));
  expect({ Account, Arn }).toEqual({ Account: OWNER, Arn: userArn(OWNER) });
  expect(UserId).toMatch(/^AIDA[0-9A-Z]{17}$/);
});

test('AUTH-143 AssumeRole gives credentials that are the role’s session everywhere', async () => {
  world.setPrincipals(dev(OWNER), { roleArn: ROLE, policies: [policy(allow('DescribeDomain'))] });
  const { given, AssumedRoleUser } = await assume(sts('dev'));
  expect(given.AccessKeyId).toMatch(/^ASIA[A-Z2-7]{16}$/);
  expect(given.Expiration).toEqual(new Date('2026-03-04T06:06:07.000Z'));
  expect(AssumedRoleUser?.Arn).toBe(SESSION);
  const session = sts(...toArguments(given));
  const identity = await session.send(new GetCallerIdentityCommand({}));
  expect(identity).toMatchObject({ Account: OWNER, Arn: SESSION, UserId: AssumedRoleUser?.AssumedRoleId });
  expect(identity.UserId).toMatch(/^AROA[0-9A-Z]{17}:one$/);
  expect(await findRefusal(world.client(...toArguments(given)).send(describeDomain()))).toBeUndefined();
  expect(world.emulator.requests().at(-1)?.principal).toBe(SESSION);
});

test('AUTH-019 AUTH-020 a session’s credentials are good together, and until they expire', async () => {
  world.setPrincipals(dev(OWNER), { roleArn: ROLE, policies: [policy(allow('*'))] });
  const { given } = await assume(sts('dev'), { DurationSeconds: 900 });
  const [key, secret, token] = toArguments(given);
  expect(await refusal(sts(key, 'other', token).send(new GetCallerIdentityCommand({})))).toMatchObject({
    code: 'SignatureDoesNotMatch',
    status: 403,
  });
  const forged = await refusal(
    sts(key.replace('ASIA', 'ASIB'), secret, token).send(new GetCallerIdentityCommand({})),
  );
  expect(forged).toMatchObject({ code: 'InvalidClientTokenId', status: 403 });
  world.emulator.clock.advance(900);
  const expired = await refusal(sts(key, secret, token).send(new GetCallerIdentityCommand({})));
  world.emulator.clock.advance(-900);
  expect(expired).toMatchObject({ code: 'ExpiredToken', status: 403 });
});

describe('who may assume a role', () => {
  const trusted = (Principal: unknown, more: object = {}) => ({
    ...{ roleArn: ROLE, policies: [policy(allow('*'))] },
    trust: policy({ Action: 'sts:AssumeRole', Principal, ...more }),
  });
  const words = (account: string) =>
    `User: ${userArn(account)} is not authorized to perform: sts:AssumeRole on resource: ${ROLE}`;

  test('AUTH-143 without a trust policy everybody whom no policy denies it', async () => {
    world.setPrincipals(dev(MEMBER), { roleArn: ROLE });
    await assume(sts('dev'));
    world.setPrincipals(dev(MEMBER, policy(deny('sts:AssumeRole'))), { roleArn: ROLE });
    expect((await refusal(assume(sts('dev')))).message).toBe(words(MEMBER));
  });

  test('AUTH-143 with one, whom it names, and from another account with permission', async () => {
    world.setPrincipals(dev(OWNER), trusted({ AWS: userArn(OWNER) }));
    await assume(sts('dev'));
    world.setPrincipals(dev(OWNER), trusted({ AWS: userArn(OWNER, 'other') }));
    expect((await refusal(assume(sts('dev')))).message).toBe(words(OWNER));
    world.setPrincipals(dev(MEMBER), trusted({ AWS: MEMBER }));
    expect((await refusal(assume(sts('dev')))).message).toBe(words(MEMBER));
    world.setPrincipals(
      dev(MEMBER, policy({ Action: 'sts:AssumeRole', Resource: ROLE })),
      trusted({ AWS: MEMBER }),
    );
    await assume(sts('dev'));
  });

  test('AUTH-143 a condition on the external id is kept', async () => {
    world.setPrincipals(
      dev(OWNER),
      trusted('*', { Condition: { StringEquals: { 'sts:ExternalId': 'x1' } } }),
    );
    expect((await refusal(assume(sts('dev')))).code).toBe('AccessDenied');
    await assume(sts('dev'), { ExternalId: 'x1' });
  });

  test('AUTH-143 a role that there is not is refused in the same words', async () => {
    world.setPrincipals(dev(OWNER));
    expect(await refusal(assume(sts('dev')))).toEqual({
      code: 'AccessDenied',
      status: 403,
      message: words(OWNER),
    });
  });

  test('AUTH-143 the root may not', async () => {
    const root = { arn: `arn:aws:iam::${OWNER}:root`, accessKeyId: 'root', secretAccessKey: 'secret' };
    world.setPrincipals(root, { roleArn: ROLE });
    expect((await refusal(assume(sts('root')))).message).toBe('Roles may not be assumed by root accounts.');
  });
});

describe('sessions', () => {
  test('IAM-082 session policies limit a session, a managed one among them', async () => {
    world.setPrincipals(dev(OWNER), { roleArn: ROLE, policies: [policy(allow('*'))] });
    const as = async (more: Partial<AssumeRoleCommandInput>) => {
      const { given, PackedPolicySize } = await assume(sts('dev'), more);
      expect(PackedPolicySize).toBeGreaterThan(0);
      return findRefusal(world.client(...toArguments(given)).send(describeDomain()));
    };
    expect(await as({ Policy: JSON.stringify(policy(allow('ListDomains'))) })).toContain(
      'because no session policy allows the codeartifact:DescribeDomain action',
    );
    expect(await as({ Policy: JSON.stringify(policy(allow('*'), deny('DescribeDomain'))) })).toContain(
      'with an explicit deny in a session policy',
    );
    const arn = 'arn:aws:iam::aws:policy/AWSCodeArtifactReadOnlyAccess';
    expect(await as({ PolicyArns: [{ arn }] })).toBeUndefined();
  });

  test('IAM-091 AUTH-070 what a session began with is in condition keys, in its tokens’ requests too', async () => {
    const Condition = {
      DateEquals: { 'aws:TokenIssueTime': '2026-03-04T05:06:07.890Z' },
      StringEquals: { 'aws:PrincipalTag/team': 'core', 'aws:PrincipalType': 'AssumedRole' },
      ArnEquals: { 'aws:PrincipalArn': ROLE },
      Bool: { 'aws:MultiFactorAuthPresent': 'true' },
      Null: { 'aws:username': 'true' },
      StringLike: { 'aws:userid': 'AROA*:one' },
    };
    const role = {
      roleArn: ROLE,
      policies: [policy({ ...allow('*', 'sts:*'), Condition })],
      tags: { team: 'other' },
    };
    world.setPrincipals(dev(OWNER), role);
    const { given } = await assume(sts('dev'), {
      Tags: [{ Key: 'team', Value: 'core' }],
      ...{ SerialNumber: 'arn:aws:iam::111111111111:mfa/dev', TokenCode: '123456' },
    });
    const token = await world.token(world.client(...toArguments(given)));
    world.emulator.clock.advance(60);
    const answer = await fetch(`${world.endpoint('app')}/x`, {
      headers: { authorization: `Bearer ${token}` },
    });
    world.emulator.clock.advance(-60);
    expect(answer.status).toBe(404);
  });

  test('AUTH-054 AUTH-056 a token of zero seconds lasts as long as the session, any other as long as it says', async () => {
    world.setPrincipals(dev(OWNER), { roleArn: ROLE, policies: [policy(allow('*', 'sts:*'))] });
    const { given } = await assume(sts('dev'), { DurationSeconds: 900 });
    const client = world.client(...toArguments(given));
    const ask = async (durationSeconds?: number) =>
      (await client.send(new GetAuthorizationTokenCommand({ domain: 'dom', durationSeconds }))).expiration;
    expect(await ask(0)).toEqual(new Date('2026-03-04T05:21:07.000Z'));
    expect(await ask()).toEqual(new Date('2026-03-04T17:06:07.000Z'));
  });

  test('AUTH-143 a session of a session lasts an hour at most', async () => {
    world.setPrincipals(dev(OWNER), { roleArn: ROLE });
    const { given } = await assume(sts('dev'), { DurationSeconds: 43_200 });
    const session = sts(...toArguments(given));
    await assume(session);
    expect((await refusal(assume(session, { DurationSeconds: 3601 }))).message).toContain(
      '1 hour session limit',
    );
  });

  test('AUTH-143 GetSessionToken keeps who one is, and is not for sessions', async () => {
    world.setPrincipals(dev(OWNER, policy(allow('DescribeDomain'))));
    const { Credentials: given } = await sts('dev').send(new GetSessionTokenCommand({}));
    if (!given) throw new Error('no credentials');
    expect(given.Expiration).toEqual(new Date('2026-03-04T17:06:07.000Z'));
    expect(await findRefusal(world.client(...toArguments(given)).send(describeDomain()))).toBeUndefined();
    const session = sts(...toArguments(given));
    expect(await session.send(new GetCallerIdentityCommand({}))).toMatchObject({ Arn: userArn(OWNER) });
    expect(await refusal(session.send(new GetSessionTokenCommand({})))).toMatchObject({
      code: 'AccessDenied',
    });
  });
});

test.each<[string, Partial<AssumeRoleCommandInput>, string]>([
  ['a role’s ARN that is none', { RoleArn: 'arn:aws:iam::1:user/x' + 'x'.repeat(10) }, 'ValidationError'],
  ['a session’s name with spaces', { RoleSessionName: 'a b' }, 'ValidationError'],
  ['a session that is too short', { DurationSeconds: 899 }, 'ValidationError'],
  ['a session that is too long', { DurationSeconds: 43_201 }, 'ValidationError'],
  ['a policy that is none', { Policy: '{"Statement":[]}' }, 'MalformedPolicyDocumentException'],
  [
    'a policy with a principal',
    { Policy: JSON.stringify(policy({ ...allow('*'), Principal: '*' })) },
    'MalformedPolicyDocumentException',
  ],
  [
    'a policy that is too long',
    { Policy: JSON.stringify(policy(allow('x'.repeat(2100)))) },
    'ValidationError',
  ],
  [
    'a managed policy that there is not',
    { PolicyArns: [{ arn: 'arn:aws:iam::aws:policy/No' }] },
    'MalformedPolicyDocumentException',
  ],
])('AUTH-143 %s is refused', async (_title, more, code) => {
  world.setPrincipals(dev(OWNER), { roleArn: ROLE });
  expect(await refusal(assume(sts('dev'), more))).toMatchObject({ code, status: 400 });
});

test('AUTH-143 where nobody is checked any role can be assumed, and callers are who they say', async () => {
  const emulator = await startEmulator();
  const call = async (body: string) => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const answer = await fetch(emulator.url, { method: 'POST', headers, body });
    return { status: answer.status, type: answer.headers.get('content-type'), text: await answer.text() };
  };
  const identity = await call('Action=GetCallerIdentity&Version=2011-06-15');
  expect(identity).toMatchObject({ status: 200, type: 'text/xml' });
  expect(identity.text).toContain('<Arn>arn:aws:iam::000000000000:user/local</Arn>');
  expect(await call('Action=DescribeInstances&Version=2016-11-15')).toMatchObject({
    status: 400,
    text: expect.stringContaining('<Code>InvalidAction</Code>') as unknown,
  });
  expect((await call('Action=AssumeRole&Version=2011-06-15')).text).toContain('<Code>ValidationError</Code>');
  expect((await call(`Action=${'<x>'.repeat(3)}`)).text).not.toContain('<x>');
  expect((await call(`x=${'y'.repeat(70_000)}`)).status).toBe(400);
  const given = await assume(sts(MEMBER, 'any', undefined, emulator.url));
  const session = sts(...toArguments(given.given), emulator.url);
  expect(await session.send(new GetCallerIdentityCommand({}))).toMatchObject({
    Account: OWNER,
    Arn: SESSION,
  });
  expect((await fetch(emulator.url)).status).toBe(404);
  await emulator.close();
});

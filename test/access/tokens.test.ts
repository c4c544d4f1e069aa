import { GetAuthorizationTokenCommand, GetRepositoryEndpointCommand } from '@aws-sdk/client-codeartifact';
import {
  allow,
  arnOf,
  findRefusal,
  MEMBER,
  OWNER,
  policy,
  startAccessWorld,
  userArn,
  type AccessWorld,
} from '../support/access-world';
import { createNpmPackage } from '../support/npm-package';

let world: AccessWorld;
beforeAll(async () => {
  world = await startAccessWorld({
    auth: {
      staticTokens: [
        { token: 'fixture', principal: userArn(OWNER) },
        { token: 'elsewhere', principal: userArn(OWNER), domain: 'other' },
        { token: 'over', principal: userArn(OWNER), domain: `${OWNER}/dom`, expires: '2026-03-04T05:06:07Z' },
        { token: 'here', principal: userArn(OWNER), domain: 'dom', expires: '2026-03-04T05:06:08Z' },
      ],
    },
  });
});
beforeEach(() => world.reset());
afterAll(() => world.emulator.close());

const ask = (durationSeconds?: number) =>
  new GetAuthorizationTokenCommand({ domain: 'dom', domainOwner: OWNER, durationSeconds });
const TOKEN = policy(allow('GetAuthorizationToken', 'sts:GetServiceBearerToken'));
const READ = policy(allow('ReadFromRepository'));

async function get(token: string, repository = 'app', path = '/-/ping') {
  const answer = await fetch(world.endpoint(repository) + path, {
    headers: { authorization: `Bearer ${token}` },
  });
  return answer.status;
}

test('AUTH-058 AUTH-061 a token needs the token service’s permission, of the identity alone', async () => {
  const client = world.dev(OWNER, policy(allow('GetAuthorizationToken')));
  const words =
    `User: ${userArn(OWNER)} is not authorized to perform: sts:GetServiceBearerToken on resource: * because no ` +
    'identity-based policy allows the sts:GetServiceBearerToken action';
  expect(await findRefusal(client.send(ask()))).toBe(words);
});

test('AUTH-059 IAM-066 the token service’s permission has no effect in a domain policy', async () => {
  await world.putDomainPolicy({
    ...allow('GetAuthorizationToken', 'sts:GetServiceBearerToken'),
    Principal: '*',
  });
  expect(await findRefusal(world.dev(OWNER).send(ask()))).toContain(
    'sts:GetServiceBearerToken on resource: *',
  );
  expect(
    await findRefusal(world.dev(OWNER, policy(allow('sts:GetServiceBearerToken'))).send(ask())),
  ).toBeUndefined();
});

test('AUTH-062 a token needs GetAuthorizationToken on the domain', async () => {
  const client = world.dev(OWNER, policy(allow('sts:GetServiceBearerToken')));
  expect(await findRefusal(client.send(ask()))).toBe(
    `User: ${userArn(OWNER)} is not authorized to perform: codeartifact:GetAuthorizationToken on resource: ` +
      `${arnOf('domain/dom')} because no identity-based policy allows the codeartifact:GetAuthorizationToken action`,
  );
});

test.each<[string, Record<string, string>, Record<string, boolean>]>([
  ['NumericEquals', { 'sts:DurationSeconds': '43200' }, { default: true, 3600: false, 0: false }],
  [
    'NumericLessThanEquals',
    { 'sts:DurationSeconds': '3600' },
    { default: false, 900: true, 3600: true, 0: true },
  ],
])('AUTH-060 IAM-098 a policy limits how long tokens last: %s', async (operator, keys, expected) => {
  const Condition = {
    [operator]: keys,
    StringEquals: { 'sts:AWSServiceName': 'codeartifact.amazonaws.com' },
  };
  const client = world.dev(OWNER, policy(allow('GetAuthorizationToken'), { ...allow('sts:*'), Condition }));
  for (const [duration, isAllowed] of Object.entries(expected)) {
    const command = ask(duration === 'default' ? undefined : Number(duration));
    expect([duration, (await findRefusal(client.send(command))) === undefined]).toEqual([
      duration,
      isAllowed,
    ]);
  }
});

test.each(['constructor', '__proto__', 'toString'])(
  'IAM-098 a condition key called %s is one that is absent',
  async (key) => {
    const client = world.dev(
      OWNER,
      policy(allow('GetAuthorizationToken'), { ...allow('sts:*'), Condition: { Null: { [key]: 'true' } } }),
    );
    expect(await findRefusal(client.send(ask()))).toBeUndefined();
    world.dev(
      OWNER,
      policy(allow('GetAuthorizationToken'), {
        ...allow('sts:*'),
        Condition: { StringLike: { [key]: '*' } },
      }),
    );
    expect(await findRefusal(client.send(ask()))).toContain('sts:GetServiceBearerToken');
  },
);

test('AUTH-063 the root gets no token', async () => {
  world.setPrincipals({ arn: `arn:aws:iam::${OWNER}:root`, accessKeyId: 'root', secretAccessKey: 'secret' });
  expect(await findRefusal(world.client('root').send(ask()))).toBe(
    'Root users cannot call GetAuthorizationToken.',
  );
});

test('AUTH-104 AUTH-105 AUTH-106 AUTH-111 401 for no token, 403 for one that may not, 404 for what is not there', async () => {
  const client = world.dev(OWNER, TOKEN);
  const token = await world.token(client);
  expect([await get('nonsense'), await get(token)]).toEqual([401, 403]);
  world.dev(OWNER, READ);
  expect([await get(token), await get(token, 'not')]).toEqual([200, 404]);
  world.setPrincipals();
  expect(await get(token)).toBe(401);
});

test('AUTH-069 a token of a session dies with a policy that revokes older sessions', async () => {
  const token = await world.token(world.dev(OWNER, TOKEN));
  const revoke = (before: string) =>
    world.dev(OWNER, READ, {
      Version: '2012-10-17',
      Statement: {
        ...{ Effect: 'Deny', Action: '*', Resource: '*' },
        Condition: { DateLessThan: { 'aws:TokenIssueTime': before } },
      },
    });
  // Long-term keys have no session, so there is nothing older than anything.
  revoke('2030-01-01T00:00:00Z');
  expect(await get(token)).toBe(200);
});

test('AUTH-108 the words of a refusal are where npm prints them', async () => {
  const token = await world.token(world.dev(OWNER, TOKEN));
  world.dev(OWNER, READ);
  const { document } = await createNpmPackage('demo', '1.0.0');
  const answer = await fetch(`${world.endpoint('app')}/demo`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(document),
  });
  expect([answer.status, answer.headers.get('x-emulator-authz')]).toEqual([403, 'no identity policy']);
  const words =
    `User: ${userArn(OWNER)} is not authorized to perform: codeartifact:PublishPackageVersion on resource: ` +
    `${arnOf('package/dom/app/npm//demo')} because no identity-based policy allows the codeartifact:PublishPackageVersion action`;
  expect(await answer.json()).toMatchObject({ error: words });
});

test('IAM-042 IAM-043 dist-tags are read like anything and written as metadata', async () => {
  const token = await world.token(world.dev(OWNER, TOKEN));
  const send = async (method: string, path: string, body?: string) =>
    (
      await fetch(world.endpoint('app') + path, {
        ...{ method, headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' } },
        ...(body !== undefined && { body }),
      })
    ).status;
  const { document } = await createNpmPackage('demo', '1.0.0');
  world.dev(
    OWNER,
    policy({ ...allow('PublishPackageVersion'), Resource: arnOf('package/dom/app/npm//demo') }),
  );
  expect(await send('PUT', '/demo', JSON.stringify(document))).toBe(200);
  expect(await send('PUT', '/-/package/demo/dist-tags/next', '"1.0.0"')).toBe(403);
  expect(await send('GET', '/-/package/demo/dist-tags')).toBe(403);
  world.dev(OWNER, policy({ ...allow('PutPackageMetadata'), Resource: arnOf('package/dom/app/npm//demo') }));
  expect(await send('PUT', '/-/package/demo/dist-tags/next', '"1.0.0"')).toBe(200);
  world.dev(OWNER, READ);
  expect(await send('GET', '/-/package/demo/dist-tags')).toBe(200);
  expect(await send('DELETE', '/-/package/demo/dist-tags/next')).toBe(403);
});

test('IAM-051 what a client cannot do here is told to whoever is known', async () => {
  const token = await world.token(world.dev(OWNER, TOKEN));
  const search = `${world.endpoint('app')}/-/v1/search?text=x`;
  expect((await fetch(search)).status).toBe(401);
  const answer = await fetch(search, { headers: { authorization: `Bearer ${token}` } });
  expect([404, 405]).toContain(answer.status);
});

test('IAM-088 AUTH-120 a member account is let in step by step', async () => {
  const member = world.dev(MEMBER, 'AWSCodeArtifactAdminAccess');
  const endpoint = new GetRepositoryEndpointCommand({
    ...{ domain: 'dom', domainOwner: OWNER, repository: 'app', format: 'npm' },
  });
  expect(await findRefusal(member.send(ask()))).toContain('no resource-based policy');
  await world.putDomainPolicy({ ...allow('GetAuthorizationToken'), Principal: { AWS: MEMBER } });
  const token = await world.token(member);
  expect(await findRefusal(member.send(endpoint))).toContain('no resource-based policy');
  expect(await get(token)).toBe(403);
  await world.putRepositoryPolicy('app', {
    ...allow('ReadFromRepository', 'GetRepositoryEndpoint'),
    Principal: { AWS: `arn:aws:iam::${MEMBER}:root` },
  });
  expect(await findRefusal(member.send(endpoint))).toBeUndefined();
  expect([await get(token), await get(token, 'up')]).toEqual([200, 403]);
});

test('AUTH-136 tokens of the configuration are worth what their principals may', async () => {
  world.dev(OWNER, READ);
  const statuses = await Promise.all(['fixture', 'here', 'elsewhere', 'over'].map((token) => get(token)));
  expect(statuses).toEqual([200, 200, 401, 401]);
  world.dev(OWNER);
  expect(await get('fixture')).toBe(403);
});

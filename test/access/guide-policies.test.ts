import {
  CopyPackageVersionsCommand,
  CreateRepositoryCommand,
  DeleteRepositoryCommand,
  DescribeDomainCommand,
  DescribePackageVersionCommand,
  DescribeRepositoryCommand,
  GetAuthorizationTokenCommand,
  GetDomainPermissionsPolicyCommand,
  GetPackageVersionReadmeCommand,
  GetRepositoryEndpointCommand,
  ListDomainsCommand,
  ListPackagesCommand,
  ListPackageVersionAssetsCommand,
  ListPackageVersionDependenciesCommand,
  ListPackageVersionsCommand,
  ListRepositoriesInDomainCommand,
  ListTagsForResourceCommand,
  TagResourceCommand,
  UpdateRepositoryCommand,
  type CodeartifactClient,
} from '@aws-sdk/client-codeartifact';
import {
  allow,
  arnOf,
  deny,
  findRefusal,
  MEMBER,
  OWNER,
  policy,
  startAccessWorld,
  STEWARD,
  type AccessWorld,
} from '../support/access-world';
import { createNpmPackage } from '../support/npm-package';

/** Every policy of the guide that can be told from its text, at work. */
let world: AccessWorld;
beforeAll(async () => {
  world = await startAccessWorld({
    auth: { organizations: [{ id: 'o-xxxxxxxxxxx', accounts: [OWNER, MEMBER] }] },
  });
});
beforeEach(() => world.reset());
afterAll(() => world.emulator.close());

const DOMAIN = { domain: 'dom', domainOwner: OWNER };
const APP = { ...DOMAIN, repository: 'app' };
const VERSION = {
  ...APP,
  format: 'generic',
  namespace: 'ns',
  package: 'tool',
  packageVersion: '1.0.0',
} as const;
const MEMBERS = { AWS: `arn:aws:iam::${MEMBER}:root` };
const READ_ACTIONS = [
  'DescribePackageVersion',
  'DescribeRepository',
  'GetPackageVersionReadme',
  'GetRepositoryEndpoint',
].concat(
  ...['ListPackages', 'ListPackageVersions', 'ListPackageVersionAssets', 'ListPackageVersionDependencies'],
  'ReadFromRepository',
);
const DOMAIN_ACTIONS = [
  'GetDomainPermissionsPolicy',
  'ListRepositoriesInDomain',
  'GetAuthorizationToken',
].concat('DescribeDomain', 'CreateRepository');
const BEARER = {
  Action: 'sts:GetServiceBearerToken',
  Resource: '*',
  Condition: { StringEquals: { 'sts:AWSServiceName': 'codeartifact.amazonaws.com' } },
};
type Command = Parameters<CodeartifactClient['send']>[0];

/** Which of the calls are let pass. */
async function may(client: CodeartifactClient, ...commands: readonly object[]): Promise<boolean[]> {
  const passed: boolean[] = [];
  for (const command of commands) {
    // Commands of different operations have no type in common.
    passed.push((await findRefusal(client.send(command as Command))) === undefined);
  }
  return passed;
}
const all = (count: number, value: boolean): boolean[] => Array.from({ length: count }, () => value);
const admin = (account: string) => world.dev(account, 'AWSCodeArtifactAdminAccess');
const tag = (resource: string, value: string) =>
  world
    .admin()
    .send(new TagResourceCommand({ resourceArn: arnOf(resource), tags: [{ key: 'Key1', value }] }));

async function npm(client: CodeartifactClient, repository: string, name: string, method: 'GET' | 'PUT') {
  const authorization = `Bearer ${await world.token(client)}`;
  const url = `${world.endpoint(repository)}/${name.replace('/', '%2f')}`;
  if (method === 'GET') return (await fetch(url, { headers: { authorization } })).status;
  const { document } = await createNpmPackage(name, '1.0.0');
  const headers = { authorization, 'content-type': 'application/json' };
  return (await fetch(url, { method, headers, body: JSON.stringify(document) })).status;
}

test('IAM-074 a repository policy lets another account read, with all that goes with it', async () => {
  await world.putRepositoryPolicy('app', { ...allow(...READ_ACTIONS), Principal: MEMBERS });
  const reads = [
    ...[new DescribePackageVersionCommand(VERSION), new DescribeRepositoryCommand(APP)],
    ...[
      new GetPackageVersionReadmeCommand(VERSION),
      new GetRepositoryEndpointCommand({ ...APP, format: 'npm' }),
    ],
    ...[new ListPackagesCommand(APP), new ListPackageVersionsCommand(VERSION)],
    ...[new ListPackageVersionAssetsCommand(VERSION), new ListPackageVersionDependenciesCommand(VERSION)],
  ];
  expect(await may(admin(MEMBER), ...reads)).toEqual(all(8, true));
  expect(await may(admin(STEWARD), ...reads)).toEqual(all(8, false));
  expect(await may(admin(MEMBER), new GetAuthorizationTokenCommand(DOMAIN))).toEqual([false]);
  await world.putDomainPolicy({ ...allow('GetAuthorizationToken'), Principal: MEMBERS });
  expect(await npm(admin(MEMBER), 'app', 'x', 'GET')).toBe(404);
  expect(await npm(admin(MEMBER), 'up', 'x', 'GET')).toBe(403);
});

test('IAM-080 a repository policy lets one user read', async () => {
  await world.putDomainPolicy({ ...allow('GetAuthorizationToken'), Principal: MEMBERS });
  await world.putRepositoryPolicy('app', {
    ...allow('ReadFromRepository'),
    Principal: { AWS: `arn:aws:iam::${MEMBER}:user/dev` },
  });
  expect(await npm(admin(MEMBER), 'app', 'x', 'GET')).toBe(404);
  world.setPrincipals({
    ...{ arn: `arn:aws:iam::${MEMBER}:user/bob`, accessKeyId: 'bob', secretAccessKey: 'secret' },
    policies: ['AWSCodeArtifactAdminAccess'],
  });
  expect(await npm(world.client('bob'), 'app', 'x', 'GET')).toBe(403);
});

test.each([
  ['one package', 'package/dom/app/npm/parity/ui', [200, 403]],
  ['all packages', 'package/dom/app/*', [200, 200]],
])('IAM-041 a repository policy lets another account publish %s', async (_title, resource, expected) => {
  await world.putDomainPolicy({ ...allow('GetAuthorizationToken'), Principal: MEMBERS });
  const publish = {
    Action: 'codeartifact:PublishPackageVersion',
    Principal: MEMBERS,
    Resource: arnOf(resource),
  };
  await world.putRepositoryPolicy('app', publish);
  const client = admin(MEMBER);
  expect([await npm(client, 'app', '@parity/ui', 'PUT'), await npm(client, 'app', 'react', 'PUT')]).toEqual(
    expected,
  );
});

test('IAM-026 COPY policies of the source and the destination let another account copy', async () => {
  const copy = new CopyPackageVersionsCommand({
    ...DOMAIN,
    ...{
      sourceRepository: 'app',
      destinationRepository: 'up',
      format: 'generic',
      namespace: 'ns',
      package: 'tool',
    },
    versions: ['1.0.0'],
  });
  await world.putRepositoryPolicy('app', { ...allow('ReadFromRepository'), Principal: MEMBERS });
  expect(await may(admin(MEMBER), copy)).toEqual([false]);
  await world.putRepositoryPolicy('up', { ...allow('CopyPackageVersions'), Principal: MEMBERS });
  expect(await may(admin(MEMBER), copy)).toEqual([true]);
});

const domainCalls = () => [
  ...[new GetDomainPermissionsPolicyCommand(DOMAIN), new ListRepositoriesInDomainCommand(DOMAIN)],
  ...[new GetAuthorizationTokenCommand(DOMAIN), new DescribeDomainCommand(DOMAIN)],
  new CreateRepositoryCommand({ ...DOMAIN, repository: 'new' }),
];

test('IAM-076 the basic domain policy lets another account use a domain', async () => {
  expect(await may(admin(MEMBER), ...domainCalls())).toEqual(all(5, false));
  await world.putDomainPolicy({ ...allow(...DOMAIN_ACTIONS), Principal: MEMBERS });
  expect(await may(admin(MEMBER), ...domainCalls())).toEqual(all(5, true));
  const { repository } = await world
    .admin()
    .send(new DescribeRepositoryCommand({ ...DOMAIN, repository: 'new' }));
  expect(repository).toMatchObject({ administratorAccount: MEMBER, domainOwner: OWNER });
  // What an account administers it needs no policy of others for (IAM-075).
  expect(await may(admin(MEMBER), new DeleteRepositoryCommand({ ...DOMAIN, repository: 'new' }))).toEqual([
    true,
  ]);
});

test('IAM-097 a domain policy lets the whole organisation use a domain, and nobody else', async () => {
  await world.putDomainPolicy({
    ...allow(...DOMAIN_ACTIONS),
    Principal: '*',
    Condition: { StringEquals: { 'aws:PrincipalOrgID': ['o-xxxxxxxxxxx'] } },
  });
  expect(await may(admin(MEMBER), ...domainCalls())).toEqual(all(5, true));
  expect(await may(admin(STEWARD), ...domainCalls())).toEqual(all(5, false));
});

test('IAM-021 a build project’s role reads, and publishes when it may', async () => {
  const role = [allow('GetAuthorizationToken', 'GetRepositoryEndpoint', 'ReadFromRepository'), BEARER];
  const client = world.dev(OWNER, policy(...role));
  expect([await npm(client, 'app', 'x', 'GET'), await npm(client, 'app', 'x', 'PUT')]).toEqual([404, 403]);
  world.dev(OWNER, policy(...role, allow('PublishPackageVersion')));
  expect(await npm(client, 'app', 'x', 'PUT')).toBe(200);
});

test('IAM-100 IAM-101 the managed policies do everything, and read everything', async () => {
  const write = new UpdateRepositoryCommand({ ...APP, description: 'new' });
  const calls = [
    new ListDomainsCommand({}),
    new DescribeDomainCommand(DOMAIN),
    new GetAuthorizationTokenCommand(DOMAIN),
    write,
  ];
  expect(await may(admin(OWNER), ...calls)).toEqual([true, true, true, true]);
  const reader = world.dev(OWNER, 'AWSCodeArtifactReadOnlyAccess');
  expect(await may(reader, ...calls)).toEqual([true, true, true, false]);
  expect([await npm(reader, 'app', 'x', 'GET'), await npm(reader, 'app', 'x', 'PUT')]).toEqual([404, 403]);
});

test('IAM-005 a policy on repositories whose names end in test', async () => {
  const actions = allow('List*', 'Describe*', 'Get*', 'Read*');
  const client = world.dev(
    OWNER,
    policy({ ...actions, Resource: 'arn:aws:codeartifact:*:*:repository/*/*pp' }),
  );
  const calls = [
    new DescribeRepositoryCommand(APP),
    new DescribeRepositoryCommand({ ...DOMAIN, repository: 'up' }),
  ];
  expect(await may(client, ...calls, new DescribeDomainCommand(DOMAIN))).toEqual([true, false, false]);
});

test('IAM-096 (1) repositories are created only with a cost centre of 1 or 2', async () => {
  const without = { Null: { 'aws:RequestTag/costcenter': 'true' } };
  const other = { 'ForAnyValue:StringNotEquals': { 'aws:RequestTag/costcenter': ['1', '2'] } };
  const statements = [without, other].map((Condition) => ({ ...deny('CreateRepository'), Condition }));
  const client = world.dev(OWNER, 'AWSCodeArtifactAdminAccess', policy(...statements));
  const create = (repository: string, value?: string) =>
    new CreateRepositoryCommand({
      ...DOMAIN,
      repository,
      ...(value && { tags: [{ key: 'costcenter', value }] }),
    });
  expect(await may(client, create('aa'), create('bb', '3'), create('cc', '1'), create('dd', '2'))).toEqual([
    ...[false, false],
    ...[true, true],
  ]);
});

test('IAM-096 (2) nothing is done to what has a tag', async () => {
  const actions = ['TagResource', 'UntagResource', 'DescribeDomain', 'DescribeRepository'].concat(
    ...['PutDomainPermissionsPolicy', 'PutRepositoryPermissionsPolicy', 'ListRepositoriesInDomain'],
    ...['UpdateRepository', 'ReadFromRepository', 'ListPackages', 'ListTagsForResource'],
  );
  const Condition = { StringEquals: { 'aws:ResourceTag/Key1': ['Value1', 'Value2'] } };
  const client = world.dev(OWNER, 'AWSCodeArtifactAdminAccess', policy({ ...deny(...actions), Condition }));
  const calls = () => [
    ...[new DescribeRepositoryCommand(APP), new ListPackagesCommand(APP)],
    new ListTagsForResourceCommand({ resourceArn: arnOf('repository/dom/app') }),
    new DescribeDomainCommand(DOMAIN),
  ];
  expect(await may(client, ...calls())).toEqual([true, true, true, true]);
  await tag('repository/dom/app', 'Value2');
  // The domain's own tags are another matter (IAM-093).
  expect(await may(client, ...calls())).toEqual([false, false, false, true]);
  expect([await npm(client, 'app', 'x', 'GET'), await npm(client, 'up', 'x', 'GET')]).toEqual([403, 404]);
  await tag('repository/dom/app', 'Value3');
  await tag('domain/dom', 'Value1');
  expect(await may(client, ...calls())).toEqual([true, true, true, false]);
});

test('IAM-096 (3) some things are done only to what has a tag', async () => {
  const Condition = { StringEquals: { 'aws:ResourceTag/Key1': 'Value1' } };
  const actions = allow('UpdateRepository', 'DeleteRepository', 'ListPackages');
  const client = world.dev(OWNER, policy({ ...actions, Condition }));
  const calls = () => [
    new UpdateRepositoryCommand({ ...APP, description: 'x' }),
    new ListPackagesCommand(APP),
  ];
  expect(await may(client, ...calls())).toEqual([false, false]);
  await tag('repository/dom/app', 'Value1');
  expect(await may(client, ...calls(), new DeleteRepositoryCommand(APP))).toEqual([true, true, true]);
});

test('IAM-096 (4) repositories are created only with a tag', async () => {
  const Condition = { StringEquals: { 'aws:RequestTag/Key1': 'Value1' } };
  const client = world.dev(OWNER, policy({ ...allow('CreateRepository', 'TagResource'), Condition }));
  const create = (repository: string, ...tags: { key: string; value: string }[]) =>
    new CreateRepositoryCommand({ ...DOMAIN, repository, tags });
  const right = { key: 'Key1', value: 'Value1' };
  expect(
    await may(client, create('aa'), create('bb', { ...right, value: 'x' }), create('cc', right)),
  ).toEqual([...[false, false, true]]);
});

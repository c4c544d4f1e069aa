import {
  CreateDomainCommand,
  CreateRepositoryCommand,
  DeleteDomainPermissionsPolicyCommand,
  DeleteRepositoryCommand,
  DescribeDomainCommand,
  DescribePackageCommand,
  DescribeRepositoryCommand,
  ListDomainsCommand,
  ListPackagesCommand,
  PutDomainPermissionsPolicyCommand,
  PutRepositoryPermissionsPolicyCommand,
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
  userArn,
  type AccessWorld,
} from '../support/access-world';

let world: AccessWorld;
beforeAll(async () => {
  world = await startAccessWorld();
});
beforeEach(() => world.reset());
afterAll(() => world.emulator.close());

const DOMAIN = { domain: 'dom', domainOwner: OWNER };
const APP = { ...DOMAIN, repository: 'app' };
const describeApp = () => new DescribeRepositoryCommand(APP);
const describeDomain = () => new DescribeDomainCommand(DOMAIN);
const refusalOf = (client: ReturnType<AccessWorld['dev']>, command = describeApp()) =>
  findRefusal(client.send(command));
const principal = (name: string | object) => ({ Principal: name });
const session = (name: string, roleArn: string, more: object = {}) => ({
  arn: `arn:aws:sts::${OWNER}:assumed-role/${roleArn.split('/').at(-1)}/${name}`,
  ...{ roleArn, accessKeyId: 'dev-session', secretAccessKey: 'secret', sessionToken: 'token' },
  ...more,
});

describe('matching', () => {
  const app = arnOf('repository/dom/app');
  test.each([
    ['IAM-005', '*', true],
    ['IAM-005', 'arn:aws:codeartifact:*', true],
    ['IAM-005', 'arn:aws:codeartifact:*:*:repository/*/*pp', true],
    ['IAM-005', app.replace('app', 'ap?'), true],
    ['IAM-005', app.replace('app', 'ap'), false],
    ['IAM-005', app.replace('app', 'APP'), false],
    ['IAM-005', app.replace('app', 'app*'), true],
    ['IAM-006', arnOf('domain/dom/app'), false],
    ['IAM-007', arnOf('repository/*/*pp'), true],
    ['IAM-015', arnOf('package/dom/app/*'), false],
  ])('%s Resource %s for a repository: %s', async (_row, Resource, expected) => {
    const client = world.dev(OWNER, policy({ ...allow('*'), Resource }));
    expect((await refusalOf(client)) === undefined).toBe(expected);
  });

  test.each([
    ['package/dom/app/*', true],
    ['package/dom/app/generic/ns/tool', true],
    ['package/*/*pp/*/*/*', true],
    ['package/dom/app/generic//tool', false],
    ['repository/dom/app', false],
  ])('IAM-001 IAM-007 Resource %s for a package: %s', async (resource, expected) => {
    const client = world.dev(OWNER, policy({ ...allow('*'), Resource: arnOf(resource) }));
    const command = new DescribePackageCommand({
      ...APP,
      format: 'generic',
      namespace: 'ns',
      package: 'tool',
    });
    expect((await findRefusal(client.send(command))) === undefined).toBe(expected);
  });

  test('IAM-001 IAM-003 without a namespace two slashes meet; names are the normalised ones', async () => {
    const ask = (format: 'pypi' | 'nuget' | 'npm', name: string) => (resource: string) =>
      findRefusal(
        world
          .dev(OWNER, policy({ ...allow('*'), Resource: arnOf(resource) }))
          .send(new DescribePackageCommand({ ...APP, format, package: name })),
      );
    expect(await ask('npm', 'left-pad')('package/dom/app/npm//left-pad')).toBeUndefined();
    expect(await ask('pypi', 'My_Package')('package/dom/app/pypi//my-package')).toBeUndefined();
    expect(await ask('nuget', 'My.Package')('package/dom/app/nuget//my.package')).toBeUndefined();
  });

  test.each([
    ['codeartifact:DescribeRepository', true],
    ['CODEARTIFACT:describerepository', true],
    ['codeartifact:Describe*', true],
    ['codeartifact:?escribeRepository', true],
    ['*', true],
    ['codeartifact:Get*', false],
    ['s3:*', false],
    ['codeartifact:NoSuchAction', false],
  ])('IAM-010 IAM-066 Action %s: %s', async (Action, expected) => {
    const client = world.dev(OWNER, policy({ Action, Resource: '*' }));
    expect((await refusalOf(client)) === undefined).toBe(expected);
  });

  test('IAM-060 IAM-061 NotAction and NotResource speak of everything else', async () => {
    const may = async (statement: Readonly<Record<string, unknown>>) => {
      const client = world.dev(OWNER, policy(statement));
      return [await refusalOf(client), await findRefusal(client.send(describeDomain()))].map(
        (one) => one === undefined,
      );
    };
    expect(await may({ NotAction: 'codeartifact:DescribeDomain', Resource: '*' })).toEqual([true, false]);
    expect(await may({ Action: '*', NotResource: arnOf('domain/*') })).toEqual([true, false]);
  });

  test('IAM-013 what is on no resource is allowed on * alone', async () => {
    const list = (Resource: string) =>
      findRefusal(
        world
          .dev(OWNER, policy({ Action: 'codeartifact:ListDomains', Resource }))
          .send(new ListDomainsCommand({})),
      );
    expect(await list('*')).toBeUndefined();
    expect(await list('arn:aws:codeartifact:us-east-1:111111111111:domain/my*')).toContain('on resource: *');
  });

  test('IAM-014 what is created is asked for on its domain or on itself', async () => {
    const create = (resource: string) =>
      findRefusal(
        world
          .dev(OWNER, policy({ Action: 'codeartifact:Create*', Resource: arnOf(resource) }))
          .send(new CreateRepositoryCommand({ ...DOMAIN, repository: 'new' })),
      );
    expect(await create('repository/dom/other')).toContain('on resource: arn:aws:codeartifact');
    expect(await create('domain/dom')).toBeUndefined();
    await world.reset();
    expect(await create('repository/dom/new')).toBeUndefined();
    const command = new CreateDomainCommand({ domain: 'other' });
    expect(
      await findRefusal(
        world.dev(OWNER, policy({ ...allow('*'), Resource: arnOf('domain/o*') })).send(command),
      ),
    ).toBeUndefined();
  });

  test('IAM-022 a key of one’s own needs permissions of KMS', async () => {
    const encryptionKey = `arn:aws:kms:us-east-1:${OWNER}:key/1`;
    const command = new CreateDomainCommand({ domain: 'other', encryptionKey });
    const create = (...actions: string[]) =>
      findRefusal(world.dev(OWNER, policy(allow(...actions))).send(command));
    expect(await create('CreateDomain')).toContain(`perform: kms:DescribeKey on resource: ${encryptionKey}`);
    expect(await create('CreateDomain', 'kms:DescribeKey')).toContain('perform: kms:CreateGrant');
    expect(await create('CreateDomain', 'kms:*')).toBeUndefined();
  });

  test('IAM-034 lists are not filtered by what their items allow', async () => {
    await world.putDomainPolicy({ ...deny('DescribeDomain'), ...principal('*') });
    const client = world.dev(OWNER, policy(allow('ListDomains')));
    expect((await client.send(new ListDomainsCommand({}))).domains).toHaveLength(1);
  });
});

describe('two resource policies', () => {
  test('IAM-070 IAM-073 one that allows is enough, whichever it is', async () => {
    const client = world.dev(OWNER);
    const grant = { ...allow('DescribeRepository'), ...principal({ AWS: userArn(OWNER) }) };
    await world.putDomainPolicy(grant);
    expect(await refusalOf(client)).toBeUndefined();
    await world.admin().send(new DeleteDomainPermissionsPolicyCommand({ domain: 'dom' }));
    expect(await refusalOf(client)).toContain('no identity-based policy');
    await world.putRepositoryPolicy('app', grant);
    expect(await refusalOf(client)).toBeUndefined();
  });

  test.each(['domain', 'repository'])(
    'IAM-072 IAM-110 an explicit deny in the %s policy wins over everything',
    async (where) => {
      const statement = { ...deny('DescribeRepository'), Sid: 'Never', ...principal('*') };
      if (where === 'domain') await world.putDomainPolicy(statement);
      else await world.putRepositoryPolicy('app', statement);
      expect(await refusalOf(world.dev(OWNER, 'AdministratorAccess'))).toBe(
        `User: ${userArn(OWNER)} is not authorized to perform: codeartifact:DescribeRepository on resource: ` +
          `${arnOf('repository/dom/app')} with an explicit deny in a resource-based policy`,
      );
    },
  );

  test('IAM-067 IAM-070 a repository policy says nothing of the domain', async () => {
    await world.putRepositoryPolicy('app', { ...allow('*'), ...principal('*') });
    const client = world.dev(OWNER);
    expect(await findRefusal(client.send(describeDomain()))).toContain('no identity-based policy');
    const create = new CreateRepositoryCommand({ ...DOMAIN, repository: 'new' });
    expect(await findRefusal(client.send(create))).toContain('no identity-based policy');
    expect(await findRefusal(client.send(new ListPackagesCommand(APP)))).toBeUndefined();
  });

  test('IAM-071 IAM-089 a policy neither forbids nor allows its own replacement, the other one does', async () => {
    const put = (account: string) =>
      findRefusal(
        world.dev(account, policy(allow('*'))).send(
          new PutRepositoryPermissionsPolicyCommand({
            ...APP,
            policyDocument: JSON.stringify(policy({ ...allow('*'), ...principal('*') })),
          }),
        ),
      );
    await world.putRepositoryPolicy('app', { ...deny('*'), ...principal('*') });
    expect(await put(OWNER)).toBeUndefined();
    expect(await put(MEMBER)).toContain('no resource-based policy');
    await world.putDomainPolicy({ ...allow('*'), ...principal({ AWS: MEMBER }) });
    expect(await put(MEMBER)).toBeUndefined();
    await world.putDomainPolicy({ ...deny('PutRepositoryPermissionsPolicy'), ...principal('*') });
    expect(await put(OWNER)).toContain('explicit deny in a resource-based policy');
  });

  test('IAM-086 a domain policy protects its repositories from being deleted', async () => {
    const remove = (repository: string) =>
      findRefusal(world.admin().send(new DeleteRepositoryCommand({ ...DOMAIN, repository })));
    await world.putDomainPolicy({ ...deny('DeleteRepository'), ...principal('*') });
    expect(await remove('app')).toContain('explicit deny');
    const but = { Effect: 'Deny', Action: 'codeartifact:DeleteRepository' } as const;
    await world.putDomainPolicy({ ...but, ...principal('*'), NotResource: arnOf('repository/dom/app') });
    expect(await remove('up')).toContain('explicit deny');
    expect(await remove('app')).toBeUndefined();
  });

  test('IAM-087 who locked everybody out can only put another policy', async () => {
    await world.putDomainPolicy({ ...deny('*'), ...principal('*') });
    const admin = world.admin();
    expect(await findRefusal(admin.send(describeDomain()))).toContain('explicit deny');
    expect(
      await findRefusal(admin.send(new DeleteDomainPermissionsPolicyCommand({ domain: 'dom' }))),
    ).toContain('explicit deny');
    const policyDocument = JSON.stringify(policy({ ...allow('ReadFromRepository'), ...principal('*') }));
    expect(
      await findRefusal(admin.send(new PutDomainPermissionsPolicyCommand({ domain: 'dom', policyDocument }))),
    ).toBeUndefined();
    expect(await findRefusal(admin.send(describeDomain()))).toBeUndefined();
  });
});

describe('principals', () => {
  const grant = (name: string | object) => world.putDomainPolicy({ ...allow('*'), ...principal(name) });

  test.each([
    ['IAM-064 the user', { AWS: userArn(OWNER) }, true],
    ['IAM-064 among others', { AWS: [userArn(OWNER, 'x'), userArn(OWNER)] }, true],
    ['IAM-064 another user', { AWS: userArn(OWNER, 'devs') }, false],
    ['IAM-079 anybody', '*', true],
    ['IAM-079 anybody of AWS', { AWS: '*' }, true],
    ['IAM-078 the account', { AWS: OWNER }, false],
    ['IAM-078 the account’s root', { AWS: `arn:aws:iam::${OWNER}:root` }, false],
    ['IAM-064 a service', { Service: 'codeartifact.amazonaws.com' }, false],
  ])('%s in the same account without an identity policy', async (_title, name, expected) => {
    await grant(name);
    expect((await refusalOf(world.dev(OWNER))) === undefined).toBe(expected);
  });

  test.each([
    ['IAM-078 the account', { AWS: MEMBER }, true],
    ['IAM-078 the account’s root', { AWS: `arn:aws:iam::${MEMBER}:root` }, true],
    ['IAM-064 the user', { AWS: userArn(MEMBER) }, true],
    ['IAM-079 anybody', '*', true],
    ['IAM-064 another account', { AWS: STEWARD }, false],
  ])('%s from another account with an identity policy', async (_title, name, expected) => {
    await grant(name);
    expect((await refusalOf(world.dev(MEMBER, policy(allow('*'))))) === undefined).toBe(expected);
    expect(await refusalOf(world.dev(MEMBER))).toContain('is not authorized');
  });

  test('IAM-080 a deny of an account hits everybody in it', async () => {
    await world.putDomainPolicy(
      { ...allow('*'), ...principal('*') },
      { ...deny('*'), ...principal({ AWS: MEMBER }) },
    );
    expect(await refusalOf(world.dev(MEMBER, policy(allow('*'))))).toContain('explicit deny');
    expect(await refusalOf(world.dev(STEWARD, policy(allow('*'))))).toBeUndefined();
  });

  test('IAM-061 NotPrincipal is everybody else', async () => {
    await world.putDomainPolicy({ ...deny('DescribeRepository'), NotPrincipal: { AWS: userArn(OWNER) } });
    expect(await refusalOf(world.dev(OWNER, policy(allow('*'))))).toBeUndefined();
    expect(await findRefusal(world.admin().send(describeApp()))).toContain('explicit deny');
  });

  test.each([
    ['its role, whatever its path', `arn:aws:iam::${OWNER}:role/some/path/builder`, true],
    ['another role', `arn:aws:iam::${OWNER}:role/other`, false],
    ['the session', `arn:aws:sts::${OWNER}:assumed-role/builder/one`, true],
    ['another session', `arn:aws:sts::${OWNER}:assumed-role/builder/two`, false],
  ])('IAM-080 a session of a role is named by %s', async (_title, AWS, expected) => {
    await grant({ AWS });
    world.setPrincipals(session('one', `arn:aws:iam::${OWNER}:role/builder`));
    const client = world.client('dev-session', 'secret', 'token');
    const refusal = await refusalOf(client);
    expect(refusal === undefined).toBe(expected);
    if (!expected) expect(refusal).toContain(`User: arn:aws:sts::${OWNER}:assumed-role/builder/one is`);
  });
});

describe('root, boundaries', () => {
  const root = { arn: `arn:aws:iam::${OWNER}:root`, accessKeyId: 'root', secretAccessKey: 'secret' };

  test('IAM-081 the root may do everything but what a resource policy denies', async () => {
    world.setPrincipals(root);
    const client = world.client('root');
    expect(await refusalOf(client)).toBeUndefined();
    await world.putDomainPolicy({ ...deny('DescribeRepository'), ...principal({ AWS: OWNER }) });
    expect(await refusalOf(client)).toContain('explicit deny in a resource-based policy');
  });

  test('IAM-082 a boundary limits what the identity’s policies allow', async () => {
    const dev = { arn: userArn(OWNER), accessKeyId: 'dev2', secretAccessKey: 'secret' };
    const client = world.client('dev2');
    const limited = (boundary: object, policies: object[] = [policy(allow('*'))]) =>
      world.setPrincipals({ ...dev, policies, boundary });
    limited(policy(allow('DescribeDomain')));
    expect(await findRefusal(client.send(describeDomain()))).toBeUndefined();
    expect(await refusalOf(client)).toContain(
      'because no permissions boundary allows the codeartifact:DescribeRepository action',
    );
    limited(policy(allow('*'), deny('DescribeRepository')));
    expect(await refusalOf(client)).toContain('with an explicit deny in a permissions boundary');
    limited(policy(allow('DescribeDomain')), []);
    expect(await refusalOf(client)).toContain('no identity-based policy');
    await world.putDomainPolicy({ ...allow('*'), ...principal({ AWS: userArn(OWNER) }) });
    expect(await refusalOf(client)).toBeUndefined();
    await world.putDomainPolicy({ ...allow('*'), ...principal('*') });
    expect(await refusalOf(client)).toContain('is not authorized');
  });
});

test('IAM-112 a refusal says in a header what decided', async () => {
  await world.putDomainPolicy({ ...deny('DescribeRepository'), Sid: 'Never', ...principal('*') });
  const [entry] = await lastAccess();
  expect(entry).toMatchObject({
    effect: 'explicit deny',
    decider: 'resource',
    statement: 'domain policy/Never',
  });

  async function lastAccess() {
    await findRefusal(world.admin().send(describeApp()));
    return world.emulator.requests().at(-1)?.access ?? [];
  }
});

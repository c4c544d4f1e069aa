import {
  CreateDomainCommand,
  CreateRepositoryCommand,
  DeleteRepositoryCommand,
  GetRepositoryPermissionsPolicyCommand,
  ListRepositoriesInDomainCommand,
  ListTagsForResourceCommand,
  PutRepositoryPermissionsPolicyCommand,
  type CodeartifactClient,
  type CreateRepositoryCommandInput,
} from '@aws-sdk/client-codeartifact';
import {
  callApi,
  findError,
  invalidField,
  missingDomain,
  missingRepository,
  refused,
} from '../../support/api';
import { startEmulator, type TestEmulator } from '../../support/emulator';

let emulator: TestEmulator;
let client: CodeartifactClient;
beforeAll(async () => {
  emulator = await startEmulator();
  client = emulator.client();
});
afterAll(() => emulator.close());
beforeEach(() => emulator.reset());

const OTHER = '111122223333';
const create = (repository: string, input: Partial<CreateRepositoryCommandInput> = {}) =>
  client.send(new CreateRepositoryCommand({ domain: 'acme', repository, ...input }));
const names = async () =>
  (await client.send(new ListRepositoriesInDomainCommand({ domain: 'acme' }))).repositories?.map(
    ({ name }) => name,
  );
const toUpstreams = (...list: string[]) => list.map((repositoryName) => ({ repositoryName }));
beforeEach(() => client.send(new CreateDomainCommand({ domain: 'acme' })));

describe('serialization', () => {
  test('REPO-050 REPO-037 REPO-038 REPO-040 REAL-069 without anything but names', async () => {
    const answer = await callApi(emulator, 'POST', '/v1/repository?domain=acme&repository=store');
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      repository: {
        name: 'store',
        administratorAccount: '000000000000',
        domainName: 'acme',
        domainOwner: '000000000000',
        arn: 'arn:aws:codeartifact:us-east-1:000000000000:repository/acme/store',
        upstreams: [],
        externalConnections: [],
        createdTime: 1772600767.89,
      },
    });
  });

  test('REPO-051 REPO-053 REPO-059 REAL-070 with everything, in the order of the service', async () => {
    await create('u1');
    await create('u2');
    const target = '/v1/repository?domain=acme&domain-owner=000000000000&repository=store';
    const answer = await callApi(emulator, 'POST', target, {
      description: 'My new repository',
      upstreams: [{ repositoryName: 'u2' }, { repositoryName: 'u1' }],
      tags: [
        { key: 'k2', value: 'v2' },
        { key: 'k1', value: 'v1' },
      ],
    });
    expect(answer.body.repository).toMatchObject({
      description: 'My new repository',
      upstreams: [{ repositoryName: 'u2' }, { repositoryName: 'u1' }],
    });
    expect(Object.keys(answer.body.repository ?? {})).toEqual([
      'name',
      'administratorAccount',
      'domainName',
      'domainOwner',
      'arn',
      'description',
      'upstreams',
      'externalConnections',
      'createdTime',
    ]);
    const resourceArn = 'arn:aws:codeartifact:us-east-1:000000000000:repository/acme/store';
    expect((await client.send(new ListTagsForResourceCommand({ resourceArn }))).tags).toEqual([
      { key: 'k1', value: 'v1' },
      { key: 'k2', value: 'v2' },
    ]);
  });

  test.each(['', '{}', '{"description":null,"upstreams":null,"tags":null,"else":1}'])(
    'REPO-014 REPO-015 the body %p is accepted',
    async (body) => {
      const answer = await callApi(emulator, 'POST', '/v1/repository?domain=acme&repository=store', body);
      expect(answer.status).toBe(200);
      expect(answer.body.repository).not.toHaveProperty('description');
    },
  );
});

describe('validation', () => {
  test.each(['a', 'a'.repeat(101), '_repo', '-repo', '.repo', 'a/b'])(
    'REPO-002 the name %p is refused',
    async (name) => {
      expect(await findError(create(name))).toEqual(invalidField);
    },
  );

  test.each(['a-', 'a.', 'a_', 'A.b_C-9', 'a'.repeat(100)])(
    'REPO-002 the name %p is accepted',
    async (name) => {
      expect((await create(name)).repository?.name).toBe(name);
    },
  );

  test('REPO-017 a malformed name is refused before the domain is looked for', async () => {
    expect(await findError(create('a', { domain: 'nowhere' }))).toEqual(invalidField);
    expect(await findError(create('store', { domainOwner: '12' }))).toEqual(invalidField);
  });

  test.each(['x'.repeat(1001), 'two\nlines', 'a\tb', 'zero\u200bwidth'])(
    'REPO-052 the description %# is refused',
    async (description) => {
      expect(await findError(create('store', { description }))).toEqual(invalidField);
    },
  );

  test.each(['x'.repeat(1000), 'Größe 🚀', ''])(
    'REPO-036 REPO-052 the description %# is kept',
    async (description) => {
      expect((await create('store', { description })).repository?.description).toBe(description);
    },
  );

  test.each([{}, { repositoryName: '_bad' }])('REPO-056 the upstream %p is refused', async (upstream) => {
    const target = '/v1/repository?domain=acme&repository=store';
    const answer = await callApi(emulator, 'POST', target, { upstreams: [upstream] });
    expect(answer).toMatchObject({ status: 400, errorType: 'ValidationException' });
    expect(await names()).toEqual([]);
  });

  test.each([
    [
      'a repeated key',
      [
        { key: 'a', value: '1' },
        { key: 'a', value: '2' },
      ],
    ],
    ['a reserved key', [{ key: 'AWS:a', value: '1' }]],
    ['a reserved value', [{ key: 'a', value: 'aws:1' }]],
  ])('REPO-060 TAG-010 TAG-011 tags with %s are refused, and nothing is created', async (_, tags) => {
    expect(await findError(create('store', { tags }))).toEqual(refused);
    expect(await names()).toEqual([]);
  });

  test('TAG-012 201 tags break a constraint', async () => {
    const tags = Array.from({ length: 201 }, (_, i) => ({ key: `k${i}`, value: '' }));
    expect(await findError(create('store', { tags }))).toEqual(invalidField);
  });
});

describe('functionality', () => {
  test('REPO-062 REAL-010 the domain does not exist', async () => {
    expect(await findError(create('store', { domain: 'nowhere' }))).toEqual(missingDomain('nowhere'));
  });

  test('REPO-061 REAL-023 a name is taken once, also when everything is equal', async () => {
    await create('store', { description: 'first' });
    expect(await findError(create('store', { description: 'first' }))).toEqual({
      name: 'ConflictException',
      status: 409,
      message:
        "Repository already exists. Repository 'store' in domain 'acme' owned by account '000000000000' already exists.",
      resourceId: 'store',
      resourceType: 'repository',
    });
  });

  test('REPO-004 REPO-005 names are unique in a domain, and case counts', async () => {
    await client.send(new CreateDomainCommand({ domain: 'other' }));
    await create('repo');
    await create('Repo');
    await create('repo', { domain: 'other' });
    expect(await names()).toEqual(['Repo', 'repo']);
  });

  test('REPO-006 REPO-007 REPO-064 DOM-130 whoever creates a repository administers it, the domain gives the ARN', async () => {
    const there = emulator.client({ account: OTHER });
    const command = { domain: 'acme', domainOwner: '000000000000', repository: 'theirs' };
    const { repository } = await there.send(new CreateRepositoryCommand(command));
    expect(repository).toMatchObject({
      administratorAccount: OTHER,
      domainOwner: '000000000000',
      arn: 'arn:aws:codeartifact:us-east-1:000000000000:repository/acme/theirs',
    });
  });

  test('REPO-010 without an owner the domain is looked for in the own account', async () => {
    const there = emulator.client({ account: OTHER });
    const call = there.send(new CreateRepositoryCommand({ domain: 'acme', repository: 'store' }));
    expect(await findError(call)).toEqual(missingDomain('acme', OTHER));
  });

  test('REPO-054 UP-005 an upstream that does not exist is named, and nothing is created', async () => {
    await create('u1');
    const call = create('store', { upstreams: toUpstreams('u1', 'nowhere') });
    expect(await findError(call)).toEqual(missingRepository('acme', 'nowhere'));
    expect(await names()).toEqual(['u1']);
  });

  test('REPO-055 the repository itself does not exist yet', async () => {
    const call = create('store', { upstreams: toUpstreams('store') });
    expect(await findError(call)).toEqual(missingRepository('acme', 'store'));
  });

  test('UP-004 an upstream is looked for in the same domain only', async () => {
    await client.send(new CreateDomainCommand({ domain: 'other' }));
    await create('elsewhere', { domain: 'other' });
    const call = create('store', { upstreams: toUpstreams('elsewhere') });
    expect(await findError(call)).toEqual(missingRepository('acme', 'elsewhere'));
  });

  test('REPO-057 an upstream listed twice is refused, and nothing is created', async () => {
    await create('u1');
    expect(await findError(create('store', { upstreams: toUpstreams('u1', 'u1') }))).toEqual(refused);
    expect(await names()).toEqual(['u1']);
  });

  test('REPO-058 UP-003 ten upstreams are the limit', async () => {
    const eleven = Array.from({ length: 11 }, (_, i) => `u${i}`);
    for (const name of eleven) await create(name);
    expect(await findError(create('store', { upstreams: toUpstreams(...eleven) }))).toEqual({
      name: 'ServiceQuotaExceededException',
      status: 402,
      message: expect.stringContaining('10'),
      resourceId: 'store',
      resourceType: 'repository',
    });
    expect(await names()).not.toContain('store');
    const { repository } = await create('store', { upstreams: toUpstreams(...eleven.slice(0, 10)) });
    expect(repository?.upstreams).toHaveLength(10);
  });

  test('REPO-060 TAG-013 51 tags are too many, and nothing is created', async () => {
    const tags = Array.from({ length: 51 }, (_, i) => ({ key: `k${i}`, value: '' }));
    expect(await findError(create('store', { tags }))).toMatchObject({
      name: 'ServiceQuotaExceededException',
      status: 402,
      resourceType: 'repository',
    });
    expect(await names()).toEqual([]);
  });

  test('REPO-063 QUOTA-006 the limit of repositories per domain is an option', async () => {
    const small = await startEmulator({ limits: { repositoriesPerDomain: 1 } });
    try {
      const there = small.client();
      await there.send(new CreateDomainCommand({ domain: 'acme' }));
      await there.send(new CreateRepositoryCommand({ domain: 'acme', repository: 'one' }));
      const call = there.send(new CreateRepositoryCommand({ domain: 'acme', repository: 'two' }));
      expect(await findError(call)).toEqual({
        name: 'ServiceQuotaExceededException',
        status: 402,
        message: expect.any(String),
        resourceId: 'two',
        resourceType: 'repository',
      });
    } finally {
      await small.close();
    }
  });

  test('REPO-070 a name is free again after deletion, and nothing of the old repository comes back', async () => {
    const acme = { domain: 'acme', repository: 'store' };
    const policyDocument = '{"Statement":{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}}';
    await create('u1');
    await create('store', {
      upstreams: toUpstreams('u1'),
      description: 'old',
      tags: [{ key: 'a', value: 'b' }],
    });
    await client.send(new PutRepositoryPermissionsPolicyCommand({ ...acme, policyDocument }));
    await client.send(new DeleteRepositoryCommand(acme));
    const { repository } = await create('store');
    expect(repository).toMatchObject({ upstreams: [], externalConnections: [] });
    expect(repository).not.toHaveProperty('description');
    const listed = await client.send(new ListTagsForResourceCommand({ resourceArn: repository?.arn }));
    expect(listed.tags).toEqual([]);
    expect(await findError(client.send(new GetRepositoryPermissionsPolicyCommand(acme)))).toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });
});

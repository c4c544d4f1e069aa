import {
  AssociateExternalConnectionCommand,
  CreateDomainCommand,
  CreateRepositoryCommand,
  DescribeRepositoryCommand,
  UpdateRepositoryCommand,
  type CodeartifactClient,
  type AssociateExternalConnectionCommandInput,
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

const acme = { domain: 'acme', repository: 'store' };
const associate = (
  externalConnection: string,
  input: Partial<AssociateExternalConnectionCommandInput> = {},
) => client.send(new AssociateExternalConnectionCommand({ ...acme, externalConnection, ...input }));
const current = async () => (await client.send(new DescribeRepositoryCommand(acme))).repository;
beforeEach(async () => {
  await client.send(new CreateDomainCommand({ domain: 'acme' }));
  await client.send(new CreateRepositoryCommand({ ...acme, description: 'Ours' }));
});

describe('serialization', () => {
  test('EXT-010 EXT-023 REPO-038 REPO-039 REAL-080 the connection is AVAILABLE, nothing else changes', async () => {
    const target =
      '/v1/repository/external-connection?domain=acme&domain-owner=000000000000&repository=store' +
      '&external-connection=public%3Anpmjs';
    const answer = await callApi(emulator, 'POST', target);
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      repository: {
        name: 'store',
        administratorAccount: '000000000000',
        domainName: 'acme',
        domainOwner: '000000000000',
        arn: 'arn:aws:codeartifact:us-east-1:000000000000:repository/acme/store',
        description: 'Ours',
        upstreams: [],
        externalConnections: [
          { externalConnectionName: 'public:npmjs', packageFormat: 'npm', status: 'AVAILABLE' },
        ],
        createdTime: 1772600767.89,
      },
    });
  });
});

describe('validation', () => {
  test.each(['p', 'a'.repeat(101), ':npmjs', 'public/npmjs'])(
    'EXT-004 the name %p is refused',
    async (name) => {
      expect(await findError(associate(name))).toEqual(invalidField);
    },
  );

  test.each([{ repository: '_bad' }, { domain: 'my_domain' }, { domainOwner: '12' }])(
    'REPO-002 REPO-003 REPO-010 %p is refused',
    async (input) => {
      expect(await findError(associate('public:npmjs', input))).toEqual(invalidField);
    },
  );
});

describe('functionality', () => {
  test.each([
    ['public:npmjs', 'npm'],
    ['public:pypi', 'pypi'],
    ['public:maven-central', 'maven'],
    ['public:maven-googleandroid', 'maven'],
    ['public:maven-gradleplugins', 'maven'],
    ['public:maven-commonsware', 'maven'],
    ['public:maven-clojars', 'maven'],
    ['public:nuget-org', 'nuget'],
    ['public:ruby-gems-org', 'ruby'],
    ['public:crates-io', 'cargo'],
  ])('EXT-001 EXT-012 %s is for %s', async (externalConnectionName, packageFormat) => {
    const { repository } = await associate(externalConnectionName);
    expect(repository?.externalConnections).toMatchObject([{ externalConnectionName, packageFormat }]);
    expect(await current()).toEqual(repository);
  });

  test.each(['public:swift', 'public:generic', 'public:NPMJS', 'npmjs'])(
    'EXT-002 EXT-004 EXT-005 %s is no connection',
    async (name) => {
      const before = await current();
      expect(await findError(associate(name))).toEqual({
        name: 'ResourceNotFoundException',
        status: 404,
        message: expect.stringContaining(`'${name}'`),
        resourceId: name,
        resourceType: 'repository',
      });
      expect(await current()).toEqual(before);
    },
  );

  test('EXT-013 the same connection again is a conflict', async () => {
    await associate('public:npmjs');
    const before = await current();
    expect(await findError(associate('public:npmjs'))).toEqual({
      name: 'ConflictException',
      status: 409,
      message: expect.stringContaining("'public:npmjs'"),
      resourceId: 'store',
      resourceType: 'repository',
    });
    expect(await current()).toEqual(before);
  });

  test.each(['public:pypi', 'public:maven-central'])(
    'EXT-014 REAL-024 a second connection, %s, is one too many',
    async (second) => {
      await associate('public:maven-clojars');
      expect(await findError(associate(second))).toEqual({
        ...refused,
        message: 'ExternalConnections for repositories are currently limited to 1',
      });
      expect((await current())?.externalConnections).toMatchObject([
        { externalConnectionName: 'public:maven-clojars' },
      ]);
    },
  );

  test('EXT-015 UP-006 REAL-026 a repository with upstreams has no connection', async () => {
    await client.send(new CreateRepositoryCommand({ domain: 'acme', repository: 'up' }));
    await client.send(new UpdateRepositoryCommand({ ...acme, upstreams: [{ repositoryName: 'up' }] }));
    expect(await findError(associate('public:npmjs'))).toEqual(refused);
    await client.send(new UpdateRepositoryCommand({ ...acme, upstreams: [] }));
    expect((await associate('public:npmjs')).repository?.externalConnections).toHaveLength(1);
  });

  test('EXT-017 repositories may share a connection', async () => {
    await client.send(new CreateRepositoryCommand({ domain: 'acme', repository: 'second' }));
    await associate('public:npmjs');
    const { repository } = await associate('public:npmjs', { repository: 'second' });
    expect(repository?.externalConnections).toHaveLength(1);
  });

  test('EXT-016 what does not exist is named, before the connection', async () => {
    expect(await findError(associate('no-such', { repository: 'nowhere' }))).toEqual(
      missingRepository('acme', 'nowhere'),
    );
    expect(await findError(associate('no-such', { domain: 'nowhere' }))).toEqual(missingDomain('nowhere'));
  });
});

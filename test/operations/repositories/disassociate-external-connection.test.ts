import {
  AssociateExternalConnectionCommand,
  CreateDomainCommand,
  CreateRepositoryCommand,
  DescribeRepositoryCommand,
  DisassociateExternalConnectionCommand,
  UpdateRepositoryCommand,
  type CodeartifactClient,
  type DisassociateExternalConnectionCommandInput,
} from '@aws-sdk/client-codeartifact';
import { callApi, findError, invalidField, missingDomain, missingRepository } from '../../support/api';
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
const disassociate = (
  externalConnection: string,
  input: Partial<DisassociateExternalConnectionCommandInput> = {},
) => client.send(new DisassociateExternalConnectionCommand({ ...acme, externalConnection, ...input }));
const associate = (externalConnection: string) =>
  client.send(new AssociateExternalConnectionCommand({ ...acme, externalConnection }));
const current = async () => (await client.send(new DescribeRepositoryCommand(acme))).repository;
beforeEach(async () => {
  await client.send(new CreateDomainCommand({ domain: 'acme' }));
  await client.send(new CreateRepositoryCommand(acme));
  await associate('public:npmjs');
});

describe('serialization', () => {
  test('EXT-018 the repository is answered without its connection', async () => {
    const target =
      '/v1/repository/external-connection?domain=acme&domain-owner=000000000000&repository=store' +
      '&external-connection=public%3Anpmjs';
    const answer = await callApi(emulator, 'DELETE', target);
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
});

describe('validation', () => {
  test('EXT-004 a malformed connection is refused', async () => {
    expect(await findError(disassociate('p'))).toEqual(invalidField);
  });

  test.each([{ repository: '_bad' }, { domain: 'my_domain' }, { domainOwner: '12' }])(
    'REPO-002 REPO-003 REPO-010 %p is refused',
    async (input) => {
      expect(await findError(disassociate('public:npmjs', input))).toEqual(invalidField);
    },
  );
});

describe('functionality', () => {
  test('EXT-018 the connection is gone from descriptions', async () => {
    await disassociate('public:npmjs');
    expect((await current())?.externalConnections).toEqual([]);
  });

  test.each(['public:pypi', 'no-such'])('EXT-019 REAL-028 %s is not attached', async (name) => {
    expect(await findError(disassociate(name))).toEqual({
      name: 'ResourceNotFoundException',
      status: 404,
      message: expect.stringContaining(`'${name}'`),
      resourceId: name,
      resourceType: 'repository',
    });
    expect((await current())?.externalConnections).toHaveLength(1);
  });

  test('EXT-019 taking away twice fails the second time', async () => {
    await disassociate('public:npmjs');
    expect(await findError(disassociate('public:npmjs'))).toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  test('EXT-020 another connection, or upstreams, may follow', async () => {
    await disassociate('public:npmjs');
    expect((await associate('public:pypi')).repository?.externalConnections).toHaveLength(1);
    await disassociate('public:pypi');
    await client.send(new CreateRepositoryCommand({ domain: 'acme', repository: 'up' }));
    const upstreams = [{ repositoryName: 'up' }];
    const { repository } = await client.send(new UpdateRepositoryCommand({ ...acme, upstreams }));
    expect(repository?.upstreams).toEqual(upstreams);
  });

  test('EXT-016 what does not exist is named', async () => {
    expect(await findError(disassociate('public:npmjs', { repository: 'nowhere' }))).toEqual(
      missingRepository('acme', 'nowhere'),
    );
    expect(await findError(disassociate('public:npmjs', { domain: 'nowhere' }))).toEqual(
      missingDomain('nowhere'),
    );
  });
});

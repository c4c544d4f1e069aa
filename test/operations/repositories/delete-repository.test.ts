import {
  AssociateExternalConnectionCommand,
  CreateDomainCommand,
  CreateRepositoryCommand,
  DeleteRepositoryCommand,
  DeleteRepositoryPermissionsPolicyCommand,
  DescribeDomainCommand,
  DescribeRepositoryCommand,
  DisassociateExternalConnectionCommand,
  GetPackageVersionAssetCommand,
  GetRepositoryEndpointCommand,
  GetRepositoryPermissionsPolicyCommand,
  ListPackagesCommand,
  ListRepositoriesCommand,
  ListRepositoriesInDomainCommand,
  ListTagsForResourceCommand,
  PutRepositoryPermissionsPolicyCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateRepositoryCommand,
  type CodeartifactClient,
  type DeleteRepositoryCommandInput,
} from '@aws-sdk/client-codeartifact';
import { callApi, findError, invalidField, missingDomain, missingRepository } from '../../support/api';
import { startEmulator, type TestEmulator } from '../../support/emulator';
import { createNpmPackage, publishNpmPackage } from '../../support/npm-package';

let emulator: TestEmulator;
let client: CodeartifactClient;
beforeAll(async () => {
  emulator = await startEmulator();
  client = emulator.client();
});
afterAll(() => emulator.close());
beforeEach(() => emulator.reset());

const acme = { domain: 'acme', repository: 'store' };
const STATE = {
  name: 'store',
  administratorAccount: '000000000000',
  domainName: 'acme',
  domainOwner: '000000000000',
  arn: 'arn:aws:codeartifact:us-east-1:000000000000:repository/acme/store',
  createdTime: 1772600767.89,
};
const remove = (input: Partial<DeleteRepositoryCommandInput> = {}) =>
  client.send(new DeleteRepositoryCommand({ ...acme, ...input }));
/** Publishes a package, and gives the size of its tarball. */
const publish = async (repository: string, version: string): Promise<number> => {
  const built = await createNpmPackage('kit', version);
  const token = await emulator.token('acme');
  const answer = await publishNpmPackage(emulator.endpoint('acme', repository), token, built);
  expect(answer.status).toBe(200);
  return built.tarball.length;
};
const usage = async () => {
  const { domain } = await client.send(new DescribeDomainCommand({ domain: 'acme' }));
  return [domain?.repositoryCount, domain?.assetSizeBytes];
};
beforeEach(async () => {
  await client.send(new CreateDomainCommand({ domain: 'acme' }));
  await client.send(new CreateRepositoryCommand(acme));
});

describe('serialization', () => {
  test('REPO-110 the state before the deletion is answered, with upstreams', async () => {
    await client.send(new CreateRepositoryCommand({ domain: 'acme', repository: 'up' }));
    const upstreams = [{ repositoryName: 'up' }];
    await client.send(new UpdateRepositoryCommand({ ...acme, description: 'Ours', upstreams }));
    const target = '/v1/repository?domain=acme&domain-owner=000000000000&repository=store';
    const answer = await callApi(emulator, 'DELETE', target);
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      repository: { ...STATE, description: 'Ours', upstreams, externalConnections: [] },
    });
  });

  test('REPO-110 the external connection is part of it', async () => {
    const externalConnection = 'public:npmjs';
    await client.send(new AssociateExternalConnectionCommand({ ...acme, externalConnection }));
    const answer = await callApi(emulator, 'DELETE', '/v1/repository?domain=acme&repository=store');
    const externalConnections = [
      { externalConnectionName: externalConnection, packageFormat: 'npm', status: 'AVAILABLE' },
    ];
    expect(answer.body).toEqual({ repository: { ...STATE, upstreams: [], externalConnections } });
  });

  test('REPO-116 REAL-021 a repository that does not exist is answered with an empty object, every time', async () => {
    await remove();
    for (let time = 1; time <= 2; time++) {
      const answer = await callApi(emulator, 'DELETE', '/v1/repository?domain=acme&repository=store');
      expect(answer).toMatchObject({ status: 200, text: '{}' });
    }
  });
});

describe('validation', () => {
  test.each([{ repository: '_bad' }, { domain: 'my_domain' }, { domainOwner: '12' }])(
    'REPO-002 REPO-003 REPO-010 %p is refused',
    async (input) => {
      expect(await findError(remove(input))).toEqual(invalidField);
    },
  );
});

describe('functionality', () => {
  test('REPO-112 the repository is gone for everybody', async () => {
    const policyDocument = '{"Statement":{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}}';
    const externalConnection = 'public:npmjs';
    await remove();
    const gone = missingRepository('acme', 'store');
    const calls = [
      client.send(new DescribeRepositoryCommand(acme)),
      client.send(new UpdateRepositoryCommand(acme)),
      client.send(new GetRepositoryEndpointCommand({ ...acme, format: 'npm' })),
      client.send(new GetRepositoryPermissionsPolicyCommand(acme)),
      client.send(new PutRepositoryPermissionsPolicyCommand({ ...acme, policyDocument })),
      client.send(new DeleteRepositoryPermissionsPolicyCommand(acme)),
      client.send(new AssociateExternalConnectionCommand({ ...acme, externalConnection })),
      client.send(new DisassociateExternalConnectionCommand({ ...acme, externalConnection })),
      client.send(new ListTagsForResourceCommand({ resourceArn: STATE.arn })),
      client.send(new TagResourceCommand({ resourceArn: STATE.arn, tags: [] })),
      client.send(new UntagResourceCommand({ resourceArn: STATE.arn, tagKeys: [] })),
    ];
    for (const call of calls) expect(await findError(call)).toEqual(gone);
    expect((await client.send(new ListRepositoriesCommand({}))).repositories).toEqual([]);
    expect((await client.send(new ListRepositoriesInDomainCommand({ domain: 'acme' }))).repositories).toEqual(
      [],
    );
  });

  test('REPO-117 the domain does not exist', async () => {
    expect(await findError(remove({ domain: 'nowhere' }))).toEqual(missingDomain('nowhere'));
  });

  test('REPO-111 UP-040 an upstream of others can be deleted', async () => {
    const upstreams = [{ repositoryName: 'store' }];
    await client.send(new CreateRepositoryCommand({ domain: 'acme', repository: 'down', upstreams }));
    expect((await remove()).repository?.name).toBe('store');
  });

  test('REPO-113 REPO-115 DOM-055 packages go with it, and only bytes that nobody else has are given back', async () => {
    await client.send(new CreateRepositoryCommand({ domain: 'acme', repository: 'other' }));
    const shared = await publish('store', '1.0.0');
    const own = await publish('store', '2.0.0');
    await publish('other', '1.0.0');
    expect(await usage()).toEqual([2, shared + own]);
    await remove();
    expect(await usage()).toEqual([1, shared]);
    const kept = new GetPackageVersionAssetCommand({
      domain: 'acme',
      repository: 'other',
      format: 'npm',
      package: 'kit',
      packageVersion: '1.0.0',
      asset: 'package.tgz',
    });
    expect(await (await client.send(kept)).asset?.transformToByteArray()).toHaveLength(shared);
  });

  test('REPO-070 REPO-113 a namesake has none of the packages', async () => {
    await publish('store', '1.0.0');
    await remove();
    await client.send(new CreateRepositoryCommand(acme));
    expect((await client.send(new ListPackagesCommand(acme))).packages).toEqual([]);
    expect(await usage()).toEqual([1, 0]);
  });

  test('REPO-010 DOM-131 another account names the owner', async () => {
    const there = emulator.client({ account: '111122223333' });
    const { repository } = await there.send(
      new DeleteRepositoryCommand({ ...acme, domainOwner: '000000000000' }),
    );
    expect(repository?.name).toBe('store');
    expect((await client.send(new ListRepositoriesCommand({}))).repositories).toEqual([]);
  });
});

import {
  CreateDomainCommand,
  CreateRepositoryCommand,
  DeleteDomainCommand,
  DeleteRepositoryCommand,
  DescribeDomainCommand,
  GetDomainPermissionsPolicyCommand,
  ListDomainsCommand,
  ListTagsForResourceCommand,
  PutDomainPermissionsPolicyCommand,
  TagResourceCommand,
  type CodeartifactClient,
} from '@aws-sdk/client-codeartifact';
import { callApi, findError, invalidField, missingDomain } from '../../support/api';
import { startEmulator, type TestEmulator } from '../../support/emulator';

let emulator: TestEmulator;
let client: CodeartifactClient;
beforeAll(async () => {
  emulator = await startEmulator();
  client = emulator.client();
});
afterAll(() => emulator.close());
beforeEach(() => emulator.reset());

const POLICY = '{"Statement":{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}}';
const remove = (domain: string, domainOwner?: string) =>
  client.send(new DeleteDomainCommand({ domain, domainOwner }));
beforeEach(() => client.send(new CreateDomainCommand({ domain: 'acme' })));

describe('serialization', () => {
  test('DOM-062 the domain is shown as it was, with the status Deleted', async () => {
    const answer = await callApi(emulator, 'DELETE', '/v1/domain?domain=acme&domain-owner=000000000000');
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      domain: {
        name: 'acme',
        owner: '000000000000',
        arn: 'arn:aws:codeartifact:us-east-1:000000000000:domain/acme',
        status: 'Deleted',
        createdTime: 1772600767.89,
        encryptionKey: expect.stringMatching(/^arn:aws:kms:/),
        repositoryCount: 0,
        assetSizeBytes: 0,
        s3BucketArn: 'arn:aws:s3:::assets-193858265520-us-east-1',
      },
    });
  });

  test('DOM-065 REAL-020 a domain that does not exist is answered with an empty object', async () => {
    const answer = await callApi(emulator, 'DELETE', '/v1/domain?domain=nowhere');
    expect(answer).toMatchObject({ status: 200, body: {}, text: '{}' });
  });
});

describe('validation', () => {
  test('DOM-001 DOM-014 malformed names and owners are refused', async () => {
    expect(await findError(remove('my_domain'))).toEqual(invalidField);
    expect(await findError(remove('acme', '12'))).toEqual(invalidField);
  });
});

describe('functionality', () => {
  test('DOM-063 the domain is gone from descriptions and lists', async () => {
    await remove('acme');
    const call = client.send(new DescribeDomainCommand({ domain: 'acme' }));
    expect(await findError(call)).toEqual(missingDomain('acme'));
    expect((await client.send(new ListDomainsCommand({}))).domains).toEqual([]);
    expect(await remove('acme')).not.toHaveProperty('domain');
  });

  test('DOM-064 REAL-019 DOM-132 REPO-121 a repository, whoever administers it, keeps the domain', async () => {
    const theirs = { domain: 'acme', domainOwner: '000000000000', repository: 'theirs' };
    await emulator.client({ account: '111122223333' }).send(new CreateRepositoryCommand(theirs));
    expect(await findError(remove('acme'))).toEqual({
      name: 'ConflictException',
      status: 409,
      message: 'Domain must contain 0 repositories before deletion',
      resourceId: 'acme',
      resourceType: 'domain',
    });
    const { domain } = await client.send(new DescribeDomainCommand({ domain: 'acme' }));
    expect(domain).toMatchObject({ status: 'Active', repositoryCount: 1 });
    await client.send(new DeleteRepositoryCommand({ domain: 'acme', repository: 'theirs' }));
    expect((await remove('acme')).domain?.status).toBe('Deleted');
  });

  test('DOM-068 DOM-069 a policy and tags do not keep the domain, and go with it', async () => {
    const resourceArn = 'arn:aws:codeartifact:us-east-1:000000000000:domain/acme';
    await client.send(new PutDomainPermissionsPolicyCommand({ domain: 'acme', policyDocument: POLICY }));
    await client.send(new TagResourceCommand({ resourceArn, tags: [{ key: 'a', value: 'b' }] }));
    expect((await remove('acme')).domain?.status).toBe('Deleted');
    await client.send(new CreateDomainCommand({ domain: 'acme' }));
    expect((await client.send(new ListTagsForResourceCommand({ resourceArn }))).tags).toEqual([]);
    const call = client.send(new GetDomainPermissionsPolicyCommand({ domain: 'acme' }));
    expect(await findError(call)).toMatchObject({ name: 'ResourceNotFoundException' });
  });

  test('DOM-012 another account deletes the domain that it names the owner of, and no other', async () => {
    const other = emulator.client({ account: '111122223333' });
    expect(await other.send(new DeleteDomainCommand({ domain: 'acme' }))).not.toHaveProperty('domain');
    const deleted = await other.send(
      new DeleteDomainCommand({ domain: 'acme', domainOwner: '000000000000' }),
    );
    expect(deleted.domain?.owner).toBe('000000000000');
  });
});

import {
  CreateDomainCommand,
  CreateRepositoryCommand,
  DeleteRepositoryCommand,
  DescribeDomainCommand,
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

beforeEach(() => client.send(new CreateDomainCommand({ domain: 'acme' })));

describe('serialization', () => {
  test('DOM-050 DOM-057 every member is there, counters as plain numbers', async () => {
    const answer = await callApi(emulator, 'GET', '/v1/domain?domain=acme&domain-owner=000000000000');
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      domain: {
        name: 'acme',
        owner: '000000000000',
        arn: 'arn:aws:codeartifact:us-east-1:000000000000:domain/acme',
        status: 'Active',
        createdTime: 1772600767.89,
        encryptionKey: expect.stringMatching(/^arn:aws:kms:us-east-1:000000000000:key\//),
        repositoryCount: 0,
        assetSizeBytes: 0,
        s3BucketArn: 'arn:aws:s3:::assets-193858265520-us-east-1',
      },
    });
  });

  test.each([
    ['eu-north-1', 'arn:aws:s3:::assets-611884512288-eu-north-1'],
    ['ca-central-1', 'arn:aws:s3:::assets-000000000000-ca-central-1'],
  ])('DOM-060 the asset bucket of %s is the one of that region', async (region, s3BucketArn) => {
    const there = emulator.client({ region });
    await there.send(new CreateDomainCommand({ domain: 'acme' }));
    const { domain } = await there.send(new DescribeDomainCommand({ domain: 'acme' }));
    expect(domain).toMatchObject({ s3BucketArn });
  });
});

describe('validation', () => {
  test.each(['111-122-223-333', '12345678901', 'abcdefghijkl'])(
    'DOM-014 the owner %s is refused',
    async (domainOwner) => {
      const call = client.send(new DescribeDomainCommand({ domain: 'acme', domainOwner }));
      expect(await findError(call)).toEqual(invalidField);
    },
  );

  test('DOM-001 a malformed name is refused', async () => {
    expect(await findError(client.send(new DescribeDomainCommand({ domain: 'my_domain' })))).toEqual(
      invalidField,
    );
  });
});

describe('functionality', () => {
  test('DOM-010 DOM-011 DOM-012 DOM-016 the owner is the caller unless it is named', async () => {
    const other = emulator.client({ account: '111122223333' });
    await other.send(new CreateDomainCommand({ domain: 'theirs' }));
    const owned = await other.send(
      new DescribeDomainCommand({ domain: 'theirs', domainOwner: '111122223333' }),
    );
    expect(owned.domain?.owner).toBe('111122223333');
    const seen = await client.send(
      new DescribeDomainCommand({ domain: 'theirs', domainOwner: '111122223333' }),
    );
    expect(seen.domain).toEqual(owned.domain);
  });

  test('DOM-013 DOM-059 no other account is searched', async () => {
    const other = emulator.client({ account: '111122223333' });
    const call = other.send(new DescribeDomainCommand({ domain: 'acme' }));
    expect(await findError(call)).toEqual(missingDomain('acme', '111122223333'));
  });

  test('DOM-005 no other region is searched', async () => {
    const call = emulator.client({ region: 'eu-west-1' }).send(new DescribeDomainCommand({ domain: 'acme' }));
    expect(await findError(call)).toEqual(missingDomain('acme'));
  });

  test('DOM-051 REPO-067 REPO-115 repositories are counted at once, whoever administers them', async () => {
    const count = async () =>
      (await client.send(new DescribeDomainCommand({ domain: 'acme' }))).domain?.repositoryCount;
    const other = emulator.client({ account: '111122223333' });
    await client.send(new CreateRepositoryCommand({ domain: 'acme', repository: 'mine' }));
    const theirs = { domain: 'acme', domainOwner: '000000000000', repository: 'theirs' };
    await other.send(new CreateRepositoryCommand(theirs));
    expect(await count()).toBe(2);
    await client.send(new DeleteRepositoryCommand({ domain: 'acme', repository: 'mine' }));
    expect(await count()).toBe(1);
  });
});

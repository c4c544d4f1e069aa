import {
  CreateDomainCommand,
  CreateRepositoryCommand,
  DeleteRepositoryCommand,
  ListTagsForResourceCommand,
  TagResourceCommand,
  type CodeartifactClient,
} from '@aws-sdk/client-codeartifact';
import { callApi, findError, missingDomain, missingRepository, refused } from '../../support/api';
import { startEmulator, type TestEmulator } from '../../support/emulator';

let emulator: TestEmulator;
let client: CodeartifactClient;
beforeAll(async () => {
  emulator = await startEmulator();
  client = emulator.client();
});
afterAll(() => emulator.close());
beforeEach(() => emulator.reset());

const DOMAIN = 'arn:aws:codeartifact:us-east-1:000000000000:domain/acme';
const REPOSITORY = 'arn:aws:codeartifact:us-east-1:000000000000:repository/acme/store';

const list = (resourceArn: string) => client.send(new ListTagsForResourceCommand({ resourceArn }));

beforeEach(async () => {
  await client.send(new CreateDomainCommand({ domain: 'acme' }));
  await client.send(new CreateRepositoryCommand({ domain: 'acme', repository: 'store' }));
});

describe('serialization', () => {
  test('TAG-003 TAG-005 DOM-113 a list of objects, ascending by key', async () => {
    const tags = ['b', 'a', 'B'].map((key) => ({ key, value: `${key}!` }));
    await client.send(new TagResourceCommand({ resourceArn: DOMAIN, tags }));
    const answer = await callApi(emulator, 'POST', `/v1/tags?resourceArn=${encodeURIComponent(DOMAIN)}`);
    expect(answer).toMatchObject({
      status: 200,
      text: '{"tags":[{"key":"B","value":"B!"},{"key":"a","value":"a!"},{"key":"b","value":"b!"}]}',
    });
  });

  test.each([undefined, '', '{}'])('TAG-004 REPO-014 no tags, with the body %p', async (body) => {
    const answer = await callApi(
      emulator,
      'POST',
      `/v1/tags?resourceArn=${encodeURIComponent(REPOSITORY)}`,
      body,
    );
    expect(answer).toMatchObject({ status: 200, text: '{"tags":[]}' });
  });
});

describe('validation', () => {
  test.each([
    'nonsense',
    'arn:aws:codeartifact:us-east-1:000000000000',
    'arn:aws:s3:us-east-1:000000000000:domain/acme',
    'arn:aws-cn:codeartifact:us-east-1:000000000000:domain/acme',
    'arn:aws:codeartifact::000000000000:domain/acme',
    'arn:aws:codeartifact:us-east-1:12:domain/acme',
    'arn:aws:codeartifact:us-east-1:000000000000:domain',
    'arn:aws:codeartifact:us-east-1:000000000000:domain/acme/store',
    'arn:aws:codeartifact:us-east-1:000000000000:repository/acme',
    'arn:aws:codeartifact:us-east-1:000000000000:package/acme/store/npm//react',
  ])('TAG-015 DOM-110 DOM-119 %s cannot have tags', async (resourceArn) => {
    expect(await findError(list(resourceArn))).toEqual(refused);
  });

  test.each(['', 'a b', `arn:${'x'.repeat(1008)}`])(
    'TAG-017 the ARN %# breaks a constraint',
    async (resourceArn) => {
      const target = `/v1/tags?resourceArn=${encodeURIComponent(resourceArn)}`;
      const answer = await callApi(emulator, 'POST', target, {});
      expect(answer).toMatchObject({ status: 400, errorType: 'ValidationException' });
    },
  );

  test('TAG-017 DOM-114 the ARN is required, under its own spelling', async () => {
    const target = `/v1/tags?resource-arn=${encodeURIComponent(DOMAIN)}`;
    expect((await callApi(emulator, 'POST', target, {})).status).toBe(400);
  });
});

describe('functionality', () => {
  test('TAG-019 DOM-122 tags die with their resource', async () => {
    const tags = [{ key: 'a', value: 'b' }];
    await client.send(new TagResourceCommand({ resourceArn: REPOSITORY, tags }));
    await client.send(new DeleteRepositoryCommand({ domain: 'acme', repository: 'store' }));
    await client.send(new CreateRepositoryCommand({ domain: 'acme', repository: 'store' }));
    expect((await list(REPOSITORY)).tags).toEqual([]);
  });

  test('TAG-018 DOM-119 the ARN is decoded once', async () => {
    const root = 'arn:aws:codeartifact:us-east-1:000000000000:package-group/acme/%2a';
    expect((await list(root)).tags).toEqual([]);
    const decodedTwice = await callApi(emulator, 'POST', `/v1/tags?resourceArn=${root}`);
    expect(decodedTwice).toMatchObject({ status: 404, errorType: 'ResourceNotFoundException' });
  });

  test.each([
    ['a domain', DOMAIN.replace('acme', 'nowhere'), missingDomain('nowhere')],
    ['a repository', REPOSITORY.replace('store', 'nowhere'), missingRepository('acme', 'nowhere')],
    [
      'a domain of another account',
      DOMAIN.replace('000000000000', '111122223333'),
      missingDomain('acme', '111122223333'),
    ],
    ['a domain of another region', DOMAIN.replace('us-east-1', 'eu-west-1'), missingDomain('acme')],
    [
      'a repository of another region',
      REPOSITORY.replace('us-east-1', 'eu-west-1'),
      missingRepository('acme', 'store'),
    ],
  ])('TAG-016 DOM-119 %s does not exist', async (_, resourceArn, error) => {
    const elsewhere = emulator.client({ region: 'eu-west-1' });
    await elsewhere.send(new CreateDomainCommand({ domain: 'acme' }));
    await elsewhere.send(new CreateRepositoryCommand({ domain: 'acme', repository: 'store' }));
    expect(await findError(list(resourceArn))).toEqual(error);
  });

  test('TAG-016 TAG-018 a package group that does not exist has no resource type', async () => {
    const resourceArn = DOMAIN.replace('domain/acme', 'package-group/acme/npm/lib%2a');
    expect(await findError(list(resourceArn))).toEqual({
      name: 'ResourceNotFoundException',
      status: 404,
      message: expect.any(String),
      resourceId: resourceArn,
    });
  });
});

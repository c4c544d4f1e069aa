import {
  CreateDomainCommand,
  CreateRepositoryCommand,
  ListTagsForResourceCommand,
  UntagResourceCommand,
  type CodeartifactClient,
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

const DOMAIN = 'arn:aws:codeartifact:us-east-1:000000000000:domain/acme';
const REPOSITORY = 'arn:aws:codeartifact:us-east-1:000000000000:repository/acme/store';

const untag = (tagKeys: string[], resourceArn = REPOSITORY) =>
  client.send(new UntagResourceCommand({ resourceArn, tagKeys }));
const list = async () =>
  (await client.send(new ListTagsForResourceCommand({ resourceArn: REPOSITORY }))).tags;
const TAGS = ['Key', 'key', 'other'].map((key) => ({ key, value: 'v' }));
beforeEach(async () => {
  await client.send(new CreateDomainCommand({ domain: 'acme' }));
  await client.send(new CreateRepositoryCommand({ domain: 'acme', repository: 'store', tags: TAGS }));
});

describe('serialization', () => {
  test('TAG-006 DOM-112 the answer is an empty object', async () => {
    const target = `/v1/untag?resourceArn=${encodeURIComponent(REPOSITORY)}`;
    const answer = await callApi(emulator, 'POST', target, { tagKeys: ['key', 'other'] });
    expect(answer).toMatchObject({ status: 200, text: '{}' });
    expect(await list()).toEqual([{ key: 'Key', value: 'v' }]);
  });
});

describe('validation', () => {
  test.each([[['']], [['k'.repeat(129)]], [['a\nb']], [Array.from({ length: 201 }, (_, i) => `k${i}`)]])(
    'TAG-008 TAG-012 keys %# break a constraint',
    async (tagKeys) => {
      expect(await findError(untag(tagKeys))).toEqual(invalidField);
    },
  );

  test('TAG-014 the keys are required', async () => {
    const answer = await callApi(
      emulator,
      'POST',
      `/v1/untag?resourceArn=${encodeURIComponent(REPOSITORY)}`,
      {},
    );
    expect(answer).toMatchObject({ status: 400, errorType: 'ValidationException' });
  });

  test('TAG-010 a reserved key is refused, and nothing is taken away', async () => {
    expect(await findError(untag(['key', 'AWS:a']))).toEqual(refused);
    expect(await list()).toEqual(TAGS);
  });

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
    expect(await findError(untag([], resourceArn))).toEqual(refused);
  });

  test.each(['', 'a b', `arn:${'x'.repeat(1008)}`])(
    'TAG-017 the ARN %# breaks a constraint',
    async (resourceArn) => {
      const target = `/v1/untag?resourceArn=${encodeURIComponent(resourceArn)}`;
      const answer = await callApi(emulator, 'POST', target, { tagKeys: [] });
      expect(answer).toMatchObject({ status: 400, errorType: 'ValidationException' });
    },
  );

  test('TAG-017 DOM-114 the ARN is required, under its own spelling', async () => {
    const target = `/v1/untag?resource-arn=${encodeURIComponent(DOMAIN)}`;
    expect((await callApi(emulator, 'POST', target, { tagKeys: [] })).status).toBe(400);
  });
});

describe('functionality', () => {
  test('TAG-006 TAG-007 case counts, and keys that are not there are ignored', async () => {
    await untag(['KEY', 'key', 'nothing']);
    expect(await list()).toEqual([TAGS[0], TAGS[2]]);
  });

  test('TAG-006 after the last one the list is empty', async () => {
    await untag(['Key', 'key', 'other']);
    expect(await list()).toEqual([]);
  });

  test('TAG-014 DOM-123 no keys change nothing', async () => {
    await untag([]);
    expect(await list()).toEqual(TAGS);
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
    expect(await findError(untag([], resourceArn))).toEqual(error);
  });

  test('TAG-016 TAG-018 a package group that does not exist has no resource type', async () => {
    const resourceArn = DOMAIN.replace('domain/acme', 'package-group/acme/npm/lib%2a');
    expect(await findError(untag([], resourceArn))).toEqual({
      name: 'ResourceNotFoundException',
      status: 404,
      message: expect.any(String),
      resourceId: resourceArn,
    });
  });
});

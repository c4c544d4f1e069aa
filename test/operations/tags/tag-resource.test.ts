import {
  CreateDomainCommand,
  CreateRepositoryCommand,
  DescribeDomainCommand,
  ListTagsForResourceCommand,
  TagResourceCommand,
  type CodeartifactClient,
  type Tag,
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

const tag = (tags: Tag[], resourceArn = REPOSITORY) =>
  client.send(new TagResourceCommand({ resourceArn, tags }));
const list = async (resourceArn = REPOSITORY) =>
  (await client.send(new ListTagsForResourceCommand({ resourceArn }))).tags;
const many = (count: number, from = 0) =>
  Array.from({ length: count }, (_, i) => ({ key: `k${i + from}`, value: 'v' }));

beforeEach(async () => {
  await client.send(new CreateDomainCommand({ domain: 'acme' }));
  await client.send(new CreateRepositoryCommand({ domain: 'acme', repository: 'store' }));
});

describe('serialization', () => {
  test('TAG-001 DOM-111 the answer is an empty object', async () => {
    const target = `/v1/tag?resourceArn=${encodeURIComponent(REPOSITORY)}`;
    const answer = await callApi(emulator, 'POST', target, { tags: [{ key: 'key1', value: 'value1' }] });
    expect(answer).toMatchObject({ status: 200, text: '{}' });
    expect(await list()).toEqual([{ key: 'key1', value: 'value1' }]);
  });

  test.each(['{"tags":[{"key":"a"}]}', '{"tags":[{"key":"a","value":null}]}'])(
    'TAG-009 DOM-115 a value that is left out is the empty string: %s',
    async (body) => {
      const target = `/v1/tag?resourceArn=${encodeURIComponent(REPOSITORY)}`;
      expect((await callApi(emulator, 'POST', target, body)).status).toBe(200);
      expect(await list()).toEqual([{ key: 'a', value: '' }]);
    },
  );
});

describe('validation', () => {
  test.each([
    [[{ key: '', value: '' }]],
    [[{ key: 'k'.repeat(129), value: '' }]],
    [[{ key: 'a\nb', value: '' }]],
    [[{ key: 'a', value: 'v'.repeat(257) }]],
    [[{ key: 'a', value: 'a\u0000b' }]],
    [many(201)],
  ])('TAG-008 TAG-012 DOM-115 DOM-117 tags %# break a constraint', async (tags) => {
    expect(await findError(tag(tags))).toEqual(invalidField);
    expect(await list()).toEqual([]);
  });

  test.each(['{}', '{"tags":[{"value":"v"}]}'])('TAG-009 TAG-014 %s lacks something', async (body) => {
    const target = `/v1/tag?resourceArn=${encodeURIComponent(REPOSITORY)}`;
    expect(await callApi(emulator, 'POST', target, body)).toMatchObject({
      status: 400,
      errorType: 'ValidationException',
    });
  });

  test.each([[{ key: 'aws:a', value: '' }], [{ key: 'AwS:a', value: '' }], [{ key: 'a', value: 'aws:x' }]])(
    'TAG-010 DOM-116 %p is reserved',
    async (reserved) => {
      expect(await findError(tag([{ key: 'fine', value: '' }, reserved]))).toEqual(refused);
      expect(await list()).toEqual([]);
    },
  );

  test('TAG-011 DOM-118 a key given twice is refused', async () => {
    expect(await findError(tag([...many(1), ...many(1)]))).toEqual(refused);
    expect(await list()).toEqual([]);
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
    expect(await findError(tag([], resourceArn))).toEqual(refused);
  });

  test.each(['', 'a b', `arn:${'x'.repeat(1008)}`])(
    'TAG-017 the ARN %# breaks a constraint',
    async (resourceArn) => {
      const target = `/v1/tag?resourceArn=${encodeURIComponent(resourceArn)}`;
      const answer = await callApi(emulator, 'POST', target, { tags: [] });
      expect(answer).toMatchObject({ status: 400, errorType: 'ValidationException' });
    },
  );

  test('TAG-017 DOM-114 the ARN is required, under its own spelling', async () => {
    const target = `/v1/tag?resource-arn=${encodeURIComponent(DOMAIN)}`;
    expect((await callApi(emulator, 'POST', target, { tags: [] })).status).toBe(400);
  });
});

describe('functionality', () => {
  test('TAG-002 DOM-111 tags are added and overwritten, the others stay', async () => {
    await tag([
      { key: 'a', value: '1' },
      { key: 'b', value: '1' },
    ]);
    await tag([
      { key: 'b', value: '2' },
      { key: 'c', value: '2' },
    ]);
    expect(await list()).toEqual([
      { key: 'a', value: '1' },
      { key: 'b', value: '2' },
      { key: 'c', value: '2' },
    ]);
  });

  test('TAG-007 TAG-008 case counts, and the longest are accepted', async () => {
    const tags = [
      { key: 'Key', value: 'V'.repeat(256) },
      { key: 'k'.repeat(128), value: '' },
      { key: 'key', value: 'ü' },
    ];
    await tag(tags);
    expect(await list()).toEqual([tags[0], tags[2], tags[1]]);
  });

  test('TAG-013 DOM-117 fifty are the limit, and may be overwritten', async () => {
    await tag(many(50));
    expect(
      await findError(
        tag([
          { key: 'k0', value: 'new' },
          { key: 'one more', value: '' },
        ]),
      ),
    ).toEqual({
      name: 'ServiceQuotaExceededException',
      status: 402,
      message: expect.stringContaining('50'),
      resourceId: 'store',
      resourceType: 'repository',
    });
    expect((await list())?.[0]).toEqual({ key: 'k0', value: 'v' });
    await tag(many(50).map(({ key }) => ({ key, value: 'new' })));
    expect((await list())?.every(({ value }) => value === 'new')).toBe(true);
  });

  test('TAG-014 DOM-123 no tags change nothing', async () => {
    await tag(many(2));
    await tag([]);
    expect(await list()).toEqual(many(2));
  });

  test('TAG-022 a domain and its repositories have tags of their own, and stay as they are', async () => {
    const before = (await client.send(new DescribeDomainCommand({ domain: 'acme' }))).domain;
    await tag(many(1), DOMAIN);
    expect(await list(DOMAIN)).toEqual(many(1));
    expect(await list()).toEqual([]);
    expect((await client.send(new DescribeDomainCommand({ domain: 'acme' }))).domain).toEqual(before);
  });

  test('DOM-124 the ARN says whose resource it is', async () => {
    const command = new TagResourceCommand({ resourceArn: DOMAIN, tags: many(1) });
    await emulator.client({ account: '111122223333' }).send(command);
    expect(await list(DOMAIN)).toEqual(many(1));
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
    expect(await findError(tag([], resourceArn))).toEqual(error);
  });

  test('TAG-016 TAG-018 a package group that does not exist has no resource type', async () => {
    const resourceArn = DOMAIN.replace('domain/acme', 'package-group/acme/npm/lib%2a');
    expect(await findError(tag([], resourceArn))).toEqual({
      name: 'ResourceNotFoundException',
      status: 404,
      message: expect.any(String),
      resourceId: resourceArn,
    });
  });
});

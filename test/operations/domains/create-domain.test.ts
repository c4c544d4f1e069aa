import {
  CreateDomainCommand,
  DeleteDomainCommand,
  DescribeDomainCommand,
  GetDomainPermissionsPolicyCommand,
  ListDomainsCommand,
  ListTagsForResourceCommand,
  PutDomainPermissionsPolicyCommand,
  type CodeartifactClient,
} from '@aws-sdk/client-codeartifact';
import { callApi, findError, invalidField, refused } from '../../support/api';
import { startEmulator, type TestEmulator } from '../../support/emulator';

let emulator: TestEmulator;
let client: CodeartifactClient;
beforeAll(async () => {
  emulator = await startEmulator();
  client = emulator.client();
});
afterAll(() => emulator.close());
beforeEach(() => emulator.reset());

const KEY = '1234abcd-12ab-34cd-56ef-1234567890ab';
const MANAGED_KEY = /^arn:aws:kms:us-east-1:000000000000:key\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const create = (domain: string, encryptionKey?: string) =>
  client.send(new CreateDomainCommand({ domain, encryptionKey }));

describe('serialization', () => {
  test('DOM-020 DOM-021 DOM-022 DOM-024 REAL-070 a new domain is described in full, in the order of the service', async () => {
    const answer = await callApi(emulator, 'POST', '/v1/domain?domain=acme');
    expect(answer).toMatchObject({ status: 200, contentType: 'application/json' });
    expect(answer.body).toEqual({
      domain: {
        name: 'acme',
        owner: '000000000000',
        arn: 'arn:aws:codeartifact:us-east-1:000000000000:domain/acme',
        status: 'Active',
        createdTime: 1772600767.89,
        encryptionKey: expect.stringMatching(MANAGED_KEY),
        repositoryCount: 0,
        assetSizeBytes: 0,
        s3BucketArn: 'arn:aws:s3:::assets-193858265520-us-east-1',
      },
    });
    expect(Object.keys(answer.body.domain ?? {})).toEqual([
      'name',
      'owner',
      'arn',
      'status',
      'createdTime',
      'encryptionKey',
      'repositoryCount',
      'assetSizeBytes',
      's3BucketArn',
    ]);
  });

  test('DOM-024 the SDK reads the creation time', async () => {
    const { domain } = await create('acme');
    expect(domain?.createdTime).toEqual(new Date('2026-03-04T05:06:07.890Z'));
  });

  test.each([undefined, '', '{}', '{"unknown":[1],"tags":null,"encryptionKey":null}'])(
    'DOM-025 the body %p is accepted',
    async (body) => {
      expect((await callApi(emulator, 'POST', '/v1/domain?domain=acme', body)).status).toBe(200);
    },
  );
});

describe('validation', () => {
  test.each(['a', 'Abc', 'my_domain', '-ab', 'ab-', '9ab', 'a'.repeat(51), 'ab\n', 'a b'])(
    'DOM-001 DOM-002 the name %p is refused',
    async (domain) => {
      expect(await findError(create(domain))).toEqual(invalidField);
    },
  );

  test.each(['ab', 'a1', 'a--b', 'a'.repeat(50)])('DOM-001 the name %p is accepted', async (name) => {
    expect((await create(name)).domain).toMatchObject({ name });
  });

  test('DOM-026 a missing name is refused', async () => {
    const answer = await callApi(emulator, 'POST', '/v1/domain');
    expect(answer).toMatchObject({ status: 400, errorType: 'ValidationException' });
    expect(answer.body.reason).toBe('FIELD_VALIDATION_FAILED');
  });

  test('DOM-025 a body that is not JSON is refused', async () => {
    const answer = await callApi(emulator, 'POST', '/v1/domain?domain=acme', '{"tags":');
    expect(answer).toMatchObject({ status: 400, errorType: 'ValidationException' });
    expect(answer.body.reason).toBe('CANNOT_PARSE');
  });

  test.each(['', 'a b', 'k'.repeat(1012)])('DOM-039 the key %p breaks a constraint', async (key) => {
    const answer = await callApi(emulator, 'POST', '/v1/domain?domain=acme', { encryptionKey: key });
    expect(answer.status).toBe(400);
    expect(answer.body.reason).toBe('FIELD_VALIDATION_FAILED');
  });
});

describe('functionality', () => {
  test('DOM-036 domains without a key of their own share one key per account and region', async () => {
    const keyOf = async (domain: string, as?: { account?: string; region?: string }) =>
      (await emulator.client(as).send(new CreateDomainCommand({ domain }))).domain?.encryptionKey;
    const key = await keyOf('one');
    expect(await keyOf('two')).toBe(key);
    const others = [
      await keyOf('one', { account: '111122223333' }),
      await keyOf('one', { region: 'eu-west-1' }),
    ];
    expect(new Set([key, ...others]).size).toBe(3);
  });

  test.each([
    [KEY, `arn:aws:kms:us-east-1:000000000000:key/${KEY}`],
    [
      'mrk-1234abcd12ab34cd56ef1234567890ab',
      'arn:aws:kms:us-east-1:000000000000:key/mrk-1234abcd12ab34cd56ef1234567890ab',
    ],
    [`arn:aws:kms:us-east-1:444455556666:key/${KEY}`, `arn:aws:kms:us-east-1:444455556666:key/${KEY}`],
  ])('DOM-037 DOM-038 DOM-042 the key %s is shown as its ARN', async (given, shown) => {
    expect((await create('acme', given)).domain?.encryptionKey).toBe(shown);
    const { domain } = await client.send(new DescribeDomainCommand({ domain: 'acme' }));
    expect(domain?.encryptionKey).toBe(shown);
  });

  test('DOM-037 DOM-038 an alias and its ARN name the same key, another alias another one', async () => {
    const keys = [];
    for (const [name, alias] of [
      ['one', 'alias/mine'],
      ['two', 'arn:aws:kms:us-east-1:000000000000:alias/mine'],
      ['three', 'alias/other'],
    ] as const) {
      keys.push((await create(name, alias)).domain?.encryptionKey);
    }
    expect(keys[0]).toMatch(MANAGED_KEY);
    expect(keys[1]).toBe(keys[0]);
    expect(keys[2]).not.toBe(keys[0]);
  });

  test.each([
    'aws/codeartifact',
    'nonsense',
    'arn:aws:s3:::bucket',
    `arn:aws:kms:us-east-1:1:key/${KEY}`,
    'arn:aws:kms:us-east-1:000000000000:key/x',
  ])('DOM-040 REAL-029 DOM-029 the key %s is not found, and no domain is left behind', async (key) => {
    expect(await findError(create('acme', key))).toEqual({
      name: 'ValidationException',
      status: 400,
      message: `KMS key not found: ${key}`,
      reason: 'ENCRYPTION_KEY_ERROR',
    });
    expect((await client.send(new ListDomainsCommand({}))).domains).toEqual([]);
  });

  test('DOM-042 a key of another region is refused', async () => {
    const error = await findError(create('acme', `arn:aws:kms:eu-west-1:000000000000:key/${KEY}`));
    expect(error).toEqual({
      name: 'ValidationException',
      status: 400,
      message: expect.stringContaining('us-east-1'),
      reason: 'ENCRYPTION_KEY_ERROR',
    });
  });

  test('DOM-027 REAL-022 the same name again is a conflict, also when everything is equal', async () => {
    await create('acme');
    expect(await findError(create('acme'))).toEqual({
      name: 'ConflictException',
      status: 409,
      message: "Domain already exists. Domain 'acme' owned by account '000000000000' already exists.",
      resourceId: 'acme',
      resourceType: 'domain',
    });
  });

  test('DOM-004 DOM-005 accounts and regions have domains of their own', async () => {
    await create('acme');
    for (const as of [{ account: '111122223333' }, { region: 'eu-west-1' }]) {
      const { domain } = await emulator.client(as).send(new CreateDomainCommand({ domain: 'acme' }));
      expect(domain).toMatchObject({ name: 'acme', owner: as.account ?? '000000000000' });
    }
  });

  test('DOM-006 the ARN names the partition of the region', async () => {
    const arns = [];
    for (const region of ['cn-north-1', 'us-gov-west-1', 'eu-west-1']) {
      const { domain } = await emulator.client({ region }).send(new CreateDomainCommand({ domain: 'acme' }));
      arns.push(domain?.arn);
    }
    expect(arns).toEqual([
      'arn:aws-cn:codeartifact:cn-north-1:000000000000:domain/acme',
      'arn:aws-us-gov:codeartifact:us-gov-west-1:000000000000:domain/acme',
      'arn:aws:codeartifact:eu-west-1:000000000000:domain/acme',
    ]);
  });

  test('DOM-017 a domain owner in the query is ignored', async () => {
    const answer = await callApi(emulator, 'POST', '/v1/domain?domain=acme&domain-owner=111122223333');
    expect(answer.body).toMatchObject({ domain: { owner: '000000000000' } });
  });

  test('DOM-120 DOM-121 tags are there at once, but not shown', async () => {
    const tags = [{ key: 'team', value: 'core' }];
    const { domain } = await client.send(new CreateDomainCommand({ domain: 'acme', tags }));
    expect(domain).not.toHaveProperty('tags');
    const listed = await client.send(new ListTagsForResourceCommand({ resourceArn: domain?.arn }));
    expect(listed.tags).toEqual(tags);
  });

  test('DOM-118 DOM-029 bad tags leave no domain behind', async () => {
    const tags = [
      { key: 'a', value: '1' },
      { key: 'a', value: '2' },
    ];
    expect(await findError(client.send(new CreateDomainCommand({ domain: 'acme', tags })))).toEqual(refused);
    expect((await client.send(new ListDomainsCommand({}))).domains).toEqual([]);
  });

  test('DOM-117 51 tags are too many, and leave no domain behind', async () => {
    const tags = Array.from({ length: 51 }, (_, i) => ({ key: `k${i}`, value: '' }));
    expect(await findError(client.send(new CreateDomainCommand({ domain: 'acme', tags })))).toMatchObject({
      name: 'ServiceQuotaExceededException',
      status: 402,
      resourceType: 'domain',
    });
    expect((await client.send(new ListDomainsCommand({}))).domains).toEqual([]);
  });

  test('DOM-030 QUOTA-005 QUOTA-061 with strict quotas the eleventh domain of an account and region is too many', async () => {
    for (let i = 0; i < 11; i++) await create(`d${i}`);
    const strict = await startEmulator({ quotas: 'strict' });
    const createIn = (region: string, domain: string) =>
      strict.client({ region }).send(new CreateDomainCommand({ domain }));
    for (let i = 0; i < 10; i++) await createIn('us-east-1', `d${i}`);
    expect(await findError(createIn('us-east-1', 'd10'))).toEqual({
      name: 'ServiceQuotaExceededException',
      status: 402,
      message: expect.stringContaining('10'),
      resourceId: 'd10',
      resourceType: 'domain',
    });
    expect((await createIn('eu-west-1', 'd10')).domain?.name).toBe('d10');
    await strict.close();
  });

  test('DOM-028 DOM-122 a name is free again after deletion, and nothing of the old domain comes back', async () => {
    const tags = [{ key: 'team', value: 'core' }];
    const policyDocument = '{"Statement":{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}}';
    await client.send(new CreateDomainCommand({ domain: 'acme', tags }));
    await client.send(new PutDomainPermissionsPolicyCommand({ domain: 'acme', policyDocument }));
    await client.send(new DeleteDomainCommand({ domain: 'acme' }));
    emulator.clock.advance(60);
    const { domain } = await create('acme');
    emulator.clock.advance(-60);
    expect(domain?.createdTime).toEqual(new Date('2026-03-04T05:07:07.890Z'));
    const listed = await client.send(new ListTagsForResourceCommand({ resourceArn: domain?.arn }));
    expect(listed.tags).toEqual([]);
    expect(
      await findError(client.send(new GetDomainPermissionsPolicyCommand({ domain: 'acme' }))),
    ).toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });
});

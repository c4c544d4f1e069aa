import {
  CreateDomainCommand,
  CreatePackageGroupCommand,
  DeletePackageGroupCommand,
  DescribePackageGroupCommand,
  ListTagsForResourceCommand,
  type CodeartifactClient,
  type CreatePackageGroupCommandInput,
} from '@aws-sdk/client-codeartifact';
import { callApi, findError, invalidField, missingDomain, refused } from '../../support/api';
import { startEmulator, type TestEmulator } from '../../support/emulator';
import {
  createGroups,
  forEveryType,
  GROUP_ARN,
  inherited,
  listPatterns,
  toReference,
} from '../../support/package-groups';

let emulator: TestEmulator;
let client: CodeartifactClient;
beforeAll(async () => {
  emulator = await startEmulator();
  client = emulator.client();
});
afterAll(() => emulator.close());

beforeEach(async () => {
  await emulator.reset();
  await client.send(new CreateDomainCommand({ domain: 'acme' }));
});

const create = (packageGroup: string, members: Partial<CreatePackageGroupCommandInput> = {}) =>
  client.send(new CreatePackageGroupCommand({ domain: 'acme', packageGroup, ...members }));
const parentOf = async (packageGroup: string) => {
  const command = new DescribePackageGroupCommand({ domain: 'acme', packageGroup });
  return (await client.send(command)).packageGroup?.parent?.pattern;
};

describe('serialization', () => {
  test('PG-200 PG-202 PG-300 PG-401 the pattern is in the body, and a new group inherits everything', async () => {
    const answer = await callApi(emulator, 'POST', '/v1/package-group?domain=acme', {
      packageGroup: '/npm/*',
    });
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      packageGroup: {
        arn: `${GROUP_ARN}/npm/%2a`,
        pattern: '/npm/*',
        domainName: 'acme',
        domainOwner: '000000000000',
        createdTime: 1772600767.89,
        originConfiguration: forEveryType(inherited('/*')),
        parent: toReference('/*'),
      },
    });
  });

  test('PG-300 PG-405 texts are shown, tags are not', async () => {
    const { packageGroup } = await create('/npm/*', {
      contactInfo: 'packages@example.com',
      description: 'everything for npm',
      tags: [{ key: 'team', value: 'core' }],
    });
    expect(packageGroup).toMatchObject({
      contactInfo: 'packages@example.com',
      description: 'everything for npm',
    });
    expect(packageGroup).not.toHaveProperty('tags');
    const resourceArn = packageGroup?.arn;
    const listed = await client.send(new ListTagsForResourceCommand({ resourceArn }));
    expect(listed.tags).toEqual([{ key: 'team', value: 'core' }]);
  });

  test('PG-200 empty texts are not shown', async () => {
    const { packageGroup } = await create('/npm/*', { contactInfo: '', description: '' });
    expect(packageGroup).not.toHaveProperty('contactInfo');
    expect(packageGroup).not.toHaveProperty('description');
  });
});

describe('validation', () => {
  test.each(['', '/', 'a b', '/npm/sp ace/*', '/npm/\t*', `/npm/${'a'.repeat(516)}`])(
    'PG-020 the pattern %p breaks a constraint',
    async (packageGroup) => {
      expect(await findError(create(packageGroup))).toEqual(invalidField);
    },
  );

  test('PG-020 the longest pattern has 520 characters', async () => {
    const pattern = `/npm//${'a'.repeat(513)}$`;
    expect((await create(pattern)).packageGroup?.pattern).toBe(pattern);
  });

  test.each([{ contactInfo: 'a\nb' }, { description: 'd'.repeat(1001) }, { contactInfo: 'c'.repeat(1001) }])(
    'PG-303 texts have limits: %#',
    async (texts) => {
      expect(await findError(create('/npm/*', texts))).toEqual(invalidField);
    },
  );

  test('PG-303 texts may have 1,000 characters', async () => {
    const { packageGroup } = await create('/npm/*', { contactInfo: 'c'.repeat(1000) });
    expect(packageGroup?.contactInfo).toHaveLength(1000);
  });

  test.each([
    [[{ key: 'aws:a', value: '' }]],
    [
      [
        { key: 'a', value: '' },
        { key: 'a', value: '' },
      ],
    ],
  ])('PG-304 bad tags leave no group behind: %#', async (tags) => {
    expect(await findError(create('/npm/*', { tags }))).toEqual(refused);
    expect(await listPatterns(client)).toEqual(['/*']);
  });

  test('PG-304 51 tags are too many for a group', async () => {
    const tags = Array.from({ length: 51 }, (_, i) => ({ key: `k${i}`, value: '' }));
    expect(await findError(create('/npm/*', { tags }))).toEqual({
      name: 'ServiceQuotaExceededException',
      status: 402,
      message: expect.stringContaining('50'),
      resourceId: '/npm/*',
    });
    expect(await listPatterns(client)).toEqual(['/*']);
  });

  test('PG-305 the domain must exist', async () => {
    expect(await findError(create('/npm/*', { domain: 'nowhere' }))).toEqual(missingDomain('nowhere'));
  });
});

describe('functionality', () => {
  test.each(['/*', '/npm/*'])('PG-301 PG-500 %s exists', async (pattern) => {
    await createGroups(client, '/npm/*');
    expect(await findError(create(pattern))).toEqual({
      name: 'ConflictException',
      status: 409,
      message:
        `Package group already exists. Package group '${pattern}' in domain 'acme' owned by account ` +
        `'000000000000' already exists.`,
      resourceId: pattern,
    });
  });

  test('PG-019 PG-302 PG-102 variations of one pattern stand beside each other, as they were given', async () => {
    const patterns = ['/npm//AsyncStorage$', '/npm//async-storage$', '/npm//asyncstorage$'];
    await createGroups(client, '/npm/*', ...patterns);
    expect(await listPatterns(client)).toEqual(['/*', '/npm/*', ...patterns]);
    expect(await Promise.all(patterns.map(parentOf))).toEqual(['/npm/*', '/npm/*', '/npm/*']);
  });

  test('PG-103 a group between two others gets the lower one as its child', async () => {
    await createGroups(client, '/npm/*', '/npm/space/foo$', '/npm/spade/foo$');
    await createGroups(client, '/npm/space/*');
    expect(await parentOf('/npm/space/*')).toBe('/npm/*');
    expect(await parentOf('/npm/space/foo$')).toBe('/npm/space/*');
    expect(await parentOf('/npm/spade/foo$')).toBe('/npm/*');
  });

  test('PG-310 a group created again starts afresh', async () => {
    await create('/npm/*', { description: 'old', tags: [{ key: 'team', value: 'core' }] });
    await client.send(new DeletePackageGroupCommand({ domain: 'acme', packageGroup: '/npm/*' }));
    const { packageGroup } = await create('/npm/*');
    expect(packageGroup).not.toHaveProperty('description');
    expect(packageGroup?.originConfiguration).toEqual(forEveryType(inherited('/*')));
    const listed = await client.send(new ListTagsForResourceCommand({ resourceArn: packageGroup?.arn }));
    expect(listed.tags).toEqual([]);
  });
});

describe('a limit for groups', () => {
  let limited: TestEmulator;
  beforeAll(async () => {
    limited = await startEmulator({ limits: { packageGroupsPerDomain: 2 } });
  });
  afterAll(() => limited.close());

  test('PG-305 counts the root, and only where it is configured', async () => {
    const there = limited.client();
    await there.send(new CreateDomainCommand({ domain: 'acme' }));
    await createGroups(there, '/npm/*');
    const call = there.send(new CreatePackageGroupCommand({ domain: 'acme', packageGroup: '/pypi/*' }));
    expect(await findError(call)).toEqual({
      name: 'ServiceQuotaExceededException',
      status: 402,
      message: expect.stringContaining('2'),
      resourceId: '/pypi/*',
    });
    expect(await listPatterns(there)).toEqual(['/*', '/npm/*']);
  });
});

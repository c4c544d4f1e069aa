import {
  CreateDomainCommand,
  CreatePackageGroupCommand,
  CreateRepositoryCommand,
  DeleteDomainCommand,
  DeletePackageGroupCommand,
  DescribePackageGroupCommand,
  GetAssociatedPackageGroupCommand,
  ListSubPackageGroupsCommand,
  ListTagsForResourceCommand,
  TagResourceCommand,
  type CodeartifactClient,
} from '@aws-sdk/client-codeartifact';
import { callApi, findError, missingDomain, refused } from '../../support/api';
import { startEmulator, type TestEmulator } from '../../support/emulator';
import {
  createGroups,
  forEveryType,
  GROUP_ARN,
  inherited,
  listPatterns,
  missingGroup,
  owned,
  restrict,
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

const remove = (packageGroup: string, domain = 'acme') =>
  client.send(new DeletePackageGroupCommand({ domain, packageGroup }));
const describeGroup = async (packageGroup: string) =>
  (await client.send(new DescribePackageGroupCommand({ domain: 'acme', packageGroup }))).packageGroup;

describe('serialization', () => {
  test('PG-308 the group is shown as it was', async () => {
    const members = { domain: 'acme', packageGroup: '/npm/*', contactInfo: 'me', description: 'npm' };
    await client.send(new CreatePackageGroupCommand(members));
    await restrict(client, '/npm/*', { PUBLISH: 'BLOCK' });
    const target = '/v1/package-group?domain=acme&package-group=%2Fnpm%2F%2A';
    const answer = await callApi(emulator, 'DELETE', target);
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      packageGroup: {
        arn: `${GROUP_ARN}/npm/%2a`,
        pattern: '/npm/*',
        domainName: 'acme',
        domainOwner: '000000000000',
        createdTime: 1772600767.89,
        contactInfo: 'me',
        description: 'npm',
        originConfiguration: {
          restrictions: {
            EXTERNAL_UPSTREAM: inherited('/*'),
            INTERNAL_UPSTREAM: inherited('/*'),
            PUBLISH: owned('BLOCK'),
          },
        },
        parent: toReference('/*'),
      },
    });
  });
});

describe('validation', () => {
  test('PG-003 PG-309 the root stays', async () => {
    expect(await findError(remove('/*'))).toEqual(refused);
    expect(await listPatterns(client)).toEqual(['/*']);
  });

  test.each(['/npm/*', '/npm', 'a b', '/', 'x'.repeat(521)])(
    'PG-020 PG-311 there is no group %p',
    async (pattern) => {
      expect(await findError(remove(pattern))).toEqual(missingGroup(pattern));
    },
  );

  test('PG-311 the domain must exist', async () => {
    expect(await findError(remove('/npm/*', 'nowhere'))).toEqual(missingDomain('nowhere'));
  });
});

describe('functionality', () => {
  test('PG-310 the group is gone, from descriptions and lists', async () => {
    await createGroups(client, '/npm/*', '/pypi/*');
    await remove('/npm/*');
    expect(await listPatterns(client)).toEqual(['/*', '/pypi/*']);
    expect(await findError(describeGroup('/npm/*'))).toEqual(missingGroup('/npm/*'));
    expect(await findError(remove('/npm/*'))).toEqual(missingGroup('/npm/*'));
  });

  test('PG-103 PG-310 its children move to its parent, and inherit from there', async () => {
    await createGroups(client, '/npm/*', '/npm/space/*', '/npm/space/foo$', '/npm/other/*');
    await restrict(client, '/npm/space/*', { PUBLISH: 'BLOCK' });
    await remove('/npm/space/*');
    const orphan = await describeGroup('/npm/space/foo$');
    expect(orphan?.parent).toEqual(toReference('/npm/*'));
    expect(orphan?.originConfiguration).toEqual(forEveryType(inherited('/*')));
    const command = new ListSubPackageGroupsCommand({ domain: 'acme', packageGroup: '/npm/*' });
    const { packageGroups } = await client.send(command);
    expect(packageGroups?.map(({ pattern }) => pattern)).toEqual(['/npm/other/*', '/npm/space/foo$']);
  });

  test('PG-005 PG-103 packages belong to the group above at once', async () => {
    await createGroups(client, '/npm/*', '/npm//react$');
    const command = new GetAssociatedPackageGroupCommand({ domain: 'acme', format: 'npm', package: 'react' });
    expect((await client.send(command)).packageGroup?.pattern).toBe('/npm//react$');
    await remove('/npm//react$');
    expect((await client.send(command)).packageGroup?.pattern).toBe('/npm/*');
  });

  test('PG-310 a repository that the group allowed may go afterwards', async () => {
    await client.send(new CreateRepositoryCommand({ domain: 'acme', repository: 'store' }));
    await createGroups(client, '/npm/*');
    await restrict(client, '/npm/*', { PUBLISH: 'ALLOW_SPECIFIC_REPOSITORIES' }, [
      { repositoryName: 'store', originRestrictionType: 'PUBLISH' },
    ]);
    await remove('/npm/*');
    const answer = await callApi(emulator, 'DELETE', '/v1/repository?domain=acme&repository=store');
    expect(answer.status).toBe(200);
  });

  test('PG-006 PG-310 a deleted domain takes its groups and their tags along', async () => {
    await createGroups(client, '/npm/*');
    const tags = [{ key: 'team', value: 'core' }];
    for (const pattern of ['%2a', 'npm/%2a']) {
      await client.send(new TagResourceCommand({ resourceArn: `${GROUP_ARN}/${pattern}`, tags }));
    }
    await restrict(client, '/*', { PUBLISH: 'BLOCK' });
    await client.send(new DeleteDomainCommand({ domain: 'acme' }));
    await client.send(new CreateDomainCommand({ domain: 'acme' }));
    expect(await listPatterns(client)).toEqual(['/*']);
    expect((await describeGroup('/*'))?.originConfiguration).toEqual(forEveryType(owned('ALLOW')));
    await createGroups(client, '/npm/*');
    for (const pattern of ['%2a', 'npm/%2a']) {
      const command = new ListTagsForResourceCommand({ resourceArn: `${GROUP_ARN}/${pattern}` });
      expect((await client.send(command)).tags).toEqual([]);
    }
  });
});

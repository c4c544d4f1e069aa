import {
  CreateDomainCommand,
  DeletePackageGroupCommand,
  ListSubPackageGroupsCommand,
  paginateListSubPackageGroups,
  type CodeartifactClient,
  type ListSubPackageGroupsCommandInput,
  type ListSubPackageGroupsCommandOutput,
} from '@aws-sdk/client-codeartifact';
import { callApi, findError, invalidField, missingDomain, refused } from '../../support/api';
import { startEmulator, type TestEmulator } from '../../support/emulator';
import {
  createGroups,
  forEveryType,
  GROUP_ARN,
  inherited,
  missingGroup,
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
  await createGroups(client, '/npm/*', '/npm/space/*', '/npm/space/foo$', '/npm//*', '/pypi/*');
});

const list = (packageGroup: string, members: Partial<ListSubPackageGroupsCommandInput> = {}) =>
  client.send(new ListSubPackageGroupsCommand({ domain: 'acme', packageGroup, ...members }));
const patternsOf = ({ packageGroups }: ListSubPackageGroupsCommandOutput) =>
  packageGroups?.map(({ pattern }) => pattern);

describe('serialization', () => {
  test('PG-315 an item is like those of ListPackageGroups', async () => {
    const target = '/v1/package-groups/sub-groups?domain=acme&package-group=%2Fnpm%2Fspace%2F*';
    const answer = await callApi(emulator, 'POST', target);
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      packageGroups: [
        {
          arn: `${GROUP_ARN}/npm/space/foo%24`,
          pattern: '/npm/space/foo$',
          domainName: 'acme',
          domainOwner: '000000000000',
          createdTime: 1772600767.89,
          originConfiguration: forEveryType(inherited('/*')),
          parent: toReference('/npm/space/*'),
        },
      ],
    });
  });

  test('PG-315 a leaf has an empty list', async () => {
    const target = '/v1/package-groups/sub-groups?domain=acme&package-group=%2Fpypi%2F*';
    expect(await callApi(emulator, 'POST', target)).toMatchObject({
      status: 200,
      text: '{"packageGroups":[]}',
    });
  });
});

describe('validation', () => {
  test.each([0, 1001])('PG-315 the page size %p is refused', async (maxResults) => {
    expect(await findError(list('/*', { maxResults }))).toEqual(invalidField);
  });

  test('PG-315 group and domain must exist', async () => {
    for (const pattern of ['/npm', '/npm/**']) {
      expect(await findError(list(pattern))).toEqual(missingGroup(pattern));
    }
    expect(await findError(list('/*', { domain: 'nowhere' }))).toEqual(missingDomain('nowhere'));
  });

  test('PG-315 a token is good for one list only', async () => {
    const { nextToken } = await list('/*', { maxResults: 1 });
    expect(await findError(list('/npm/*', { nextToken }))).toEqual(refused);
    expect(await findError(list('/*', { nextToken: 'garbage' }))).toEqual(refused);
  });
});

describe('functionality', () => {
  test('PG-315 direct children only, by pattern, in pages', async () => {
    expect(patternsOf(await list('/*'))).toEqual(['/npm/*', '/pypi/*']);
    const pages = [];
    const input = { domain: 'acme', packageGroup: '/npm/*' };
    for await (const page of paginateListSubPackageGroups({ client, pageSize: 1 }, input)) {
      pages.push(patternsOf(page));
    }
    expect(pages).toEqual([['/npm//*'], ['/npm/space/*']]);
  });

  test('PG-103 PG-315 a token stays valid while children come and go', async () => {
    const { nextToken } = await list('/npm/*', { maxResults: 1 });
    for (const packageGroup of ['/npm//*', '/npm/space/*']) {
      await client.send(new DeletePackageGroupCommand({ domain: 'acme', packageGroup }));
    }
    await createGroups(client, '/npm/a/*', '/npm/z/*', '/npm/z/a$');
    expect(patternsOf(await list('/npm/*', { nextToken }))).toEqual([
      '/npm/a/*',
      '/npm/space/foo$',
      '/npm/z/*',
    ]);
  });
});

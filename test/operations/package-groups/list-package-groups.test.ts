import {
  CreateDomainCommand,
  DeletePackageGroupCommand,
  ListPackageGroupsCommand,
  paginateListPackageGroups,
  type CodeartifactClient,
  type ListPackageGroupsCommandInput,
  type ListPackageGroupsCommandOutput,
} from '@aws-sdk/client-codeartifact';
import { callApi, findError, invalidField, missingDomain, refused } from '../../support/api';
import { startEmulator, type TestEmulator } from '../../support/emulator';
import {
  createGroups,
  forEveryType,
  GROUP_ARN,
  inherited,
  listPatterns,
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

const list = (members: Partial<ListPackageGroupsCommandInput> = {}) =>
  client.send(new ListPackageGroupsCommand({ domain: 'acme', ...members }));
const patternsOf = ({ packageGroups }: ListPackageGroupsCommandOutput) =>
  packageGroups?.map(({ pattern }) => pattern);

describe('serialization', () => {
  test('PG-312 a summary has the members of a description', async () => {
    await createGroups(client, '/npm/*');
    await restrict(client, '/*', { PUBLISH: 'BLOCK' });
    const group = { domainName: 'acme', domainOwner: '000000000000', createdTime: 1772600767.89 };
    const { restrictions } = forEveryType(owned('ALLOW'));
    const { restrictions: below } = forEveryType(inherited('/*'));
    const answer = await callApi(emulator, 'POST', '/v1/package-groups?domain=acme');
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      packageGroups: [
        {
          ...group,
          arn: `${GROUP_ARN}/%2a`,
          pattern: '/*',
          originConfiguration: { restrictions: { ...restrictions, PUBLISH: owned('BLOCK') } },
        },
        {
          ...group,
          arn: `${GROUP_ARN}/npm/%2a`,
          pattern: '/npm/*',
          originConfiguration: { restrictions: { ...below, PUBLISH: inherited('/*', 'BLOCK') } },
          parent: toReference('/*'),
        },
      ],
    });
  });
});

describe('validation', () => {
  test.each([0, 1001])('PG-314 the page size %p is refused', async (maxResults) => {
    expect(await findError(list({ maxResults }))).toEqual(invalidField);
  });

  test('PG-313 a prefix has at most 520 characters, of any kind', async () => {
    expect(await findError(list({ prefix: 'x'.repeat(521) }))).toEqual(invalidField);
    expect(patternsOf(await list({ prefix: ' '.repeat(520) }))).toEqual([]);
  });

  test('PG-312 the domain must exist', async () => {
    expect(await findError(list({ domain: 'nowhere' }))).toEqual(missingDomain('nowhere'));
  });

  test('PG-312 a token is good for one list only', async () => {
    await createGroups(client, '/npm/*');
    await client.send(new CreateDomainCommand({ domain: 'other' }));
    const { nextToken } = await list({ maxResults: 1 });
    for (const other of [{ prefix: '/npm' }, { domain: 'other' }, { nextToken: `${nextToken}x` }]) {
      expect(await findError(list({ nextToken, ...other }))).toEqual(refused);
    }
  });
});

describe('functionality', () => {
  const patterns = ['/npm//*', '/npm/*', '/npm/B/*', '/npm/a/*', '/npm/ä/*', '/pypi/*'];
  const sorted = ['/*', '/npm/*', '/npm//*', '/npm/B/*', '/npm/a/*', '/npm/ä/*', '/pypi/*'];

  test('PG-002 PG-312 a new domain has its root', async () => {
    expect(patternsOf(await list())).toEqual(['/*']);
  });

  test('PG-314 pages go by pattern', async () => {
    await createGroups(client, ...patterns);
    const pages = [];
    for await (const page of paginateListPackageGroups({ client, pageSize: 3 }, { domain: 'acme' })) {
      pages.push(patternsOf(page));
    }
    expect(pages).toEqual([sorted.slice(0, 3), sorted.slice(3, 6), sorted.slice(6)]);
    expect(patternsOf(await list())).toEqual(sorted);
  });

  test.each([
    ['', sorted],
    ['/npm', sorted.slice(1, 6)],
    ['/npm//', ['/npm//*']],
    ['/*', ['/*']],
    ['npm', []],
    ['/NPM', []],
    ['/npm/*', ['/npm/*']],
  ])('PG-313 the prefix %p is text', async (prefix, found) => {
    await createGroups(client, ...patterns);
    expect(patternsOf(await list({ prefix }))).toEqual(found);
  });

  test('PG-314 a token stays valid while groups come and go', async () => {
    await createGroups(client, ...patterns);
    const { nextToken } = await list({ maxResults: 3 });
    for (const packageGroup of ['/npm//*', '/npm/B/*']) {
      await client.send(new DeletePackageGroupCommand({ domain: 'acme', packageGroup }));
    }
    await createGroups(client, '/maven/*', '/npm/C/*');
    expect(patternsOf(await list({ nextToken }))).toEqual(['/npm/C/*', '/npm/a/*', '/npm/ä/*', '/pypi/*']);
  });

  test('PG-312 each domain has its own groups', async () => {
    await client.send(new CreateDomainCommand({ domain: 'acme-2' }));
    await createGroups(client, '/npm/*');
    expect(patternsOf(await list({ domain: 'acme-2' }))).toEqual(['/*']);
    const other = emulator.client({ account: '111122223333' });
    const theirs = await other.send(
      new ListPackageGroupsCommand({ domain: 'acme', domainOwner: '000000000000' }),
    );
    expect(patternsOf(theirs)).toEqual(await listPatterns(client));
  });
});

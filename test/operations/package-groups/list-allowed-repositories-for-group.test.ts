import {
  CreateDomainCommand,
  CreateRepositoryCommand,
  DeleteRepositoryCommand,
  ListAllowedRepositoriesForGroupCommand,
  paginateListAllowedRepositoriesForGroup,
  type CodeartifactClient,
  type ListAllowedRepositoriesForGroupCommandInput,
} from '@aws-sdk/client-codeartifact';
import { callApi, findError, invalidField, missingDomain, refused } from '../../support/api';
import { startEmulator, type TestEmulator } from '../../support/emulator';
import { createGroups, missingGroup, restrict } from '../../support/package-groups';

let emulator: TestEmulator;
let client: CodeartifactClient;
beforeAll(async () => {
  emulator = await startEmulator();
  client = emulator.client();
});
afterAll(() => emulator.close());

const SPECIFIC = 'ALLOW_SPECIFIC_REPOSITORIES';
const INPUT = { domain: 'acme', packageGroup: '/npm/*', originRestrictionType: 'PUBLISH' } as const;
const NAMES = ['dd', 'aa', 'cc', 'bb', 'aa-1'];
const SORTED = ['aa', 'aa-1', 'bb', 'cc', 'dd'];

beforeEach(async () => {
  await emulator.reset();
  await client.send(new CreateDomainCommand({ domain: 'acme' }));
  for (const repository of NAMES) {
    await client.send(new CreateRepositoryCommand({ domain: 'acme', repository }));
  }
  await createGroups(client, '/npm/*', '/npm/space/*');
  await restrict(
    client,
    '/npm/*',
    { PUBLISH: SPECIFIC },
    NAMES.map((repositoryName) => ({ repositoryName, originRestrictionType: 'PUBLISH' })),
  );
});

const list = (members: Partial<ListAllowedRepositoriesForGroupCommandInput> = {}) =>
  client.send(new ListAllowedRepositoriesForGroupCommand({ ...INPUT, ...members }));

describe('serialization', () => {
  test('PG-240 the type stands in the query in camel case', async () => {
    const query = 'domain=acme&package-group=%2Fnpm%2F*&originRestrictionType=PUBLISH&max-results=2';
    const answer = await callApi(emulator, 'GET', `/v1/package-group-allowed-repositories?${query}`);
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ allowedRepositories: ['aa', 'aa-1'], nextToken: expect.any(String) });
  });

  test('PG-240 PG-241 an empty list', async () => {
    const query = 'domain=acme&package-group=%2F*&originRestrictionType=PUBLISH';
    const answer = await callApi(emulator, 'GET', `/v1/package-group-allowed-repositories?${query}`);
    expect(answer).toMatchObject({ status: 200, text: '{"allowedRepositories":[]}' });
  });
});

describe('validation', () => {
  test.each(['', '&originRestrictionType=DOWNLOAD', '&origin-restriction-type=PUBLISH'])(
    'PG-242 a type is required: %p',
    async (type) => {
      const query = `domain=acme&package-group=%2Fnpm%2F*${type}`;
      const answer = await callApi(emulator, 'GET', `/v1/package-group-allowed-repositories?${query}`);
      expect(answer).toMatchObject({ status: 400, errorType: 'ValidationException' });
    },
  );

  test.each([0, 1001])('PG-240 the page size %p is refused', async (maxResults) => {
    expect(await findError(list({ maxResults }))).toEqual(invalidField);
  });

  test('PG-242 group and domain must exist', async () => {
    expect(await findError(list({ packageGroup: '/npm' }))).toEqual(missingGroup('/npm'));
    expect(await findError(list({ domain: 'nowhere' }))).toEqual(missingDomain('nowhere'));
  });

  test('PG-240 a token is good for one list only', async () => {
    const { nextToken } = await list({ maxResults: 1 });
    const others = [
      { originRestrictionType: 'INTERNAL_UPSTREAM' as const },
      { packageGroup: '/*' },
      { nextToken: 'garbage' },
    ];
    for (const other of others) {
      expect(await findError(list({ nextToken, ...other }))).toEqual(refused);
    }
  });
});

describe('functionality', () => {
  test('PG-241 pages go by name', async () => {
    const pages = [];
    for await (const page of paginateListAllowedRepositoriesForGroup({ client, pageSize: 2 }, { ...INPUT })) {
      pages.push(page.allowedRepositories);
    }
    expect(pages).toEqual([SORTED.slice(0, 2), SORTED.slice(2, 4), SORTED.slice(4)]);
    expect((await list()).allowedRepositories).toEqual(SORTED);
  });

  test('PG-206 PG-241 a group that inherits has no list of its own', async () => {
    expect((await list({ packageGroup: '/npm/space/*' })).allowedRepositories).toEqual([]);
    expect((await list({ originRestrictionType: 'EXTERNAL_UPSTREAM' })).allowedRepositories).toEqual([]);
  });

  test('PG-231 PG-241 a token survives the repository that it points at', async () => {
    const { nextToken } = await list({ maxResults: 2 });
    await client.send(new DeleteRepositoryCommand({ domain: 'acme', repository: 'aa-1' }));
    expect((await list({ nextToken })).allowedRepositories).toEqual(SORTED.slice(2));
  });
});

import {
  CreateDomainCommand,
  CreateRepositoryCommand,
  DeleteRepositoryCommand,
  ListRepositoriesInDomainCommand,
  paginateListRepositoriesInDomain,
  type CodeartifactClient,
  type ListRepositoriesInDomainCommandInput,
  type ListRepositoriesInDomainCommandOutput,
} from '@aws-sdk/client-codeartifact';
import { callApi, findError, invalidField, missingDomain, refused } from '../../support/api';
import { startEmulator, type TestEmulator } from '../../support/emulator';

let emulator: TestEmulator;
let client: CodeartifactClient;
beforeAll(async () => {
  emulator = await startEmulator();
  client = emulator.client();
});
afterAll(() => emulator.close());
beforeEach(() => emulator.reset());

const OTHER = '111122223333';
const create = (...names: string[]) =>
  Promise.all(
    names.map((repository) => client.send(new CreateRepositoryCommand({ domain: 'acme', repository }))),
  );
const list = (input: Partial<ListRepositoriesInDomainCommandInput> = {}) =>
  client.send(new ListRepositoriesInDomainCommand({ domain: 'acme', ...input }));
const namesOf = ({ repositories }: ListRepositoriesInDomainCommandOutput) =>
  repositories?.map(({ name }) => name);
const createTheirs = (repository: string) =>
  emulator
    .client({ account: OTHER })
    .send(new CreateRepositoryCommand({ domain: 'acme', domainOwner: '000000000000', repository }));
beforeEach(() => client.send(new CreateDomainCommand({ domain: 'acme' })));

describe('serialization', () => {
  test('REPO-013 REPO-131 REPO-150 summaries, by parameters of the query', async () => {
    await create('app', 'zip');
    await createTheirs('app-theirs');
    const target =
      `/v1/domain/repositories?domain=acme&domain-owner=000000000000&administrator-account=${OTHER}` +
      '&repository-prefix=app&max-results=7';
    const answer = await callApi(emulator, 'POST', target);
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      repositories: [
        {
          name: 'app-theirs',
          administratorAccount: OTHER,
          domainName: 'acme',
          domainOwner: '000000000000',
          arn: 'arn:aws:codeartifact:us-east-1:000000000000:repository/acme/app-theirs',
          createdTime: 1772600767.89,
        },
      ],
    });
  });

  test.each([undefined, '', '{}'])('REPO-014 REPO-152 an empty domain, with the body %p', async (body) => {
    const answer = await callApi(emulator, 'POST', '/v1/domain/repositories?domain=acme', body);
    expect(answer).toMatchObject({ status: 200, text: '{"repositories":[]}' });
  });
});

describe('validation', () => {
  test.each<Partial<ListRepositoriesInDomainCommandInput>>([
    { administratorAccount: '12' },
    { repositoryPrefix: 'a' },
    { maxResults: 0 },
    { maxResults: 1001 },
    { domain: 'my_domain' },
    { domainOwner: '12' },
  ])('REPO-134 REPO-139 REPO-151 %p is refused', async (input) => {
    expect(await findError(list(input))).toEqual(invalidField);
  });

  test('REPO-137 a token that is garbled, or of another list, is refused', async () => {
    await create('r1', 'r2');
    await client.send(new CreateDomainCommand({ domain: 'beta' }));
    const { nextToken } = await list({ maxResults: 1 });
    const inputs = [
      { nextToken: 'garbage' },
      { nextToken, domain: 'beta' },
      { nextToken, administratorAccount: OTHER },
      { nextToken, repositoryPrefix: 'r1' },
    ];
    for (const input of inputs) expect(await findError(list(input))).toEqual(refused);
  });
});

describe('functionality', () => {
  test('REPO-150 REPO-154 pages go by name, each repository once', async () => {
    await create('delta', 'beta', 'alpha', 'echo', 'Charlie');
    const pages = [];
    for await (const page of paginateListRepositoriesInDomain({ client, pageSize: 3 }, { domain: 'acme' })) {
      pages.push(namesOf(page));
    }
    expect(pages).toEqual([
      ['Charlie', 'alpha', 'beta'],
      ['delta', 'echo'],
    ]);
  });

  test('REPO-134 REPO-135 fifty to a page unless asked otherwise, and no token at the end', async () => {
    await create(...Array.from({ length: 51 }, (_, i) => `r${i + 10}`));
    const { nextToken, repositories } = await list();
    expect(repositories).toHaveLength(50);
    const last = await list({ nextToken });
    expect(namesOf(last)).toEqual(['r60']);
    expect(last).not.toHaveProperty('nextToken');
    expect(await list({ maxResults: 51 })).not.toHaveProperty('nextToken');
  });

  test('DOM-131 REPO-150 REPO-151 administrators and prefixes select', async () => {
    await create('app-1', 'App-2', 'lib');
    await createTheirs('app-3');
    expect(namesOf(await list())).toEqual(['App-2', 'app-1', 'app-3', 'lib']);
    expect(namesOf(await list({ administratorAccount: OTHER }))).toEqual(['app-3']);
    expect(namesOf(await list({ administratorAccount: '444455556666' }))).toEqual([]);
    expect(namesOf(await list({ repositoryPrefix: 'app' }))).toEqual(['app-1', 'app-3']);
    const both = { administratorAccount: '000000000000', repositoryPrefix: 'app' };
    expect(namesOf(await list(both))).toEqual(['app-1']);
  });

  test('REPO-138 a walk survives what happens between its pages', async () => {
    await create('r2', 'r4', 'r6');
    const { nextToken } = await list({ maxResults: 2 });
    await client.send(new DeleteRepositoryCommand({ domain: 'acme', repository: 'r4' }));
    await create('r1', 'r5');
    expect(namesOf(await list({ nextToken }))).toEqual(['r5', 'r6']);
  });

  test('REPO-005 only this domain is listed', async () => {
    await create('mine');
    await client.send(new CreateDomainCommand({ domain: 'acme-2' }));
    await client.send(new CreateRepositoryCommand({ domain: 'acme-2', repository: 'other' }));
    expect(namesOf(await list())).toEqual(['mine']);
  });

  test('REPO-152 the domain does not exist, or is of another account', async () => {
    expect(await findError(list({ domain: 'nowhere' }))).toEqual(missingDomain('nowhere'));
    const call = list({ domainOwner: OTHER });
    expect(await findError(call)).toEqual(missingDomain('acme', OTHER));
  });
});

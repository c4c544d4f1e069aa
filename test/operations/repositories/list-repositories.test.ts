import {
  CreateDomainCommand,
  CreateRepositoryCommand,
  DeleteRepositoryCommand,
  ListRepositoriesCommand,
  ListRepositoriesInDomainCommand,
  paginateListRepositories,
  type CodeartifactClient,
  type ListRepositoriesCommandInput,
  type ListRepositoriesCommandOutput,
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

const OTHER = '111122223333';
const create = (domain: string, ...names: string[]) =>
  Promise.all(names.map((repository) => client.send(new CreateRepositoryCommand({ domain, repository }))));
const list = (input: ListRepositoriesCommandInput = {}) => client.send(new ListRepositoriesCommand(input));
const namesOf = ({ repositories }: ListRepositoriesCommandOutput) =>
  repositories?.map(({ domainName, name }) => `${domainName}/${name}`);
beforeEach(async () => {
  for (const domain of ['acme', 'beta']) await client.send(new CreateDomainCommand({ domain }));
});

describe('serialization', () => {
  test('REPO-131 a summary has the description, but neither upstreams nor connections', async () => {
    await create('acme', 'plain');
    const described = { domain: 'acme', repository: 'store', description: 'Ours' };
    await client.send(
      new CreateRepositoryCommand({ ...described, upstreams: [{ repositoryName: 'plain' }] }),
    );
    const answer = await callApi(emulator, 'POST', '/v1/repositories');
    const common = {
      administratorAccount: '000000000000',
      domainName: 'acme',
      domainOwner: '000000000000',
      createdTime: 1772600767.89,
    };
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      repositories: [
        {
          ...common,
          name: 'plain',
          arn: 'arn:aws:codeartifact:us-east-1:000000000000:repository/acme/plain',
        },
        {
          ...common,
          name: 'store',
          arn: 'arn:aws:codeartifact:us-east-1:000000000000:repository/acme/store',
          description: 'Ours',
        },
      ],
    });
  });

  test.each([undefined, '', '{}'])('REPO-014 REPO-132 none, with the body %p', async (body) => {
    const answer = await callApi(emulator, 'POST', '/v1/repositories', body);
    expect(answer).toMatchObject({ status: 200, text: '{"repositories":[]}' });
  });
});

describe('validation', () => {
  test.each(['0', '1001', '-1', 'abc', ''])('REPO-134 the page size %p is refused', async (size) => {
    const answer = await callApi(emulator, 'POST', `/v1/repositories?max-results=${size}`);
    expect(answer).toMatchObject({ status: 400, errorType: 'ValidationException' });
  });

  test('REPO-139 a prefix of one character is refused', async () => {
    expect(await findError(list({ repositoryPrefix: 'a' }))).toEqual(invalidField);
  });

  test('REPO-137 a token that is garbled, or of another list, is refused', async () => {
    await create('acme', 'r1', 'r2', 'r3');
    const { nextToken } = await list({ maxResults: 1 });
    const other = await client.send(new ListRepositoriesInDomainCommand({ domain: 'acme', maxResults: 1 }));
    for (const input of [
      { nextToken: 'garbage' },
      { nextToken: `${nextToken}A` },
      { nextToken: other.nextToken },
      { nextToken, repositoryPrefix: 'r1' },
    ]) {
      expect(await findError(list(input))).toEqual(refused);
    }
    const theirs = emulator.client({ account: OTHER }).send(new ListRepositoriesCommand({ nextToken }));
    expect(await findError(theirs)).toEqual(refused);
  });
});

describe('functionality', () => {
  test('REPO-133 REPO-135 pages go by domain and name, each repository once', async () => {
    await create('beta', 'aa', 'zz');
    await create('acme', 'b.b', 'B-b', 'aa');
    const pages = [];
    for await (const page of paginateListRepositories({ client, pageSize: 2 }, {})) pages.push(namesOf(page));
    expect(pages).toEqual([['acme/B-b', 'acme/aa'], ['acme/b.b', 'beta/aa'], ['beta/zz']]);
  });

  test('REPO-134 REPO-136 REPO-141 fifty to a page unless asked otherwise', async () => {
    await create('acme', ...Array.from({ length: 51 }, (_, i) => `r${i + 10}`));
    const first = await list();
    expect(first.repositories).toHaveLength(50);
    expect(first.nextToken).toMatch(/^[A-Za-z0-9_-]{1,2000}$/);
    const second = await list({ nextToken: first.nextToken });
    expect(namesOf(second)).toEqual(['acme/r60']);
    expect(second).not.toHaveProperty('nextToken');
    expect(await list()).toEqual({ ...first, $metadata: expect.anything() });
  });

  test('REPO-135 a page that holds exactly what is left has no token', async () => {
    await create('acme', 'r1', 'r2');
    expect(await list({ maxResults: 2 })).not.toHaveProperty('nextToken');
  });

  test('REPO-137 the page size may change in between', async () => {
    await create('acme', 'r1', 'r2', 'r3', 'r4');
    const { nextToken } = await list({ maxResults: 1 });
    expect(namesOf(await list({ maxResults: 2, nextToken }))).toEqual(['acme/r2', 'acme/r3']);
  });

  test('REPO-138 a walk survives what happens between its pages', async () => {
    await create('acme', 'r2', 'r4', 'r6');
    const { nextToken } = await list({ maxResults: 2 });
    await client.send(new DeleteRepositoryCommand({ domain: 'acme', repository: 'r4' }));
    await create('acme', 'r1', 'r5');
    expect(namesOf(await list({ nextToken }))).toEqual(['acme/r5', 'acme/r6']);
  });

  test('REPO-139 a prefix selects over all domains, and case counts', async () => {
    await create('acme', 'app-1', 'App-2', 'lib');
    await create('beta', 'app-3', 'my-app');
    expect(namesOf(await list({ repositoryPrefix: 'app' }))).toEqual(['acme/app-1', 'beta/app-3']);
    expect(namesOf(await list({ repositoryPrefix: 'nothing' }))).toEqual([]);
    const page = await list({ repositoryPrefix: 'app', maxResults: 1 });
    const rest = await list({ repositoryPrefix: 'app', maxResults: 1, nextToken: page.nextToken });
    expect([namesOf(page), namesOf(rest), rest.nextToken]).toEqual([
      ['acme/app-1'],
      ['beta/app-3'],
      undefined,
    ]);
  });

  test('REPO-130 DOM-131 what the caller administers is listed, whoever owns the domain', async () => {
    const there = emulator.client({ account: OTHER });
    const theirs = { domain: 'acme', domainOwner: '000000000000', repository: 'theirs' };
    await there.send(new CreateRepositoryCommand(theirs));
    await create('acme', 'mine');
    expect(namesOf(await list())).toEqual(['acme/mine']);
    const { repositories } = await there.send(new ListRepositoriesCommand({}));
    expect(repositories).toMatchObject([
      { name: 'theirs', administratorAccount: OTHER, domainOwner: '000000000000' },
    ]);
  });

  test('REPO-012 other regions have lists of their own', async () => {
    await create('acme', 'mine');
    const there = await emulator.client({ region: 'eu-west-1' }).send(new ListRepositoriesCommand({}));
    expect(there.repositories).toEqual([]);
  });
});

import {
  CreateDomainCommand,
  CreateRepositoryCommand,
  DeleteDomainCommand,
  ListDomainsCommand,
  ListRepositoriesCommand,
  paginateListDomains,
  type CodeartifactClient,
  type ListDomainsCommandOutput,
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

const create = (...names: string[]) =>
  Promise.all(names.map((domain) => client.send(new CreateDomainCommand({ domain }))));
const namesOf = ({ domains }: ListDomainsCommandOutput) => domains?.map((domain) => domain.name);

describe('serialization', () => {
  test('DOM-076 DOM-077 a summary has six members and no counters', async () => {
    await create('acme');
    const answer = await callApi(emulator, 'POST', '/v1/domains', {});
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      domains: [
        {
          name: 'acme',
          owner: '000000000000',
          arn: 'arn:aws:codeartifact:us-east-1:000000000000:domain/acme',
          status: 'Active',
          createdTime: 1772600767.89,
          encryptionKey: expect.stringMatching(/^arn:aws:kms:/),
        },
      ],
    });
  });

  test.each([undefined, '', '{}'])('DOM-078 DOM-084 no domains, with the body %p', async (body) => {
    const answer = await callApi(emulator, 'POST', '/v1/domains', body);
    expect(answer).toMatchObject({ status: 200, text: '{"domains":[]}' });
  });

  test('DOM-075 page size and token are read from the body', async () => {
    await create('aa', 'bb', 'cc');
    const first = await callApi(emulator, 'POST', '/v1/domains', { maxResults: 2 });
    expect(first.body.domains).toHaveLength(2);
    const second = await callApi(emulator, 'POST', '/v1/domains', {
      maxResults: 2,
      nextToken: first.body.nextToken,
    });
    expect(second.body).toMatchObject({ domains: [{ name: 'cc' }] });
    expect(second.body).not.toHaveProperty('nextToken');
  });
});

describe('validation', () => {
  test.each([0, -1, 1001])('DOM-080 the page size %p is refused', async (maxResults) => {
    expect(await findError(client.send(new ListDomainsCommand({ maxResults })))).toEqual(invalidField);
  });

  test('DOM-080 a page size that is no whole number is refused', async () => {
    const answer = await callApi(emulator, 'POST', '/v1/domains', { maxResults: 1.5 });
    expect(answer).toMatchObject({ status: 400, errorType: 'ValidationException' });
  });

  test('DOM-082 a garbled token, and the token of another operation, are refused', async () => {
    await create('acme');
    for (const repository of ['r1', 'r2']) {
      await client.send(new CreateRepositoryCommand({ domain: 'acme', repository }));
    }
    const { nextToken } = await client.send(new ListRepositoriesCommand({ maxResults: 1 }));
    expect(await findError(client.send(new ListDomainsCommand({ nextToken })))).toEqual(refused);
    expect(await findError(client.send(new ListDomainsCommand({ nextToken: 'garbage' })))).toEqual(refused);
  });
});

describe('functionality', () => {
  test('DOM-081 DOM-082 DOM-083 pages go by name, each domain once', async () => {
    await create('beta', 'alpha', 'gamma', 'alpha-2', 'delta');
    const pages = [];
    for await (const page of paginateListDomains({ client, pageSize: 2 }, {})) pages.push(namesOf(page));
    expect(pages).toEqual([['alpha', 'alpha-2'], ['beta', 'delta'], ['gamma']]);
  });

  test('DOM-082 no token is given when the page holds exactly what is left', async () => {
    await create('aa', 'bb');
    expect(await client.send(new ListDomainsCommand({ maxResults: 2 }))).not.toHaveProperty('nextToken');
  });

  test('DOM-082 a token survives the deletion of the domain it points at', async () => {
    await create('aa', 'bb', 'cc');
    const { nextToken } = await client.send(new ListDomainsCommand({ maxResults: 2 }));
    await client.send(new DeleteDomainCommand({ domain: 'bb' }));
    await create('ab', 'bc');
    expect(namesOf(await client.send(new ListDomainsCommand({ nextToken })))).toEqual(['bc', 'cc']);
  });

  test('DOM-018 DOM-079 only domains that the caller owns in the region are listed', async () => {
    await create('mine');
    for (const as of [{ account: '111122223333' }, { region: 'eu-west-1' }]) {
      const there = emulator.client(as);
      expect(namesOf(await there.send(new ListDomainsCommand({})))).toEqual([]);
      await there.send(new CreateDomainCommand({ domain: 'theirs' }));
    }
    expect(namesOf(await client.send(new ListDomainsCommand({})))).toEqual(['mine']);
  });
});

import {
  CreateDomainCommand,
  CreateRepositoryCommand,
  DeleteRepositoryCommand,
  DescribeRepositoryCommand,
  UpdateRepositoryCommand,
  type CodeartifactClient,
  type DescribeRepositoryCommandInput,
} from '@aws-sdk/client-codeartifact';
import { callApi, findError, missingDomain, missingRepository } from '../../support/api';
import { startEmulator, type TestEmulator } from '../../support/emulator';

let emulator: TestEmulator;
let client: CodeartifactClient;
beforeAll(async () => {
  emulator = await startEmulator();
  client = emulator.client();
});
afterAll(() => emulator.close());
beforeEach(() => emulator.reset());

const acme = { domain: 'acme', repository: 'store' };
const describeIt = (input: Partial<DescribeRepositoryCommandInput> = {}) =>
  client.send(new DescribeRepositoryCommand({ ...acme, ...input }));
beforeEach(async () => {
  await client.send(new CreateDomainCommand({ domain: 'acme' }));
  await client.send(new CreateRepositoryCommand({ ...acme, description: 'Ours' }));
});

describe('serialization', () => {
  test('REPO-030 REPO-031 REPO-032 REPO-033 REPO-034 REPO-041 REPO-080 every member', async () => {
    const target = '/v1/repository?domain=acme&domain-owner=000000000000&repository=store';
    const answer = await callApi(emulator, 'GET', target);
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      repository: {
        name: 'store',
        administratorAccount: '000000000000',
        domainName: 'acme',
        domainOwner: '000000000000',
        arn: 'arn:aws:codeartifact:us-east-1:000000000000:repository/acme/store',
        description: 'Ours',
        upstreams: [],
        externalConnections: [],
        createdTime: 1772600767.89,
      },
    });
  });

  test('REPO-035 a description that was never set is left out', async () => {
    await client.send(new CreateRepositoryCommand({ domain: 'acme', repository: 'plain' }));
    const answer = await callApi(emulator, 'GET', '/v1/repository?domain=acme&repository=plain');
    expect(answer.body.repository).not.toHaveProperty('description');
  });

  test('UP-002 UP-012 direct upstreams only, as names and nothing else, in order of priority', async () => {
    for (const [repository, upstreams] of [
      ['far', []],
      ['near', [{ repositoryName: 'far' }]],
      ['first', []],
      ['all', [{ repositoryName: 'near' }, { repositoryName: 'first' }]],
    ] as const) {
      await client.send(
        new CreateRepositoryCommand({ domain: 'acme', repository, upstreams: [...upstreams] }),
      );
    }
    const answer = await callApi(emulator, 'GET', '/v1/repository?domain=acme&repository=all');
    expect(answer.body.repository).toMatchObject({
      upstreams: [{ repositoryName: 'near' }, { repositoryName: 'first' }],
    });
  });
});

describe('validation', () => {
  test.each([
    'domain=acme',
    'repository=store',
    'domain=acme&repository=_bad',
    'domain=my_domain&repository=store',
  ])('REPO-084 REPO-002 REPO-003 the query %s is refused', async (query) => {
    const answer = await callApi(emulator, 'GET', `/v1/repository?${query}`);
    expect(answer).toMatchObject({ status: 400, errorType: 'ValidationException' });
    expect(answer.body.reason).toBe('FIELD_VALIDATION_FAILED');
  });
});

describe('functionality', () => {
  test('REPO-081 REAL-011 REAL-012 what does not exist is named, the domain first', async () => {
    expect(await findError(describeIt({ repository: 'nowhere' }))).toEqual(
      missingRepository('acme', 'nowhere'),
    );
    const call = describeIt({ domain: 'nowhere', repository: 'nowhere' });
    expect(await findError(call)).toEqual(missingDomain('nowhere'));
  });

  test('REPO-010 another account names the owner', async () => {
    const there = emulator.client({ account: '111122223333' });
    const call = there.send(new DescribeRepositoryCommand(acme));
    expect(await findError(call)).toEqual(missingDomain('acme', '111122223333'));
    const seen = await there.send(new DescribeRepositoryCommand({ ...acme, domainOwner: '000000000000' }));
    expect(seen.repository).toEqual((await describeIt()).repository);
  });

  test('REPO-083 UP-040 REAL-031 an upstream that was deleted is still listed', async () => {
    await client.send(new CreateRepositoryCommand({ domain: 'acme', repository: 'up' }));
    await client.send(new UpdateRepositoryCommand({ ...acme, upstreams: [{ repositoryName: 'up' }] }));
    await client.send(new DeleteRepositoryCommand({ domain: 'acme', repository: 'up' }));
    expect((await describeIt()).repository?.upstreams).toEqual([{ repositoryName: 'up' }]);
  });
});

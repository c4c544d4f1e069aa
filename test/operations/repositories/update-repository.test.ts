import {
  AssociateExternalConnectionCommand,
  CreateDomainCommand,
  CreateRepositoryCommand,
  DeleteRepositoryCommand,
  DescribeRepositoryCommand,
  ListRepositoriesCommand,
  ListTagsForResourceCommand,
  UpdateRepositoryCommand,
  type CodeartifactClient,
  type UpdateRepositoryCommandInput,
} from '@aws-sdk/client-codeartifact';
import {
  callApi,
  findError,
  invalidField,
  missingDomain,
  missingRepository,
  refused,
} from '../../support/api';
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
const create = (repository: string) =>
  client.send(new CreateRepositoryCommand({ domain: 'acme', repository }));
const remove = (repository: string) =>
  client.send(new DeleteRepositoryCommand({ domain: 'acme', repository }));
const update = (input: Partial<UpdateRepositoryCommandInput>) =>
  client.send(new UpdateRepositoryCommand({ ...acme, ...input }));
const current = async () => (await client.send(new DescribeRepositoryCommand(acme))).repository;
const toUpstreams = (...list: string[]) => list.map((repositoryName) => ({ repositoryName }));
beforeEach(async () => {
  await client.send(new CreateDomainCommand({ domain: 'acme' }));
  for (const name of ['u1', 'u2', 'u3']) await create(name);
  const upstreams = toUpstreams('u1', 'u2');
  await client.send(new CreateRepositoryCommand({ ...acme, description: 'old', upstreams }));
});

describe('serialization', () => {
  test('REPO-090 REPO-101 REAL-070 the whole new description is answered', async () => {
    const target = '/v1/repository?domain=acme&domain-owner=000000000000&repository=store';
    emulator.clock.advance(60);
    const answer = await callApi(emulator, 'PUT', target, {
      description: 'new',
      upstreams: [{ repositoryName: 'u3' }],
    });
    emulator.clock.advance(-60);
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      repository: {
        name: 'store',
        administratorAccount: '000000000000',
        domainName: 'acme',
        domainOwner: '000000000000',
        arn: 'arn:aws:codeartifact:us-east-1:000000000000:repository/acme/store',
        description: 'new',
        upstreams: [{ repositoryName: 'u3' }],
        externalConnections: [],
        createdTime: 1772600767.89,
      },
    });
  });

  test.each([undefined, '', '{}', '{"description":null,"upstreams":null,"tags":[{"key":"a","value":"b"}]}'])(
    'REPO-095 REPO-100 the body %p changes nothing',
    async (body) => {
      const before = await current();
      const answer = await callApi(emulator, 'PUT', '/v1/repository?domain=acme&repository=store', body);
      expect(answer.status).toBe(200);
      expect(await current()).toEqual(before);
      expect((await client.send(new ListTagsForResourceCommand({ resourceArn: before?.arn }))).tags).toEqual(
        [],
      );
    },
  );
});

describe('validation', () => {
  test.each<Partial<UpdateRepositoryCommandInput>>([
    { description: 'x'.repeat(1001) },
    { description: 'two\nlines' },
    { upstreams: toUpstreams('_bad') },
    { repository: '_bad' },
    { domain: 'my_domain' },
    { domainOwner: '12' },
  ])('REPO-096 REPO-052 REPO-056 input %# breaks a constraint', async (input) => {
    expect(await findError(update(input))).toEqual(invalidField);
  });
});

describe('functionality', () => {
  test('REPO-090 REPO-093 a description alone leaves the upstreams', async () => {
    const { repository } = await update({ description: 'new' });
    expect(repository).toMatchObject({ description: 'new', upstreams: toUpstreams('u1', 'u2') });
    expect(await current()).toEqual(repository);
  });

  test('REPO-036 REPO-094 an empty description clears it, and stays an empty string', async () => {
    expect((await update({ description: '' })).repository?.description).toBe('');
    expect((await current())?.description).toBe('');
  });

  test('REPO-082 REPO-091 UP-001 UP-002 upstreams replace the list, and their order is the new priority', async () => {
    const { repository } = await update({ upstreams: toUpstreams('u3', 'u2', 'u1') });
    expect(repository).toMatchObject({ description: 'old', upstreams: toUpstreams('u3', 'u2', 'u1') });
    expect((await current())?.upstreams).toEqual(toUpstreams('u3', 'u2', 'u1'));
  });

  test('REPO-092 an empty list takes all upstreams away', async () => {
    expect((await update({ upstreams: [] })).repository?.upstreams).toEqual([]);
  });

  test('UP-011 a repository may be its own upstream, and links may form a circle', async () => {
    expect((await update({ upstreams: toUpstreams('store') })).repository?.upstreams).toEqual(
      toUpstreams('store'),
    );
    await update({ upstreams: toUpstreams('u1') });
    const { repository } = await update({ repository: 'u1', upstreams: toUpstreams('store') });
    expect(repository?.upstreams).toEqual(toUpstreams('store'));
  });

  test('UP-008 a repository of another administrator in the domain can be upstream', async () => {
    const theirs = { domain: 'acme', domainOwner: '000000000000', repository: 'theirs' };
    await emulator.client({ account: '111122223333' }).send(new CreateRepositoryCommand(theirs));
    const { repository } = await update({ upstreams: toUpstreams('theirs') });
    expect(repository?.upstreams).toEqual(toUpstreams('theirs'));
  });

  test.each([
    ['an upstream that does not exist', toUpstreams('u3', 'nowhere'), 'ResourceNotFoundException'],
    ['an upstream listed twice', toUpstreams('u3', 'u3'), 'ValidationException'],
    [
      'eleven upstreams',
      toUpstreams(...Array.from({ length: 11 }, (_, i) => `v${i}`)),
      'ServiceQuotaExceededException',
    ],
  ])('REPO-096 UP-003 UP-005 %s: refused, and nothing is changed', async (_, upstreams, name) => {
    const before = await current();
    expect(await findError(update({ description: 'new', upstreams }))).toMatchObject({ name });
    expect(await current()).toEqual(before);
  });

  test.each([[[]], [toUpstreams('u1')]])(
    'REPO-097 UP-006 REAL-026 upstreams %j beside an external connection are refused',
    async (upstreams) => {
      const externalConnection = 'public:npmjs';
      await update({ upstreams: [] });
      await client.send(new AssociateExternalConnectionCommand({ ...acme, externalConnection }));
      const before = await current();
      expect(await findError(update({ description: 'new', upstreams }))).toEqual(refused);
      expect(await current()).toEqual(before);
    },
  );

  test('REPO-097 EXT-010 a description can change beside an external connection', async () => {
    await update({ upstreams: [] });
    await client.send(new AssociateExternalConnectionCommand({ ...acme, externalConnection: 'public:pypi' }));
    expect((await update({ description: 'new' })).repository).toMatchObject({
      description: 'new',
      externalConnections: [{ externalConnectionName: 'public:pypi' }],
    });
  });

  test('UP-043 REAL-032 a bare update drops the upstreams that are gone, and keeps namesakes', async () => {
    await remove('u1');
    await remove('u2');
    await create('u2');
    expect((await current())?.upstreams).toEqual(toUpstreams('u1', 'u2'));
    expect((await update({})).repository?.upstreams).toEqual(toUpstreams('u2'));
    expect((await current())?.upstreams).toEqual(toUpstreams('u2'));
  });

  test('UP-043 upstreams that are given must exist now', async () => {
    await remove('u1');
    const call = update({ upstreams: toUpstreams('u1', 'u2') });
    expect(await findError(call)).toEqual(missingRepository('acme', 'u1'));
  });

  test('REPO-101 REPO-131 lists show the new description too', async () => {
    await update({ description: 'new' });
    const { repositories } = await client.send(new ListRepositoriesCommand({ repositoryPrefix: 'store' }));
    expect(repositories).toMatchObject([{ name: 'store', description: 'new' }]);
  });

  test('REPO-098 what does not exist is named', async () => {
    expect(await findError(update({ repository: 'nowhere' }))).toEqual(missingRepository('acme', 'nowhere'));
    expect(await findError(update({ domain: 'nowhere' }))).toEqual(missingDomain('nowhere'));
  });
});

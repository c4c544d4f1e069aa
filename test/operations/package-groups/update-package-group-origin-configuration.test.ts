import {
  CreateDomainCommand,
  CreateRepositoryCommand,
  DeletePackageGroupCommand,
  DeleteRepositoryCommand,
  DescribePackageGroupCommand,
  ListAllowedRepositoriesForGroupCommand,
  UpdatePackageGroupOriginConfigurationCommand,
  type CodeartifactClient,
  type PackageGroupOriginRestrictionType as Type,
  type UpdatePackageGroupOriginConfigurationCommandInput,
} from '@aws-sdk/client-codeartifact';
import { callApi, findError, missingDomain, missingRepository, refused } from '../../support/api';
import { startEmulator, type TestEmulator } from '../../support/emulator';
import {
  createGroups,
  forEveryType,
  inherited,
  missingGroup,
  owned,
  restrict,
} from '../../support/package-groups';

let emulator: TestEmulator;
let client: CodeartifactClient;
beforeAll(async () => {
  emulator = await startEmulator();
  client = emulator.client();
});
afterAll(() => emulator.close());

const SPECIFIC = 'ALLOW_SPECIFIC_REPOSITORIES';
const TYPES = ['EXTERNAL_UPSTREAM', 'INTERNAL_UPSTREAM', 'PUBLISH'] as const;
const PATH = '/v1/package-group-origin-configuration?domain=acme&package-group=%2Fnpm%2F*';

beforeEach(async () => {
  await emulator.reset();
  await client.send(new CreateDomainCommand({ domain: 'acme' }));
  for (const repository of ['aa', 'bb', 'cc']) {
    await client.send(new CreateRepositoryCommand({ domain: 'acme', repository }));
  }
  await createGroups(client, '/npm/*');
});

const update = (members: Partial<UpdatePackageGroupOriginConfigurationCommandInput>) =>
  client.send(
    new UpdatePackageGroupOriginConfigurationCommand({ domain: 'acme', packageGroup: '/npm/*', ...members }),
  );
const named = (originRestrictionType: Type, ...names: string[]) =>
  names.map((repositoryName) => ({ repositoryName, originRestrictionType }));
const allowed = async (originRestrictionType: Type, packageGroup = '/npm/*') => {
  const input = { domain: 'acme', packageGroup, originRestrictionType };
  return (await client.send(new ListAllowedRepositoriesForGroupCommand(input))).allowedRepositories;
};
const restrictionsOf = async (packageGroup: string) => {
  const command = new DescribePackageGroupCommand({ domain: 'acme', packageGroup });
  return (await client.send(command)).packageGroup?.originConfiguration?.restrictions;
};

describe('serialization', () => {
  test('PG-220 PG-227 the group as it is now, and what changed in its lists', async () => {
    const answer = await callApi(emulator, 'PUT', PATH, {
      restrictions: { PUBLISH: SPECIFIC, EXTERNAL_UPSTREAM: 'BLOCK' },
      addAllowedRepositories: named('PUBLISH', 'bb', 'aa'),
    });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      packageGroup: {
        pattern: '/npm/*',
        originConfiguration: {
          restrictions: {
            EXTERNAL_UPSTREAM: owned('BLOCK'),
            INTERNAL_UPSTREAM: inherited('/*'),
            PUBLISH: owned(SPECIFIC, 2),
          },
        },
      },
    });
    expect(answer.body.allowedRepositoryUpdates).toEqual({ PUBLISH: { ADDED: ['bb', 'aa'] } });
  });

  test('PG-227 PG-229 nothing asked for, nothing changed', async () => {
    const answer = await callApi(emulator, 'PUT', PATH, {});
    expect(answer).toMatchObject({ status: 200, body: { allowedRepositoryUpdates: {} } });
    expect(await restrictionsOf('/npm/*')).toEqual(forEveryType(inherited('/*')).restrictions);
  });
});

describe('validation', () => {
  test.each([
    { restrictions: { PUBLISH: 'MAYBE' } },
    { restrictions: { DOWNLOAD: 'ALLOW' } },
    { addAllowedRepositories: [{ repositoryName: 'a', originRestrictionType: 'PUBLISH' }] },
    { addAllowedRepositories: [{ repositoryName: 'aa', originRestrictionType: 'DOWNLOAD' }] },
    { addAllowedRepositories: [{ repositoryName: 'aa' }] },
    { removeAllowedRepositories: [{ originRestrictionType: 'PUBLISH' }] },
    { removeAllowedRepositories: ['aa'] },
  ])('PG-221 PG-223 %j is refused', async (body) => {
    await restrict(client, '/npm/*', { PUBLISH: SPECIFIC });
    expect(await callApi(emulator, 'PUT', PATH, body)).toMatchObject({
      status: 400,
      errorType: 'ValidationException',
    });
    expect(await restrictionsOf('/npm/*')).toMatchObject({ PUBLISH: owned(SPECIFIC) });
  });

  test('PG-205 the root has nothing to inherit from', async () => {
    const call = update({ packageGroup: '/*', restrictions: { PUBLISH: 'INHERIT' } });
    expect(await findError(call)).toEqual(refused);
    expect(await restrictionsOf('/*')).toEqual(forEveryType(owned('ALLOW')).restrictions);
  });

  test.each(['ALLOW', 'BLOCK', 'INHERIT'] as const)('PG-224 the mode %s has no list', async (mode) => {
    const restrictions = { PUBLISH: mode, INTERNAL_UPSTREAM: 'BLOCK' } as const;
    for (const list of ['addAllowedRepositories', 'removeAllowedRepositories']) {
      expect(await findError(update({ restrictions, [list]: named('PUBLISH', 'aa') }))).toEqual(refused);
    }
    expect(await restrictionsOf('/npm/*')).toEqual(forEveryType(inherited('/*')).restrictions);
  });

  test('PG-226 every repository that is added must exist', async () => {
    const call = update({
      restrictions: { PUBLISH: SPECIFIC },
      addAllowedRepositories: named('PUBLISH', 'aa', 'nowhere'),
    });
    expect(await findError(call)).toEqual(missingRepository('acme', 'nowhere'));
    expect(await restrictionsOf('/npm/*')).toMatchObject({ PUBLISH: inherited('/*') });
  });

  test('PG-228 a hundred changes are the limit', async () => {
    const restrictions = { PUBLISH: SPECIFIC } as const;
    const added = named('PUBLISH', ...Array.from({ length: 60 }, () => 'aa'));
    const removed = named('PUBLISH', ...Array.from({ length: 41 }, (_, i) => `gone-${i}`));
    const many = { restrictions, addAllowedRepositories: added, removeAllowedRepositories: removed };
    expect(await findError(update(many))).toEqual(refused);
    const fewer = await update({ ...many, removeAllowedRepositories: removed.slice(1) });
    expect(fewer.allowedRepositoryUpdates).toEqual({ PUBLISH: { ADDED: ['aa'] } });
  });

  test('PG-230 group and domain must exist', async () => {
    const restrictions = { PUBLISH: 'BLOCK' } as const;
    for (const packageGroup of ['/pypi/*', '/npm', '/NPM/*']) {
      expect(await findError(update({ packageGroup, restrictions }))).toEqual(missingGroup(packageGroup));
    }
    expect(await findError(update({ domain: 'nowhere' }))).toEqual(missingDomain('nowhere'));
  });
});

describe('functionality', () => {
  test('PG-221 types that are not named keep their mode', async () => {
    await update({ restrictions: { PUBLISH: 'BLOCK' } });
    await update({ restrictions: { EXTERNAL_UPSTREAM: 'ALLOW' } });
    expect(await restrictionsOf('/npm/*')).toEqual({
      EXTERNAL_UPSTREAM: owned('ALLOW'),
      INTERNAL_UPSTREAM: inherited('/*'),
      PUBLISH: owned('BLOCK'),
    });
    await update({ restrictions: { PUBLISH: 'INHERIT' } });
    expect(await restrictionsOf('/npm/*')).toMatchObject({ PUBLISH: inherited('/*') });
  });

  test('PG-222 first modes, then additions, then removals', async () => {
    const answer = await update({
      restrictions: { INTERNAL_UPSTREAM: SPECIFIC },
      addAllowedRepositories: named('INTERNAL_UPSTREAM', 'aa', 'bb'),
      removeAllowedRepositories: named('INTERNAL_UPSTREAM', 'bb'),
    });
    expect(answer.packageGroup?.originConfiguration?.restrictions).toMatchObject({
      INTERNAL_UPSTREAM: owned(SPECIFIC, 1),
    });
    expect(await allowed('INTERNAL_UPSTREAM')).toEqual(['aa']);
  });

  test('PG-223 PG-227 one call may change lists of several types, and tells real changes only', async () => {
    const restrictions = { PUBLISH: SPECIFIC, EXTERNAL_UPSTREAM: SPECIFIC } as const;
    await update({ restrictions, addAllowedRepositories: named('PUBLISH', 'aa', 'bb') });
    const { allowedRepositoryUpdates } = await update({
      addAllowedRepositories: [...named('EXTERNAL_UPSTREAM', 'cc', 'aa', 'cc'), ...named('PUBLISH', 'bb')],
      removeAllowedRepositories: [...named('PUBLISH', 'aa', 'nowhere'), ...named('EXTERNAL_UPSTREAM', 'bb')],
    });
    expect(allowedRepositoryUpdates).toEqual({
      EXTERNAL_UPSTREAM: { ADDED: ['cc', 'aa'] },
      PUBLISH: { REMOVED: ['aa'] },
    });
    expect(await Promise.all(TYPES.map((type) => allowed(type)))).toEqual([['aa', 'cc'], [], ['bb']]);
  });

  test('PG-206 PG-207 PG-208 a list belongs to one group, those below show that they inherit', async () => {
    await createGroups(client, '/npm/space/*');
    await update({
      restrictions: { PUBLISH: SPECIFIC, INTERNAL_UPSTREAM: SPECIFIC },
      addAllowedRepositories: named('PUBLISH', 'aa'),
    });
    expect(await restrictionsOf('/npm/*')).toMatchObject({
      PUBLISH: owned(SPECIFIC, 1),
      INTERNAL_UPSTREAM: owned(SPECIFIC),
    });
    expect(await restrictionsOf('/npm/space/*')).toMatchObject({ PUBLISH: inherited('/npm/*', SPECIFIC) });
    expect(await allowed('PUBLISH', '/npm/space/*')).toEqual([]);
  });

  test('PG-225 leaving the mode forgets the list, keeping it does not', async () => {
    const restrictions = { PUBLISH: SPECIFIC } as const;
    await update({ restrictions, addAllowedRepositories: named('PUBLISH', 'aa') });
    await update({ restrictions });
    expect(await allowed('PUBLISH')).toEqual(['aa']);
    const left = await update({ restrictions: { PUBLISH: 'BLOCK' } });
    expect(left.packageGroup?.originConfiguration?.restrictions).toMatchObject({ PUBLISH: owned('BLOCK') });
    await update({ restrictions });
    expect(await allowed('PUBLISH')).toEqual([]);
  });

  test('PG-231 a deleted repository leaves all lists, and a namesake is not on them', async () => {
    await createGroups(client, '/npm/space/*');
    for (const packageGroup of ['/npm/*', '/npm/space/*']) {
      await update({
        packageGroup,
        restrictions: { PUBLISH: SPECIFIC, EXTERNAL_UPSTREAM: SPECIFIC },
        addAllowedRepositories: [...named('PUBLISH', 'aa', 'bb'), ...named('EXTERNAL_UPSTREAM', 'aa')],
      });
    }
    await client.send(new DeleteRepositoryCommand({ domain: 'acme', repository: 'aa' }));
    await client.send(new CreateRepositoryCommand({ domain: 'acme', repository: 'aa' }));
    for (const packageGroup of ['/npm/*', '/npm/space/*']) {
      expect(await allowed('PUBLISH', packageGroup)).toEqual(['bb']);
      expect(await allowed('EXTERNAL_UPSTREAM', packageGroup)).toEqual([]);
      expect(await restrictionsOf(packageGroup)).toMatchObject({ PUBLISH: owned(SPECIFIC, 1) });
    }
  });

  test('PG-231 a repository that was taken off before may be deleted after the group', async () => {
    const restrictions = { PUBLISH: SPECIFIC } as const;
    await update({ restrictions, addAllowedRepositories: named('PUBLISH', 'aa', 'bb') });
    await update({ removeAllowedRepositories: named('PUBLISH', 'aa') });
    await update({ restrictions: { PUBLISH: 'ALLOW' } });
    await client.send(new DeletePackageGroupCommand({ domain: 'acme', packageGroup: '/npm/*' }));
    for (const repository of ['aa', 'bb']) {
      const command = new DeleteRepositoryCommand({ domain: 'acme', repository });
      expect((await client.send(command)).repository?.name).toBe(repository);
    }
  });
});

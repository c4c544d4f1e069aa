import {
  CopyPackageVersionsCommand,
  CreateDomainCommand,
  CreateRepositoryCommand,
  DeletePackageGroupCommand,
  DeletePackageVersionsCommand,
  DescribePackageCommand,
  DescribePackageGroupCommand,
  DisposePackageVersionsCommand,
  ListAllowedRepositoriesForGroupCommand,
  PublishPackageVersionCommand,
  PutPackageOriginConfigurationCommand,
  UpdatePackageGroupOriginConfigurationCommand,
  UpdatePackageVersionsStatusCommand,
  type CodeartifactClient,
  type PackageFormat,
  type PackageGroupOriginRestrictionMode as Mode,
  type PackageGroupOriginRestrictionType as Type,
} from '@aws-sdk/client-codeartifact';
import { findError } from '../../support/api';
import { startEmulator, type TestEmulator } from '../../support/emulator';
import { createNpmPackage, publishNpmPackage } from '../../support/npm-package';
import { createGroups, inherited, owned, restrict } from '../../support/package-groups';
import { sha256 } from '../../support/package-world';

let emulator: TestEmulator;
let client: CodeartifactClient;
let token: string;
beforeAll(async () => {
  emulator = await startEmulator();
  client = emulator.client();
});
afterAll(() => emulator.close());
beforeEach(async () => {
  await emulator.reset();
  await client.send(new CreateDomainCommand({ domain: 'acme' }));
  for (const repository of ['aa', 'bb']) {
    await client.send(new CreateRepositoryCommand({ domain: 'acme', repository }));
  }
  token = await emulator.token('acme');
});

const SPECIFIC = 'ALLOW_SPECIFIC_REPOSITORIES';
const BLOCKED = 'This package is configured to block new versions';

interface Door {
  readonly format: PackageFormat;
  /** Publishes the next version of `foo` (or another name) in the namespace `ns`: `ALLOW`, or `BLOCK` as documented. */
  readonly publish: (
    repository: string,
    names?: { namespace?: string; name?: string },
  ) => Promise<'ALLOW' | 'BLOCK'>;
}

let versions = 0;

/** The package manager's door: a refusal is a 403 (README: settled). */
const npmDoor: Door = {
  format: 'npm',
  async publish(repository, { namespace = 'ns', name = 'foo' } = {}) {
    const built = await createNpmPackage(namespace ? `@${namespace}/${name}` : name, `1.0.${versions++}`);
    const answer = await publishNpmPackage(emulator.endpoint('acme', repository), token, built);
    if (answer.status === 200) return 'ALLOW';
    expect([answer.status, await answer.text()]).toEqual([403, expect.stringContaining(BLOCKED)]);
    return 'BLOCK';
  },
};

/** The API: a refusal is a ConflictException (README: settled). */
const apiDoor: Door = {
  format: 'generic',
  async publish(repository, { namespace = 'ns', name = 'foo' } = {}) {
    const call = client.send(
      new PublishPackageVersionCommand({
        ...{ domain: 'acme', repository, format: 'generic', namespace, package: name },
        packageVersion: `1.0.${versions++}`,
        assetName: 'file',
        assetContent: Buffer.from('x'),
        assetSHA256: sha256('x'),
      }),
    );
    if (await call.then(Boolean, () => false)) return 'ALLOW';
    expect(await findError(call)).toMatchObject({
      name: 'ConflictException',
      status: 409,
      message: expect.stringContaining(BLOCKED),
    });
    return 'BLOCK';
  },
};

const putOrigin = (format: PackageFormat, publish: 'ALLOW' | 'BLOCK') =>
  client.send(
    new PutPackageOriginConfigurationCommand({
      ...{ domain: 'acme', repository: 'aa', format, namespace: 'ns', package: 'foo' },
      restrictions: { publish, upstream: 'ALLOW' },
    }),
  );
const originOf = async (format: PackageFormat, repository = 'aa', name = 'foo') => {
  const names = { domain: 'acme', repository, format, namespace: 'ns', package: name };
  return (await client.send(new DescribePackageCommand(names))).package?.originConfiguration?.restrictions;
};
const allow = (pattern: string, type: Type, ...names: string[]) =>
  restrict(
    client,
    pattern,
    { [type]: SPECIFIC },
    names.map((repositoryName) => ({ repositoryName, originRestrictionType: type })),
  );
const restrictionsOf = async (packageGroup: string) => {
  const command = new DescribePackageGroupCommand({ domain: 'acme', packageGroup });
  const { packageGroup: group } = await client.send(command);
  return { parent: group?.parent?.pattern, ...group?.originConfiguration?.restrictions };
};

describe.each([
  ['npm publish', npmDoor],
  ['PublishPackageVersion', apiDoor],
])('%s', (_, { format, publish }) => {
  const pattern = `/${format}/ns/foo$`;

  test.each<[string, 'ALLOW' | 'BLOCK', Mode, string[], 'ALLOW' | 'BLOCK']>([
    ['PG-600', 'ALLOW', 'ALLOW', [], 'ALLOW'],
    ['PG-600', 'ALLOW', 'INHERIT', [], 'ALLOW'],
    ['PG-601', 'ALLOW', 'BLOCK', [], 'BLOCK'],
    ['PG-602', 'ALLOW', SPECIFIC, ['bb', 'aa'], 'ALLOW'],
    ['PG-603', 'ALLOW', SPECIFIC, ['bb'], 'BLOCK'],
    ['PG-603 PG-208', 'ALLOW', SPECIFIC, [], 'BLOCK'],
    ['PG-604', 'BLOCK', 'ALLOW', [], 'BLOCK'],
    ['PG-605', 'BLOCK', 'BLOCK', [], 'BLOCK'],
    ['PG-606', 'BLOCK', SPECIFIC, ['aa'], 'BLOCK'],
    ['PG-607', 'BLOCK', SPECIFIC, ['bb'], 'BLOCK'],
  ])('%s package %s, group %s %j: %s', async (_id, packageMode, mode, names, effective) => {
    await createGroups(client, pattern);
    if (mode === SPECIFIC) await allow(pattern, 'PUBLISH', ...names);
    else await restrict(client, pattern, { PUBLISH: mode });
    await putOrigin(format, packageMode);
    expect(await publish('aa')).toBe(effective);
    // Without a record, the group alone decides.
    expect(await publish('bb')).toBe(
      mode === 'BLOCK' || (mode === SPECIFIC && !names.includes('bb')) ? 'BLOCK' : 'ALLOW',
    );
  });

  test.each<[Mode, 'ALLOW' | 'BLOCK' | undefined]>([
    ['ALLOW', 'ALLOW'],
    ['ALLOW', 'BLOCK'],
    ['ALLOW', undefined],
    ['INHERIT', 'ALLOW'],
    ['BLOCK', 'ALLOW'],
    [SPECIFIC, 'ALLOW'],
    [SPECIFIC, 'BLOCK'],
  ])('PG-608 PG-217 a weak match blocks: group %s, package %s', async (mode, packageMode) => {
    const variation = `/${format}/ns/Foo$`;
    await createGroups(client, variation);
    if (mode === SPECIFIC) await allow(variation, 'PUBLISH', 'aa');
    else await restrict(client, variation, { PUBLISH: mode });
    if (packageMode) await putOrigin(format, packageMode);
    expect(await publish('aa')).toBe('BLOCK');
    expect(await publish('bb')).toBe('BLOCK');
  });

  test('ORIG-032 a refused publish makes no package', async () => {
    await createGroups(client, `/${format}/ns/Foo$`);
    await publish('aa');
    expect(await findError(originOf(format))).toMatchObject({ name: 'ResourceNotFoundException' });
  });

  test.each<Type>(['PUBLISH', 'EXTERNAL_UPSTREAM', 'INTERNAL_UPSTREAM'])(
    'ORIG-020 ORIG-031 the defaults of a new package look at the effective mode of %s',
    async (type) => {
      await createGroups(client, `/${format}/*`, `/${format}/ns/*`);
      await publish('aa', { name: 'before' });
      await allow(`/${format}/*`, type, 'aa');
      await publish('aa', { name: 'below' });
      await restrict(client, `/${format}/ns/*`, { [type]: 'ALLOW' });
      await publish('aa', { name: 'open' });
      const closed = { publish: 'ALLOW', upstream: 'BLOCK' };
      expect(await originOf(format, 'aa', 'before')).toEqual(closed);
      expect(await originOf(format, 'aa', 'below')).toEqual({ publish: 'ALLOW', upstream: 'ALLOW' });
      expect(await originOf(format, 'aa', 'open')).toEqual(closed);
    },
  );

  test('ORIG-030 ORIG-033 PG-232 PG-233 later changes of the group decide at once, and rewrite nothing', async () => {
    await publish('aa');
    await createGroups(client, pattern);
    await restrict(client, pattern, { PUBLISH: 'BLOCK' });
    expect(await publish('aa')).toBe('BLOCK');
    await restrict(client, pattern, { PUBLISH: 'ALLOW', EXTERNAL_UPSTREAM: 'BLOCK' });
    expect(await publish('aa')).toBe('ALLOW');
    expect(await originOf(format)).toEqual({ publish: 'ALLOW', upstream: 'BLOCK' });
  });

  test('PG-704 PG-207 an inherited list counts below', async () => {
    await createGroups(client, `/${format}/*`, `/${format}/ns/*`);
    await allow(`/${format}/*`, 'PUBLISH', 'aa');
    expect([await publish('aa'), await publish('bb')]).toEqual(['ALLOW', 'BLOCK']);
    expect(await restrictionsOf(`/${format}/ns/*`)).toMatchObject({
      PUBLISH: inherited(`/${format}/*`, SPECIFIC),
    });
    const list = new ListAllowedRepositoriesForGroupCommand({
      ...{ domain: 'acme', packageGroup: `/${format}/ns/*`, originRestrictionType: 'PUBLISH' },
    });
    expect((await client.send(list)).allowedRepositories).toEqual([]);
  });

  test('PG-231 PG-216 a deleted and recreated repository may no longer be published to', async () => {
    await createGroups(client, pattern);
    await allow(pattern, 'PUBLISH', 'aa', 'bb');
    expect(await publish('aa')).toBe('ALLOW');
    const target = { domain: 'acme', repository: 'aa' };
    await fetch(`${emulator.url}/v1/repository?domain=acme&repository=aa`, { method: 'DELETE' });
    await client.send(new CreateRepositoryCommand(target));
    expect([await publish('aa'), await publish('bb')]).toEqual(['BLOCK', 'ALLOW']);
  });
});

test('PG-217 PG-218 a closed group leaves alone what is stored, and who copies, changes or deletes it', async () => {
  const names = { domain: 'acme', format: 'npm', namespace: 'ns', package: 'foo' } as const;
  const stored = { ...names, repository: 'aa' };
  const built = await createNpmPackage('@ns/foo', '1.0.0');
  await publishNpmPackage(emulator.endpoint('acme', 'aa'), token, built);
  await createGroups(client, '/npm/ns/Foo$');
  const closed = { PUBLISH: 'BLOCK', EXTERNAL_UPSTREAM: 'BLOCK', INTERNAL_UPSTREAM: 'BLOCK' } as const;
  await restrict(client, '/npm/ns/Foo$', closed);

  const door = `${emulator.endpoint('acme', 'aa')}/`;
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const request = async (path: string, init = {}) => (await fetch(door + path, { ...init, headers })).status;
  expect(await request('@ns%2ffoo')).toBe(200);
  expect(await request('@ns/foo/-/foo-1.0.0.tgz')).toBe(200);
  const tag = { method: 'PUT', body: '"1.0.0"' };
  expect(await request('-/package/@ns%2ffoo/dist-tags/beta', tag)).toBe(200);

  const versions = ['1.0.0'];
  const changed = { successfulVersions: { '1.0.0': expect.anything() }, failedVersions: {} };
  const places = { sourceRepository: 'aa', destinationRepository: 'bb' };
  const copy = new CopyPackageVersionsCommand({ ...names, ...places, versions });
  expect(await client.send(copy)).toMatchObject(changed);
  const archive = { ...stored, versions, targetStatus: 'Archived' } as const;
  expect(await client.send(new UpdatePackageVersionsStatusCommand(archive))).toMatchObject(changed);
  expect(await client.send(new DisposePackageVersionsCommand({ ...stored, versions }))).toMatchObject(
    changed,
  );
  expect(await client.send(new DeletePackageVersionsCommand({ ...stored, versions }))).toMatchObject(changed);
});

test.each(['/npm/ns/Foo$', '/npm/ns/foo$'])(
  'ORIG-024 ORIG-032 the defaults of a copy look at the match with %s',
  async (pattern) => {
    const built = await createNpmPackage('@ns/foo', '1.0.0');
    await publishNpmPackage(emulator.endpoint('acme', 'aa'), token, built);
    await createGroups(client, pattern);
    const places = { sourceRepository: 'aa', destinationRepository: 'bb' };
    const names = { domain: 'acme', format: 'npm', namespace: 'ns', package: 'foo' } as const;
    await client.send(new CopyPackageVersionsCommand({ ...names, ...places, versions: ['1.0.0'] }));
    const upstream = pattern === '/npm/ns/foo$' ? 'BLOCK' : 'ALLOW';
    expect(await originOf('npm', 'bb')).toEqual({ publish: 'ALLOW', upstream });
  },
);

// What the scenarios say of ingestion is proved with the upstreams.
describe('scenarios', () => {
  test('PG-700 private names: only they are published', async () => {
    await createGroups(client, '/npm/space/anycompany~');
    await restrict(client, '/*', { PUBLISH: 'BLOCK' });
    await restrict(client, '/npm/space/anycompany~', {
      PUBLISH: 'ALLOW',
      EXTERNAL_UPSTREAM: 'BLOCK',
      INTERNAL_UPSTREAM: 'ALLOW',
    });
    const publish = (namespace: string, name: string) => npmDoor.publish('aa', { namespace, name });
    expect(await publish('space', 'anycompany-ui')).toBe('ALLOW');
    expect(await publish('space', 'other')).toBe('BLOCK');
    expect(await publish('', 'lodash')).toBe('BLOCK');
    expect(await publish('space', 'anycompany.UI')).toBe('ALLOW');
    expect(await publish('space', 'AnyCompany-ui')).toBe('BLOCK');
    expect(await publish('space', 'anycompanyx')).toBe('BLOCK');
    const names = { domain: 'acme', repository: 'aa', format: 'npm', namespace: 'space' } as const;
    const command = new DescribePackageCommand({ ...names, package: 'anycompany-ui' });
    expect((await client.send(command)).package?.originConfiguration).toEqual({
      restrictions: { publish: 'ALLOW', upstream: 'ALLOW' },
    });
  });

  test('PG-702 the spicy client may be published under its very name', async () => {
    await createGroups(client, '/npm/*', '/npm//anycompany-spicy-client$');
    await restrict(client, '/npm/*', { EXTERNAL_UPSTREAM: 'ALLOW', PUBLISH: 'BLOCK' });
    const spicy = '/npm//anycompany-spicy-client$';
    await restrict(client, spicy, { EXTERNAL_UPSTREAM: 'BLOCK', PUBLISH: 'ALLOW' });
    const publish = (name: string) => npmDoor.publish('aa', { namespace: '', name });
    expect(await publish('anycompany-spicy-client')).toBe('ALLOW');
    expect(await publish('AnyCompany-spicy-client')).toBe('BLOCK');
    expect(await publish('left-pad')).toBe('BLOCK');
  });

  test('PG-703 inheritance follows the groups that are there', async () => {
    await createGroups(client, '/npm/*', '/npm/space/*');
    await restrict(client, '/*', { EXTERNAL_UPSTREAM: 'BLOCK' });
    const fromRoot = { EXTERNAL_UPSTREAM: inherited('/*', 'BLOCK') };
    expect(await restrictionsOf('/npm/*')).toMatchObject(fromRoot);
    expect(await restrictionsOf('/npm/space/*')).toMatchObject({ parent: '/npm/*', ...fromRoot });
    await restrict(client, '/npm/*', { EXTERNAL_UPSTREAM: 'ALLOW' });
    expect(await restrictionsOf('/npm/space/*')).toMatchObject({
      EXTERNAL_UPSTREAM: inherited('/npm/*', 'ALLOW'),
    });
    await client.send(new DeletePackageGroupCommand({ domain: 'acme', packageGroup: '/npm/*' }));
    expect(await restrictionsOf('/npm/space/*')).toMatchObject({ parent: '/*', ...fromRoot });
  });

  test('PG-707 what an infrastructure tool sends comes back', async () => {
    const names = Array.from({ length: 150 }, (_, index) => `repo-${index}`);
    for (const repository of names) {
      await client.send(new CreateRepositoryCommand({ domain: 'acme', repository }));
    }
    await createGroups(client, '/npm/*');
    const listed = names.map((repositoryName) => ({
      repositoryName,
      originRestrictionType: 'PUBLISH' as const,
    }));
    await restrict(
      client,
      '/npm/*',
      { PUBLISH: SPECIFIC, EXTERNAL_UPSTREAM: 'ALLOW', INTERNAL_UPSTREAM: 'BLOCK' },
      listed.slice(0, 100),
    );
    await client.send(
      new UpdatePackageGroupOriginConfigurationCommand({
        ...{ domain: 'acme', packageGroup: '/npm/*', addAllowedRepositories: listed.slice(100) },
      }),
    );
    expect(await restrictionsOf('/npm/*')).toMatchObject({
      PUBLISH: owned(SPECIFIC, 150),
      EXTERNAL_UPSTREAM: owned('ALLOW'),
      INTERNAL_UPSTREAM: owned('BLOCK'),
    });
    const list = new ListAllowedRepositoriesForGroupCommand({
      ...{ domain: 'acme', packageGroup: '/npm/*', originRestrictionType: 'PUBLISH', maxResults: 1000 },
    });
    expect((await client.send(list)).allowedRepositories).toEqual([...names].sort());
    await restrict(client, '/npm/*', { PUBLISH: 'ALLOW' });
    expect((await client.send(list)).allowedRepositories).toEqual([]);
  });
});

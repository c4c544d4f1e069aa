import {
  DeletePackageCommand,
  DescribePackageCommand,
  ListAssociatedPackagesCommand,
  ListPackagesCommand,
  PutPackageOriginConfigurationCommand,
  type DeletePackageCommandInput,
} from '@aws-sdk/client-codeartifact';
import {
  callApi,
  findError,
  invalidField,
  missingDomain,
  missingRepository,
  refused,
} from '../../support/api';
import { APP, GENERIC, NPM, type PackageWorld, startPackageWorld } from '../../support/package-world';

let world: PackageWorld;
beforeAll(async () => {
  world = await startPackageWorld();
});
afterAll(() => world.emulator.close());
beforeEach(() => world.reset());

const remove = (input: Partial<DeletePackageCommandInput> = {}) =>
  world.client.send(new DeletePackageCommand({ ...GENERIC, ...input }));

describe('serialization', () => {
  test('DEL-009 GEN-101 PKG-101 the package as it was', async () => {
    await world.publish('1.0', { a: 'x' });
    const query = 'domain=dom&repository=app&format=generic&namespace=ns&package=tool';
    const answer = await callApi(world.emulator, 'DELETE', `/v1/package?${query}`);
    expect([answer.status, answer.body]).toEqual([
      200,
      {
        deletedPackage: {
          format: 'generic',
          namespace: 'ns',
          package: 'tool',
          originConfiguration: { restrictions: { publish: 'ALLOW', upstream: 'BLOCK' } },
        },
      },
    ]);
  });

  test('PKG-022 no namespace, no member', async () => {
    await world.publishNpm('chalk', '1.0.0');
    expect((await remove({ ...NPM, namespace: undefined })).deletedPackage).not.toHaveProperty('namespace');
  });
});

describe('validation', () => {
  test.each<Partial<DeletePackageCommandInput>>([
    { package: 'a/b' },
    { format: 'python' as 'pypi' },
    { repository: '_' },
    { namespace: 'a b' },
  ])('PKG-001 PKG-006 input %# breaks a constraint', async (input) => {
    expect(await findError(remove(input))).toEqual(invalidField);
  });

  test.each<Partial<DeletePackageCommandInput>>([{ namespace: undefined }, { format: 'cargo' }])(
    'PKG-002 PKG-003 input %# is refused',
    async (input) => {
      expect(await findError(remove(input))).toEqual(refused);
    },
  );
});

describe('functionality', () => {
  test('DEL-009 PKG-121 all versions, assets and the record are gone', async () => {
    await world.publish('1.0', { a: 'x', b: 'y' });
    await world.publish('2.0', { a: 'z' }, { unfinished: true });
    await remove();
    expect(await findError(world.client.send(new DescribePackageCommand(GENERIC)))).toMatchObject({
      status: 404,
      resourceType: 'package',
    });
    expect((await world.client.send(new ListPackagesCommand(APP))).packages).toEqual([]);
    const associated = new ListAssociatedPackagesCommand({ domain: 'dom', packageGroup: '/*' });
    expect((await world.client.send(associated)).packages).toEqual([]);
    expect(await world.assetSizeBytes()).toBe(0);
    expect(await findError(remove())).toMatchObject({ status: 404 });
  });

  test('DEL-012 DEL-015 ORIG-003 a blocked package can be deleted, and starts anew with the defaults', async () => {
    const restrictions = { publish: 'BLOCK', upstream: 'BLOCK' } as const;
    await world.client.send(new PutPackageOriginConfigurationCommand({ ...GENERIC, restrictions }));
    await remove();
    await world.publish('1.0', { a: 'x' });
    const { package: created } = await world.client.send(new DescribePackageCommand(GENERIC));
    expect(created?.originConfiguration?.restrictions).toEqual({ publish: 'ALLOW', upstream: 'BLOCK' });
  });

  test('DEL-009 npm: tags do not come back, and the document is not served from before', async () => {
    await world.publishNpm('chalk', '1.0.0', { tags: ['old'] });
    await world.packument('chalk');
    await remove({ ...NPM, namespace: undefined });
    expect((await world.npm('/chalk')).status).toBe(404);
    await world.publishNpm('chalk', '1.0.0', { files: { a: 'other' } });
    expect((await world.packument('chalk'))['dist-tags']).toEqual({ latest: '1.0.0' });
  });

  test('PKG-133 GEN-133 the package of another repository is another one', async () => {
    await world.publish('1.0', { a: 'x' });
    await world.publish('1.0', { a: 'x' }, { repository: 'other' });
    await remove();
    expect(await world.contents('1.0', { ...GENERIC, repository: 'other' })).toEqual({ a: 'x' });
    expect(await world.assetSizeBytes()).toBe(1);
  });

  test('DEL-011 what does not exist is named', async () => {
    expect(await findError(remove({ domain: 'nowhere' }))).toEqual(missingDomain('nowhere'));
    expect(await findError(remove({ repository: 'nowhere' }))).toEqual(missingRepository('dom', 'nowhere'));
    expect(await findError(remove())).toMatchObject({
      name: 'ResourceNotFoundException',
      resourceType: 'package',
    });
  });
});

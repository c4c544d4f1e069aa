import {
  CreateDomainCommand,
  CreateRepositoryCommand,
  DeletePackageCommand,
  DeletePackageGroupCommand,
  DeleteRepositoryCommand,
  ListAssociatedPackagesCommand,
  paginateListAssociatedPackages,
  PutPackageOriginConfigurationCommand,
  type CodeartifactClient,
  type ListAssociatedPackagesCommandInput,
  type ListAssociatedPackagesCommandOutput,
  type PackageFormat,
} from '@aws-sdk/client-codeartifact';
import { callApi, findError, invalidField, missingDomain, refused } from '../../support/api';
import { startEmulator, type TestEmulator } from '../../support/emulator';
import { createGroups, listPatterns, missingGroup } from '../../support/package-groups';

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
  for (const repository of ['aa', 'zz']) {
    await client.send(new CreateRepositoryCommand({ domain: 'acme', repository }));
  }
});

/** The members of a path like `/npm/space/foo`. */
function parsePath(path: string) {
  const [, format, namespace, name] = path.split('/');
  return {
    format: format as PackageFormat, // as written in the tests below
    ...(namespace && { namespace }),
    package: name,
  };
}

/** Makes packages without versions: the record is what counts (PG-321). */
async function addPackages(repository: string, ...paths: string[]): Promise<void> {
  const restrictions = { publish: 'ALLOW', upstream: 'ALLOW' } as const;
  for (const path of paths) {
    const target = { domain: 'acme', repository, ...parsePath(path) };
    await client.send(new PutPackageOriginConfigurationCommand({ ...target, restrictions }));
  }
}

const list = (packageGroup: string, members: Partial<ListAssociatedPackagesCommandInput> = {}) =>
  client.send(new ListAssociatedPackagesCommand({ domain: 'acme', packageGroup, ...members }));
const toPaths = ({ packages }: ListAssociatedPackagesCommandOutput) =>
  packages?.map(
    ({ format, namespace = '', package: name, associationType }) =>
      `/${format}/${namespace}/${name}${associationType === 'STRONG' ? '' : ` ${associationType}`}`,
  );

describe('serialization', () => {
  test('PG-320 PG-322 a package without a namespace, one with, and how strongly it matches', async () => {
    await addPackages('aa', '/npm//react', '/npm/Space/foo');
    await createGroups(client, '/npm/space/*');
    const path = '/v1/list-associated-packages?domain=acme&package-group=';
    const root = await callApi(emulator, 'GET', `${path}%2F*`);
    expect(root.status).toBe(200);
    expect(root.body).toEqual({
      packages: [{ format: 'npm', package: 'react', associationType: 'STRONG' }],
    });
    const weak = await callApi(emulator, 'GET', `${path}%2Fnpm%2Fspace%2F*&preview=false`);
    expect(weak.body).toEqual({
      packages: [{ format: 'npm', namespace: 'Space', package: 'foo', associationType: 'WEAK' }],
    });
  });

  test('PG-320 an empty list', async () => {
    const answer = await callApi(
      emulator,
      'GET',
      '/v1/list-associated-packages?domain=acme&package-group=%2F*',
    );
    expect(answer).toMatchObject({ status: 200, text: '{"packages":[]}' });
  });
});

describe('validation', () => {
  test.each([0, 1001])('PG-324 the page size %p is refused', async (maxResults) => {
    expect(await findError(list('/*', { maxResults }))).toEqual(invalidField);
  });

  test.each(['/npm/*', '/npm', '/NPM/*'])('PG-323 there is no group %s', async (pattern) => {
    expect(await findError(list(pattern))).toEqual(missingGroup(pattern));
    expect(await findError(list(pattern, { preview: false }))).toEqual(missingGroup(pattern));
  });

  test.each(['/npm', '/NPM/*', '/npm/foo~/bar$', '/pypi//Foo$'])(
    'PG-020 %s can be no group, so it has no preview',
    async (pattern) => {
      expect(await findError(list(pattern, { preview: true }))).toEqual(refused);
    },
  );

  test('PG-320 the domain must exist', async () => {
    const members = { domain: 'nowhere', preview: true };
    expect(await findError(list('/*', members))).toEqual(missingDomain('nowhere'));
  });

  test('PG-320 a token is good for one list only', async () => {
    await addPackages('aa', '/npm//a', '/npm//b', '/npm//c');
    await createGroups(client, '/npm/*');
    const { nextToken } = await list('/npm/*', { maxResults: 1 });
    expect(await findError(list('/*', { nextToken }))).toEqual(refused);
    expect(await findError(list('/npm/*', { nextToken, preview: true }))).toEqual(refused);
    expect(await findError(list('/npm/*', { nextToken: 'garbage' }))).toEqual(refused);
  });
});

describe('functionality', () => {
  const paths = ['/generic/a/b', '/maven/z/z', '/npm//a', '/npm//b', '/npm/Z/a', '/npm/a/a', '/pypi//a'];

  test('PG-324 pages go by format, namespace and name', async () => {
    for (const repository of ['zz', 'aa']) await addPackages(repository, ...[...paths].reverse());
    const pages = [];
    const input = { domain: 'acme', packageGroup: '/*' };
    for await (const page of paginateListAssociatedPackages({ client, pageSize: 3 }, input)) {
      pages.push(toPaths(page));
    }
    expect(pages).toEqual([paths.slice(0, 3), paths.slice(3, 6), paths.slice(6)]);
  });

  test('PG-321 a package of several repositories is listed once, until the last lets go of it', async () => {
    for (const repository of ['aa', 'zz']) await addPackages(repository, '/npm//a', '/npm//b');
    expect(toPaths(await list('/*'))).toEqual(['/npm//a', '/npm//b']);
    const names = { domain: 'acme', format: 'npm', package: 'a' } as const;
    await client.send(new DeletePackageCommand({ ...names, repository: 'aa' }));
    expect(toPaths(await list('/*'))).toEqual(['/npm//a', '/npm//b']);
    await client.send(new DeletePackageCommand({ ...names, repository: 'zz' }));
    expect(toPaths(await list('/*'))).toEqual(['/npm//b']);
    for (const repository of ['aa', 'zz']) {
      await client.send(new DeleteRepositoryCommand({ domain: 'acme', repository }));
    }
    expect(toPaths(await list('/*'))).toEqual([]);
  });

  test('PG-321 what a subgroup wins is not listed above', async () => {
    await addPackages('aa', '/npm//a', '/npm/space/a', '/npm/space/foo', '/npm/space/foo-bar');
    await createGroups(client, '/npm/*', '/npm/space/*', '/npm/space/foo~');
    expect(toPaths(await list('/npm/*'))).toEqual(['/npm//a']);
    expect(toPaths(await list('/npm/space/*'))).toEqual(['/npm/space/a']);
    expect(toPaths(await list('/npm/space/foo~'))).toEqual(['/npm/space/foo', '/npm/space/foo-bar']);
    expect(toPaths(await list('/*'))).toEqual([]);
  });

  test('PG-325 PG-005 packages of a deleted group show under its parent', async () => {
    await addPackages('aa', '/npm//a', '/npm/space/a');
    await createGroups(client, '/npm/*', '/npm/space/*');
    await client.send(new DeletePackageGroupCommand({ domain: 'acme', packageGroup: '/npm/space/*' }));
    expect(toPaths(await list('/npm/*'))).toEqual(['/npm//a', '/npm/space/a']);
  });

  test('PG-705 PG-323 a preview shows what a group would win, and creates nothing', async () => {
    await addPackages(
      'aa',
      ...['/npm/space/Foo', '/npm/space/foo', '/npm/space/foo-bar', '/npm/space/food', '/npm//foo'],
    );
    const found = ['/npm/space/Foo WEAK', '/npm/space/foo', '/npm/space/foo-bar'];
    expect(toPaths(await list('/npm/space/foo~', { preview: true }))).toEqual(found);
    expect(await listPatterns(client)).toEqual(['/*']);
  });

  test('PG-323 a preview leaves more specific groups what they have', async () => {
    await addPackages('aa', '/npm//a', '/npm/space/a');
    await createGroups(client, '/npm/space/*');
    expect(toPaths(await list('/npm/*', { preview: true }))).toEqual(['/npm//a']);
  });

  test('PG-323 the preview of a group that exists is its list', async () => {
    await addPackages('aa', '/npm//a', '/npm/space/a', '/npm/space/b');
    await createGroups(client, '/npm/space/*', '/npm/space/b$');
    const preview = await list('/npm/space/*', { preview: true });
    expect(toPaths(preview)).toEqual(toPaths(await list('/npm/space/*')));
  });

  test('PG-324 a token stays valid while packages come and go', async () => {
    await addPackages('aa', ...paths);
    await addPackages('zz', '/npm//a');
    const { nextToken } = await list('/*', { maxResults: 3 });
    const names = { domain: 'acme', format: 'npm' } as const;
    for (const repository of ['aa', 'zz']) {
      await client.send(new DeletePackageCommand({ ...names, repository, package: 'a' }));
    }
    await client.send(new DeletePackageCommand({ ...names, repository: 'aa', package: 'b' }));
    await addPackages('zz', '/generic/a/c', '/npm//c', '/npm//a');
    expect(toPaths(await list('/*', { nextToken }))).toEqual(['/npm//c', '/npm/Z/a', '/npm/a/a', '/pypi//a']);
  });

  test('PG-321 other domains are not looked into', async () => {
    await addPackages('aa', '/npm//a');
    await client.send(new CreateDomainCommand({ domain: 'acme-2' }));
    expect(toPaths(await list('/*', { domain: 'acme-2' }))).toEqual([]);
  });
});

import {
  CreateDomainCommand,
  CreatePackageGroupCommand,
  UpdatePackageGroupOriginConfigurationCommand,
} from '@aws-sdk/client-codeartifact';
import { startPackageWorld, APP, DOMAIN, GENERIC, type PackageWorld } from '../support/package-world';
import { describeWithClients } from '../support/clients';
import { startEmulator } from '../support/emulator';
import { runPython } from '../support/python';

const ROOT = { ...DOMAIN, packageGroup: '/*' };

/** Operation → what it is asked and the member that holds its items. */
const WORK = {
  ListAllowedRepositoriesForGroup: {
    input: { ...ROOT, originRestrictionType: 'PUBLISH' },
    members: 'allowedRepositories',
  },
  ListAssociatedPackages: { input: ROOT, members: 'packages' },
  ListDomains: { input: {}, members: 'domains' },
  ListPackageGroups: { input: DOMAIN, members: 'packageGroups' },
  ListPackages: { input: APP, members: 'packages' },
  ListPackageVersionAssets: { input: { ...GENERIC, packageVersion: '1.0.0' }, members: 'assets' },
  ListPackageVersions: { input: GENERIC, members: 'versions' },
  ListRepositories: { input: {}, members: 'repositories' },
  ListRepositoriesInDomain: { input: DOMAIN, members: 'repositories' },
  ListSubPackageGroups: { input: ROOT, members: 'packageGroups' },
};

/** Makes two of everything that can be listed. */
async function fill(world: PackageWorld): Promise<void> {
  const { client } = world;
  await client.send(new CreateDomainCommand({ domain: 'next' }));
  await world.publish('1.0.0', { 'a.txt': 'first', 'b.txt': 'second' });
  await world.publish('2.0.0', { 'a.txt': 'first' });
  await world.publish('1.0.0', { 'a.txt': 'first' }, { package: 'tool2' });
  for (const packageGroup of ['/npm/*', '/pypi/*']) {
    await client.send(new CreatePackageGroupCommand({ ...DOMAIN, packageGroup }));
  }
  const allowed = ['app', 'other'].map((repositoryName) => ({
    repositoryName,
    originRestrictionType: 'PUBLISH' as const,
  }));
  await client.send(
    new UpdatePackageGroupOriginConfigurationCommand({
      ...ROOT,
      restrictions: { PUBLISH: 'ALLOW_SPECIFIC_REPOSITORIES' },
      addAllowedRepositories: allowed,
    }),
  );
}

describeWithClients(['python'], 'paginators of boto3', (python) => {
  test('every operation that boto3 pages through is asked', async () => {
    const emulator = await startEmulator();
    const paged = await runPython(python, 'list_paginators.py', emulator, null);
    await emulator.close();
    expect(paged).toEqual(Object.keys(WORK).sort());
  });

  test('REAL-067, PKG-029, PG-312, PG-315, PG-320 give every item, one a page', async () => {
    const world = await startPackageWorld();
    await fill(world);
    const answers = await runPython(python, 'paginate.py', world.emulator, WORK);
    await world.emulator.close();
    const listed = (member: string, ...values: string[]): object => ({
      pages: values.length,
      items: values.map((value) => expect.objectContaining({ [member]: value })),
    });
    expect(answers).toEqual({
      ListAllowedRepositoriesForGroup: { pages: 2, items: ['app', 'other'] },
      ListAssociatedPackages: listed('package', 'tool', 'tool2'),
      ListDomains: listed('name', 'dom', 'next'),
      ListPackageGroups: listed('pattern', '/*', '/npm/*', '/pypi/*'),
      ListPackages: listed('package', 'tool', 'tool2'),
      ListPackageVersionAssets: listed('name', 'a.txt', 'b.txt'),
      ListPackageVersions: listed('version', '1.0.0', '2.0.0'),
      ListRepositories: listed('name', 'app', 'other'),
      ListRepositoriesInDomain: listed('name', 'app', 'other'),
      ListSubPackageGroups: listed('pattern', '/npm/*', '/pypi/*'),
    });
  });
});

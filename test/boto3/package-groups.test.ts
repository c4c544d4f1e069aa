import {
  CreateDomainCommand,
  CreateRepositoryCommand,
  PutPackageOriginConfigurationCommand,
} from '@aws-sdk/client-codeartifact';
import { describeWithClients } from '../support/clients';
import { startEmulator, type TestEmulator } from '../support/emulator';
import { createGroups, restrict } from '../support/package-groups';
import { runPython } from '../support/python';

const GROUP = { domain: 'acme', packageGroup: '/npm/*' };

describeWithClients(['python'], 'paginators of boto3 for package groups', (python) => {
  let emulator: TestEmulator;
  beforeAll(async () => {
    emulator = await startEmulator();
    const client = emulator.client();
    await client.send(new CreateDomainCommand({ domain: 'acme' }));
    await createGroups(client, '/npm/*', '/npm/space/*', '/npm//*', '/npm//react$');
    const names = ['aa', 'bb', 'cc'];
    for (const repository of names) {
      const restrictions = { publish: 'ALLOW', upstream: 'ALLOW' } as const;
      const target = { domain: 'acme', repository, format: 'npm', namespace: 'other' } as const;
      await client.send(new CreateRepositoryCommand(target));
      const put = { ...target, package: `p-${repository}`, restrictions };
      await client.send(new PutPackageOriginConfigurationCommand(put));
    }
    await restrict(
      client,
      '/npm/*',
      { PUBLISH: 'ALLOW_SPECIFIC_REPOSITORIES' },
      names.map((repositoryName) => ({ repositoryName, originRestrictionType: 'PUBLISH' })),
    );
  });
  afterAll(() => emulator.close());

  const toGroup = (pattern: string): object => expect.objectContaining({ pattern });
  const toPackage = (name: string): object => expect.objectContaining({ package: name });

  test.each<[string, string, object, string, unknown[]]>([
    [
      'PG-314',
      'ListPackageGroups',
      { domain: 'acme' },
      'packageGroups',
      ['/*', '/npm/*', '/npm//*', '/npm//react$', '/npm/space/*'].map(toGroup),
    ],
    ['PG-315', 'ListSubPackageGroups', GROUP, 'packageGroups', ['/npm//*', '/npm/space/*'].map(toGroup)],
    [
      'PG-241',
      'ListAllowedRepositoriesForGroup',
      { ...GROUP, originRestrictionType: 'PUBLISH' },
      'allowedRepositories',
      ['aa', 'bb', 'cc'],
    ],
    ['PG-324', 'ListAssociatedPackages', GROUP, 'packages', ['p-aa', 'p-bb', 'p-cc'].map(toPackage)],
  ])('%s %s gives every item, one a page', async (_, operation, input, members, items) => {
    const answers = await runPython(python, 'paginate.py', emulator, { [operation]: { input, members } });
    expect(answers).toEqual({ [operation]: { pages: items.length, items } });
  });
});

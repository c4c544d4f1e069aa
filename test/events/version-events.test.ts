import {
  CopyPackageVersionsCommand,
  DeletePackageCommand,
  DeletePackageVersionsCommand,
  DeleteRepositoryCommand,
  DescribePackageVersionCommand,
  DisposePackageVersionsCommand,
  PutPackageOriginConfigurationCommand,
  TagResourceCommand,
  UpdatePackageVersionsStatusCommand,
} from '@aws-sdk/client-codeartifact';
import { createNpmPackage } from '../support/npm-package';
import { APP, DOMAIN, GENERIC, NPM, startPackageWorld, type PackageWorld } from '../support/package-world';

let world: PackageWorld;
beforeAll(async () => {
  world = await startPackageWorld();
});
beforeEach(() => world.reset());
afterAll(() => world.emulator.close());

/** `operation state added/removed/updated metadata status` of each event since the last look, in order. */
function look(): string[] {
  const { events } = world.emulator.events.list();
  world.emulator.events.clear();
  return events.map(({ detail }) => {
    const { assetsAdded, assetsRemoved, assetsUpdated, metadataUpdated, statusChanged } = detail.changes;
    const counts = `${assetsAdded}/${assetsRemoved}/${assetsUpdated}`;
    const flags = `${metadataUpdated ? 'M' : '-'}${statusChanged ? 'S' : '-'}`;
    return `${detail.operationType} ${detail.packageVersion} ${detail.packageVersionState} ${counts} ${flags}`;
  });
}

const send: PackageWorld['client']['send'] = (command: never) => world.client.send(command);

test('EVT-001 EVT-002 EVT-003 EVT-005 EVT-006 EVT-007 EVT-010 EVT-011 EVT-030 the event of an npm publish, member by member', async () => {
  await world.publishNpm('chalk', '1.0.0');
  const described = await send(new DescribePackageVersionCommand({ ...NPM, packageVersion: '1.0.0' }));
  expect(world.emulator.events.list().events).toEqual([
    {
      version: '0',
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      'detail-type': 'CodeArtifact Package Version State Change',
      source: 'aws.codeartifact',
      account: '000000000000',
      time: '2026-03-04T05:06:07Z',
      region: 'us-east-1',
      resources: ['arn:aws:codeartifact:us-east-1:000000000000:package/dom/app/npm//chalk'],
      detail: {
        domainName: 'dom',
        domainOwner: '000000000000',
        repositoryName: 'app',
        repositoryAdministrator: '000000000000',
        packageFormat: 'npm',
        packageNamespace: null,
        packageName: 'chalk',
        packageVersion: '1.0.0',
        packageVersionState: 'Published',
        packageVersionRevision: described.packageVersion?.revision,
        changes: {
          assetsAdded: 1,
          assetsRemoved: 0,
          metadataUpdated: true,
          assetsUpdated: 0,
          statusChanged: true,
        },
        operationType: 'Created',
        sequenceNumber: 1,
        eventDeduplicationId: expect.stringMatching(/^[A-Za-z0-9+/]{43}=$/),
      },
    },
  ]);
});

test('EVT-007 a scope is the namespace, without its @', async () => {
  await world.publishNpm('@types/node', '1.0.0');
  const [event] = world.emulator.events.list().events;
  expect(event?.detail.packageNamespace).toBe('types');
  expect(event?.resources).toEqual([
    'arn:aws:codeartifact:us-east-1:000000000000:package/dom/app/npm/types/node',
  ]);
});

test('EVT-039 EVT-040 EVT-041 a generic version, asset by asset', async () => {
  await world.publish('1.0', { a: '1', b: '2', c: '3' });
  expect(look()).toEqual([
    'Created 1.0 Unfinished 1/0/0 -S',
    'Updated 1.0 Unfinished 1/0/0 --',
    'Updated 1.0 Published 1/0/0 -S',
  ]);
});

test('EVT-042 EVT-025 what changes nothing, or is refused, is no event', async () => {
  await world.publishNpm('chalk', '1.0.0');
  look();
  await world.publishNpm('chalk', '1.0.0');
  await expect(world.publishNpm('chalk', '1.0.0', { files: { other: '' } })).rejects.toThrow('409');
  expect(look()).toEqual([]);
});

test('EVT-043 EVT-044 copies are events of the destination', async () => {
  await world.publish('1.0', { a: '1', b: '2' });
  await world.publish('1.0', { a: '1', c: '3' }, { repository: 'other' });
  look();
  const copy = { ...DOMAIN, ...GENERIC, sourceRepository: 'app', destinationRepository: 'other' };
  await send(new CopyPackageVersionsCommand({ ...copy, versions: ['1.0'], allowOverwrite: true }));
  expect(world.emulator.events.list().events.map(({ detail }) => detail.repositoryName)).toEqual(['other']);
  expect(look()).toEqual(['Updated 1.0 Published 1/1/0 --']);
});

test('EVT-045 EVT-046 EVT-047 EVT-057 EVT-009 EVT-012 status, disposal and deletion, in the order of the call', async () => {
  for (const version of ['1.0', '2.0']) await world.publish(version, { a: version });
  look();
  const versions = { ...GENERIC, versions: ['2.0', '1.0'] };
  await send(new UpdatePackageVersionsStatusCommand({ ...versions, targetStatus: 'Unlisted' }));
  expect(look()).toEqual(['Updated 2.0 Unlisted 0/0/0 -S', 'Updated 1.0 Unlisted 0/0/0 -S']);
  await send(new UpdatePackageVersionsStatusCommand({ ...versions, targetStatus: 'Unlisted' }));
  expect(look()).toEqual([]);
  await send(new DisposePackageVersionsCommand(versions));
  expect(look()).toEqual(['Updated 2.0 Disposed 0/1/0 -S', 'Updated 1.0 Disposed 0/1/0 -S']);
  await send(new DeletePackageVersionsCommand(versions));
  expect(look()).toEqual(['Deleted 2.0 Disposed 0/0/0 -S', 'Deleted 1.0 Disposed 0/0/0 -S']);
});

test('EVT-013 EVT-014 EVT-048 DEL-010 numbers go on when the package is deleted and comes back', async () => {
  await world.publish('1.0', { a: '1' });
  await world.publish('2.0', { a: '2' });
  const names = { ...APP, format: 'generic', namespace: 'ns', package: 'tool' } as const;
  await send(new DeletePackageCommand(names));
  await world.publish('1.0', { a: '1' });
  const { events } = world.emulator.events.list();
  expect(events.map(({ detail }) => [detail.sequenceNumber, detail.operationType])).toEqual([
    [1, 'Created'],
    [2, 'Created'],
    [3, 'Deleted'],
    [4, 'Deleted'],
    [5, 'Created'],
  ]);
  expect(new Set(events.map(({ detail }) => detail.eventDeduplicationId)).size).toBe(5);
});

test('EVT-049 EVT-055 repositories, tags and origin controls are no versions', async () => {
  await world.publishNpm('chalk', '1.0.0');
  look();
  const restrictions = { publish: 'ALLOW', upstream: 'ALLOW' } as const;
  await send(new PutPackageOriginConfigurationCommand({ ...NPM, restrictions }));
  const resourceArn = 'arn:aws:codeartifact:us-east-1:000000000000:repository/dom/app';
  await send(new TagResourceCommand({ resourceArn, tags: [{ key: 'k', value: 'v' }] }));
  await send(new DeleteRepositoryCommand(APP));
  expect(look()).toEqual([]);
});

test('EVT-050 UP-151 EVT-056 a download through an upstream is one event downstream, a listing none', async () => {
  await world.createRepository('front', 'app');
  await world.publishNpm('chalk', '1.0.0');
  look();
  await world.packument('chalk', 'front');
  expect(look()).toEqual([]);
  const download = () => world.npm('/chalk/-/chalk-1.0.0.tgz', { repository: 'front' });
  await download();
  await download();
  const { events } = world.emulator.events.list();
  expect(events.map(({ detail }) => [detail.repositoryName, detail.sequenceNumber])).toEqual([['front', 1]]);
  expect(look()).toEqual(['Created 1.0.0 Published 1/0/0 MS']);
});

test('EVT-053 EVT-054 tags and deprecation update the versions they speak of', async () => {
  await world.publishNpm('chalk', '1.0.0');
  await world.publishNpm('chalk', '1.1.0');
  look();
  const tag = (version: string) => ({ method: 'PUT', body: JSON.stringify(version) });
  await world.npm('/-/package/chalk/dist-tags/next', tag('1.0.0'));
  await world.npm('/-/package/chalk/dist-tags/next', tag('1.0.0'));
  await world.npm('/-/package/chalk/dist-tags/next', tag('1.1.0'));
  await world.npm('/-/package/chalk/dist-tags/next', { method: 'DELETE' });
  expect(look()).toEqual([
    'Updated 1.0.0 Published 0/0/0 M-',
    'Updated 1.1.0 Published 0/0/0 M-',
    'Updated 1.1.0 Published 0/0/0 M-',
  ]);
  const { document } = await createNpmPackage('chalk', '1.0.0');
  const manifest = { ...document.versions['1.0.0'], deprecated: 'old' };
  const body = JSON.stringify({ ...document, versions: { '1.0.0': manifest }, _attachments: {} });
  await world.npm('/chalk', { method: 'PUT', body });
  expect(look()).toEqual(['Updated 1.0.0 Published 0/0/0 M-']);
});

test('EVT-062 what an event tells of can be read when the event is seen', async () => {
  const seen: Promise<unknown>[] = [];
  const stop = world.emulator.events.listen(({ event: { detail } }) => {
    const { packageName, packageVersion } = detail;
    seen.push(send(new DescribePackageVersionCommand({ ...NPM, package: packageName, packageVersion })));
  });
  await world.publishNpm('chalk', '1.0.0');
  stop();
  expect(await Promise.all(seen)).toMatchObject([{ packageVersion: { status: 'Published' } }]);
});

import {
  DeletePackageVersionsCommand,
  DescribePackageCommand,
  DescribePackageVersionCommand,
  GetPackageVersionAssetCommand,
  GetPackageVersionReadmeCommand,
  ListPackagesCommand,
  ListPackageVersionAssetsCommand,
  ListPackageVersionDependenciesCommand,
  ListPackageVersionsCommand,
  UpdatePackageVersionsStatusCommand,
} from '@aws-sdk/client-codeartifact';
import { findError } from '../support/api';
import { DOMAIN } from '../support/package-world';
import { closeUpstreamWorld, startUpstreamWorld, type UpstreamWorld } from '../support/upstream-world';

let world: UpstreamWorld;
beforeAll(async () => {
  world = await startUpstreamWorld();
});
beforeEach(async () => {
  await world.reset();
  await world.graph({ 'upstream-repo': [], 'target-repo': ['upstream-repo'] });
  await world.place('upstream-repo', '4.17.21', { name: 'lodash' });
});
afterAll(() => closeUpstreamWorld(world));

const TARGET = { ...DOMAIN, repository: 'target-repo' } as const;
const LODASH = { ...TARGET, format: 'npm', package: 'lodash' } as const;
const VERSION = { ...LODASH, packageVersion: '4.17.21' } as const;

test('UP-033 a version that is only upstream is not described, and its repository is named', async () => {
  const error = await findError(world.client.send(new DescribePackageVersionCommand(VERSION)));
  expect(error).toMatchObject({ name: 'ResourceNotFoundException', status: 404 });
  const there = new DescribePackageVersionCommand({ ...VERSION, repository: 'upstream-repo' });
  expect((await world.client.send(there)).packageVersion).toMatchObject({ version: '4.17.21' });
});

test('UP-031 UP-033 packages that are only upstream are not listed', async () => {
  expect((await world.client.send(new ListPackagesCommand(TARGET))).packages).toEqual([]);
});

test('UP-031 UP-032 UP-033 UP-034 no operation looks upstream, or retains anything', async () => {
  const { client } = world;
  const versions = ['4.17.21'];
  const calls: Promise<unknown>[] = [
    client.send(new DescribePackageCommand(LODASH)),
    client.send(new ListPackageVersionsCommand(LODASH)),
    client.send(new GetPackageVersionAssetCommand({ ...VERSION, asset: 'package.tgz' })),
    client.send(new GetPackageVersionReadmeCommand(VERSION)),
    client.send(new ListPackageVersionAssetsCommand(VERSION)),
    client.send(new ListPackageVersionDependenciesCommand(VERSION)),
    client.send(new DeletePackageVersionsCommand({ ...LODASH, versions })),
    client.send(new UpdatePackageVersionsStatusCommand({ ...LODASH, versions, targetStatus: 'Archived' })),
  ];
  const errors = await Promise.all(calls.map(findError));
  expect(errors.map(({ name }) => name)).toEqual(calls.map(() => 'ResourceNotFoundException'));
  expect((await client.send(new ListPackagesCommand(TARGET))).packages).toEqual([]);
  expect(await world.stored('upstream-repo', 'lodash')).toEqual(['4.17.21']);
});

import {
  DeleteRepositoryCommand,
  DescribeDomainCommand,
  ListPackagesCommand,
  ListPackageVersionsCommand,
  CreateRepositoryCommand,
} from '@aws-sdk/client-codeartifact';
import { createNpmPackage, publishNpmPackage } from '../support/npm-package';
import { startNpmRepository, type NpmRepository } from '../support/npm-repository';

let npm: NpmRepository;
beforeEach(async () => {
  npm = await startNpmRepository();
});
afterEach(() => npm.emulator.close());

const assetBytes = async () =>
  (await npm.client.send(new DescribeDomainCommand({ domain: 'dom' }))).domain?.assetSizeBytes;

test('PKG-131, PKG-134, DOM-055 a deleted repository takes its contents along, shared bytes stay', async () => {
  const shared = await npm.publish('shared', '1.0.0');
  for (let index = 0; index < 150; index++) await npm.publish(`only-here-${index}`, '1.0.0');
  const built = await createNpmPackage('shared', '1.0.0');
  await publishNpmPackage(npm.emulator.endpoint('dom', 'other'), npm.token, built);
  await npm.client.send(new DeleteRepositoryCommand({ domain: 'dom', repository: 'app' }));
  expect(await assetBytes()).toBe(shared.tarball.length);
  await npm.client.send(new CreateRepositoryCommand({ domain: 'dom', repository: 'app' }));
  const { packages } = await npm.client.send(new ListPackagesCommand({ domain: 'dom', repository: 'app' }));
  expect(packages).toEqual([]);
  const url = `${npm.emulator.endpoint('dom', 'other')}/shared/-/shared-1.0.0.tgz`;
  const response = await fetch(url, { headers: { authorization: `Bearer ${npm.token}` } });
  expect(Buffer.from(await response.arrayBuffer())).toEqual(shared.tarball);
});

test('PKG-133, VER-506 equal content has one revision in both repositories', async () => {
  const revisions = [];
  for (const repository of ['app', 'other']) {
    const endpoint = npm.emulator.endpoint('dom', repository);
    await publishNpmPackage(endpoint, npm.token, await createNpmPackage('pa', '1.0.0'));
    const command = new ListPackageVersionsCommand({
      domain: 'dom',
      repository,
      format: 'npm',
      package: 'pa',
    });
    revisions.push((await npm.client.send(command)).versions?.[0]?.revision);
  }
  expect(revisions[0]).toBe(revisions[1]);
});

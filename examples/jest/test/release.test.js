const {
  CodeartifactClient,
  CreateDomainCommand,
  CreateRepositoryCommand,
  GetPackageVersionAssetCommand,
} = require('@aws-sdk/client-codeartifact');
const { release } = require('../release');

const client = new CodeartifactClient(); // endpoint, region and keys come from the environment

beforeAll(async () => {
  await client.send(new CreateDomainCommand({ domain: 'company' }));
  await client.send(new CreateRepositoryCommand({ domain: 'company', repository: 'releases' }));
});

test('a release can be downloaded', async () => {
  expect(await release('1.0.0', Buffer.from('bytes'))).toBe('Published');
  const { asset } = await client.send(
    new GetPackageVersionAssetCommand({
      domain: 'company',
      repository: 'releases',
      format: 'generic',
      namespace: 'tools',
      package: 'app',
      packageVersion: '1.0.0',
      asset: 'app.bin',
    }),
  );
  expect(await asset.transformToString()).toBe('bytes');
});

test('a version is released once', async () => {
  await release('2.0.0', Buffer.from('first'));
  await expect(release('2.0.0', Buffer.from('second'))).rejects.toMatchObject({ name: 'ConflictException' });
});

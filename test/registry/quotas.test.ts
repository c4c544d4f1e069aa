import {
  AssociateExternalConnectionCommand,
  CopyPackageVersionsCommand,
  CreateDomainCommand,
  CreatePackageGroupCommand,
  CreateRepositoryCommand,
  DeletePackageVersionsCommand,
  DescribePackageVersionCommand,
  GetAuthorizationTokenCommand,
  GetPackageVersionAssetCommand,
  ListPackagesCommand,
  ListPackageVersionAssetsCommand,
  ListPackageVersionsCommand,
  PutDomainPermissionsPolicyCommand,
  TagResourceCommand,
  UpdateRepositoryCommand,
} from '@aws-sdk/client-codeartifact';
import type { EmulatorOptions } from '../../src';
import { findError } from '../support/api';
import { createNpmPackage } from '../support/npm-package';
import { APP, DOMAIN, GENERIC, NPM, startPackageWorld, type PackageWorld } from '../support/package-world';

let world: PackageWorld;
const start = async (options: EmulatorOptions = {}) => {
  world = await startPackageWorld(options);
};
afterEach(() => world.emulator.close());

const send: PackageWorld['client']['send'] = (command: never) => world.client.send(command);
const exceeded = (resourceType: string) => ({
  name: 'ServiceQuotaExceededException',
  status: 402,
  resourceType,
});
const invalid = { name: 'ValidationException', status: 400 };
const names = (count: number) => Array.from({ length: count }, (_, at) => `name${at}`);
const publishNpm = async (size: number) => {
  const { document } = await createNpmPackage('chalk', '9.0.0', { files: { x: 'x'.repeat(size) } });
  const headers = { 'content-type': 'application/json' };
  return (await world.npm('/chalk', { method: 'PUT', headers, body: JSON.stringify(document) })).status;
};

test('QUOTA-001 an asset that is too large is a 402 of the API and a 413 of a package manager', async () => {
  await start({ limits: { assetSizeBytes: 100 } });
  expect(await findError(world.publish('1.0.0', { 'a.bin': 'x'.repeat(101) }))).toMatchObject(
    exceeded('asset'),
  );
  expect(await publishNpm(10)).toBe(413);
  await world.publish('1.0.0', { 'a.bin': 'x'.repeat(100) });
});

test('QUOTA-002 a version has so many assets and no more', async () => {
  await start({ limits: { assetsPerPackageVersion: 2 } });
  await world.publish('1.0.0', { a: 'a', b: 'b' });
  expect(await findError(world.publish('2.0.0', { a: 'a', b: 'b', c: 'c' }))).toMatchObject(
    exceeded('package-version'),
  );
});

test('QUOTA-003 QUOTA-061 a repository has ten upstreams at most, whatever else is roomy', async () => {
  await start();
  const upstreams = names(11).map((repositoryName) => ({ repositoryName }));
  for (const repository of names(11)) await send(new CreateRepositoryCommand({ ...DOMAIN, repository }));
  expect(await findError(send(new UpdateRepositoryCommand({ ...APP, upstreams })))).toMatchObject(
    exceeded('repository'),
  );
  await send(new UpdateRepositoryCommand({ ...APP, upstreams: upstreams.slice(1) }));
});

test('QUOTA-005 QUOTA-006 QUOTA-061 domains and repositories are counted as a new account’s when asked to', async () => {
  await start({ quotas: 'strict', limits: { repositoriesPerDomain: 4 } });
  for (const domain of names(9)) await send(new CreateDomainCommand({ domain }));
  expect(await findError(send(new CreateDomainCommand({ domain: 'one-more' })))).toMatchObject(
    exceeded('domain'),
  );
  const create = (repository: string) => send(new CreateRepositoryCommand({ ...DOMAIN, repository }));
  const refusals = await Promise.all(
    names(4).map((name) =>
      create(name).then(
        () => undefined,
        (error: Error) => error.name,
      ),
    ),
  );
  expect(refusals.filter(Boolean).length).toBeGreaterThan(0);
  expect(await findError(create('one-more'))).toMatchObject(exceeded('repository'));
});

test.each<[string, string, () => Promise<unknown>]>([
  [
    'QUOTA-007',
    'CopyPackageVersions',
    () =>
      send(
        new CopyPackageVersionsCommand({
          ...DOMAIN,
          ...NPM,
          repository: undefined,
          sourceRepository: 'app',
          destinationRepository: 'other',
          versions: ['1.0.0'],
        } as never),
      ),
  ],
  ['QUOTA-008', 'GetAuthorizationToken', () => send(new GetAuthorizationTokenCommand(DOMAIN))],
  [
    'QUOTA-009',
    'GetPackageVersionAsset',
    () => send(new GetPackageVersionAssetCommand({ ...GENERIC, packageVersion: '1', asset: 'a' })),
  ],
  [
    'QUOTA-010',
    'ListPackageVersionAssets',
    () => send(new ListPackageVersionAssetsCommand({ ...GENERIC, packageVersion: '1' })),
  ],
  ['QUOTA-011', 'ListPackageVersions', () => send(new ListPackageVersionsCommand(GENERIC))],
  ['QUOTA-013', 'PublishPackageVersion', () => world.publish('1', { a: 'a' })],
])('%s %s has a rate of its own', async (_row, operation, call) => {
  await start({ throttle: { [operation]: 1 } });
  await call().catch(() => undefined);
  expect(await findError(call())).toMatchObject({ name: 'ThrottlingException', status: 429 });
});

test('QUOTA-030 a policy has 7,168 characters at most', async () => {
  await start();
  const policyDocument = (length: number) => {
    const policy = {
      Version: '2012-10-17',
      Id: '',
      Statement: { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' },
    };
    return JSON.stringify({ ...policy, Id: 'x'.repeat(length - JSON.stringify(policy).length) });
  };
  const put = (length: number) =>
    send(new PutDomainPermissionsPolicyCommand({ ...DOMAIN, policyDocument: policyDocument(length) }));
  expect(await findError(put(7169))).toMatchObject(invalid);
  await put(7168);
});

test('QUOTA-032 QUOTA-033 fifty tags, keys of 128 and values of 256 characters', async () => {
  await start();
  const resourceArn = 'arn:aws:codeartifact:us-east-1:000000000000:domain/dom';
  const tag = (tags: { key: string; value: string }[]) => send(new TagResourceCommand({ resourceArn, tags }));
  const tags = names(51).map((key) => ({ key, value: '' }));
  expect(await findError(tag(tags))).toMatchObject({ status: 402 });
  expect(await findError(tag([{ key: 'k'.repeat(129), value: '' }]))).toMatchObject(invalid);
  expect(await findError(tag([{ key: 'k', value: 'v'.repeat(257) }]))).toMatchObject(invalid);
  await tag([...tags.slice(2), { key: 'k'.repeat(128), value: 'v'.repeat(256) }]);
});

test('QUOTA-035 QUOTA-036 QUOTA-037 batches, pages and tokens have a size', async () => {
  await start();
  const remove = new DeletePackageVersionsCommand({ ...GENERIC, versions: names(101) });
  expect(await findError(send(remove))).toMatchObject(invalid);
  for (const more of [{ maxResults: 0 }, { maxResults: 1001 }, { nextToken: 'x'.repeat(2001) }]) {
    expect(await findError(send(new ListPackagesCommand({ ...APP, ...more })))).toMatchObject(invalid);
  }
  await send(new ListPackagesCommand({ ...APP, maxResults: 1000 }));
});

test('QUOTA-038 names and texts have a length', async () => {
  await start();
  const long = (length: number) => 'x'.repeat(length);
  const tooLong = [
    new CreateDomainCommand({ domain: long(51) }),
    new CreateRepositoryCommand({ ...DOMAIN, repository: long(101) }),
    new CreateRepositoryCommand({ ...DOMAIN, repository: 'ok', description: long(1001) }),
    new ListPackageVersionsCommand({ ...GENERIC, package: long(256) }),
    new ListPackageVersionsCommand({ ...GENERIC, namespace: long(256) }),
    new DescribePackageVersionCommand({ ...GENERIC, packageVersion: long(256) }),
    new GetPackageVersionAssetCommand({ ...GENERIC, packageVersion: '1', asset: long(256) }),
    new CreatePackageGroupCommand({ ...DOMAIN, packageGroup: `/npm/${long(515)}*` }),
    new CreatePackageGroupCommand({ ...DOMAIN, packageGroup: '/npm/*', contactInfo: long(1001) }),
    new TagResourceCommand({
      resourceArn: `arn:aws:codeartifact:us-east-1:000000000000:domain/${long(970)}`,
      tags: [],
    }),
  ];
  for (const command of tooLong) expect(await findError(send(command as never))).toMatchObject(invalid);
  await send(new CreateRepositoryCommand({ ...DOMAIN, repository: long(100), description: long(1000) }));
});

test('QUOTA-039 a repository has one external connection', async () => {
  await start();
  const connect = (externalConnection: string) =>
    send(new AssociateExternalConnectionCommand({ ...APP, externalConnection }));
  await connect('public:npmjs');
  expect(await findError(connect('public:pypi'))).toMatchObject(invalid);
});

test('QUOTA-040 QUOTA-042 a publish of npm has a limit of its own, and a version one asset', async () => {
  await start({ limits: { npmPublishBytes: 20_000 } });
  expect(await publishNpm(10)).toBe(200);
  expect(await publishNpm(20)).toBe(409);
  await world.emulator.reset();
  await world.reset();
  const body = JSON.stringify({ name: 'chalk', x: 'x'.repeat(20_000) });
  const headers = { 'content-type': 'application/json' };
  expect((await world.npm('/chalk', { method: 'PUT', headers, body })).status).toBe(413);
});

test('QUOTA-041 metadata of more than 400 KB is left out, and the publish succeeds', async () => {
  await start();
  const manifest = { description: 'short', homepage: `https://example.com/${'x'.repeat(410_000)}` };
  const { document } = await createNpmPackage('chalk', '1.0.0', { manifest });
  const headers = { 'content-type': 'application/json' };
  expect((await world.npm('/chalk', { method: 'PUT', headers, body: JSON.stringify(document) })).status).toBe(
    200,
  );
  const { packageVersion } = await send(
    new DescribePackageVersionCommand({ ...NPM, packageVersion: '1.0.0' }),
  );
  expect([packageVersion?.summary, packageVersion?.homePage]).toEqual(['short', undefined]);
});

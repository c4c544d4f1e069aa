import {
  GetAuthorizationTokenCommand,
  PutRepositoryPermissionsPolicyCommand,
} from '@aws-sdk/client-codeartifact';
import type { PrincipalOption } from '../../src';
import { allow, deny, policy, userArn, type StatementSource } from '../support/access-world';
import { startContractWorld, type ContractWorld } from './contract-world';
import type { FormatAdapter } from './format-adapter';

const ACCOUNT = '000000000000';
const ADMIN: PrincipalOption = {
  ...{ arn: userArn(ACCOUNT, 'admin'), accessKeyId: 'test', secretAccessKey: 'test' },
  policies: ['AdministratorAccess'],
};
const TOKEN = allow('GetAuthorizationToken', 'sts:GetServiceBearerToken');

/** What every format asks policies for, told through its adapter (IAM-040 … IAM-053). */
export function describeAccessContract(adapter: FormatAdapter): void {
  let world: ContractWorld;
  beforeAll(async () => {
    world = await startContractWorld(adapter, { auth: { mode: 'iam', principals: [ADMIN] } });
  });
  beforeEach(() => world.reset());
  afterAll(() => world.emulator.close());

  const { format, namespace = '', package: name } = adapter;
  const arn = (resource: string) => `arn:aws:codeartifact:us-east-1:${ACCOUNT}:${resource}`;
  const packageArn = arn(`package/dom/app/${format}/${namespace.toLowerCase()}/${name.toLowerCase()}`);
  const repositoryArn = arn('repository/dom/app');
  const on = (Resource: string, ...actions: string[]): StatementSource => ({
    ...allow(...actions),
    Resource,
  });

  /** A token of the user `dev`, who from now on has these permissions; those for the token only while asking. */
  const tokenOf = async (...statements: StatementSource[]) => {
    setDev(TOKEN);
    const dev = world.emulator.client({ account: 'dev' });
    const { authorizationToken = '' } = await dev.send(new GetAuthorizationTokenCommand({ domain: 'dom' }));
    setDev(...statements);
    return authorizationToken;
  };
  const doorOf = async (...statements: StatementSource[]) => world.door('app', await tokenOf(...statements));
  const setDev = (...statements: StatementSource[]) =>
    world.emulator.setPrincipals([
      ADMIN,
      {
        ...{ arn: userArn(ACCOUNT), accessKeyId: 'dev', secretAccessKey: 'any' },
        policies: statements.length === 0 ? [] : [policy(...statements)],
      },
    ]);
  const noted = () => world.emulator.requests().flatMap(({ access = [] }) => access);

  test('IAM-040 IAM-052 AUTH-106 reading needs ReadFromRepository on the repository', async () => {
    expect(await adapter.publish(world.door('app'), '1.0.0', 'one')).toBeLessThan(300);
    const nobody = await doorOf();
    expect((await adapter.download(nobody, '1.0.0')).status).toBe(403);
    expect(await adapter.list(nobody)).toBe(403);
    const onPackage = await doorOf(on(packageArn, 'ReadFromRepository'));
    expect((await adapter.download(onPackage, '1.0.0')).status).toBe(403);
    const reader = await doorOf(on(repositoryArn, 'ReadFromRepository'));
    expect((await adapter.download(reader, '1.0.0')).status).toBe(200);
    expect(await adapter.list(reader)).toEqual(['1.0.0']);
    expect(await adapter.publish(reader, '1.1.0', 'one')).toBe(403);
    expect(await world.stored('app')).toEqual({ '1.0.0': 'Published app' });
  });

  test('IAM-041 IAM-044 IAM-046 IAM-047 IAM-048 IAM-049 IAM-050 IAM-053 publishing needs PublishPackageVersion on the package', async () => {
    const reading = on(repositoryArn, 'ReadFromRepository');
    const publishing = on(packageArn, 'PublishPackageVersion', 'PutPackageMetadata');
    expect(await adapter.publish(await doorOf(), '1.0.0', 'one')).toBe(403);
    const elsewhere = on(arn(`package/dom/app/${format}/*/other`), 'PublishPackageVersion');
    expect(await adapter.publish(await doorOf(reading, elsewhere), '1.0.0', 'one')).toBe(403);
    expect(noted().at(-1)).toMatchObject({
      resource: packageArn,
      effect: 'implicit deny',
      decider: 'identity',
    });
    expect(await world.stored('app')).toEqual({});
    const publisher = await doorOf(...(format === 'nuget' ? [reading] : []), publishing);
    expect(await adapter.publish(publisher, '1.0.0', 'one')).toBeLessThan(300);
    expect(await world.stored('app')).toEqual({ '1.0.0': 'Published app' });
  });

  test('IAM-035 IAM-036 reading through an upstream needs nothing of it, and to retain needs nothing more', async () => {
    expect(await adapter.publish(world.door('up'), '1.0.0', 'one')).toBeLessThan(300);
    const statement = { ...deny('*'), Principal: { AWS: userArn(ACCOUNT) } };
    const policyDocument = JSON.stringify(policy(statement));
    await world
      .door('up')
      .client.send(
        new PutRepositoryPermissionsPolicyCommand({ domain: 'dom', repository: 'up', policyDocument }),
      );
    const token = await tokenOf(on(repositoryArn, 'ReadFromRepository'));
    expect((await adapter.download(world.door('up', token), '1.0.0')).status).toBe(403);
    expect((await adapter.download(world.door('app', token), '1.0.0')).status).toBe(200);
    expect(await world.stored('app')).toEqual({ '1.0.0': 'Published up' });
  });

  test('IAM-084 AUTH-069 AUTH-105 a token is worth what its principal may at the time', async () => {
    expect(await adapter.publish(world.door('app'), '1.0.0', 'one')).toBeLessThan(300);
    const door = await doorOf(on(repositoryArn, 'ReadFromRepository'));
    expect((await adapter.download(door, '1.0.0')).status).toBe(200);
    setDev();
    expect((await adapter.download(door, '1.0.0')).status).toBe(403);
    world.emulator.setPrincipals([ADMIN]);
    expect((await adapter.download(door, '1.0.0')).status).toBe(401);
  });

  test('AUTH-102 AUTH-107 IAM-077 who may not read is not told what there is', async () => {
    const token = await tokenOf();
    const [there, nowhere] = [world.door('app', token), world.door('not', token)];
    expect([
      (await adapter.download(there, '1.0.0')).status,
      (await adapter.download(nowhere, '1.0.0')).status,
    ]).toEqual([403, 403]);
    expect([await adapter.list(there), await adapter.list(nowhere)]).toEqual([403, 403]);
    expect(await adapter.publish(nowhere, '1.0.0', 'one')).toBe(403);
    setDev(allow('ReadFromRepository'));
    expect(await adapter.list(nowhere)).toBe(404);
    expect(await adapter.list(world.door('not', 'eyJ2ZXIiOjEs'))).toBe(401);
  });
}

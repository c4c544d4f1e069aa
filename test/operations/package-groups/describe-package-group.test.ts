import {
  CreateDomainCommand,
  DescribePackageGroupCommand,
  type CodeartifactClient,
} from '@aws-sdk/client-codeartifact';
import { callApi, findError, invalidField, missingDomain } from '../../support/api';
import { startEmulator, type TestEmulator } from '../../support/emulator';
import {
  createGroups,
  forEveryType,
  GROUP_ARN,
  inherited,
  missingGroup,
  owned,
  restrict,
  toReference,
} from '../../support/package-groups';

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
});

const describeGroup = async (packageGroup: string, domain = 'acme') =>
  (await client.send(new DescribePackageGroupCommand({ domain, packageGroup }))).packageGroup;

describe('serialization', () => {
  test('PG-002 PG-104 PG-306 PG-401 the root group of a new domain allows everything', async () => {
    const answer = await callApi(emulator, 'GET', '/v1/package-group?domain=acme&package-group=%2F*');
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      packageGroup: {
        arn: `${GROUP_ARN}/%2a`,
        pattern: '/*',
        domainName: 'acme',
        domainOwner: '000000000000',
        createdTime: 1772600767.89,
        originConfiguration: forEveryType(owned('ALLOW')),
      },
    });
  });

  test('PG-104 PG-200 a group below names its parent', async () => {
    await createGroups(client, '/npm/*');
    expect(await describeGroup('/npm/*')).toEqual({
      arn: `${GROUP_ARN}/npm/%2a`,
      pattern: '/npm/*',
      domainName: 'acme',
      domainOwner: '000000000000',
      createdTime: new Date('2026-03-04T05:06:07.890Z'),
      originConfiguration: forEveryType(inherited('/*')),
      parent: toReference('/*'),
    });
  });
});

describe('validation', () => {
  test.each(['/', 'a b', 'x'.repeat(521)])('PG-020 the pattern %p breaks a constraint', async (pattern) => {
    expect(await findError(describeGroup(pattern))).toEqual(invalidField);
  });

  test.each(['/npm', '/npm/*/', '/npm/**', '/NPM/*', '/npm/%2a'])(
    'PG-020 PG-306 PG-500 %s is no group, whatever is wrong with it',
    async (pattern) => {
      await createGroups(client, '/npm/*');
      expect(await findError(describeGroup(pattern))).toEqual(missingGroup(pattern));
    },
  );

  test('PG-306 the domain must exist', async () => {
    expect(await findError(describeGroup('/*', 'nowhere'))).toEqual(missingDomain('nowhere'));
  });
});

describe('functionality', () => {
  test('PG-203 PG-204 each type inherits from the first group above that has a mode of its own', async () => {
    await createGroups(client, '/npm/*', '/npm/space/*', '/npm/space/foo$');
    await restrict(client, '/*', { EXTERNAL_UPSTREAM: 'BLOCK' });
    await restrict(client, '/npm/*', { PUBLISH: 'BLOCK' });
    await restrict(client, '/npm/space/*', { INTERNAL_UPSTREAM: 'BLOCK' });
    const group = await describeGroup('/npm/space/foo$');
    expect(group?.originConfiguration?.restrictions).toEqual({
      EXTERNAL_UPSTREAM: inherited('/*', 'BLOCK'),
      INTERNAL_UPSTREAM: inherited('/npm/space/*', 'BLOCK'),
      PUBLISH: inherited('/npm/*', 'BLOCK'),
    });
    expect(group?.parent).toEqual(toReference('/npm/space/*'));
  });

  test('PG-306 groups of other accounts and regions are not seen', async () => {
    await createGroups(client, '/npm/*');
    for (const as of [{ account: '111122223333' }, { region: 'eu-west-1' }]) {
      const there = emulator.client(as);
      await there.send(new CreateDomainCommand({ domain: 'acme' }));
      const call = there.send(new DescribePackageGroupCommand({ domain: 'acme', packageGroup: '/npm/*' }));
      expect(await findError(call)).toMatchObject({
        name: 'ResourceNotFoundException',
        resourceId: '/npm/*',
      });
    }
  });
});

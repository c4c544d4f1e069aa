import {
  CreateDomainCommand,
  CreatePackageGroupCommand,
  DescribePackageGroupCommand,
  UpdatePackageGroupCommand,
  type CodeartifactClient,
  type UpdatePackageGroupCommandInput,
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

const TEXTS = { contactInfo: 'packages@example.com', description: 'everything for npm' };
beforeEach(async () => {
  await emulator.reset();
  await client.send(new CreateDomainCommand({ domain: 'acme' }));
  await client.send(new CreatePackageGroupCommand({ domain: 'acme', packageGroup: '/npm/*', ...TEXTS }));
});

const update = async (packageGroup: string, members: Partial<UpdatePackageGroupCommandInput> = {}) => {
  const command = new UpdatePackageGroupCommand({ domain: 'acme', packageGroup, ...members });
  return (await client.send(command)).packageGroup;
};
const describeGroup = async (packageGroup: string) =>
  (await client.send(new DescribePackageGroupCommand({ domain: 'acme', packageGroup }))).packageGroup;

describe('serialization', () => {
  test('PG-307 the pattern is in the body, the answer is the group as it is now', async () => {
    const answer = await callApi(emulator, 'PUT', '/v1/package-group?domain=acme', {
      packageGroup: '/npm/*',
      description: 'new',
    });
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      packageGroup: {
        arn: `${GROUP_ARN}/npm/%2a`,
        pattern: '/npm/*',
        domainName: 'acme',
        domainOwner: '000000000000',
        createdTime: 1772600767.89,
        contactInfo: 'packages@example.com',
        description: 'new',
        originConfiguration: forEveryType(inherited('/*')),
        parent: toReference('/*'),
      },
    });
  });
});

describe('validation', () => {
  test.each([{ contactInfo: 'a\u0007' }, { description: 'd'.repeat(1001) }])(
    'PG-303 texts have limits: %#',
    async (texts) => {
      expect(await findError(update('/npm/*', texts))).toEqual(invalidField);
      expect(await describeGroup('/npm/*')).toMatchObject(TEXTS);
    },
  );

  test.each(['/pypi/*', '/npm', '/npm//React$'])('PG-020 there is no group %s', async (pattern) => {
    expect(await findError(update(pattern))).toEqual(missingGroup(pattern));
  });

  test('PG-307 the domain must exist', async () => {
    expect(await findError(update('/npm/*', { domain: 'nowhere' }))).toEqual(missingDomain('nowhere'));
  });
});

describe('functionality', () => {
  test('PG-307 what is left out stays', async () => {
    expect(await update('/npm/*')).toMatchObject(TEXTS);
    expect(await update('/npm/*', { contactInfo: 'me' })).toMatchObject({ ...TEXTS, contactInfo: 'me' });
    expect(await describeGroup('/npm/*')).toMatchObject({ ...TEXTS, contactInfo: 'me' });
  });

  test('PG-307 an empty text clears', async () => {
    expect(await update('/npm/*', { contactInfo: '' })).not.toHaveProperty('contactInfo');
    expect(await describeGroup('/npm/*')).toMatchObject({ description: TEXTS.description });
    await update('/npm/*', { description: '' });
    expect(await describeGroup('/npm/*')).not.toHaveProperty('description');
  });

  test('PG-003 PG-307 the root has texts as well', async () => {
    await update('/*', { description: 'all there is' });
    expect(await describeGroup('/*')).toMatchObject({ pattern: '/*', description: 'all there is' });
  });

  test('PG-001 PG-307 pattern, parent and origin configuration stay', async () => {
    await createGroups(client, '/npm/space/*');
    await restrict(client, '/npm/*', { PUBLISH: 'BLOCK' });
    const before = await describeGroup('/npm/*');
    expect(await update('/npm/*', { description: 'new' })).toEqual({ ...before, description: 'new' });
    const { restrictions } = (await describeGroup('/npm/space/*'))?.originConfiguration ?? {};
    expect(restrictions).toMatchObject({ PUBLISH: inherited('/npm/*', 'BLOCK') });
    expect((await describeGroup('/*'))?.originConfiguration).toEqual(forEveryType(owned('ALLOW')));
  });
});

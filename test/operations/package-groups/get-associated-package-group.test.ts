import {
  CreateDomainCommand,
  GetAssociatedPackageGroupCommand,
  type CodeartifactClient,
  type GetAssociatedPackageGroupCommandInput,
} from '@aws-sdk/client-codeartifact';
import { callApi, findError, invalidField, missingDomain, refused } from '../../support/api';
import { startEmulator, type TestEmulator } from '../../support/emulator';
import {
  createGroups,
  forEveryType,
  GROUP_ARN,
  inherited,
  owned,
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

type Names = Partial<GetAssociatedPackageGroupCommandInput>;
const get = (names: Names) =>
  client.send(
    new GetAssociatedPackageGroupCommand({ domain: 'acme', format: 'npm', package: 'react', ...names }),
  );
const find = async (names: Names) => {
  const { packageGroup, associationType } = await get(names);
  return [packageGroup?.pattern, associationType];
};

describe('serialization', () => {
  test('PG-330 PG-331 the whole group, for a package that is nowhere', async () => {
    await createGroups(client, '/npm/space/*');
    const query = 'domain=acme&format=npm&namespace=space&package=foo';
    const answer = await callApi(emulator, 'GET', `/v1/get-associated-package-group?${query}`);
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      associationType: 'STRONG',
      packageGroup: {
        arn: `${GROUP_ARN}/npm/space/%2a`,
        pattern: '/npm/space/*',
        domainName: 'acme',
        domainOwner: '000000000000',
        createdTime: 1772600767.89,
        originConfiguration: forEveryType(inherited('/*')),
        parent: toReference('/*'),
      },
    });
  });
});

describe('validation', () => {
  test.each<Names>([
    { format: 'maven' },
    { format: 'swift' },
    { format: 'generic' },
    { format: 'pypi', namespace: 'a' },
    { format: 'nuget', namespace: 'a' },
    { format: 'ruby', namespace: 'a' },
    { format: 'cargo', namespace: 'a' },
  ])('PG-332 %j breaks the rule of its format', async (names) => {
    expect(await findError(get(names))).toEqual(refused);
  });

  test.each<Names>([{ package: 'a b' }, { package: 'a/b' }, { namespace: 'a#b' }])(
    'PG-330 %j breaks a constraint',
    async (names) => {
      expect(await findError(get(names))).toEqual(invalidField);
    },
  );

  test.each(['format=python&package=requests', 'package=requests', 'format=npm'])(
    'PG-330 the query %s lacks something',
    async (query) => {
      const answer = await callApi(emulator, 'GET', `/v1/get-associated-package-group?domain=acme&${query}`);
      expect(answer).toMatchObject({ status: 400, errorType: 'ValidationException' });
    },
  );

  test('PG-334 only the domain must exist', async () => {
    expect(await findError(get({ domain: 'nowhere' }))).toEqual(missingDomain('nowhere'));
  });
});

describe('functionality', () => {
  test('PG-334 PG-037 without another group it is the root', async () => {
    const { packageGroup, associationType } = await get({});
    expect(associationType).toBe('STRONG');
    expect(packageGroup).toMatchObject({
      pattern: '/*',
      originConfiguration: forEveryType(owned('ALLOW')),
    });
  });

  test('PG-005 a new group wins at once', async () => {
    await createGroups(client, '/npm/*');
    expect(await find({})).toEqual(['/npm/*', 'STRONG']);
    await createGroups(client, '/npm//React$');
    expect(await find({})).toEqual(['/npm//React$', 'WEAK']);
    await createGroups(client, '/npm//react$');
    expect(await find({})).toEqual(['/npm//react$', 'STRONG']);
  });

  test.each<[string, Names]>([
    ['/nuget//newtonsoft.json$', { format: 'nuget', package: 'Newtonsoft.Json' }],
    ['/pypi//foo-bar$', { format: 'pypi', package: 'Foo_Bar' }],
    ['/swift/my-scope/my-lib$', { format: 'swift', namespace: 'My-Scope', package: 'My-Lib' }],
  ])('PG-333 names are normalised before %s is matched', async (pattern, names) => {
    await createGroups(client, pattern);
    expect(await find(names)).toEqual([pattern, 'STRONG']);
  });

  test('PG-333 Maven and npm names are taken as they are', async () => {
    await createGroups(client, '/maven/com.acme/tool$', '/npm/scope/*');
    expect(await find({ format: 'maven', namespace: 'com.acme', package: 'Tool' })).toEqual([
      '/maven/com.acme/tool$',
      'WEAK',
    ]);
    expect(await find({ namespace: 'Scope' })).toEqual(['/npm/scope/*', 'WEAK']);
  });

  test('PG-037 a variation of a format does not exist, so formats match strongly', async () => {
    await createGroups(client, '/generic/*');
    expect(await find({ format: 'generic', namespace: 'NS', package: 'TOOL' })).toEqual([
      '/generic/*',
      'STRONG',
    ]);
  });
});

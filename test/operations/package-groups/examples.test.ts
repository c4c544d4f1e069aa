import {
  CreateDomainCommand,
  CreatePackageGroupCommand,
  DescribePackageGroupCommand,
  GetAssociatedPackageGroupCommand,
  ListSubPackageGroupsCommand,
  type CodeartifactClient,
  type PackageFormat,
} from '@aws-sdk/client-codeartifact';
import { findError } from '../../support/api';
import { startEmulator, type TestEmulator } from '../../support/emulator';
import { createGroups, GROUP_ARN, listPatterns } from '../../support/package-groups';

// The examples of the guide's chapters about package groups, and those of the catalogue around them.

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

const create = (packageGroup: string) =>
  client.send(new CreatePackageGroupCommand({ domain: 'acme', packageGroup }));
const describeGroup = async (packageGroup: string) =>
  (await client.send(new DescribePackageGroupCommand({ domain: 'acme', packageGroup }))).packageGroup;

async function findWinner(path: string) {
  const [, format, namespace, name] = path.split('/');
  const { packageGroup, associationType } = await client.send(
    new GetAssociatedPackageGroupCommand({
      domain: 'acme',
      format: format as PackageFormat, // as written in the tables below
      ...(namespace && { namespace }),
      package: name,
    }),
  );
  return `${packageGroup?.pattern} ${associationType}`;
}

describe('patterns', () => {
  test.each([
    '/npm/*',
    '/maven/com.anycompany~',
    '/npm/space/*',
    '/npm/space/anycompany-ui~',
    '/maven/org.apache.logging.log4j/log4j-core$',
    '/npm//*',
    '/npm//react$',
    '/npm//AsyncStorage$',
    '/nuget/*',
    '/nuget//newtonsoft.json$',
    '/pypi//requests$',
    '/pypi//*',
    '/npm/space/foo-*',
    '/npm/space/foo*',
    '/maven/com.anycompany.*',
    '/npm/space/foo~bar$',
    '/nuget//alpha%beta%gamma~',
    '/npm/types/node$',
    '/npm/@types/*',
    '/npm/foo*',
    '/npm//é~',
    '/maven/*',
    '/swift/my-scope/my-lib$',
    '/generic/ns/tool$',
    '/ruby//rails$',
    '/cargo//serde~',
  ])('PG-010 PG-012 PG-016 PG-019 %s is a pattern', async (pattern) => {
    expect((await create(pattern)).packageGroup?.pattern).toBe(pattern);
    expect(await listPatterns(client)).toEqual(['/*', pattern]);
  });

  test.each([
    ...['*', 'npm/*', '/npm', '/npm/', '/npm$', '/npm~', '/np*', '/~', '/$', '//*', '//npm/*', '/npm/**'],
    ...['/NPM/*', '/python/*', '/npm/~', '/npm//~', '/npm//$', '/npm/space$', '/npm/space/$', '/npm/space/~'],
    ...['/npm/space/foo', '/npm/space/foo-~', '/npm/*/foo$', '/npm/sp*ce/foo$', '/npm/a/b/c$'],
    ...['/npm/foo~/bar$', '/npm/foo$/*', '/npm/foo~/*', '/npm/sp ace/*', '/npm/a#b/*', '/pypi/foo/*'],
    ...['/pypi/foo~', '/nuget/ns/foo$', '/ruby/a/*', '/cargo/a/b$', '/maven//foo$', '/maven//*'],
    ...['/generic//tool$', '/swift//lib$', '/nuget//Newtonsoft.Json$', '/swift/MyScope/*', '/pypi//foo_bar$'],
    ...['/pypi//Foo~', '/npm/\u00a0/*', '/npm/\u200b*', '/npm///*'],
  ])('PG-010 PG-011 PG-013 PG-014 PG-015 PG-017 PG-018 %s is no pattern', async (pattern) => {
    expect(await findError(create(pattern))).toMatchObject({ name: 'ValidationException', status: 400 });
    expect(await listPatterns(client)).toEqual(['/*']);
  });
});

const SCOPE = ['/npm/*', '/npm/space/*'];
const FOO = ['/npm/space/foo~'];
const SPICY = ['/npm/*', '/npm//anycompany-spicy-client$'];
const SPELLINGS = ['/npm//AsyncStorage$', '/npm//asyncStorage$', '/npm//asyncstorage$'];
const PREFIXES = ['/npm/space/foo*', '/npm/space/foo~', '/npm/space/foo-*', '/npm/space/foo$'];

describe('association', () => {
  test.each<[string, string[], string, string]>([
    ['PG-040', SCOPE, '/npm//react', '/npm/* STRONG'],
    ['PG-041', SCOPE, '/npm/space/au.components', '/npm/space/* STRONG'],
    ['PG-042', SCOPE, '/npm/space/amplify-ui-core', '/npm/space/* STRONG'],
    ['PG-043', SCOPE, '/pypi//requests', '/* STRONG'],
    ['PG-044', SCOPE, '/npm/spacey/x', '/npm/* STRONG'],
    ['PG-045', SCOPE, '/npm/Space/x', '/npm/space/* WEAK'],
    ['PG-050', FOO, '/npm/space/foo', '/npm/space/foo~ STRONG'],
    ['PG-051', FOO, '/npm/space/foo-bar', '/npm/space/foo~ STRONG'],
    ['PG-052', FOO, '/npm/space/food', '/* STRONG'],
    ['PG-052', FOO, '/npm/space/foot', '/* STRONG'],
    ['PG-052', FOO, '/npm/space/foo1', '/* STRONG'],
    ['PG-053', FOO, '/npm/space/Foo-bar', '/npm/space/foo~ WEAK'],
    ['PG-054', FOO, '/npm/space/foo.bar', '/npm/space/foo~ STRONG'],
    ['PG-060', SPICY, '/npm//anycompany-spicy-client', '/npm//anycompany-spicy-client$ STRONG'],
    ['PG-061', SPICY, '/npm//AnyCompany-spicy-client', '/npm//anycompany-spicy-client$ WEAK'],
    ['PG-062', SPICY, '/npm//anycompany_spicy--client', '/npm//anycompany-spicy-client$ WEAK'],
    ['PG-063', SPICY, '/npm//anycompanyspicyclient', '/npm/* STRONG'],
    ['PG-063', SPICY, '/npm//anycompany-spicy-client2', '/npm/* STRONG'],
    ['PG-063', SPICY, '/npm/x/anycompany-spicy-client', '/npm/* STRONG'],
    ['PG-070', SPELLINGS.slice(0, 1), '/npm//AsyncStorage', '/npm//AsyncStorage$ STRONG'],
    ['PG-071', SPELLINGS.slice(0, 1), '/npm//asyncStorage', '/npm//AsyncStorage$ WEAK'],
    ['PG-071', SPELLINGS.slice(0, 1), '/npm//asyncstorage', '/npm//AsyncStorage$ WEAK'],
    ['PG-072', SPELLINGS, '/npm//AsyncStorage', '/npm//AsyncStorage$ STRONG'],
    ['PG-072', SPELLINGS, '/npm//asyncStorage', '/npm//asyncStorage$ STRONG'],
    ['PG-072', SPELLINGS, '/npm//asyncstorage', '/npm//asyncstorage$ STRONG'],
    ['PG-073', SPELLINGS, '/npm//ASYNCSTORAGE', '/npm//AsyncStorage$ WEAK'],
    ['PG-032 PG-080', ['/npm//foo-bar$'], '/npm//foo.bar', '/npm//foo-bar$ WEAK'],
    ['PG-032 PG-080', ['/npm//foo-bar$'], '/npm//foo..bar', '/npm//foo-bar$ WEAK'],
    ['PG-032 PG-080', ['/npm//foo-bar$'], '/npm//foo_bar', '/npm//foo-bar$ WEAK'],
    ['PG-032 PG-081', ['/npm//foo-bar$'], '/npm//foobar', '/* STRONG'],
    ['PG-082', ['/npm//my-package$'], '/npm//my.package', '/npm//my-package$ WEAK'],
    ['PG-083', ['/maven/com.act-on~'], '/maven/com.act-on/x', '/maven/com.act-on~ STRONG'],
    ['PG-083', ['/maven/com.act-on~'], '/maven/com.act-on.sub/x', '/maven/com.act-on~ STRONG'],
    ['PG-084', ['/maven/com.act-on~'], '/maven/com.act.on/x', '/maven/com.act-on~ WEAK'],
    ['PG-085', ['/maven/com.act-on~'], '/maven/com.act-one/x', '/* STRONG'],
    ['PG-085', ['/maven/com.act-on~'], '/maven/com.acton/x', '/* STRONG'],
    ['PG-086', ['/maven/com.anycompany~'], '/maven/com.anycompany/a', '/maven/com.anycompany~ STRONG'],
    ['PG-086', ['/maven/com.anycompany~'], '/maven/com.anycompany.foo/a', '/maven/com.anycompany~ STRONG'],
    ['PG-086', ['/maven/com.anycompany~'], '/maven/com.anycompany-x/a', '/maven/com.anycompany~ STRONG'],
    ['PG-087', ['/maven/com.anycompany~'], '/maven/com.anycompanyx/a', '/* STRONG'],
    ['PG-088', ['/npm/foo~', '/npm/foo/*'], '/npm/foo/x', '/npm/foo/* STRONG'],
    ['PG-089', ['/npm/foo~', '/npm/foo/*'], '/npm/foo-bar/x', '/npm/foo~ STRONG'],
    ['PG-089', ['/npm/foo~', '/npm/foo/*'], '/npm//foo', '/* STRONG'],
    ['PG-090', PREFIXES, '/npm/space/foo', '/npm/space/foo$ STRONG'],
    ['PG-090', PREFIXES, '/npm/space/food', '/npm/space/foo* STRONG'],
    ['PG-090', PREFIXES, '/npm/space/foo-bar', '/npm/space/foo-* STRONG'],
    ['PG-091', PREFIXES, '/npm/space/foo.bar', '/npm/space/foo-* WEAK'],
    ['PG-036 PG-092', ['/npm/Space/*', '/npm/space/foo$'], '/npm/Space/foo', '/npm/space/foo$ WEAK'],
    ['PG-093', ['/npm//*'], '/npm//react', '/npm//* STRONG'],
    ['PG-093', ['/npm//*'], '/npm/types/react', '/* STRONG'],
    ['PG-094', ['/npm/one~'], '/npm/oneword/x', '/* STRONG'],
    ['PG-094', ['/npm/one~'], '/npm/OneWord/x', '/* STRONG'],
    ['PG-094', ['/npm/one~'], '/npm/one-word/x', '/npm/one~ STRONG'],
    ['PG-095', ['/npm//\u00e9~'], '/npm//e\u0301', '/npm//\u00e9~ WEAK'],
    ['PG-096', ['/npm//paypal$'], '/npm//p\u0430ypal', '/npm//paypal$ WEAK'],
    ['PG-097', ['/npm//m$'], '/npm//rn', '/* STRONG'],
    ['PG-016', ['/npm/@types/*'], '/npm/types/node', '/* STRONG'],
  ])('%s with %j %s belongs to %s', async (_, groups, path, winner) => {
    await createGroups(client, ...groups);
    expect(await findWinner(path)).toBe(winner);
  });

  test.each([
    ['PG-033', '/npm//paypal$', '/npm//\uff50\uff41\uff59\uff50\uff41\uff4c'],
    ['PG-033', '/npm//paypal$', '/npm//\u{1d5c9}aypal'],
    ['PG-033', '/npm//scope-xi$', '/npm//\u0455\u0441\u043e\u0440\u0435-\u0445\u0456'],
    ['PG-033', '/npm//avoid$', '/npm//\u03b1\u03bd\u03bf\u03b9d'],
    ['PG-034', '/npm//stra\u00dfe$', '/npm//STRASSE'],
    ['PG-034', '/npm//\u03bf\u03b4\u03bf\u03c2$', '/npm//\u039f\u0394\u039f\u03a3'],
    ['PG-034', '/npm//\u03bf\u03b4\u03bf\u03c2*', '/npm//\u039f\u0394\u039f\u03a3\u0391'],
  ])('%s %s is weakly matched by %s', async (_, pattern, path) => {
    await createGroups(client, pattern);
    expect(await findWinner(path)).toBe(`${pattern} WEAK`);
  });

  test.each([
    ['PG-033', '/npm//foo$', '/npm//f00'],
    ['PG-033', '/npm//l10n$', '/npm//i10n'],
    // A full-width slash folds to a slash, which must not open another component.
    ['PG-031', '/npm/a/b$', '/npm//a\uff0fb'],
    ['PG-031', '/npm/a/*', '/npm/a\uff0fb/c'],
  ])('%s %s is not matched by %s', async (_, pattern, path) => {
    await createGroups(client, pattern);
    expect(await findWinner(path)).toBe('/* STRONG');
  });

  test('PG-035 a stem that is composed with what follows it still matches as written', async () => {
    await createGroups(client, '/npm//caf*', '/npm//cafe*');
    expect(await findWinner('/npm//cafe\u0301s')).toBe('/npm//cafe* STRONG');
  });
});

describe('hierarchy', () => {
  const groups = [
    ...['/npm/*', '/npm/space/*', '/npm/space/foo*', '/npm/space/foo~', '/npm/space/foo-*'],
    ...['/npm/space/foo-bar$', '/npm//*', '/npm//react$', '/npm/foo~', '/npm/foo/*', '/npm/foo-x~'],
    ...['/npm/food/*', '/maven/com.anycompany~', '/maven/com.anycompany.core/*', '/maven/com.anycompanyx/*'],
  ];
  const parents: [string, string, string][] = [
    ['PG-110', '/npm/*', '/*'],
    ['PG-110', '/maven/com.anycompany~', '/*'],
    ['PG-110', '/maven/com.anycompanyx/*', '/*'],
    ['PG-111', '/npm/space/*', '/npm/*'],
    ['PG-111', '/npm//*', '/npm/*'],
    ['PG-111', '/npm/foo~', '/npm/*'],
    ['PG-111', '/npm/food/*', '/npm/*'],
    ['PG-112', '/npm/space/foo*', '/npm/space/*'],
    ['PG-113', '/npm/space/foo~', '/npm/space/foo*'],
    ['PG-114', '/npm/space/foo-*', '/npm/space/foo~'],
    ['PG-115', '/npm/space/foo-bar$', '/npm/space/foo-*'],
    ['PG-116', '/npm//react$', '/npm//*'],
    ['PG-117', '/npm/foo/*', '/npm/foo~'],
    ['PG-117', '/npm/foo-x~', '/npm/foo~'],
    ['PG-118', '/maven/com.anycompany.core/*', '/maven/com.anycompany~'],
  ];

  test.each(parents)('%s %s is below %s, whatever was created first', async (_, pattern, parent) => {
    for (const order of [groups, [...groups].reverse()]) {
      await emulator.reset();
      await client.send(new CreateDomainCommand({ domain: 'acme' }));
      await createGroups(client, ...order);
      expect((await describeGroup(pattern))?.parent?.pattern).toBe(parent);
    }
  });

  test('PG-102 a variation is not below its other spelling', async () => {
    await createGroups(client, '/npm/space/*', '/npm/Space/foo$');
    expect((await describeGroup('/npm/Space/foo$'))?.parent?.pattern).toBe('/*');
  });

  test('PG-315 the children of /npm/*', async () => {
    await createGroups(client, ...groups);
    const command = new ListSubPackageGroupsCommand({ domain: 'acme', packageGroup: '/npm/*' });
    const { packageGroups } = await client.send(command);
    expect(packageGroups?.map(({ pattern }) => pattern)).toEqual([
      '/npm//*',
      '/npm/food/*',
      '/npm/foo~',
      '/npm/space/*',
    ]);
  });
});

test.each([
  ['/npm/*', '/npm/%2a'],
  ['/npm/scope/anycompany~', '/npm/scope/anycompany~'],
  ['/nuget//alpha$', '/nuget//alpha%24'],
  ['/nuget//alpha%beta%gamma~', '/nuget//alpha%25beta%25gamma~'],
  ['/npm//%2a~', '/npm//%252a~'],
  ['/npm//\u00e9$b$', '/npm//\u00e9%24b%24'],
])('PG-400 PG-401 PG-403 REAL-073 IAM-004 the ARN of %s ends in %s', async (pattern, end) => {
  expect((await create(pattern)).packageGroup?.arn).toBe(GROUP_ARN + end);
});

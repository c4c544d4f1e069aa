import {
  DescribePackageVersionCommand,
  DescribeRepositoryCommand,
  GetDomainPermissionsPolicyCommand,
  ListDomainsCommand,
  ListPackageVersionDependenciesCommand,
  ListPackageVersionsCommand,
  ListTagsForResourceCommand,
  DescribePackageGroupCommand,
  type PackageFormat,
} from '@aws-sdk/client-codeartifact';
import { pkg, type EmulatorOptions, type Seed, type SeedPackage } from '../../src';
import { startEmulator, type TestEmulator } from '../support/emulator';

/** A seed goes through the doors; what it made is looked at through them too. */
describe('seed', () => {
  let emulator: TestEmulator;
  afterEach(() => emulator.close());
  const start = async (seed?: EmulatorOptions['seed']): Promise<void> => {
    emulator = await startEmulator(seed === undefined ? {} : { seed });
  };
  const domains = async () => {
    const { domains: found = [] } = await emulator.client().send(new ListDomainsCommand({}));
    return found.map(({ name }) => name);
  };
  const withPackages = (...packages: SeedPackage[]): Seed => ({
    domains: [{ name: 'dom', repositories: [{ name: 'app', packages }] }],
  });
  const versions = async (format: PackageFormat, name: string, namespace?: string) => {
    const { versions: found = [] } = await emulator.client().send(
      new ListPackageVersionsCommand({
        domain: 'dom',
        repository: 'app',
        format,
        package: name,
        namespace,
      }),
    );
    return Object.fromEntries(found.map(({ version, status }) => [version, status]));
  };

  test('DOM-006 REPO-007 domains, repositories, upstreams, connections, policies, groups and tags', async () => {
    const policy = {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: '*', Action: 'codeartifact:DescribeDomain', Resource: '*' }],
    };
    await start({
      domains: [
        {
          name: 'dom',
          policy,
          tags: { team: 'core' },
          packageGroups: [
            { pattern: '/*', description: 'all' },
            { pattern: '/npm/in~*', restrictions: { EXTERNAL_UPSTREAM: 'BLOCK' } },
          ],
          repositories: [
            { name: 'app', description: 'ours', upstreams: ['npm-store'] },
            { name: 'npm-store', externalConnections: ['public:npmjs'], tags: { kind: 'store' } },
          ],
        },
        { name: 'theirs', owner: '111122223333', region: 'eu-west-1' },
      ],
    });
    const client = emulator.client();
    const app = await client.send(new DescribeRepositoryCommand({ domain: 'dom', repository: 'app' }));
    expect(app.repository).toMatchObject({
      description: 'ours',
      upstreams: [{ repositoryName: 'npm-store' }],
    });
    const store = await client.send(
      new DescribeRepositoryCommand({ domain: 'dom', repository: 'npm-store' }),
    );
    expect(store.repository?.externalConnections).toMatchObject([{ externalConnectionName: 'public:npmjs' }]);
    const { policy: put } = await client.send(new GetDomainPermissionsPolicyCommand({ domain: 'dom' }));
    expect(JSON.parse(put?.document ?? '')).toEqual(policy);
    const { tags } = await client.send(
      new ListTagsForResourceCommand({ resourceArn: store.repository?.arn }),
    );
    expect(tags).toEqual([{ key: 'kind', value: 'store' }]);
    const group = { domain: 'dom', packageGroup: '/npm/in~*' };
    const { packageGroup } = await client.send(new DescribePackageGroupCommand(group));
    expect(packageGroup?.originConfiguration?.restrictions?.EXTERNAL_UPSTREAM?.mode).toBe('BLOCK');
    expect(await domains()).toEqual(['dom']);
    const there = emulator.client({ account: '111122223333', region: 'eu-west-1' });
    expect((await there.send(new ListDomainsCommand({}))).domains).toMatchObject([{ name: 'theirs' }]);
  });

  test.each<[PackageFormat, string | undefined, string, SeedPackage['dependencies']]>([
    ['npm', 'sc', 'lib', { chalk: '^5.0.0' }],
    ['maven', 'com.ex', 'lib', { 'com.ex:dep': '1.0' }],
    ['pypi', undefined, 'lib', { requests: '>=2' }],
    ['nuget', undefined, 'lib', { dep: '1.0.0' }],
    ['cargo', undefined, 'lib', { serde: '^1' }],
    ['ruby', undefined, 'lib', { rack: '~> 3.0' }],
    ['swift', 'ex', 'lib', undefined],
    ['generic', 'ns', 'lib', undefined],
  ])(
    'a package of format %s has the metadata that its client would give it',
    async (format, namespace, name, dependencies) => {
      const about = { description: 'What it does.', readme: '# Lib\n', dependencies };
      const isGeneric = format === 'generic';
      await start(
        withPackages({ format, namespace, package: name, version: '1.2.0', ...(isGeneric ? {} : about) }),
      );
      const named = {
        domain: 'dom',
        repository: 'app',
        format,
        namespace,
        package: name,
        packageVersion: '1.2.0',
      };
      const { packageVersion } = await emulator.client().send(new DescribePackageVersionCommand(named));
      expect(packageVersion).toMatchObject({ status: 'Published', origin: { originType: 'INTERNAL' } });
      if (!isGeneric) expect(packageVersion?.summary).toBe('What it does.');
      if (!dependencies) return;
      const listed = await emulator.client().send(new ListPackageVersionDependenciesCommand(named));
      const [full = ''] = Object.keys(dependencies);
      expect(listed.dependencies).toMatchObject([{ package: full.split(':').at(-1) }]);
    },
  );

  test('statuses and dist-tags; what a builder made can stand in a seed', async () => {
    const npm = { format: 'npm', package: 'lib' } as const;
    await start({
      domains: [
        {
          name: 'dom',
          repositories: [
            {
              name: 'app',
              packages: [
                { ...npm, version: '1.0.0' },
                { ...npm, version: '2.0.0-rc.1', tags: ['next'] },
                { ...npm, version: '0.9.0', tags: ['old'], status: 'Archived' },
                { format: 'generic', namespace: 'ns', package: 'tool', version: '1', status: 'Unfinished' },
                { format: 'maven', namespace: 'com.ex', package: 'lib', version: '1', status: 'Unfinished' },
                { ...npm, package: 'gone', version: '1.0.0', status: 'Disposed' },
                await pkg.pypi({ name: 'built', version: '3.0', kinds: ['wheel', 'sdist'] }),
              ],
            },
          ],
        },
      ],
    });
    expect(await versions('npm', 'lib')).toEqual({
      '1.0.0': 'Published',
      '2.0.0-rc.1': 'Published',
      '0.9.0': 'Archived',
    });
    expect(await versions('generic', 'tool', 'ns')).toEqual({ 1: 'Unfinished' });
    expect(await versions('maven', 'lib', 'com.ex')).toEqual({ 1: 'Unfinished' });
    expect(await versions('npm', 'gone')).toEqual({ '1.0.0': 'Disposed' });
    expect(await versions('pypi', 'built')).toEqual({ '3.0': 'Published' });
    const token = await emulator.token('dom');
    const headers = { authorization: `Bearer ${token}` };
    const document = await fetch(`${emulator.endpoint('dom', 'app')}/lib`, { headers });
    expect(await document.json()).toMatchObject({ 'dist-tags': { latest: '1.0.0', next: '2.0.0-rc.1' } });
  });

  test('reset goes back to the seed, again and again, with the same ids', async () => {
    const seed = jest.fn(async () => withPackages({ format: 'npm', package: 'lib', version: '1.0.0' }));
    await start(seed);
    const describeLib = () =>
      emulator.client().send(
        new DescribePackageVersionCommand({
          ...{ domain: 'dom', repository: 'app', format: 'npm', package: 'lib', packageVersion: '1.0.0' },
        }),
      );
    const before = (await describeLib()).packageVersion;
    for (let round = 1; round <= 2; round++) {
      await emulator.seed({ domains: [{ name: 'more' }] });
      expect(await domains()).toEqual(['dom', 'more']);
      await emulator.reset();
      expect(await domains()).toEqual(['dom']);
      expect((await describeLib()).packageVersion).toEqual(before);
      expect(seed).toHaveBeenCalledTimes(round + 1);
    }
    expect(emulator.events.list().events).toEqual([]);
    expect(emulator.requests()).toHaveLength(2);
  });

  test('of a seed that fails half-way nothing is left, and what was there stays', async () => {
    await start({ domains: [{ name: 'dom' }] });
    const lib = { format: 'npm', package: 'lib', version: '1.0.0' } as const;
    const bad: Seed = {
      domains: [
        { name: 'other', repositories: [{ name: 'app', packages: [lib] }] },
        {
          name: 'dom',
          tags: { a: 'b' },
          repositories: [{ name: 'app', packages: [lib, { ...lib, readme: 'other' }] }],
        },
      ],
    };
    await expect(emulator.seed(bad)).rejects.toThrow(
      /^seed: domains\[1\]\.repositories\[0\]\.packages\[1\]: /,
    );
    expect(await domains()).toEqual(['dom']);
    const resourceArn = `arn:aws:codeartifact:us-east-1:${emulator.accountId}:domain/dom`;
    const { tags } = await emulator.client().send(new ListTagsForResourceCommand({ resourceArn }));
    expect(tags).toEqual([]);
    // What is there may be named again and added to.
    await emulator.seed(withPackages(lib));
    await emulator.seed(withPackages(lib, { ...lib, version: '1.1.0' }));
    expect(await versions('npm', 'lib')).toEqual({ '1.0.0': 'Published', '1.1.0': 'Published' });
  });

  test.each<[string, unknown]>([
    ['the document must be an object', null],
    ['domains is missing', {}],
    ["the document has an unknown member 'domain'", { domain: [] }],
    [
      "domains[0].repositories[1] has an unknown member 'upsteams'",
      { domains: [{ name: 'dom', repositories: [{ name: 'aa' }, { name: 'bb', upsteams: [] }] }] },
    ],
    ['domains[0].name has an impossible value: "Dom"', { domains: [{ name: 'Dom' }] }],
    [
      'domains[0].repositories[0].packages[0].version must be a text',
      withPackages({ format: 'npm', package: 'a', version: 1 } as never),
    ],
    [
      'domains[0].repositories[1].upstreams[0]: ',
      { domains: [{ name: 'dom', repositories: [{ name: 'aa' }, { name: 'bb', upstreams: ['cc'] }] }] },
    ],
    [
      'domains[0].repositories[0].packages[0]: a package of format pypi has no namespace',
      withPackages({ format: 'pypi', namespace: 'x', package: 'a', version: '1' }),
    ],
    [
      'domains[0].repositories[0].packages[0]: files and archive exclude each other',
      withPackages({ format: 'npm', package: 'a', version: '1.0.0', files: {}, archive: 'x' }),
    ],
    [
      "domains[0] has an unknown member '__proto__'",
      JSON.parse('{"domains":[{"name":"dom","__proto__":{}}]}'),
    ],
  ])('a seed that is none is told in one line: %s', async (message, seed) => {
    await start();
    const failure: unknown = await emulator.seed(seed as Seed).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(RangeError);
    expect((failure as Error).message).toContain(`seed: ${message}`);
    expect(await domains()).toEqual([]);
    await expect(startEmulator({ seed: seed as Seed })).rejects.toThrow(message);
  });

  test('POST seed takes JSON, refuses to name files, and says what is wrong; ready is 503 until seeded', async () => {
    let finish = (_seed: Seed): void => undefined;
    let seeds = 0;
    await start(() => (seeds++ === 0 ? { domains: [] } : new Promise<Seed>((resolve) => (finish = resolve))));
    const admin = `${emulator.url}/_codeartifact`;
    const post = async (body: string) => {
      const answer = await fetch(`${admin}/seed`, { method: 'POST', body });
      return [answer.status, await answer.json()];
    };
    expect((await fetch(`${admin}/ready`)).status).toBe(200);
    const seed = withPackages({ format: 'npm', package: 'lib', version: '1.0.0' });
    expect(await post(JSON.stringify(seed))).toEqual([200, { status: 'ok' }]);
    expect(await versions('npm', 'lib')).toEqual({ '1.0.0': 'Published' });
    const named = withPackages({
      format: 'generic',
      namespace: 'a',
      package: 'b',
      version: '1',
      archive: '/etc/hosts',
    });
    const [status, refusal] = await post(JSON.stringify(named));
    expect(status).toBe(400);
    expect(refusal).toMatchObject({ message: expect.stringContaining('cannot name files') as string });
    expect(await post('nonsense')).toEqual([400, { message: 'seed: it is not a JSON document' }]);
    const reset = emulator.reset();
    const unready = await fetch(`${admin}/ready`);
    expect([unready.status, await unready.json()]).toEqual([503, { ready: false }]);
    finish({ domains: [] });
    await reset;
    expect((await fetch(`${admin}/ready`)).status).toBe(200);
  });
});

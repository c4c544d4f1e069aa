import { createEmulator, type Emulator } from '../../src';
import { createAwsCli, type AwsCli } from '../support/aws-cli';
import { describeWithClients } from '../support/clients';
import { createNpmPackage, publishNpmPackage } from '../support/npm-package';
import { createSandbox, expectSuccess, type Sandbox } from '../support/sandbox';

const ACCOUNT = '111122223333';
const REGION = 'us-west-2';
const ARN = `arn:aws:codeartifact:${REGION}:${ACCOUNT}:package-group/my-domain`;
const DOMAIN = ['--domain', 'my-domain', '--domain-owner', ACCOUNT];

const ROOT = { arn: `${ARN}/%2a`, pattern: '/*' };
const inherited = { mode: 'INHERIT', effectiveMode: 'ALLOW', inheritedFrom: ROOT, repositoriesCount: 0 };
const toGroup = (pattern: string, end: string, members: object = {}, restrictions: object = {}) => ({
  arn: ARN + end,
  pattern,
  domainName: 'my-domain',
  domainOwner: ACCOUNT,
  createdTime: expect.anything(), // seconds with version 1 of the CLI, a date with version 2
  originConfiguration: {
    restrictions: {
      EXTERNAL_UPSTREAM: inherited,
      INTERNAL_UPSTREAM: inherited,
      PUBLISH: inherited,
      ...restrictions,
    },
  },
  parent: ROOT,
  ...members,
});

/** The commands of the guide's chapters about package groups, in its order, on one domain. */
describeWithClients(['aws'], 'Working with package groups using the AWS CLI', (path) => {
  let emulator: Emulator;
  let sandbox: Sandbox;
  let aws: AwsCli;
  /** A command of the chapter, which names the domain and mostly a group. */
  const run = (command: string, group: string | undefined, ...more: string[]) =>
    aws.json([command, ...DOMAIN, ...(group === undefined ? [] : ['--package-group', group]), ...more]);

  beforeAll(async () => {
    emulator = await createEmulator();
    sandbox = await createSandbox();
    // Twelve digits as access key: a caller of that account, as the guide has it.
    aws = createAwsCli(path, emulator, sandbox, { accessKeyId: ACCOUNT, region: REGION });
    await aws.json(['create-domain', '--domain', 'my-domain']);
    for (const repository of ['my-repo', 'my-repo2']) {
      await aws.json(['create-repository', ...DOMAIN, '--repository', repository]);
    }
  });
  afterAll(async () => {
    await emulator.close();
    await sandbox.remove();
  });

  test('PG-300 PG-401 create-package-group', async () => {
    const texts = ['--contact-info', 'contact@example.com', '--description', 'a new package group'];
    const tags = ['--tags', 'key=key1,value=value1', 'key=key2,value=value2'];
    expect(await run('create-package-group', '/nuget/*', ...texts, ...tags)).toEqual({
      packageGroup: toGroup('/nuget/*', '/nuget/%2a', {
        contactInfo: 'contact@example.com',
        description: 'a new package group',
      }),
    });
  });

  test('PG-306 PG-307 describe-package-group and update-package-group', async () => {
    const changed = ['--contact-info', 'team@example.com', '--description', 'updated'];
    const members = { contactInfo: 'team@example.com', description: 'updated' };
    const expected = { packageGroup: toGroup('/nuget/*', '/nuget/%2a', members) };
    expect(await run('update-package-group', '/nuget/*', ...changed)).toEqual(expected);
    expect(await run('describe-package-group', '/nuget/*')).toEqual(expected);
  });

  test('PG-404 PG-405 tag-resource, list-tags-for-resource and untag-resource', async () => {
    const resource = ['--resource-arn', `${ARN}/nuget/%2a`];
    const changed = await aws.run(['tag-resource', ...resource, '--tags', 'key=key2,value=new']);
    expect(expectSuccess(changed).stdout).toBe('');
    const untagged = await aws.run(['untag-resource', ...resource, '--tag-keys', 'key1']);
    expect(expectSuccess(untagged).stdout).toBe('');
    expect(await aws.json(['list-tags-for-resource', ...resource])).toEqual({
      tags: [{ key: 'key2', value: 'new' }],
    });
  });

  test('PG-220 PG-222 update-package-group-origin-configuration', async () => {
    const named = (name: string) => `originRestrictionType=INTERNAL_UPSTREAM,repositoryName=${name}`;
    const answer = await run(
      'update-package-group-origin-configuration',
      '/nuget/*',
      ...['--restrictions', 'INTERNAL_UPSTREAM=ALLOW_SPECIFIC_REPOSITORIES'],
      ...['--add-allowed-repositories', named('my-repo'), named('my-repo2')],
      ...['--remove-allowed-repositories', named('my-repo2')],
    );
    const mode = 'ALLOW_SPECIFIC_REPOSITORIES';
    expect(answer).toMatchObject({
      packageGroup: {
        originConfiguration: {
          restrictions: {
            INTERNAL_UPSTREAM: { mode, effectiveMode: mode, repositoriesCount: 1 },
            PUBLISH: inherited,
          },
        },
      },
      allowedRepositoryUpdates: { INTERNAL_UPSTREAM: { ADDED: ['my-repo', 'my-repo2'] } },
    });
  });

  test('PG-240 list-allowed-repositories-for-group', async () => {
    const type = ['--origin-restriction-type', 'INTERNAL_UPSTREAM'];
    expect(await run('list-allowed-repositories-for-group', '/nuget/*', ...type)).toEqual({
      allowedRepositories: ['my-repo'],
    });
  });

  test('PG-312 PG-313 PG-315 list-package-groups and list-sub-package-groups', async () => {
    await run('create-package-group', '/npm/space/*');
    await run('create-package-group', '/npm/space/anycompany-ui~');
    const patterns = ['--query', 'packageGroups[].pattern'];
    expect(await run('list-package-groups', undefined, ...patterns)).toEqual([
      '/*',
      '/npm/space/*',
      '/npm/space/anycompany-ui~',
      '/nuget/*',
    ]);
    expect(await run('list-package-groups', undefined, '--prefix', '/nuget', ...patterns)).toEqual([
      '/nuget/*',
    ]);
    expect(await run('list-sub-package-groups', '/*', ...patterns)).toEqual(['/npm/space/*', '/nuget/*']);
  });

  test('PG-320 PG-323 PG-330 list-associated-packages and get-associated-package-group', async () => {
    const token = ['get-authorization-token', ...DOMAIN, '--query', 'authorizationToken'];
    const endpoint = `${emulator.url}/npm/d/my-domain-${ACCOUNT}/my-repo`;
    const built = await createNpmPackage('@space/anycompany-ui', '1.0.0');
    const published = await publishNpmPackage(endpoint, String(await aws.json(token)), built);
    expect(published.status).toBe(200);
    const listed = {
      packages: [{ format: 'npm', namespace: 'space', package: 'anycompany-ui', associationType: 'STRONG' }],
    };
    expect(await run('list-associated-packages', '/npm/space/anycompany-ui~')).toEqual(listed);
    expect(await run('list-associated-packages', '/npm/space/any*', '--preview')).toEqual({ packages: [] });
    expect(await run('list-associated-packages', '/npm/space/anycompany-ui$', '--preview')).toEqual(listed);
    const names = ['--format', 'npm', '--namespace', 'space', '--package', 'AnyCompany-UI'];
    expect(await run('get-associated-package-group', undefined, ...names)).toMatchObject({
      packageGroup: { pattern: '/npm/space/anycompany-ui~' },
      associationType: 'WEAK',
    });
  });

  test('PG-308 PG-309 delete-package-group', async () => {
    expect(await run('delete-package-group', '/npm/space/*')).toMatchObject({
      packageGroup: { pattern: '/npm/space/*' },
    });
    const refused = await aws.run(['delete-package-group', ...DOMAIN, '--package-group', '/*']);
    expect(refused.code).not.toBe(0);
    expect(refused.stderr).toContain('(ValidationException) when calling the DeletePackageGroup operation');
  });
});

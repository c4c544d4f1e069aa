import {
  CopyPackageVersionsCommand,
  DeletePackageVersionsCommand,
  DescribePackageVersionCommand,
  GetPackageVersionAssetCommand,
  UpdateRepositoryCommand,
} from '@aws-sdk/client-codeartifact';
import {
  allow,
  arnOf,
  deny,
  findRefusal,
  OWNER,
  policy,
  startAccessWorld,
  userArn,
  type AccessWorld,
} from '../support/access-world';

let world: AccessWorld;
beforeAll(async () => {
  world = await startAccessWorld();
});
beforeEach(() => world.reset());
afterAll(() => world.emulator.close());

const APP = { domain: 'dom', repository: 'app' };
const TOOL = { ...APP, format: 'generic', namespace: 'ns', package: 'tool' } as const;
const tool = arnOf('package/dom/app/generic/ns/tool');

test('IAM-024 an update asks only for upstreams that are new, not for those that are or were there', async () => {
  const update = (...names: string[]) =>
    new UpdateRepositoryCommand({ ...APP, upstreams: names.map((repositoryName) => ({ repositoryName })) });
  const client = world.dev(OWNER, policy(allow('UpdateRepository')));
  expect(await findRefusal(client.send(update('up')))).toBeUndefined();
  expect(await findRefusal(client.send(update('up', 'theirs')))).toContain(
    `perform: codeartifact:AssociateWithDownstreamRepository on resource: ${arnOf('repository/dom/theirs')}`,
  );
  expect(await findRefusal(client.send(update()))).toBeUndefined();
  expect(await findRefusal(client.send(update('up')))).toContain(arnOf('repository/dom/up'));
});

test('IAM-027 copying out of upstreams asks nothing of them', async () => {
  await world.putRepositoryPolicy('up', { ...deny('ReadFromRepository'), Principal: '*' });
  const client = world.dev(OWNER, policy(allow('ReadFromRepository', 'CopyPackageVersions')));
  const copy = new CopyPackageVersionsCommand({
    ...{ domain: 'dom', sourceRepository: 'app', destinationRepository: 'theirs' },
    ...{
      format: 'generic',
      namespace: 'ns',
      package: 'tool',
      versions: ['1.0.0'],
      includeFromUpstream: true,
    },
  });
  expect(await findRefusal(client.send(copy))).toBeUndefined();
});

test('IAM-029 an asset is given by its own permission, not by that of package managers', async () => {
  const asset = new GetPackageVersionAssetCommand({ ...TOOL, packageVersion: '1.0.0', asset: 'tool.bin' });
  const by = (action: string) => findRefusal(world.dev(OWNER, policy(allow(action))).send(asset));
  expect(await by('ReadFromRepository')).toContain('codeartifact:GetPackageVersionAsset');
  expect(await by('GetPackageVersionAsset')).toBeUndefined();
});

test('IAM-002 IAM-030 IAM-085 one package’s permission is for all of its versions, asked for once a request', async () => {
  const client = world.dev(OWNER, policy({ ...allow('DeletePackageVersions'), Resource: tool }));
  const remove = (name: string) =>
    new DeletePackageVersionsCommand({ ...TOOL, package: name, versions: ['1.0.0', '2.0.0', '3.0.0'] });
  expect(await findRefusal(client.send(remove('tool')))).toBeUndefined();
  expect(world.emulator.requests().at(-1)?.access).toEqual([
    {
      ...{
        action: 'codeartifact:DeletePackageVersions',
        resource: tool,
        effect: 'allow',
        decider: 'identity',
      },
      statement: 'principals[3].policies[0]',
    },
  ]);
  expect(await findRefusal(client.send(remove('other')))).toContain('package/dom/app/generic/ns/other');
});

test('IAM-012 IAM-093 a package has no tags', async () => {
  const Condition = { Null: { 'aws:ResourceTag/team': 'true' } };
  const client = world.dev(OWNER, policy({ ...allow('*'), Condition }));
  const describe = new DescribePackageVersionCommand({ ...TOOL, packageVersion: '1.0.0' });
  expect(await findRefusal(client.send(describe))).toBeUndefined();
});

test('IAM-112 explain tells whether somebody may read at all', async () => {
  world.dev(OWNER);
  const ask = async (principal?: string) => {
    const question = {
      ...APP,
      format: 'npm',
      package: 'x',
      version: '1.0.0',
      ...(principal && { principal }),
    };
    const answer = await fetch(
      `${world.emulator.url}/_codeartifact/explain?${new URLSearchParams(question).toString()}`,
    );
    return ((await answer.json()) as { access?: object }).access;
  };
  const asked = { action: 'codeartifact:ReadFromRepository', resource: arnOf('repository/dom/app') };
  expect(await ask(userArn(OWNER))).toEqual({ ...asked, effect: 'implicit deny', decider: 'identity' });
  expect(await ask(userArn(OWNER, 'admin'))).toMatchObject({ ...asked, effect: 'allow' });
  expect(await ask()).toBeUndefined();
});

import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createEmulator, type Emulator } from '../../src';
import { createAwsCli, type AwsCli } from '../support/aws-cli';
import { describeWithClients } from '../support/clients';
import { copyFixture } from '../support/npm-fixtures';
import { createSandbox, expectSuccess, type Sandbox } from '../support/sandbox';

const ACCOUNT = '111122223333';
const REGION = 'us-west-2';
const ARN = `arn:aws:codeartifact:${REGION}:${ACCOUNT}`;

/** The words of one command line, quotes around a word removed. */
function toWords(line: string): string[] {
  return line
    .trim()
    .split(/\s+/)
    .map((word) => word.replace(/^"(.*)"$/, '$1'));
}

function toRepository(name: string, members: object = {}): object {
  return {
    name,
    administratorAccount: ACCOUNT,
    domainName: 'my-domain',
    domainOwner: ACCOUNT,
    arn: `${ARN}:repository/my-domain/${name}`,
    upstreams: [],
    externalConnections: [],
    createdTime: 'just now',
    ...members,
  };
}

const DOMAIN = {
  name: 'my-domain',
  owner: ACCOUNT,
  arn: `${ARN}:domain/my-domain`,
  status: 'Active',
  createdTime: 'just now',
  encryptionKey: expect.stringMatching(new RegExp(`^arn:aws:kms:${REGION}:${ACCOUNT}:key/[0-9a-f-]{36}$`)),
  repositoryCount: 0,
  assetSizeBytes: 0,
  s3BucketArn: 'arn:aws:s3:::assets-787052242323-us-west-2',
};

const CONNECTION = { externalConnectionName: 'public:npmjs', packageFormat: 'npm', status: 'AVAILABLE' };

/** Replaces times of the last minutes: version 1 of the CLI prints seconds, version 2 a date. */
function nameTimes(answer: unknown): unknown {
  const text = JSON.stringify(answer, (key, value: unknown) => {
    if (key !== 'createdTime') return value;
    const time = typeof value === 'number' ? value * 1000 : Date.parse(String(value));
    return Math.abs(Date.now() - time) < 600_000 ? 'just now' : value;
  });
  return JSON.parse(text) as unknown;
}

/**
 * The guide's tutorial "Getting started using the AWS CLI", command by command, with the machine's clock and the
 * default settings. One thing differs: no public registry is asked, the package is published instead.
 */
describeWithClients(['aws', 'npm'], 'Getting started using the AWS CLI', (awsPath, npmPath) => {
  let emulator: Emulator;
  let sandbox: Sandbox;
  let aws: AwsCli;
  let endpoint: string;
  let project: string;

  beforeAll(async () => {
    emulator = await createEmulator({ external: 'off' });
    sandbox = await createSandbox();
    // Twelve digits as access key: a caller of that account, as the guide has it.
    aws = createAwsCli(awsPath, emulator, sandbox, { accessKeyId: ACCOUNT, region: REGION });
    endpoint = `${emulator.url}/npm/d/my-domain-${ACCOUNT}/my-repo/`;
    project = await sandbox.folder('project');
  });
  afterAll(async () => {
    await emulator.close();
    await sandbox.remove();
  });

  const run = async (line: string): Promise<unknown> =>
    nameTimes(await aws.json(toWords(line.replace('aws codeartifact ', ''))));
  const npm = async (...args: string[]) => expectSuccess(await sandbox.run(project, npmPath, args));
  const readNpmrc = (): Promise<string> => readFile(join(sandbox.home, '.npmrc'), 'utf8');

  test('step 1, DOM-020, DOM-021, DOM-022, DOM-035, DOM-060 create-domain', async () => {
    expect(await run('aws codeartifact create-domain --domain my-domain')).toEqual({ domain: DOMAIN });
  });

  test.each(['my-repo', 'npm-store'])('steps 2 and 3, REPO-050 create-repository %s', async (name) => {
    const line = `aws codeartifact create-repository --domain my-domain --domain-owner ${ACCOUNT} --repository ${name}`;
    expect(await run(line)).toEqual({ repository: toRepository(name) });
  });

  test('step 4, REPO-038, REPO-039 associate-external-connection', async () => {
    const line = `aws codeartifact associate-external-connection --domain my-domain --domain-owner ${ACCOUNT} --repository npm-store --external-connection "public:npmjs"`;
    expect(await run(line)).toEqual({
      repository: toRepository('npm-store', { externalConnections: [CONNECTION] }),
    });
  });

  test('step 5, REPO-091 update-repository', async () => {
    const line = `aws codeartifact update-repository --repository my-repo --domain my-domain --domain-owner ${ACCOUNT} --upstreams repositoryName=npm-store`;
    expect(await run(line)).toEqual({
      repository: toRepository('my-repo', { upstreams: [{ repositoryName: 'npm-store' }] }),
    });
  });

  const LOGIN = `login --tool npm --repository my-repo --domain my-domain --domain-owner ${ACCOUNT}`;

  test('NPM-260, NPM-263 login --dry-run prints the commands and changes nothing', async () => {
    const before = emulator.requests().length;
    const result = expectSuccess(await aws.run([...toWords(LOGIN), '--dry-run']));
    const key = endpoint.replace('http:', '');
    const [registry, alwaysAuth, authToken] = result.stdout.split('\n\n');
    expect([registry, alwaysAuth]).toEqual([
      `npm config set registry ${endpoint}`,
      `npm config set ${key}:always-auth true`,
    ]);
    expect(authToken).toMatch(new RegExp(`^npm config set ${key}:_authToken \\S+$`));
    expect(await readdir(sandbox.home)).not.toContain('.npmrc');
    const requests = emulator.requests().slice(before);
    expect(requests.map(({ action }) => action)).toEqual(['GetAuthorizationToken', 'GetRepositoryEndpoint']);
  });

  test('AUTH-121 login takes no time for twelve hours, get-authorization-token says it', async () => {
    const dryRun = [...toWords(LOGIN), '--dry-run', '--duration-seconds', '0'];
    expectSuccess(await aws.run(dryRun));
    const [login] = emulator.requests().slice(-2);
    const token = toWords('get-authorization-token --domain my-domain --duration-seconds 0');
    expectSuccess(await aws.run([...token, '--domain-owner', ACCOUNT]));
    const uris = [login, emulator.requests().at(-1)].map((request) => request?.uri);
    expect(uris.map((uri) => /[?&]duration=(\d+)/.exec(uri ?? '')?.[1])).toEqual([undefined, '0']);
  });

  test('NPM-262 login --namespace sets the registry of one scope', async () => {
    const other = await createSandbox();
    const elsewhere = createAwsCli(awsPath, emulator, other, { accessKeyId: ACCOUNT, region: REGION });
    expectSuccess(await elsewhere.run([...toWords(LOGIN), '--namespace', 'my-scope']));
    const npmrc = await readFile(join(other.home, '.npmrc'), 'utf8');
    await other.remove();
    expect(npmrc).toContain(`@my-scope:registry=${endpoint}\n`);
    expect(npmrc).not.toMatch(/^registry=/m);
  });

  test('NPM-261 NPM-264 NPM-265 AUTH-123 step 6: login', async () => {
    const result = expectSuccess(await aws.run(toWords(LOGIN)));
    expect(result.stdout).toMatch(/^Login expires in 12 hours at \d{4}-\d\d-\d\d \d\d:\d\d:\d\d/m);
    expect(result.stdout).toContain(
      `Successfully configured npm to use AWS CodeArtifact repository ${endpoint} \n`,
    );
    // npm before 9 takes the always-auth line as well.
    const lines = (await readNpmrc())
      .split('\n')
      .filter((line) => line !== '' && !line.includes('always-auth'));
    const token = /:_authToken=(\S{100,})/.exec(lines.join('\n'))?.[1];
    const key = endpoint.replace('http:', '');
    expect(lines.toSorted()).toEqual([`${key}:_authToken=${token}`, `registry=${endpoint}`]);
  });

  test('NPM-207 NPM-208 step 7: what npm publishes npm installs', async () => {
    await npm('ping');
    const source = await sandbox.folder('lodash');
    await copyFixture('pa', source, { name: 'lodash', version: '4.17.21' });
    expectSuccess(await sandbox.run(source, npmPath, ['publish']));
    await npm('install', 'lodash');
    const manifest = await readFile(join(project, 'node_modules', 'lodash', 'package.json'), 'utf8');
    expect(JSON.parse(manifest)).toMatchObject({ name: 'lodash', version: '4.17.21' });
  });

  test('step 8, PKG-101 list-packages', async () => {
    expect(await run('aws codeartifact list-packages --domain my-domain --repository my-repo')).toEqual({
      packages: [
        {
          format: 'npm',
          package: 'lodash',
          originConfiguration: { restrictions: { publish: 'ALLOW', upstream: 'BLOCK' } },
        },
      ],
    });
  });

  test('DOM-064 delete-domain is refused while it has repositories', async () => {
    const result = await aws.run(toWords(`delete-domain --domain my-domain --domain-owner ${ACCOUNT}`));
    expect(result.code).not.toBe(0);
    expect(result.stderr).toContain(
      'An error occurred (ConflictException) when calling the DeleteDomain operation: Domain must contain 0 repositories before deletion',
    );
  });

  test.each([
    ['my-repo', { upstreams: [{ repositoryName: 'npm-store' }] }],
    ['npm-store', { externalConnections: [CONNECTION] }],
  ])('step 9a and 9b delete-repository %s', async (name, members) => {
    const line = `aws codeartifact delete-repository --domain my-domain --domain-owner ${ACCOUNT} --repository ${name}`;
    expect(await run(line)).toEqual({ repository: toRepository(name, members) });
  });

  test('step 9c, DOM-062 delete-domain', async () => {
    const line = `aws codeartifact delete-domain --domain my-domain --domain-owner ${ACCOUNT}`;
    expect(await run(line)).toEqual({ domain: { ...DOMAIN, status: 'Deleted' } });
    expect(await run('aws codeartifact list-domains')).toEqual({ domains: [] });
  });
});

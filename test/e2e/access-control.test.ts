import { join } from 'node:path';
import { writeFile } from 'node:fs/promises';
import {
  allow,
  deny,
  OWNER,
  policy,
  startAccessWorld,
  userArn,
  type AccessWorld,
} from '../support/access-world';
import { createAwsCli } from '../support/aws-cli';
import { TEST_TIME } from '../support/emulator';
import { describeWithClients } from '../support/clients';
import { runPython } from '../support/python';
import { createPythonEnvironment } from '../support/python-environment';
import { createWheel } from '../support/python-package';
import { createSandbox, expectSuccess, type Sandbox } from '../support/sandbox';

const ROLE = `arn:aws:iam::${OWNER}:role/builder`;
const READ = policy(allow('ReadFromRepository', 'GetRepositoryEndpoint'));
const TOKEN = policy(allow('GetAuthorizationToken', 'sts:GetServiceBearerToken'));

let world: AccessWorld;
let sandbox: Sandbox;
beforeAll(async () => {
  [world, sandbox] = await Promise.all([startAccessWorld(), createSandbox()]);
});
beforeEach(async () => {
  world.emulator.clock.set(TEST_TIME);
  await world.reset();
});
afterAll(async () => {
  await world.emulator.close();
  await sandbox.remove();
});

/** A token of the user `dev`, whose only policy from now on is the one that reads. */
async function takeToken(): Promise<string> {
  const token = await world.token(world.dev(OWNER, TOKEN));
  world.dev(OWNER, READ);
  return token;
}

describeWithClients(['aws'], 'AWS CLI', (path) => {
  const profile = () =>
    sandbox.writeHome(
      '.aws/config',
      [
        '[profile builder]',
        `role_arn = ${ROLE}`,
        'source_profile = dev',
        '[profile dev]',
        'aws_access_key_id = dev',
        'aws_secret_access_key = secret',
      ].join('\n'),
    );
  const run = (...args: string[]) =>
    sandbox.run(sandbox.home, path, args, {
      ...{ AWS_ENDPOINT_URL: world.emulator.url, AWS_PROFILE: 'builder', AWS_DEFAULT_REGION: 'us-east-1' },
      ...{ AWS_EC2_METADATA_DISABLED: 'true', AWS_MAX_ATTEMPTS: '1', AWS_PAGER: '' },
    });

  test('AUTH-143 a profile with a role assumes it, and is that role for every command', async () => {
    await profile();
    // Whether credentials have expired the CLI decides by the machine's clock.
    world.emulator.clock.set(new Date().toISOString());
    world.setPrincipals(
      { arn: userArn(OWNER), accessKeyId: 'dev', secretAccessKey: 'secret', policies: [] },
      { roleArn: ROLE, policies: ['AWSCodeArtifactReadOnlyAccess'] },
    );
    const identity = JSON.parse(expectSuccess(await run('sts', 'get-caller-identity')).stdout) as object;
    expect(identity).toMatchObject({
      Account: OWNER,
      Arn: expect.stringContaining(`arn:aws:sts::${OWNER}:assumed-role/builder/`) as unknown,
    });
    expectSuccess(await run('codeartifact', 'describe-domain', '--domain', 'dom'));
    const refused = await run('codeartifact', 'create-repository', '--domain', 'dom', '--repository', 'more');
    expect(refused.output).toContain('AccessDeniedException');
    expect(refused.output).toMatch(
      /assumed-role\/builder\/\S+ is not authorized to perform: codeartifact:CreateRepository on resource/,
    );
  });

  test('IAM-110 a user is told in the service’s words what it may not', async () => {
    world.dev(OWNER, policy(allow('*'), deny('DeleteDomain')));
    const cli = createAwsCli(path, world.emulator, sandbox, {
      accessKeyId: 'dev',
      secretAccessKey: 'secret',
    });
    const refused = await cli.run(['delete-domain', '--domain', 'dom']);
    expect(refused.output).toContain(
      'An error occurred (AccessDeniedException) when calling the DeleteDomain operation: ' +
        `User: ${userArn(OWNER)} is not authorized to perform: codeartifact:DeleteDomain`,
    );
  });
});

describeWithClients(['python'], 'boto3', (python) => {
  test('AUTH-143 IAM-082 assumes a role with a session policy and is limited by both', async () => {
    world.setPrincipals(
      { arn: userArn(OWNER), accessKeyId: 'dev', secretAccessKey: 'secret', policies: [] },
      { roleArn: ROLE, policies: ['AWSCodeArtifactReadOnlyAccess'] },
    );
    const session = JSON.stringify(policy(allow('DescribeDomain', 'CreateRepository')));
    const work = { role: ROLE, policy: session, access: ['dev', 'secret'], domain: 'dom' };
    expect(await runPython(python, 'assume_role.py', world.emulator, work)).toEqual({
      identity: `arn:aws:sts::${OWNER}:assumed-role/builder/tests`,
      describe: 'allowed',
      list: expect.stringContaining('because no session policy allows') as unknown,
      create: expect.stringContaining('because no identity-based policy allows') as unknown,
    });
  });
});

describeWithClients(['npm'], 'npm', (path) => {
  const run = async (token: string, ...args: string[]) => {
    const registry = `${world.endpoint('app')}/`;
    const folder = await sandbox.folder('npm');
    await writeFile(join(folder, 'package.json'), '{"name":"demo","version":"1.0.0"}');
    await writeFile(
      join(folder, '.npmrc'),
      `registry=${registry}\n${registry.replace('http:', '')}:_authToken=${token}\nfetch-retries=0\n`,
    );
    return sandbox.run(folder, path, args);
  };

  test('AUTH-069 AUTH-103 AUTH-109 a token that expires, or whose principal loses its rights, is told apart', async () => {
    const token = await takeToken();
    expectSuccess(await run(token, 'ping'));
    const forbidden = await run(token, 'publish');
    expect(forbidden.output).toContain('403');
    expect(forbidden.output).toContain('is not authorized to perform: codeartifact:PublishPackageVersion');
    world.dev(OWNER, policy(allow('PublishPackageVersion', 'ReadFromRepository')));
    expectSuccess(await run(token, 'publish'));
    world.dev(OWNER);
    expect((await run(token, 'view', 'demo')).output).toContain('403');
    world.dev(OWNER, READ);
    world.emulator.clock.advance(43_200);
    const expired = await run(token, 'view', 'demo');
    world.emulator.clock.advance(-43_200);
    expect(expired.output).toContain('E401');
  });
});

describeWithClients(['pip'], 'pip', (path) => {
  test('AUTH-069 AUTH-103 AUTH-109 a token that expires, or whose principal loses its rights, is told apart', async () => {
    const token = await takeToken();
    const authorization = `Bearer ${await world.token(world.admin())}`;
    const wheel = createWheel('demo-lib', '1.0.0');
    const form = new FormData();
    const fields = {
      ':action': 'file_upload',
      protocol_version: '1',
      filetype: 'bdist_wheel',
      pyversion: 'py3',
    };
    for (const [name, value] of Object.entries({
      ...fields,
      metadata_version: '2.1',
      name: 'demo-lib',
      version: '1.0.0',
    })) {
      form.append(name, value);
    }
    form.append('content', new Blob([new Uint8Array(wheel.bytes)]), wheel.name);
    const url = world.endpoint('app', 'pypi');
    expect((await fetch(`${url}/`, { method: 'POST', headers: { authorization }, body: form })).status).toBe(
      200,
    );
    const environment = await createPythonEnvironment(sandbox, path, 'pip');
    const index = `${url.replace('http://', `http://aws:${token}@`)}/simple/`;
    const install = () =>
      environment.pip('install', '--no-input', '--force-reinstall', '--index-url', index, 'demo-lib');
    expectSuccess(await install());
    world.dev(OWNER);
    // What a refusal looks like to pip: as if there were nothing.
    expect((await install()).output).toContain('No matching distribution found for demo-lib');
    expect(world.emulator.requests().at(-1)).toMatchObject({ status: 403, action: 'ReadFromRepository' });
    world.dev(OWNER, READ);
    world.emulator.clock.advance(43_200);
    const expired = await install();
    world.emulator.clock.advance(-43_200);
    expect([expired.code, world.emulator.requests().at(-1)?.status]).toEqual([1, 401]);
  });
});

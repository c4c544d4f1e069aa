import { existsSync } from 'node:fs';
import { chmod, readFile, stat, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { createAwsCli, type AwsCli } from '../support/aws-cli';
import { describeWithClients } from '../support/clients';
import { createSandbox, expectSuccess, type Sandbox } from '../support/sandbox';
import { startSwiftWorld, type SwiftWorld } from '../support/swift-world';

const LOGIN = ['login', '--tool', 'swift', '--domain', 'dom', '--repository', 'app'];

/** The AWS CLI is the real one; `swift` is a stand-in that writes down how it was called, and what .netrc had then. */
describeWithClients(['aws'], 'aws codeartifact login --tool swift', (awsPath) => {
  let world: SwiftWorld;
  let sandbox: Sandbox;
  let aws: AwsCli;
  let bin: string;
  beforeAll(async () => {
    world = await startSwiftWorld();
  });
  beforeEach(async () => {
    const bare = await createSandbox();
    bin = await bare.folder('bin');
    // Where the machine has Swift itself, it is not to be found.
    const folders = (process.env['PATH'] ?? '').split(delimiter);
    const path = [bin, ...folders.filter((folder) => !existsSync(join(folder, 'swift')))].join(delimiter);
    sandbox = {
      ...bare,
      run: (cwd, command, args, more) => bare.run(cwd, command, args, { PATH: path, ...more }),
    };
    aws = createAwsCli(awsPath, world.emulator, sandbox);
  });
  afterEach(() => sandbox.remove());
  afterAll(() => world.emulator.close());

  const installSwift = async () => {
    const script = '#!/bin/sh\n{ echo "$@"; cat "$HOME/.netrc"; } >> "$HOME/calls"\n';
    await writeFile(join(bin, 'swift'), script);
    await chmod(join(bin, 'swift'), 0o755);
  };
  const readHome = (name: string) => readFile(join(sandbox.home, name), 'utf8');
  const calls = async () => (await readHome('calls')).split('\n').filter((line) => /^package/.test(line));
  const readToken = async () => {
    const entry = /^machine 127\.0\.0\.1 login token password (\S+)$/m.exec(await readHome('.netrc'));
    return entry?.[1] ?? '';
  };

  test('SWIFT-100 AUTH-093 AUTH-122 it writes .netrc first, then sets and logs in to the endpoint', async () => {
    await installSwift();
    const { output } = expectSuccess(await aws.run(LOGIN));
    const endpoint = `${world.endpoint()}/`;
    expect(await calls()).toEqual([
      `package-registry set ${endpoint}`,
      `package-registry login ${endpoint}login`,
    ]);
    expect(output).toContain(`Successfully configured swift to use AWS CodeArtifact repository ${endpoint}`);
    expect((await readHome('calls')).match(/^machine 127\.0\.0\.1 login token password \S+$/gm)).toHaveLength(
      2,
    );
    expect((await stat(join(sandbox.home, '.netrc'))).mode & 0o777).toBe(0o600);
  });

  test('SWIFT-001 SWIFT-080 AUTH-112 what was written is what the login and every later request need', async () => {
    await installSwift();
    await world.publish('1.0.0');
    expectSuccess(await aws.run(LOGIN));
    const headers = { authorization: `Bearer ${await readToken()}` };
    const url = (await calls())[1]?.split(' ').at(-1) ?? '';
    expect((await fetch(url, { method: 'POST', headers })).status).toBe(200);
    expect((await fetch(`${world.endpoint()}/demo/LinkedLib`, { headers })).status).toBe(200);
  });

  test('SWIFT-100 with a namespace only that scope is set', async () => {
    await installSwift();
    expectSuccess(await aws.run([...LOGIN, '--namespace', 'myScope']));
    expect((await calls())[0]).toBe(`package-registry set ${world.endpoint()}/ --scope myScope`);
  });

  test('SWIFT-100 an entry of the host that is there gets the new token, others stay', async () => {
    await installSwift();
    const other = 'machine example.com login me password secret';
    await sandbox.writeHome('.netrc', `${other}\nmachine 127.0.0.1 login token password old\n`);
    expectSuccess(await aws.run(LOGIN));
    const lines = (await readHome('.netrc')).trim().split('\n');
    expect(lines).toEqual([other, `machine 127.0.0.1 login token password ${await readToken()}`]);
    expect(await readToken()).not.toBe('old');
  });

  test('SWIFT-101 a namespace that is no scope runs nothing, though the token was fetched', async () => {
    await installSwift();
    const before = world.emulator.requests().length;
    const { code, output } = await aws.run([...LOGIN, '--namespace', 'my_scope']);
    expect(code).not.toBe(0);
    expect(output).toContain('Invalid scope name');
    await expect(calls()).rejects.toThrow();
    const asked = world.emulator.requests().slice(before);
    expect(asked.map(({ action }) => action)).toContain('GetAuthorizationToken');
  });

  test('SWIFT-101 without swift it says so', async () => {
    // On a machine that has Swift there is nothing to see.
    const { output } = await aws.run(LOGIN);
    expect(output).toMatch(
      /swift was not found\. Please verify installation\.|Successfully configured|swift/,
    );
  });
});

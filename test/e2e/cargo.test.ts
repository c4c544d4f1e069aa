import { randomBytes } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import {
  ListPackageVersionDependenciesCommand,
  ListPackageVersionsCommand,
} from '@aws-sdk/client-codeartifact';
import { createAwsCli } from '../support/aws-cli';
import { createCargoClient, type CargoClient, type CrateSource } from '../support/cargo-client';
import { createCrate } from '../support/cargo-package';
import { CARGO, startCargoWorld, type CargoWorld } from '../support/cargo-world';
import { describeWithClients } from '../support/clients';
import { startFakeCratesIndex } from '../support/fake-crates-index';
import { createSandbox, expectSuccess, type RunResult, type Sandbox } from '../support/sandbox';

/** The real cargo with its own index cache, resolver and compiler. */
describeWithClients(['cargo'], 'cargo', (cargoPath) => {
  let world: CargoWorld;
  let sandbox: Sandbox;
  let cargo: CargoClient;
  beforeAll(async () => {
    world = await startCargoWorld();
  });
  beforeEach(async () => {
    await world.reset();
    sandbox = await createSandbox();
    cargo = createCargoClient(cargoPath, world, sandbox);
    await cargo.configure();
  });
  afterEach(() => sandbox.remove());
  afterAll(() => world.emulator.close());

  const WITH_DEP = { tables: '[dependencies]\ndemo-dep = { version = "1", registry = "ca-up" }\n' };
  const publish = async (name: string, version: string, source?: CrateSource): Promise<RunResult> => {
    const folder = await cargo.write(name, name, version, source);
    return cargo.run(folder, ['publish', '--registry', 'ca-up', '--allow-dirty', '--no-verify']);
  };
  const publishDemo = async (...versions: readonly string[]) => {
    expectSuccess(await publish('demo-dep', '1.0.0'));
    for (const version of versions) expectSuccess(await publish('demo-lib', version, WITH_DEP));
  };
  const writeApp = (requirement: string, folder = 'app') =>
    cargo.write(folder, 'app', '0.1.0', {
      main: true,
      tables: `[dependencies]\ndemo-lib = { version = "${requirement}", registry = "ca-app" }\n`,
    });
  const lockedVersion = async (folder: string, name = 'demo-lib') => {
    const lock = await readFile(join(folder, 'Cargo.lock'), 'utf8');
    return new RegExp(`name = "${name}"\nversion = "([^"]+)"`).exec(lock)?.[1];
  };
  const expectFailure = (result: RunResult, ...texts: (string | RegExp)[]) => {
    expect(result.code).not.toBe(0);
    for (const text of texts) expect(result.output).toMatch(text);
  };

  test('CRG-008 CRG-050 CRG-052 CRG-055 CRG-082 publish, publish again, publish the next version', async () => {
    expectSuccess(await publish('demo-dep', '1.0.0'));
    const folder = await cargo.write('demo-lib', 'demo-lib', '1.0.0', WITH_DEP);
    const args = ['publish', '--registry', 'ca-up', '--allow-dirty'];
    // With the build that verifies the package.
    expect(expectSuccess(await cargo.run(folder, args)).output).toContain('Published demo-lib v1.0.0');
    expectFailure(await cargo.run(folder, args), /already exists/);
    expectSuccess(await publish('demo-lib', '1.1.0', WITH_DEP));
    const named = { ...CARGO, repository: 'up', package: 'demo-lib' };
    const { versions = [] } = await world.client.send(new ListPackageVersionsCommand(named));
    expect(versions.map(({ version }) => version).sort()).toEqual(['1.0.0', '1.1.0']);
    const { dependencies } = await world.client.send(
      new ListPackageVersionDependenciesCommand({ ...named, packageVersion: '1.1.0' }),
    );
    expect(dependencies).toEqual([
      { package: 'demo-dep', versionRequirement: '^1', dependencyType: 'normal' },
    ]);
    expect(await world.lines('/de/mo/demo-lib', 'up')).toMatchObject([
      { vers: '1.0.0', deps: [{ name: 'demo-dep', req: '^1', kind: 'normal', registry: null }] },
      { vers: '1.1.0' },
    ]);
  });

  test('CRG-021 CRG-022 CRG-040 CRG-042 CRG-103 add, ranges and builds retain exactly what they fetch', async () => {
    await publishDemo('1.0.0', '1.1.0');
    const added = await cargo.write('added', 'added', '0.1.0', { main: true });
    expectSuccess(await cargo.run(added, ['add', 'demo-lib', '--registry', 'ca-app']));
    expectSuccess(await cargo.run(added, ['build']));
    expect(await lockedVersion(added)).toBe('1.1.0');
    expect([await world.stored('demo-lib'), await world.stored('demo-dep')]).toEqual([
      { '1.1.0': 'up' },
      { '1.0.0': 'up' },
    ]);
    expectSuccess(await cargo.run(added, ['add', 'demo-lib@=1.0.0', '--registry', 'ca-app']));
    expectSuccess(await cargo.run(added, ['build']));
    expect(await lockedVersion(added)).toBe('1.0.0');
    const ranged = await writeApp('>=1, <1.1');
    expectSuccess(await cargo.run(ranged, ['build']));
    expect(await lockedVersion(ranged)).toBe('1.0.0');
  });

  test('CRG-032 unlisted versions are not chosen, but locked ones are built; archived ones are not', async () => {
    await publishDemo('1.0.0', '1.1.0');
    const app = await writeApp('1');
    expectSuccess(await cargo.run(app, ['generate-lockfile']));
    expect(await lockedVersion(app)).toBe('1.1.0');
    await world.setStatus('demo-lib', '1.1.0', 'Unlisted', 'up');
    const other = await writeApp('1', 'other');
    expectSuccess(await cargo.run(other, ['update']));
    expect(await lockedVersion(other)).toBe('1.0.0');
    await cargo.forget();
    expectSuccess(await cargo.run(app, ['build', '--locked']));
    await world.setStatus('demo-lib', '1.1.0', 'Archived');
    await cargo.forget();
    expectFailure(await cargo.run(app, ['build', '--locked']), /demo-lib/);
  });

  test('CRG-026 an index file that has not changed is not sent again', async () => {
    await publishDemo('1.0.0');
    const app = await writeApp('1');
    expectSuccess(await cargo.run(app, ['update']));
    const before = world.emulator.requests().length;
    expectSuccess(await cargo.run(app, ['update']));
    const asked = world.emulator
      .requests()
      .slice(before)
      .filter(({ uri }) => uri.includes('/de/mo/'));
    expect(asked.map(({ status }) => status)).toEqual([304, 304]);
  });

  test('CRG-028 CRG-029 CRG-030 renamed, optional, build, dev and target dependencies', async () => {
    for (const name of ['d-normal', 'd-optional', 'd-build', 'd-dev', 'd-unix'])
      expectSuccess(
        await publish(name, '1.0.0', { about: 'rust-version = "1.70"', tables: '[features]\nf = []' }),
      );
    const from = (more = '') => `{ version = "1", registry = "ca-up"${more} }`;
    const tables = [
      `[dependencies]\nother = ${from(', package = "d-normal", default-features = false, features = ["f"]')}`,
      `d-optional = ${from(', optional = true')}`,
      `[build-dependencies]\nd-build = ${from()}`,
      `[dev-dependencies]\nd-dev = ${from()}`,
      `[target.'cfg(unix)'.dependencies]\nd-unix = ${from()}`,
      '[features]\nextra = ["dep:d-optional"]\nweak = ["d-optional?/f"]\n',
    ];
    const code = "pub fn it() -> &'static str { other::it() }";
    expectSuccess(await publish('demo-lib', '1.0.0', { tables: tables.join('\n'), code }));
    const base = { req: '^1', features: [], optional: false, default_features: true, target: null };
    const rest = { registry: null, package: null };
    const [line] = (await world.lines('/de/mo/demo-lib', 'up')) as unknown as [{ deps: object[] }];
    expect(line).toMatchObject({
      ...{ v: 2, features: {}, features2: { extra: ['dep:d-optional'], weak: ['d-optional?/f'] } },
    });
    expect(line.deps).toHaveLength(5);
    expect(line.deps).toEqual(
      expect.arrayContaining([
        {
          ...{ ...base, ...rest, kind: 'normal', name: 'other', package: 'd-normal' },
          ...{ default_features: false, features: ['f'] },
        },
        { ...base, ...rest, kind: 'normal', name: 'd-optional', optional: true },
        { ...base, ...rest, kind: 'build', name: 'd-build' },
        { ...base, ...rest, kind: 'dev', name: 'd-dev' },
        { ...base, ...rest, kind: 'normal', name: 'd-unix', target: 'cfg(unix)' },
      ]),
    );
    const app = await cargo.write('app', 'app', '0.1.0', {
      main: true,
      tables: '[dependencies]\ndemo-lib = { version = "1", registry = "ca-app", features = ["extra"] }\n',
      code: 'fn main() { println!("{}", demo_lib::it()); }',
    });
    expect(expectSuccess(await cargo.run(app, ['run'])).stdout).toContain('d-normal 1.0.0');
    expect(await world.stored('d-optional')).toEqual({ '1.0.0': 'up' });
    expect(await world.stored('d-dev')).toEqual({});
  });

  test('CRG-072 CRG-073 CRG-074 search, owners and yank are refused with the reason', async () => {
    await publishDemo('1.0.0');
    const folder = await sandbox.folder('any');
    const registry = ['--registry', 'ca-up'];
    expectFailure(await cargo.run(folder, ['search', 'demo', ...registry]), 'search is not supported');
    for (const args of [
      ['--list', 'demo-lib'],
      ['--add', 'ann', 'demo-lib'],
      ['--remove', 'ann', 'demo-lib'],
    ])
      expectFailure(await cargo.run(folder, ['owner', ...args, ...registry]), 'crates have no owners');
    const yank = ['yank', 'demo-lib@1.0.0', ...registry];
    expectFailure(await cargo.run(folder, yank), 'yank is not supported; use UpdatePackageVersionsStatus');
    expectFailure(await cargo.run(folder, [...yank, '--undo']), 'yank is not supported');
    expect(await world.listed('up')).toEqual(['1.0.0']);
  });

  test('CRG-005 CRG-006 CRG-009 no token, a wrong one and an expired one are told apart from a missing crate', async () => {
    await publishDemo('1.0.0');
    const app = await writeApp('1');
    const lib = await sandbox.folder('demo-lib');
    const refused = /token rejected for `ca-app`/;
    const publishArgs = ['publish', '--registry', 'ca-up', '--allow-dirty', '--no-verify'];
    expectFailure(await cargo.run(app, ['fetch'], null), /no token found for `ca-app`/);
    expectFailure(await cargo.run(app, ['fetch'], 'nonsense'), refused, /missing, invalid or expired/);
    expectFailure(await cargo.run(lib, publishArgs, 'nonsense'), /401|token rejected/);
    world.emulator.clock.advance(13 * 3600);
    expectFailure(await cargo.run(app, ['fetch']), refused);
  });

  test('CRG-050 CRG-059 a crate of megabytes is published, and refused when it is to be', async () => {
    const folder = await cargo.write('large', 'large', '1.0.0', { code: 'pub static D: &[u8] = b"";' });
    await sandbox.writeHome('../work/large/data.hex', randomBytes(4 * 1024 * 1024).toString('hex'));
    const args = ['publish', '--registry', 'ca-up', '--allow-dirty', '--no-verify'];
    expectFailure(await cargo.run(folder, args, 'nonsense'), /401|token rejected/);
    expectSuccess(await cargo.run(folder, args));
    const app = await cargo.write('app', 'app', '0.1.0', {
      main: true,
      tables: '[dependencies]\nlarge = { version = "1", registry = "ca-app" }\n',
    });
    expectSuccess(await cargo.run(app, ['fetch']));
    expect(await world.stored('large')).toEqual({ '1.0.0': 'up' });
  });

  test('CRG-076 CRG-102 login stores the token; the other commands work with it, and logout takes it away', async () => {
    await publishDemo('1.0.0', '1.1.0');
    expectSuccess(await publish('demo-tool', '1.0.0', { main: true }));
    const none = await sandbox.folder('none');
    const run = (cwd: string, ...args: string[]) => cargo.run(cwd, args, null);
    expectSuccess(await cargo.login('ca-app'));
    const app = await writeApp('1');
    for (const args of [['generate-lockfile'], ['fetch'], ['check'], ['tree'], ['vendor'], ['update']])
      expectSuccess(await run(app, ...args));
    expectSuccess(await run(app, 'metadata', '--format-version', '1'));
    expectSuccess(await run(app, 'package', '--allow-dirty', '--no-verify'));
    const info = expectSuccess(await run(none, 'info', 'demo-lib', '--registry', 'ca-app'));
    expect(info.stdout).toMatch(/version: 1\.1\.0/);
    expectSuccess(await run(none, 'install', 'demo-tool', '--registry', 'ca-app'));
    expectSuccess(await run(none, 'logout', '--registry', 'ca-app'));
    await cargo.forget();
    expectFailure(await run(app, 'fetch'), /ca-app/);
  });

  describeWithClients(['aws'], 'with the AWS CLI as the provider of tokens', (awsPath) => {
    test('CRG-001 CRG-003 CRG-101 REAL-233 builds and publishes ask it for the token', async () => {
      const words = ['get-authorization-token', '--domain', 'dom', '--query', 'authorizationToken'];
      const command = [
        awsPath,
        'codeartifact',
        ...words,
        '--output',
        'text',
        '--endpoint-url',
        world.emulator.url,
      ];
      await cargo.configure('', JSON.stringify(['cargo:token-from-stdout', ...command]));
      const { accessKeyId, secretAccessKey } = world.emulator.credentials;
      const environment = {
        AWS_ACCESS_KEY_ID: accessKeyId,
        AWS_SECRET_ACCESS_KEY: secretAccessKey,
        AWS_DEFAULT_REGION: world.emulator.region,
        AWS_EC2_METADATA_DISABLED: 'true',
        PYTHONUSERBASE: process.env['PYTHONUSERBASE'] ?? join(homedir(), '.local'),
      };
      const lib = await cargo.write('demo-lib', 'demo-lib', '1.0.0');
      const args = ['publish', '--registry', 'ca-up', '--allow-dirty', '--no-verify'];
      expectSuccess(await cargo.run(lib, args, null, environment));
      expectSuccess(await cargo.run(await writeApp('1'), ['build'], null, environment));
      expect(await world.stored('demo-lib')).toEqual({ '1.0.0': 'up' });
    });
  });

  describeWithClients(['aws'], 'login', (awsPath) => {
    test('CRG-100 the AWS CLI has no login for cargo', async () => {
      const aws = createAwsCli(awsPath, world.emulator, sandbox);
      const result = await aws.run(['login', '--tool', 'cargo', '--domain', 'dom', '--repository', 'app']);
      expectFailure(result, /Invalid choice|invalid choice/, /'?swift'?/, /twine/);
    });
  });

  test('CRG-094 without replacement a plain dependency does not come to the repository', async () => {
    const app = await cargo.write('app', 'app', '0.1.0', {
      main: true,
      tables: '[dependencies]\ndemo-lib = "1"\n',
    });
    // Nobody listens there, so that nothing leaves this machine.
    const nowhere = { CARGO_HTTP_PROXY: 'http://127.0.0.1:9' };
    const before = world.emulator.requests().length;
    expectFailure(await cargo.run(app, ['fetch'], undefined, nowhere), /crates\.io/);
    expect(world.emulator.requests()).toHaveLength(before);
  });

  describe('with crates.io replaced', () => {
    const REPLACED = '\n[source.crates-io]\nreplace-with = "ca-app"\n';
    const write = () =>
      cargo.write('app', 'app', '0.1.0', { main: true, tables: '[dependencies]\ndemo-lib = "1"\n' });

    test('CRG-091 CRG-092 CRG-093 CRG-095 crates come through two levels, yanked or not, and stay', async () => {
      const registry = await startFakeCratesIndex();
      const offer = async (vers: string, yanked = false) => ({
        vers,
        yanked,
        crate: await createCrate('demo-lib', vers),
        line: { deps: [{ ...DEP, name: 'demo-dep', req: '^1' }] },
      });
      try {
        registry.set('demo-dep', [{ vers: '1.0.0', crate: await createCrate('demo-dep', '1.0.0') }]);
        registry.set('demo-lib', [await offer('1.0.0'), await offer('1.1.0')]);
        await world.emulator.setExternal({ 'public:crates-io': registry.url });
        await world.connect('up');
        await cargo.configure(REPLACED);
        const app = await write();
        expectSuccess(await cargo.run(app, ['fetch']));
        expect(await lockedVersion(app)).toBe('1.1.0');
        const lock = await readFile(join(app, 'Cargo.lock'), 'utf8');
        expect(lock).toContain('source = "registry+https://github.com/rust-lang/crates.io-index"');
        const kept = { '1.1.0': 'public:crates-io' };
        expect([await world.stored('demo-lib'), await world.stored('demo-lib', 'up')]).toEqual([kept, kept]);
        registry.set('demo-lib', [await offer('1.0.0'), await offer('1.1.0', true)]);
        await cargo.forget();
        expectSuccess(await cargo.run(app, ['fetch', '--locked']));
        await rm(join(app, 'Cargo.lock'));
        expectSuccess(await cargo.run(app, ['update']));
        expect(await lockedVersion(app)).toBe('1.0.0');
        await sandbox.writeHome('../work/app/Cargo.lock', lock);
      } finally {
        await registry.close();
      }
      await cargo.forget();
      expectSuccess(await cargo.run(await sandbox.folder('app'), ['build', '--locked']));
    });

    test('CRG-091 CRG-093 a second emulator may be the public registry; what it is not asked for stays there', async () => {
      const source = await startCargoWorld({ auth: 'off', seedIds: 2 });
      try {
        await source.publish('demo-dep', '1.0.0', { repository: 'up' });
        const metadata = { deps: [{ ...DEP, name: 'demo-dep', version_req: '^1' }] };
        await source.publish('demo-lib', '1.0.0', { repository: 'up', metadata });
        await source.publish('demo-lib', '1.1.0', { repository: 'up', metadata });
        await world.emulator.setExternal({ 'public:crates-io': `${source.endpoint('up')}/` });
        await world.connect('up');
        await cargo.configure(REPLACED);
        expectSuccess(await cargo.run(await write(), ['build']));
        expect(await world.stored('demo-lib')).toEqual({ '1.1.0': 'public:crates-io' });
      } finally {
        await source.emulator.close();
      }
      await cargo.forget();
      expectSuccess(await cargo.run(await sandbox.folder('app'), ['build', '--locked']));
    });
  });
});

const DEP = {
  ...{ features: [], optional: false, default_features: true, target: null, kind: 'normal', registry: null },
};

import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { CreateDomainCommand, CreateRepositoryCommand } from '@aws-sdk/client-codeartifact';
import { runCommand, type CommandResult } from '../support/command-line';
import { startEmulator, type TestEmulator } from '../support/emulator';

let emulator: TestEmulator;
let root: string;
let project: string;
let home: string;
beforeAll(async () => {
  emulator = await startEmulator();
  await emulator.client().send(new CreateDomainCommand({ domain: 'dom' }));
  await emulator.client().send(new CreateRepositoryCommand({ domain: 'dom', repository: 'libs' }));
});
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'codeartifact-login-'));
  [project, home] = [join(root, 'project'), join(root, 'home')];
  await mkdir(project);
  await mkdir(home);
});
afterEach(() => rm(root, { recursive: true, force: true }));
afterAll(() => emulator.close());

const run = (...args: readonly string[]): Promise<CommandResult> =>
  runCommand(['login', '--domain', 'dom', '--repository', 'libs', '--url', emulator.url, ...args], {
    HOME: home,
  });
const login = async (tool: string, ...args: readonly string[]): Promise<CommandResult> => {
  const result = await run('--tool', tool, '--directory', project, ...args);
  expect([result.stderr, result.status]).toEqual(['', 0]);
  return result;
};
const write = async (name: string, text: string) => {
  await mkdir(dirname(join(project, name)), { recursive: true });
  await writeFile(join(project, name), text);
};
/** The file with the token, which differs from run to run, as TOKEN. */
const read = async (name: string) =>
  (await readFile(join(project, name), 'utf8')).replaceAll(/eyJ[\w.=-]+/g, 'TOKEN');

/** What was there, with what only a person would have written, and what has to be left of it. */
const PRESENT: readonly (readonly [tool: string, name: string, text: string, kept: readonly string[]])[] = [
  [
    ...(['npm', '.npmrc'] as const),
    '; mine\r\nregistry = https://old.example/\r\nsave-exact=true\r\n',
    ['; mine\r\n', 'save-exact=true\r\n'],
  ],
  [
    ...(['yarn', '.yarnrc.yml'] as const),
    '# mine\nnodeLinker:   node-modules # why\nnpmRegistryServer: "https://old.example" # old\nunsafeHttpWhitelist:\n  - other\nenableScripts: false\n',
    ['# mine\nnodeLinker:   node-modules # why\n', 'enableScripts: false\n', '- other\n'],
  ],
  [
    ...(['bun', 'bunfig.toml'] as const),
    '# mine\n[install]\nregistry = "https://old.example" # old\nexact   = true # why\n\n[run]\nbun = true\n',
    ['# mine\n[install]\n', 'exact   = true # why\n', '\n[run]\nbun = true\n'],
  ],
  [
    ...(['pip', 'pip.conf'] as const),
    '[global]\ntimeout = 9\nindex-url = https://old.example/simple\nextra-index-url =\n    https://a.example\n    https://b.example\n[install]\nuser = no\n',
    [
      'timeout = 9\n',
      'extra-index-url =\n    https://a.example\n    https://b.example\n',
      '[install]\nuser = no\n',
    ],
  ],
  [
    ...(['uv', 'uv.toml'] as const),
    'offline = false # mine\n\n[[index]]\nname = "other"\nurl = "https://o.example"\n\n[[index]]\nname = "codeartifact"\nurl = "https://old.example"\n',
    ['offline = false # mine\n\n[[index]]\nname = "other"\nurl = "https://o.example"\n'],
  ],
  [
    ...(['poetry', 'pyproject.toml'] as const),
    '[tool.poetry]\nname = "a"   # mine\n\n[[tool.poetry.source]]\nname = "other"\nurl = "https://o.example"\n\n[build-system]\nrequires = [\n  "poetry-core",\n]\n',
    [
      'name = "a"   # mine\n',
      'name = "other"\nurl = "https://o.example"\n',
      'requires = [\n  "poetry-core",\n]\n',
    ],
  ],
  [
    ...(['twine', '.pypirc'] as const),
    '[distutils]\nindex-servers =\n    pypi\n\n[pypi]\nusername = __token__\n',
    ['    pypi\n', '[pypi]\nusername = __token__\n'],
  ],
  [
    ...(['maven', '.mvn/settings.xml'] as const),
    '<settings>\n\t<!-- mine -->\n\t<servers><server><id>other</id></server></servers>\n\t<offline>false</offline>\n</settings>\n',
    ['\t<!-- mine -->\n', '<server><id>other</id></server>', '\t<offline>false</offline>\n'],
  ],
  [...(['maven', '.mvn/maven.config'] as const), '-T2\n', ['-T2\n']],
  [
    ...(['nuget', 'NuGet.Config'] as const),
    '<?xml version="1.0"?>\n<configuration>\n  <!-- mine -->\n  <packageSources>\n    <clear />\n    <add key="dom/libs" value="https://old.example" />\n  </packageSources>\n</configuration>\n',
    ['<!-- mine -->\n', '    <clear />\n'],
  ],
  [
    ...(['cargo', '.cargo/config.toml'] as const),
    '[build]\njobs = 2 # mine\n\n[registries.codeartifact]\nindex = "sparse+https://old.example/"\n\n[registries]\nmine = { index = "https://m.example" }\n',
    ['[build]\njobs = 2 # mine\n', '[registries]\nmine = { index = "https://m.example" }\n'],
  ],
  [
    ...(['gem', '.gemrc'] as const),
    '# mine\ngem: --no-document\n:sources:\n- https://old.example/\n',
    ['# mine\ngem: --no-document\n'],
  ],
  [...(['bundler', '.bundle/config'] as const), '---\nBUNDLE_JOBS: "4"\n', ['---\nBUNDLE_JOBS: "4"\n']],
  [
    ...(['swift', '.swiftpm/configuration/registries.json'] as const),
    '{"registries":{"other":{"url":"https://o.example/"}},"version":1}',
    ['"other": {\n      "url": "https://o.example/"'],
  ],
];

test.each(PRESENT)(
  'login --tool %s merges %s and says the same a second time',
  async (tool, name, text, kept) => {
    await write(name, text);
    await login(tool);
    const merged = await read(name);
    for (const part of kept) expect(merged).toContain(part);
    expect(merged).not.toContain('old.example');
    expect(merged).not.toBe(text);
    await login(tool);
    expect(await read(name)).toBe(merged);
    expect(await readdir(home)).toEqual([]);
  },
);

test('login --tool npm --namespace sends one scope to the repository', async () => {
  await login('npm', '--namespace', '@scope');
  const host = emulator.url.replace('http:', '');
  const path = '/npm/d/dom-000000000000/libs/';
  expect(await read('.npmrc')).toBe(
    `@scope:registry=${emulator.url}${path}\n${host}${path}:_authToken=TOKEN\n`,
  );
});

test('login writes files with a token for their owner alone', async () => {
  await write('.npmrc', 'a=b\n');
  await login('yarn');
  for (const name of ['.npmrc', '.yarnrc.yml']) expect((await stat(join(project, name))).mode & 0o77).toBe(0);
});

test('login --dry-run writes nothing and keeps the token to itself', async () => {
  const { stdout } = await login('cargo', '--dry-run');
  expect(stdout).toContain('# would be created: .cargo/config.toml\n#   [registries.codeartifact]\n');
  expect(stdout).toContain('token = "TOKEN"');
  expect(await readdir(project)).toEqual([]);
});

test('login that cannot merge one file changes none', async () => {
  await write('.yarnrc.yml', '{ a: b }\n');
  const result = await run('--tool', 'yarn', '--directory', project);
  expect([result.status, result.stderr]).toEqual([
    1,
    expect.stringMatching(/\.yarnrc\.yml is no YAML mapping/),
  ]);
  expect(await readdir(project)).toEqual(['.yarnrc.yml']);
});

test('login refuses a TOML file whose tables lines cannot be set in', async () => {
  const text = '[install.registry]\nurl = "https://o.example"\n';
  await write('bunfig.toml', text);
  const result = await run('--tool', 'bun', '--directory', project);
  expect([result.status, result.stderr]).toEqual([1, expect.stringContaining('cannot be merged')]);
  expect(await read('bunfig.toml')).toBe(text);
});

test('login refuses a file of the project that leads out of it', async () => {
  await writeFile(join(home, '.npmrc'), 'a=b\n');
  await symlink(join(home, '.npmrc'), join(project, '.npmrc'));
  const result = await run('--tool', 'npm', '--directory', project);
  expect([result.status, result.stderr]).toEqual([1, expect.stringContaining('leads out of the project')]);
  expect(await readFile(join(home, '.npmrc'), 'utf8')).toBe('a=b\n');
});

test.each([
  [['--tool', 'vlt'], /^codeartifact-local: --tool must be one of npm, .*, not 'vlt'\n$/],
  [['--tool', 'pip', '--namespace', 'a'], /pip knows no namespaces/],
  [['--tool', 'npm', '--duration-seconds', 'long'], /--duration-seconds must be a whole number/],
  [['--tool', 'npm', '--port', '1'], /Unknown option '--port'\n$/],
  [['--tool', 'npm', 'more'], /unexpected argument 'more'/],
  [['--tool', 'npm', '--directory', '/nowhere/at/all'], /there is no directory/],
])('login with %j is a mistake', async (args, message) => {
  const result = await run(...args);
  expect([result.status, result.stdout, result.stderr]).toEqual([2, '', expect.stringMatching(message)]);
});

test('login in the home directory is a mistake', async () => {
  const result = await run('--tool', 'npm', '--directory', home);
  expect([result.status, result.stderr]).toEqual([2, expect.stringContaining('is the home directory')]);
});

test('login says what the service says', async () => {
  const result = await run('--tool', 'npm', '--directory', project, '--repository', 'missing');
  expect([result.status, result.stderr]).toEqual([
    1,
    expect.stringMatching(/ResourceNotFoundException: .*missing/),
  ]);
});

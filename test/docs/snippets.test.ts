import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { CreateDomainCommand, CreateRepositoryCommand } from '@aws-sdk/client-codeartifact';
import { toClientEnvironment } from '../../src/cli/client-environment';
import { describeWithClients, type ClientName } from '../support/clients';
import { listPages, readBlocks, type DocBlock } from '../support/doc-page';
import { effort } from '../support/effort';
import { startEmulator, type TestEmulator } from '../support/emulator';
import { startFakeNpmRegistry, type FakeNpmRegistry } from '../support/fake-npm-registry';
import { startFileServer, type FileServer } from '../support/file-server';
import { INSTALLED } from '../support/maven-lab';
import { createNpmPackage } from '../support/npm-package';
import { createPythonEnvironment } from '../support/python-environment';
import { createSandbox, type Environment, type Sandbox } from '../support/sandbox';

const ROOT = join(__dirname, '../..');
const NAMED_HOST = '127.0.0.1:4680';
const RUNNABLE = ['sh', 'bash', 'js', 'python'];
/** Programs that any page may use; what else a block needs it names itself. */
const USUAL: readonly ClientName[] = ['aws', 'npm', 'curl', 'python'];

/** One run in fifty of this old Mono does its work and does not end; doing it again changes nothing. */
const NUGET = `#!/bin/sh
for attempt in 1 2 3; do
  timeout --kill-after 1 20 "$REAL_NUGET" "$@" -NonInteractive
  status=$?
  case $status in 124 | 137) ;; *) exit $status ;; esac
done
exit 124
`;

/** A page's machine and folder, and what its blocks are run with. */
interface Desk {
  readonly sandbox: Sandbox;
  readonly folder: string;
  readonly emulator: TestEmulator;
  readonly environment: Environment;
  /** What stands in a page for what its reader has. */
  readonly names: Readonly<Record<string, string>>;
  readonly clients: ReadonlyMap<string, string>;
}

/** Where what all pages need is kept. */
let shared: Sandbox;
let tools: string;
/** Where modules are found. No package manager may run here: it would prune what the links lead to. */
let scripts: string;
/** Stands in for the registry that npm on the reader's machine is configured to use. */
let registry: FakeNpmRegistry;
/** Stands in for Maven Central. */
let central: FileServer;

beforeAll(async () => {
  [shared, registry, central] = await Promise.all([
    createSandbox(),
    startFakeNpmRegistry(),
    startFileServer(INSTALLED),
  ]);
  registry.add(await createNpmPackage('left-pad', '1.3.0'));
  tools = await shared.folder('tools');
  await symlink(join(ROOT, 'bin/codeartifact-local.js'), join(tools, 'codeartifact-local'));
  await writeFile(join(tools, 'nuget'), NUGET, { mode: 0o755 });
  scripts = await shared.folder('scripts');
  await mkdir(join(scripts, 'node_modules/@aws-sdk'), { recursive: true });
  await symlink(ROOT, join(scripts, 'node_modules/codeartifact-local'));
  const sdk = 'node_modules/@aws-sdk/client-codeartifact';
  await symlink(join(ROOT, sdk), join(scripts, sdk));
});

afterAll(() => Promise.all([shared.remove(), registry.close(), central.close()]));

/** CI and `npm run thorough` run all; a plain run leaves out clients that have a scenario of their own in test/e2e. */
const runsAll = effort(1, 0) === 1 || process.env['REQUIRE_CLIENTS'] === '1';
const isWanted = ({ client }: DocBlock): boolean => client === undefined || runsAll;

const pages = listPages().map((name) => ({
  name,
  blocks: readBlocks(name).filter((block) => (block.runs || block.file !== undefined) && isWanted(block)),
}));

test('pages with marked blocks are found, and all of these can be run or written', () => {
  expect(pages.filter(({ blocks }) => blocks.length > 0).length).toBeGreaterThan(4);
  const blocks = pages.flatMap((page) => page.blocks);
  expect(blocks.filter(({ file, language }) => file === undefined && !RUNNABLE.includes(language))).toEqual(
    [],
  );
});

for (const { name, blocks } of pages.filter((page) => page.blocks.some(({ runs }) => runs))) {
  const wanted = [...new Set([...USUAL, ...(blocks.flatMap(({ client }) => client ?? []) as ClientName[])])];
  describeWithClients(wanted, name, (...paths) => {
    const clients = new Map(wanted.map((client, at) => [client as string, paths[at] ?? '']));
    test('the marked blocks run in their order', () => runPage(name, blocks, clients), 120_000);
  });
}

/** Runs a page beside an emulator of its own, in which the page of a format finds the repository it speaks of. */
async function runPage(name: string, blocks: readonly DocBlock[], clients: Desk['clients']): Promise<void> {
  const sandbox = await createSandbox();
  const external = ['off', `public:maven-central=${central.url}`];
  const emulator = await startEmulator({ audit: 'memory', external });
  try {
    await sandbox.writeHome('global-npmrc', `registry=${registry.url}\n`);
    const folder = await sandbox.folder(name.replaceAll('/', '-'));
    const environment = { ...toEnvironment(emulator), ...(await prepareClients(sandbox, clients)) };
    const names = name.startsWith('formats/') ? await seedRepository(emulator) : {};
    for (const block of blocks)
      await runBlock(block, { sandbox, folder, emulator, environment, names, clients });
  } finally {
    await Promise.all([emulator.close(), sandbox.remove()]);
  }
}

async function runBlock(block: DocBlock, desk: Desk): Promise<void> {
  const { sandbox, folder, emulator, names, clients } = desk;
  const project = join(folder, block.project ?? '');
  const text = block.text
    .replaceAll(NAMED_HOST, new URL(emulator.url).host)
    .replace(/\b[A-Z]+\b/g, (word) => names[word] ?? word);
  if (block.project !== undefined) await makeProject(project);
  if (block.file !== undefined) {
    const file = block.file.startsWith('~/')
      ? join(sandbox.home, block.file.slice(2))
      : join(project, block.file);
    await mkdir(dirname(file), { recursive: true });
    return writeFile(file, text);
  }
  const [command, ...args] = await toCommand(block.language, text, folder);
  const own = clients.get(block.client ?? '');
  const folders = [own, ...USUAL.map((client) => clients.get(client))].map((path = '') => dirname(path));
  const path = [tools, ...folders, process.env['PATH']].join(delimiter);
  const result = await sandbox.run(project, command, args, { ...desk.environment, PATH: path });
  if (result.code !== 0) throw new Error(`${block.place} ended with ${result.code}\n${result.output}`);
}

/** Shells hand on what they export, as they do to a reader who has one open. */
async function toCommand(language: string, text: string, folder: string): Promise<[string, ...string[]]> {
  if (language === 'python') return ['python3', '-c', text];
  if (language === 'js') {
    const file = join(scripts, 'snippet.mjs');
    await writeFile(file, text);
    return [process.execPath, file];
  }
  const kept = `'${join(folder, '.exports')}'`;
  const script = `if [ -f ${kept} ]; then . ${kept}; fi\n${text}\nexport -p | grep -v ' PATH=' > ${kept}`;
  return ['bash', '--norc', '-euo', 'pipefail', '-c', script];
}

/** What a reader has before anything is configured. */
async function makeProject(path: string): Promise<void> {
  await mkdir(path, { recursive: true });
  const write = (file: string, text: string) =>
    writeFile(join(path, file), text, { flag: 'wx' }).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  await write('package.json', '{"name":"consumer","version":"0.0.0","private":true}');
  // Tells Yarn where the project begins.
  await write('yarn.lock', '');
}

function toEnvironment({ url, region, credentials }: TestEmulator): Environment {
  const changes = toClientEnvironment({ url, region, credentials }, {});
  return { ...(changes as Environment), AWS_EC2_METADATA_DISABLED: 'true', AWS_PAGER: '' };
}

/** What makes each client keep to the page's machine, and leave nothing running. */
async function prepareClients(sandbox: Sandbox, clients: Desk['clients']): Promise<Environment> {
  const pip = clients.get('pip');
  return {
    // Where rustup, if it is there, has its toolchains: the page has another home.
    RUSTUP_HOME: process.env['RUSTUP_HOME'] ?? join(homedir(), '.rustup'),
    // Java asks the system where home is.
    JAVA_TOOL_OPTIONS: `-Duser.home=${sandbox.home} -Dorg.gradle.daemon=false`,
    GEM_HOME: join(sandbox.home, 'gems'),
    GEM_PATH: join(sandbox.home, 'gems'),
    BUNDLE_SILENCE_ROOT_WARNING: '1',
    PYTHON_KEYRING_BACKEND: 'keyring.backends.null.Keyring',
    ...(pip && {
      PIP_PYTHON: join((await createPythonEnvironment(sandbox, pip, 'python')).folder, 'bin/python'),
    }),
    ...{ REAL_NUGET: clients.get('nuget') ?? '', NUGET_PACKAGES: join(sandbox.home, 'nuget-packages') },
  };
}

/** Makes the repository that the page of a format speaks of, and gives its names. */
async function seedRepository(emulator: TestEmulator): Promise<Desk['names']> {
  const client = emulator.client();
  await client.send(new CreateDomainCommand({ domain: 'demo' }));
  await client.send(new CreateRepositoryCommand({ domain: 'demo', repository: 'libs' }));
  const TOKEN = await emulator.token('demo');
  return { DOMAIN: 'demo', REPOSITORY: 'libs', ACCOUNT: emulator.accountId, TOKEN };
}

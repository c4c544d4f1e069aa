import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startCommand } from '../support/command-line';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'codeartifact-first-use-'));
});
afterEach(() => rm(directory, { recursive: true }));

interface Coverage {
  readonly result: readonly {
    readonly url: string;
    readonly functions: readonly { readonly functionName: string; readonly ranges: { count: number }[] }[];
  }[];
}

/** The modules of ours that a start ran: in the bundle of the command each is a function named by its path. */
async function listLoaded(...args: readonly string[]): Promise<string[]> {
  const { child, ended, output } = startCommand(['--port', '0', ...args], { NODE_V8_COVERAGE: directory });
  await output(/^Ready\.$/m);
  child.kill();
  expect((await ended).status).toBe(0);
  const names = (await readdir(directory)).filter((name) => name.startsWith('coverage-'));
  expect(names).toHaveLength(1);
  const text = await readFile(join(directory, names[0] ?? ''), 'utf8');
  const { result } = JSON.parse(text) as Coverage;
  return result
    .flatMap(({ functions }) => functions)
    .filter(({ functionName, ranges }) => functionName.startsWith('dist/') && ranges[0]?.count)
    .map(({ functionName }) => functionName);
}

const ON_FIRST_USE = /^dist\/(?:take-in-seed|cli\/commands\/(?!subcommands)|fixtures\/|seed\/(?!seed-error))/;

test('a start without a seed loads nothing that takes in seeds or builds packages, and no other command', async () => {
  const loaded = await listLoaded();
  expect(loaded).toContain('dist/create-seeder.js');
  expect(loaded.filter((name) => ON_FIRST_USE.test(name))).toEqual([]);
});

test('a start with a seed finds what takes it in inside the bundle', async () => {
  const seed = join(directory, 'seed.json');
  const packages = [{ format: 'npm', package: 'lib', version: '1.0.0' }];
  await writeFile(
    seed,
    JSON.stringify({ domains: [{ name: 'dom', repositories: [{ name: 'app', packages }] }] }),
  );
  const loaded = await listLoaded('--seed', seed);
  expect(loaded).toEqual(
    expect.arrayContaining(['dist/take-in-seed.js', 'dist/seed/read-seed.js', 'dist/fixtures/npm.js']),
  );
});

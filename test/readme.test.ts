import { readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { runInThisContext } from 'node:vm';
import { ListPackagesCommand } from '@aws-sdk/client-codeartifact';
import { createEmulator, type EmulatorOptions } from '../src';
import { parseArguments, renderHelp } from '../src/cli/arguments';
import { describeWithClients } from './support/clients';
import { startEmulator, type TestEmulator } from './support/emulator';
import { copyFixture } from './support/npm-fixtures';
import { createSandbox, expectSuccess, type Sandbox } from './support/sandbox';

const README = readFileSync(join(__dirname, '../README.md'), 'utf8');
const NAMED_URL = 'http://127.0.0.1:4680';

/** The fenced blocks of one language, in order. */
function blocksOf(language: string): string[] {
  return [...README.matchAll(/^```(\w+)\n([^]*?)^```$/gm)].flatMap(([, name, text = '']) =>
    name === language ? [text] : [],
  );
}

test('the two commands stand at the top, and five lines of use right under them', () => {
  const [commands = ''] = blocksOf('sh');
  expect(commands).toMatch(/^npm ci && npm start\b.*\nnpm ci && npm test\b.*\n$/);
  const [use = ''] = blocksOf('bash');
  expect(use.trimEnd().split('\n')).toHaveLength(5);
  expect(README.indexOf(commands)).toBeLessThan(README.indexOf(use));
  expect(README.slice(0, README.indexOf(use))).not.toMatch(/^## /m);
});

test('the URL in the README is the default one', () => {
  expect(parseArguments([], {}).options).toMatchObject({ port: 4680 });
  expect(README).toContain(NAMED_URL);
});

test('the command line’s options in the README are those there are, with their defaults', () => {
  const rows = [...README.matchAll(/^\| `--([a-z-]+)(?: [^`]*)?`\s*\| ([^|]*?)\s*\|/gm)];
  const named = rows.map(([, name = '']) => name).sort();
  const flags = [...renderHelp().matchAll(/^ {2}--([a-z-]+)/gm)].map(([, name = '']) => name).sort();
  expect(named).toEqual(flags);
  for (const [, name = '', value = ''] of rows) {
    if (value !== '') expect(() => parseArguments([`--${name}`, value], {})).not.toThrow();
  }
});

test('the example of use in process runs', async () => {
  const [example = ''] = blocksOf('js');
  expect(example).toContain("require('codeartifact-local')");
  const made: EmulatorOptions[] = [];
  const require = (name: string): unknown => {
    expect(name).toBe('codeartifact-local');
    return {
      createEmulator: (options: EmulatorOptions) => {
        made.push(options);
        return createEmulator(options);
      },
    };
  };
  // The example awaits at its top, so it becomes a function's body.
  const run = runInThisContext(`(async (require) => {${example}})`) as (
    load: typeof require,
  ) => Promise<void>;
  await run(require);
  expect(made).toHaveLength(1);
});

describeWithClients(['aws', 'npm'], 'the examples for a shell', (aws, npm) => {
  let emulator: TestEmulator;
  let sandbox: Sandbox;

  beforeAll(async () => {
    [emulator, sandbox] = await Promise.all([startEmulator(), createSandbox()]);
  });

  afterAll(async () => {
    await emulator.close();
    await sandbox.remove();
  });

  test('run in their order, in the folder of an npm package', async () => {
    const folder = await sandbox.folder('package');
    await copyFixture('pa', folder);
    const script = blocksOf('bash').join('\n').replaceAll(NAMED_URL, emulator.url);
    expect(script).toContain(emulator.url);
    const path = [dirname(aws), dirname(npm), process.env['PATH']].join(delimiter);
    const result = await sandbox.run(folder, 'sh', ['-e', '-c', script], { PATH: path, AWS_PAGER: '' });
    const { stdout } = expectSuccess(result);
    expect(stdout).toMatch(/"package": "[^"]+"/);
    const command = new ListPackagesCommand({ domain: 'demo', repository: 'libs' });
    const { packages = [] } = await emulator.client().send(command);
    expect(packages).toHaveLength(1);
  });
});

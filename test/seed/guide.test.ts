import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInThisContext } from 'node:vm';
import { parse } from 'yaml';
import * as library from '../../src';

const GUIDE = readFileSync(join(__dirname, '../../docs/seeding.md'), 'utf8');
const sampleOf = (language: string) =>
  new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'ms').exec(GUIDE)?.[1] ?? '';

let emulator: library.Emulator;
beforeEach(async () => {
  emulator = await library.createEmulator({ external: 'off' });
});
afterEach(() => emulator.close());

const listPackages = async (repository: string) => {
  const query = `domain=my-domain&repository=${repository}`;
  const answer = await fetch(`${emulator.url}/v1/packages?${query}`, { method: 'POST' });
  const { packages } = (await answer.json()) as { packages: { package: string }[] };
  return packages.map((each) => each.package).sort();
};

test('the seed of docs/seeding.md can be taken in', async () => {
  await emulator.seed(parse(sampleOf('yaml')) as library.Seed);
  expect(await listPackages('app')).toEqual(['cli', 'lib', 'old']);
});

test('the sample of the builders in docs/seeding.md works', async () => {
  const run = runInThisContext(
    `(async (require, emulator) => {${sampleOf('js')}; return lib.files[0].name;})`,
  ) as (...given: unknown[]) => Promise<unknown>;
  expect(await run(() => library, emulator)).toBe('lib-1.0.0.tgz');
  expect(await listPackages('app')).toEqual(['lib']);
});

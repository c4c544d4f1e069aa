import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runInThisContext } from 'node:vm';
import { createEmulator } from '../../src';
import { createNpmPackage, publishNpmPackage } from '../support/npm-package';

const GUIDE = join(__dirname, '../../docs/testing.md');

/** The samples of a chapter of docs/testing.md, as a function of what they take for granted and with what they define. */
async function readSamples(chapter: string): Promise<string> {
  const text = await readFile(GUIDE, 'utf8');
  const [, part = ''] = text.split(`\n## ${chapter}\n`);
  const [own = ''] = part.split('\n## ');
  return [...own.matchAll(/^```js\n(.*?)^```$/gms)].map(([, code]) => code).join('\n');
}

test.each([
  ['The clock', '[emulator.clock.state().frozen]', [false]],
  ['Faults', '[emulator.faults.list()]', [[]]],
  ['Requests', '[entry.package]', ['@acme/core']],
  [
    'Clients',
    '[client.constructor.name, token.length > 100, registry.endsWith("/my-repository/"), client.destroy()]',
    ['CodeartifactClient', true, true, undefined],
  ],
])('the samples of the chapter %s work', async (chapter, result, expected) => {
  const emulator = await createEmulator({ external: 'off' });
  const target = 'domain=my-domain&repository=my-repository';
  for (const path of ['domain', 'repository'])
    await fetch(`${emulator.url}/v1/${path}?${target}`, { method: 'POST', body: '{}' });
  const built = await createNpmPackage('@acme/core', '1.0.0');
  const endpoint = emulator.endpoint('my-domain', 'my-repository').slice(0, -1);
  await publishNpmPackage(endpoint, await emulator.token('my-domain'), built);
  const samples = await readSamples(chapter);
  expect(samples).toContain('emulator.');
  const run = runInThisContext(`(async (emulator) => {${samples}\nreturn ${result};})`) as (
    on: typeof emulator,
  ) => Promise<unknown>;
  try {
    expect(await run(emulator)).toEqual(expected);
  } finally {
    await emulator.close();
  }
});

import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const BENCH = join(__dirname, '../bench');
const run = promisify(execFile);

/** Nobody type-checks the scripts of `npm run bench`, and nobody runs it at each change. */
test('what they take of the build is there', async () => {
  const missing: string[] = [];
  for (const name of readdirSync(BENCH).filter((file) => file.endsWith('.js'))) {
    const text = readFileSync(join(BENCH, name), 'utf8');
    for (const [, names = '', path = ''] of text.matchAll(
      /const \{(.+)\} = require\('(\.\.\/dist\/.+)'\)/g,
    )) {
      const module = (await import(join(BENCH, path))) as Record<string, unknown>; // of functions and tables
      for (const taken of names.split(',').map((each) => each.trim().split(':', 1).join(''))) {
        if (module[taken] === undefined) missing.push(`${name}: ${taken}`);
      }
    }
  }
  expect(missing).toEqual([]);
});

test.each(['packages', 'versions'])('the state of a few %s is measured', async (what) => {
  const args = ['--expose-gc', join(BENCH, 'state.js'), what, '500'];
  const { stdout } = await run(process.execPath, args);
  const figures = Object.values(JSON.parse(stdout) as Record<string, number>);
  expect(figures.filter((figure) => figure > 0)).toHaveLength(figures.length);
});

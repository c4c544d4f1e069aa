import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** As somebody's program, from what was built; nothing but the emulators keeps it running. */
const PROGRAM = `
const { createEmulator } = require(${JSON.stringify(join(__dirname, '../..'))});
(async () => {
  const emulators = await Promise.all(Array.from({ length: 50 }, () => createEmulator({ external: 'off' })));
  const send = ({ url }, method, path) => fetch(url + path, { method, body: method === 'POST' ? '{}' : undefined });
  for (const [index, emulator] of emulators.entries()) {
    await send(emulator, 'POST', '/v1/domain?domain=dom-' + index);
  }
  const found = await Promise.all(emulators.map(async (emulator) => {
    const { domains } = await (await send(emulator, 'POST', '/v1/domains')).json();
    return [domains.map(({ name }) => name), emulator.requests().length].join();
  }));
  console.log(JSON.stringify({ ports: new Set(emulators.map(({ port }) => port)).size, found }));
  await Promise.all(emulators.map((emulator) => emulator.close()));
})();
`;

test('fifty emulators in one process share nothing, and leave nothing open that keeps the process', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', PROGRAM], { timeout: 60_000 });
  const { ports, found } = JSON.parse(stdout) as { ports: number; found: string[] };
  expect(ports).toBe(50);
  expect(found).toEqual(Array.from({ length: 50 }, (_, index) => `dom-${index},2`));
});

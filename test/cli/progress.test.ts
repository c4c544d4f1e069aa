import { join } from 'node:path';
import { runCommand, startCommand } from '../support/command-line';
import { callApi } from '../support/api';
import { startFakeNpmRegistry } from '../support/fake-npm-registry';
import { createNpmPackage } from '../support/npm-package';
import { makeDirectory, removeDirectories } from '../storage/file/data-directory';

afterAll(removeDirectories);

/** Makes the command take its standard error for a terminal. */
const ON_TERMINAL = { NODE_OPTIONS: '--import=data:text/javascript,process.stderr.isTTY=true' };
/** What takes back a terminal's last line. */
const CLEARED = '\r\u001b[K';

async function start(args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  const { child, ended, output } = startCommand(['--port', '0', ...args], environment);
  const [, url = ''] = /ready at (\S+)/.exec(await output(/^Ready\.$/m)) ?? [];
  const stop = async () => {
    child.kill();
    return (await ended).stderr;
  };
  return { url, stop };
}

test('opening a data directory shows on a terminal how much has been read, and nothing once it is ready', async () => {
  const data = await makeDirectory();
  const first = await start(['--data', data]);
  await callApi(first, 'POST', '/v1/domain?domain=dom', {});
  expect(await first.stop()).toBe('');
  const second = await start(['--data', data], ON_TERMINAL);
  expect(await second.stop()).toBe(`${CLEARED}${data}: read 0.0 MiB of 0.0 MiB${CLEARED}`);
});

test('recording shows on a terminal how much has been kept', async () => {
  const registry = await startFakeNpmRegistry();
  registry.add(await createNpmPackage('lib', '1.0.0'));
  const external = `record:${await makeDirectory()}`;
  const npm = { npm_config_registry: registry.url };
  for (const environment of [{ ...npm, ...ON_TERMINAL }, npm]) {
    const emulator = await start(['--external', external], environment);
    await callApi(emulator, 'POST', '/v1/domain?domain=dom', {});
    await callApi(emulator, 'POST', '/v1/repository?domain=dom&repository=app', {});
    const connection = 'domain=dom&repository=app&external-connection=public:npmjs';
    await callApi(emulator, 'POST', `/v1/repository/external-connection?${connection}`, {});
    const { body } = await callApi(emulator, 'POST', '/v1/authorization-token?domain=dom');
    const headers = { authorization: `Bearer ${String(body['authorizationToken'])}` };
    const answer = await fetch(`${emulator.url}/npm/d/dom-000000000000/app/lib`, { headers });
    expect(answer.status).toBe(200);
    const shown = await emulator.stop();
    if ('NODE_OPTIONS' in environment) expect(shown).toBe(`${CLEARED}answers recorded: 1, 0.0 MiB${CLEARED}`);
    else expect(shown).toBe('');
  }
  await registry.close();
});

test('dump shows on a terminal how much it wrote', async () => {
  const emulator = await start([]);
  const file = join(await makeDirectory(), 'state.tar');
  const { status, stderr } = await runCommand(['dump', file, '--url', emulator.url], ON_TERMINAL);
  await emulator.stop();
  expect(status).toBe(0);
  expect(stderr.split(CLEARED).at(-1)).toBe('dump: 0.0 MiB\n');
});

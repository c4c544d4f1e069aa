import { createServer } from 'node:http';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { runCommand, startCommand } from '../support/command-line';
import { sendHttps } from '../support/https';

const READY = /^Ready\.\n/m;

test('DESIGN D10: the ready line names both addresses and the certificate, which clients can trust', async () => {
  const { child, ended, output } = startCommand(['--port', '0', '--tls']);
  const stdout = await output(READY);
  const [, url = '', ca = ''] =
    /^codeartifact-local ready at http:\/\/127\.0\.0\.1:\d+ and (https:\/\/127\.0\.0\.1:\d+) \(CA: (\/.+\/ca\.pem)\)\nReady\.\n$/.exec(
      stdout,
    ) ?? [];
  const { status } = await sendHttps(url, { path: '/_codeartifact/health', ca: await readFile(ca, 'utf8') });
  child.kill('SIGTERM');
  expect([status, (await ended).status]).toEqual([200, 0]);
});

test('DESIGN D10: with --json they are members of the ready line', async () => {
  const { child, ended, output } = startCommand(['--port', '0', '--json'], { CODEARTIFACT_LOCAL_TLS: 'on' });
  const [line = ''] = (await output(READY)).split('\n');
  child.kill('SIGTERM');
  await ended;
  expect(JSON.parse(line)).toEqual({
    ready: true,
    url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
    httpsUrl: expect.stringMatching(/^https:\/\/127\.0\.0\.1:\d+$/),
    ca: expect.stringMatching(/\/ca\.pem$/),
    caBundle: expect.stringMatching(/\/ca-bundle\.pem$/),
    truststore: expect.stringMatching(/\/truststore\.p12$/),
    region: 'us-east-1',
    account: '000000000000',
  });
});

test('a port of https in use is one clear line and status 1', async () => {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const result = await runCommand(['--port', '0', '--tls-port', String(port)]);
  server.close();
  expect(result).toEqual({
    status: 1,
    stdout: '',
    stderr: `codeartifact-local: port ${port} is already in use; choose another with --tls-port\n`,
  });
});

test.each([
  ['/nowhere.pem cannot be read: ENOENT', ['--cert', '/nowhere.pem', '--key', '/nowhere.pem']],
  ['/dev/null holds no certificate in PEM form', ['--cert', '/dev/null', '--key', '/dev/null']],
  ['A certificate and its key go together; the key is missing', ['--cert', '/nowhere.pem']],
  ['http and https cannot share port 4680', ['--tls-port', '4680']],
  ["Option 'tls' names an impossible host: a b", ['--tls-host', 'good.test', '--tls-host', 'a b']],
  ["--tls-port must be a whole number, not 'x'", ['--tls-port', 'x']],
])('%s is one line and status 2', async (message, args) => {
  expect(await runCommand(args)).toEqual({
    status: 2,
    stdout: '',
    stderr: `codeartifact-local: ${message}\n`,
  });
});

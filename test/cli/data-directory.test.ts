import { readdir, readFile } from 'node:fs/promises';
import { request } from 'node:http';
import { once } from 'node:events';
import { join } from 'node:path';
import { startEmulatorProcess } from '../hostile/emulator-process';
import { makeDirectory, removeDirectories } from '../storage/file/data-directory';
import { callApi } from '../support/api';
import { sha256 } from '../support/package-world';

afterAll(removeDirectories);

test('DESIGN D10: --data keeps everything, also through a stop amid requests', async () => {
  const data = await makeDirectory();
  const first = await startEmulatorProcess('--data', data);
  const names = Array.from({ length: 50 }, (_, index) => `dom-${index}`);
  const answers = names.map((name) =>
    callApi(first, 'POST', `/v1/domain?domain=${name}`, {}).then(
      ({ status }) => (status === 200 ? [name] : []),
      () => [],
    ),
  );
  await answers[0];
  expect(await first.stop()).toBe(0);
  const answered = (await Promise.all(answers)).flat();
  expect(await readdir(data)).not.toContain('lock');
  expect(await readdir(data)).toContain('closed.jsonl');

  const second = await startEmulatorProcess('--data', data);
  const { body } = await callApi(second, 'POST', '/v1/domains', {});
  const found = (body['domains'] as { name: string }[]).map(({ name }) => name);
  expect(found).toEqual(expect.arrayContaining(answered));
  await second.stop();
});

test('a directory in use is one clear line and status 1', async () => {
  const data = await makeDirectory();
  const first = await startEmulatorProcess('--data', data);
  await expect(startEmulatorProcess('--data', data)).rejects.toThrow(
    `codeartifact-local: ${data} is in use by process ${first.pid}; stop it, or choose another --data\n`,
  );
  await first.stop();
});

test('no token, signature or key is in a log, in the list of requests, or in the files but the key’s own', async () => {
  const data = await makeDirectory();
  const emulator = await startEmulatorProcess('--data', data, '--log-level', 'debug', '--external', 'off');
  await callApi(emulator, 'POST', '/v1/domain?domain=dom', {});
  await callApi(emulator, 'POST', '/v1/repository?domain=dom&repository=app', {});
  const { body } = await callApi(emulator, 'POST', '/v1/authorization-token?domain=dom');
  const token = String(body['authorizationToken']);
  const signature = 'f'.repeat(64);
  const endpoint = `${emulator.url}/npm/d/dom-000000000000/app`;
  const headers = { authorization: `Bearer ${token}` };
  for (const path of [`/-/user/token/${token}`, `/${token}`, `/${token}/-/x.tgz?t=${token}`]) {
    await fetch(endpoint + path, { headers });
  }
  await fetch(`${endpoint}/-/user/token/${token}`, { method: 'DELETE', headers });
  await callApi(emulator, 'GET', `/v1/domain?domain=dom&X-Amz-Signature=${signature}`);
  await callApi(emulator, 'GET', `/v1/domain?domain=${token.slice(0, 40)}`);
  await fetch(`${emulator.url}/v1/domain?domain=dom`, {
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=test/x, SignedHeaders=host, Signature=${signature}`,
    },
  });
  const requests = await (await fetch(`${emulator.url}/_codeartifact/requests`)).text();
  const exported = await (await fetch(`${emulator.url}/_codeartifact/state`)).text();
  await emulator.stop();
  const key = (await readFile(join(data, 'token.key'), 'utf8')).trim();
  const journals = (await readdir(data)).filter((name) => name.endsWith('.jsonl'));
  const files = await Promise.all(journals.map((name) => readFile(join(data, name), 'utf8')));
  expect(emulator.errors()).toContain('/-/user/token/REDACTED');
  for (const text of [emulator.errors(), requests, exported, ...files]) {
    for (const secret of [token, token.slice(0, 40), signature, key]) expect(text).not.toContain(secret);
  }
});

test('an upload under way when it stops is finished', async () => {
  const data = await makeDirectory();
  const emulator = await startEmulatorProcess('--data', data, '--external', 'off');
  await callApi(emulator, 'POST', '/v1/domain?domain=dom', {});
  await callApi(emulator, 'POST', '/v1/repository?domain=dom&repository=app', {});
  const content = Buffer.alloc(200_000, 'content');
  const query = 'domain=dom&repository=app&format=generic&namespace=ns&package=p&version=1&asset=a';
  const headers = { 'x-amz-content-sha256': sha256(content), 'content-length': content.length };
  const sent = request(`${emulator.url}/v1/package/version/publish?${query}`, { method: 'POST', headers });
  sent.write(content.subarray(0, 100_000));
  while ((await readdir(join(data, 'incoming'))).length === 0) await new Promise(setImmediate);
  const stopped = emulator.stop();
  sent.end(content.subarray(100_000));
  const [answer] = (await once(sent, 'response')) as [{ statusCode: number; resume(): void }];
  answer.resume();
  expect([answer.statusCode, await stopped]).toEqual([200, 0]);
  expect(await readdir(join(data, 'blobs'))).toEqual([sha256(content)]);
});

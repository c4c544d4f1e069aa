import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  CreateDomainCommand,
  DescribeDomainCommand,
  ListDomainsCommand,
  ListPackagesCommand,
} from '@aws-sdk/client-codeartifact';
import { createEmulator } from '../src';
import { findError } from './support/api';
import { startEmulator } from './support/emulator';
import { startNpmRepository, REPOSITORY } from './support/npm-repository';

const run = promisify(execFile);

test('two emulators in one process do not notice each other', async () => {
  const [a, b] = [await startNpmRepository(), await startNpmRepository()];
  await a.publish('only-in-a', '1.0.0');
  expect((await b.request('/only-in-a')).status).toBe(404);
  await a.emulator.snapshot('s');
  expect(await b.emulator.restore('s')).toBe(false);
  await b.emulator.reset();
  expect((await a.request('/only-in-a')).status).toBe(200);
  expect(b.emulator.requests()).toEqual([]);
  expect(a.emulator.requests().length).toBeGreaterThan(0);
  await b.emulator.close();
  expect((await a.request('/only-in-a')).status).toBe(200);
  await a.emulator.close();
});

test('a token of one emulator is worth nothing at another', async () => {
  const [a, b] = [await startNpmRepository({ seedIds: 1 }), await startNpmRepository({ seedIds: 2 })];
  const answer = await fetch(`${b.endpoint}/-/ping`, { headers: { authorization: `Bearer ${a.token}` } });
  expect(answer.status).toBe(401);
  await Promise.all([a.emulator.close(), b.emulator.close()]);
});

test('a process that has used and closed an emulator ends by itself', async () => {
  const script = `
    const { createEmulator } = require(${JSON.stringify(join(__dirname, '..'))});
    createEmulator().then(async (emulator) => {
      const post = (path) => fetch(emulator.url + path, { method: 'POST', body: '{}' }).then((r) => r.text());
      await post('/v1/domain?domain=dom');
      await post('/_codeartifact/snapshots/a');
      await post('/_codeartifact/reset');
      await emulator.close();
      await emulator.close();
      console.log('closed');
    });`;
  // Killed, which rejects, if it does not end.
  const { stdout, stderr } = await run(process.execPath, ['-e', script], { timeout: 30_000 });
  expect([stdout, stderr]).toEqual(['closed\n', '']);
});

test('DESIGN D9: with a seed, ids and tokens are the same in every run', async () => {
  const runs = await Promise.all(
    [1, 2].map(async () => {
      const { emulator, token, publish, client } = await startNpmRepository({ seedIds: 7 });
      await publish('a', '1.0.0');
      const { packages } = await client.send(new ListPackagesCommand(REPOSITORY));
      await emulator.close();
      return { token, packages, ids: emulator.requests().map(({ requestId }) => requestId) };
    }),
  );
  expect(runs[0]).toEqual(runs[1]);
});

describe('reset, snapshot and restore', () => {
  test('restore brings packages back with their bytes, and takes later ones away', async () => {
    const { emulator, publish, request } = await startNpmRepository();
    const { tarball } = await publish('kept', '1.0.0');
    await emulator.snapshot('base');
    await publish('kept', '2.0.0');
    await publish('later', '1.0.0');
    await emulator.reset();
    expect((await request('/kept')).status).toBe(401);
    expect(await emulator.restore('base')).toBe(true);
    const document = (await (await request('/kept')).json()) as { versions: object };
    expect(Object.keys(document.versions)).toEqual(['1.0.0']);
    const bytes = Buffer.from(await (await request('/kept/-/kept-1.0.0.tgz')).arrayBuffer());
    expect(bytes).toEqual(tarball);
    expect((await request('/later')).status).toBe(404);
    await emulator.close();
  });

  test('a snapshot of the same name replaces the earlier one', async () => {
    const emulator = await startEmulator();
    const client = emulator.client();
    for (const domain of ['one', 'two']) {
      await client.send(new CreateDomainCommand({ domain }));
      await emulator.snapshot('s');
    }
    await emulator.reset();
    await emulator.restore('s');
    const { domains = [] } = await client.send(new ListDomainsCommand({}));
    expect(domains.map(({ name }) => name)).toEqual(['one', 'two']);
    await emulator.close();
  });

  test('without a snapshot there is nothing to restore, and nothing changes', async () => {
    const emulator = await startEmulator();
    await emulator.client().send(new CreateDomainCommand({ domain: 'dom' }));
    expect(await emulator.restore('none')).toBe(false);
    await emulator.client().send(new DescribeDomainCommand({ domain: 'dom' }));
    await emulator.close();
  });

  test('bytes in temporary files survive reset and restore as well', async () => {
    const { emulator, publish, request } = await startNpmRepository({ blobMemoryBytes: 0 });
    const { tarball } = await publish('filed', '1.0.0', {
      files: { 'data.bin': Buffer.alloc(100_000, 'xyz') },
    });
    await emulator.snapshot('base');
    await emulator.reset();
    await emulator.restore('base');
    const bytes = Buffer.from(await (await request('/filed/-/filed-1.0.0.tgz')).arrayBuffer());
    expect(bytes).toEqual(tarball);
    await emulator.close();
  });
});

describe('modes of authentication', () => {
  const wrongSecret = { accessKeyId: 'test', secretAccessKey: 'wrong' };
  const unknownKey = { accessKeyId: 'AKIAUNKNOWN', secretAccessKey: 'any' };

  async function outcomeOf(
    auth: 'off' | 'lenient' | 'strict',
    credentials: { accessKeyId: string; secretAccessKey: string },
  ): Promise<unknown> {
    const emulator = await startEmulator({ auth });
    const client = emulator.client();
    client.config.credentials = async () => credentials;
    const outcome = await client.send(new CreateDomainCommand({ domain: 'dom' })).then(
      () => 'ok',
      (error: Error) => error.name,
    );
    await emulator.close();
    return outcome;
  }

  test.each([
    ['off', wrongSecret, 'ok'],
    ['off', unknownKey, 'ok'],
    ['lenient', wrongSecret, 'InvalidSignatureException'],
    ['lenient', unknownKey, 'ok'],
    ['strict', wrongSecret, 'InvalidSignatureException'],
    ['strict', unknownKey, 'UnrecognizedClientException'],
  ] as const)('AUTH-018 AUTH-019 --auth %s meets %j with %s', async (auth, credentials, expected) => {
    expect(await outcomeOf(auth, credentials)).toBe(expected);
  });

  test.each([
    ['off', 200, 200],
    ['lenient', 401, 401],
    ['strict', 401, 401],
  ] as const)(
    'AUTH-131 --auth %s answers a package manager without or with a wrong token %d, %d',
    async (auth, none, wrong) => {
      const { emulator, endpoint, publish, request } = await startNpmRepository({ auth });
      await publish('a', '1.0.0');
      expect((await fetch(`${endpoint}/a`)).status).toBe(none);
      expect((await fetch(`${endpoint}/a`, { headers: { authorization: 'Bearer x' } })).status).toBe(wrong);
      expect((await request('/a')).status).toBe(200);
      await emulator.close();
    },
  );

  test('AUTH-135 with --auth strict, configured keys replace the built-in one', async () => {
    const credentials = [{ accessKeyId: 'AKIAMINE', secretAccessKey: 's3cret', account: '123456789012' }];
    const emulator = await startEmulator({ auth: 'strict', credentials });
    const { domain } = await emulator.client().send(new CreateDomainCommand({ domain: 'dom' }));
    expect(domain?.owner).toBe('123456789012');
    const builtIn = emulator.client();
    builtIn.config.credentials = async () => ({ accessKeyId: 'test', secretAccessKey: 'test' });
    expect(await findError(builtIn.send(new CreateDomainCommand({ domain: 'two' })))).toMatchObject({
      name: 'UnrecognizedClientException',
    });
    await emulator.close();
  });
});

describe('options', () => {
  test.each([
    [{ port: 70_000 }, /'port'.*70000/],
    [{ port: 1.5 }, /'port'/],
    [{ host: 'a b' }, /'host'/],
    [{ account: '12' }, /'account'/],
    [{ region: 'nowhere' }, /'region'/],
    [{ clockSkewSeconds: -1 }, /'clockSkewSeconds'/],
    [{ blobMemoryBytes: -1 }, /'blobMemoryBytes'/],
    [{ endpointSuffix: '' }, /'endpointSuffix'/],
    [{ credentials: [{ accessKeyId: 'k', secretAccessKey: 's', account: 'x' }] }, /'k'.*12 digits/],
  ])('an impossible option is refused by name: %j', async (options, message) => {
    await expect(createEmulator(options)).rejects.toThrow(message);
  });

  test('an address that is in use rejects with the system’s error', async () => {
    const emulator = await startEmulator();
    await expect(createEmulator({ port: emulator.port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await emulator.close();
  });

  test('region and account are those of callers that do not say theirs', async () => {
    const emulator = await startEmulator({ region: 'eu-central-1', account: '210987654321' });
    expect([emulator.region, emulator.accountId]).toEqual(['eu-central-1', '210987654321']);
    const answer = await fetch(`${emulator.url}/v1/domain?domain=dom`, { method: 'POST', body: '{}' });
    expect(await answer.json()).toMatchObject({
      domain: { arn: 'arn:aws:codeartifact:eu-central-1:210987654321:domain/dom' },
    });
    await emulator.close();
  });
});

import {
  CreateDomainCommand,
  CreateRepositoryCommand,
  GetRepositoryEndpointCommand,
} from '@aws-sdk/client-codeartifact';
import { createEmulator, type Emulator, type EmulatorOptions } from '../../src';

let emulator: Emulator;
afterEach(() => emulator.close());

async function start(options: EmulatorOptions = {}): Promise<void> {
  emulator = await createEmulator({ external: 'off', ...options });
  const client = emulator.client();
  await client.send(new CreateDomainCommand({ domain: 'dom' }));
  await client.send(new CreateRepositoryCommand({ domain: 'dom', repository: 'app' }));
  client.destroy();
}

const ping = async (token: string): Promise<number> => {
  const headers = { authorization: `Bearer ${token}` };
  return (await fetch(`${emulator.endpoint('dom', 'app')}-/ping`, { headers })).status;
};

test('client(), token() and endpoint() are all that it takes', async () => {
  await start();
  expect(await ping(await emulator.token('dom'))).toBe(200);
});

test.each(['strict', 'iam'] as const)(
  'with --auth %s a token is had with the key that is configured',
  async (mode) => {
    const policies = ['AWSCodeArtifactAdminAccess'];
    const key = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'secret' };
    await start({
      auth: { mode, principals: [{ arn: 'arn:aws:iam::000000000000:user/me', ...key, policies }] },
    });
    expect(await ping(await emulator.token('dom'))).toBe(200);
  },
);

test('a token is had at any time that the clock shows', async () => {
  await start({ clock: '2001-02-03T04:05:06Z' });
  emulator.clock.resume();
  emulator.clock.advance(1e8);
  expect(await ping(await emulator.token('dom', { durationSeconds: 900 }))).toBe(200);
});

test('a token that cannot be had names the error of the service', async () => {
  await start();
  await expect(emulator.token('none')).rejects.toThrow(/^ResourceNotFoundException: .*none/);
  await expect(emulator.token('dom', { account: '111111111111' })).rejects.toThrow(
    /^ResourceNotFoundException/,
  );
  const token = await emulator.token('dom', { account: '111111111111', domainOwner: '000000000000' });
  expect(await ping(token)).toBe(200);
});

test.each(['path', 'host'] as const)(
  'endpoint() says what GetRepositoryEndpoint says: %s',
  async (endpointStyle) => {
    await start({ endpointStyle });
    const client = emulator.client({}, { maxAttempts: 1 });
    for (const format of ['npm', 'pypi'] as const) {
      const command = new GetRepositoryEndpointCommand({ domain: 'dom', repository: 'app', format });
      const { repositoryEndpoint } = await client.send(command);
      expect(emulator.endpoint('dom', 'app', format)).toBe(repositoryEndpoint);
    }
    client.destroy();
  },
);

test('a client may be of another account and region', async () => {
  await start();
  const client = emulator.client({ account: '222222222222', region: 'eu-west-1' });
  const { domain } = await client.send(new CreateDomainCommand({ domain: 'theirs' }));
  expect(domain?.arn).toBe('arn:aws:codeartifact:eu-west-1:222222222222:domain/theirs');
  client.destroy();
});

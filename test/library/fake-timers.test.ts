import {
  CreateDomainCommand,
  CreateRepositoryCommand,
  DescribeDomainCommand,
} from '@aws-sdk/client-codeartifact';
import { createEmulator, pkg, type Emulator } from '../../src';

let emulator: Emulator;
const now = new Date('2030-01-01T00:00:00Z');
afterEach(async () => {
  await emulator.close();
  jest.useRealTimers();
});

test('an emulator answers in a test that lets time stand still, by the time of that test', async () => {
  jest.useFakeTimers({ now });
  emulator = await createEmulator({ external: 'off' });
  const client = emulator.client();
  await client.send(new CreateDomainCommand({ domain: 'dom' }));
  const { domain } = await client.send(new DescribeDomainCommand({ domain: 'dom' }));
  expect(domain?.createdTime).toEqual(now);
  await client.send(new CreateRepositoryCommand({ domain: 'dom', repository: 'app' }));
  const headers = { authorization: `Bearer ${await emulator.token('dom')}` };
  const answers = await Promise.all(
    Array.from({ length: 100 }, () => fetch(`${emulator.endpoint('dom', 'app')}-/ping`, { headers })),
  );
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
  client.destroy();
});

test('it takes in a seed, and packages are built, where microtasks are real', async () => {
  jest.useFakeTimers({ now, doNotFake: ['queueMicrotask'] });
  emulator = await createEmulator({ external: 'off' });
  const packages = [await pkg.npm({ name: 'lib', version: '1.0.0' })];
  await emulator.seed({ domains: [{ name: 'dom', repositories: [{ name: 'app', packages }] }] });
  const headers = { authorization: `Bearer ${await emulator.token('dom')}` };
  expect((await fetch(`${emulator.endpoint('dom', 'app')}lib`, { headers })).status).toBe(200);
});

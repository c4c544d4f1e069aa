import supertest from 'supertest';
import { createEmulator } from '../../src';
import { createNpmPackage, publishNpmPackage } from '../support/npm-package';

/** One scenario through both doors, with everything that was answered, headers included. */
async function record(): Promise<readonly string[]> {
  const emulator = await createEmulator({ external: 'off', seedIds: 42, clock: '2026-03-04T05:06:07Z' });
  const answers: string[] = [];
  const ask = async (method: 'get' | 'post', path: string, body?: object): Promise<void> => {
    // By a name that is the same in every run: documents name the address that they are read from.
    const request = supertest(emulator.url)[method](path).set('host', 'registry.test');
    const { status, headers, text } = await request
      .set({ authorization: `Bearer ${token}`, 'accept-encoding': 'identity' })
      .buffer(true)
      .send(body);
    answers.push(JSON.stringify([path, status, headers, text]));
  };
  let token = 'none';
  const sign = () => emulator.token('dom');
  const client = emulator.client();
  const { CreateDomainCommand, CreateRepositoryCommand, DescribeDomainCommand } =
    await import('@aws-sdk/client-codeartifact');
  answers.push(JSON.stringify((await client.send(new CreateDomainCommand({ domain: 'dom' }))).domain));
  const create = new CreateRepositoryCommand({ domain: 'dom', repository: 'app' });
  answers.push(JSON.stringify((await client.send(create)).repository));
  token = await sign();
  const error = { code: 'ServiceUnavailable' } as const;
  await ask('post', '/_codeartifact/faults', { route: 'GET /left-pad', probability: 0.5, error });
  const endpoint = emulator.endpoint('dom', 'app').slice(0, -1);
  for (const version of ['1.0.0', '1.1.0']) {
    await publishNpmPackage(endpoint, token, await createNpmPackage('left-pad', version));
    await ask('post', '/_codeartifact/clock', { advance: 60 });
  }
  for (let i = 0; i < 8; i++) await ask('get', '/npm/d/dom-000000000000/app/left-pad');
  await ask('get', '/npm/d/dom-000000000000/app/left-pad/-/left-pad-1.1.0.tgz');
  answers.push(JSON.stringify((await client.send(new DescribeDomainCommand({ domain: 'dom' }))).domain));
  answers.push(token, await sign());
  for (const path of ['events', 'metrics', 'faults']) await ask('get', `/_codeartifact/${path}`);
  client.destroy();
  await emulator.close();
  return answers;
}

test('DESIGN D9: two runs of one scenario with the same seed and a clock that stands still are byte-identical', async () => {
  const first = await record();
  expect(first.length).toBeGreaterThan(15);
  expect(first.join('\n')).toMatch(/left-pad-1\.1\.0\.tgz",200/);
  expect(await record()).toEqual(first);
});

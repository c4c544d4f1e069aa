import { createEmulator } from '../../src';
import { createNpmPackage, publishNpmPackage } from '../support/npm-package';

/** One scenario through both doors, with everything that was answered, headers included. */
async function record(on: number): Promise<{ readonly port: number; readonly answers: readonly string[] }> {
  const options = { external: 'off', seedIds: 42, clock: '2026-03-04T05:06:07Z' } as const;
  const emulator = await createEmulator({ ...options, port: on });
  const answers: string[] = [];
  const ask = async (path: string, init: RequestInit = {}): Promise<void> => {
    const answer = await fetch(emulator.url + path, init);
    answers.push(JSON.stringify([path, answer.status, [...answer.headers], await answer.text()]));
  };
  const post = (path: string, body: object = {}) =>
    ask(path, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    });
  await post('/v1/domain?domain=dom');
  await post('/v1/repository?domain=dom&repository=app');
  await post('/_codeartifact/faults', {
    operation: 'DescribeDomain',
    probability: 0.5,
    error: { code: 'ThrottlingException' },
  });
  for (let i = 0; i < 8; i++) await ask('/v1/domain?domain=dom');
  const token = await emulator.token('dom');
  answers.push(token);
  const headers = { authorization: `Bearer ${token}`, 'accept-encoding': 'identity' };
  const endpoint = emulator.endpoint('dom', 'app').slice(0, -1);
  for (const version of ['1.0.0', '1.1.0']) {
    answers.push(
      String((await publishNpmPackage(endpoint, token, await createNpmPackage('left-pad', version))).status),
    );
    await post('/_codeartifact/clock', { advance: 60 });
  }
  await ask('/npm/d/dom-000000000000/app/left-pad', { headers });
  await ask('/npm/d/dom-000000000000/app/left-pad/-/left-pad-1.1.0.tgz', { headers });
  await post('/v1/package/versions?domain=dom&repository=app&format=npm&package=left-pad');
  await ask('/_codeartifact/events');
  await ask('/_codeartifact/metrics');
  await emulator.close();
  return { port: emulator.port, answers };
}

test('DESIGN D9: two runs of one scenario with the same seed and a clock that stands still are byte-identical', async () => {
  const first = await record(0);
  expect(first.answers.length).toBeGreaterThan(20);
  // Documents name the address that they are read from.
  expect(await record(first.port)).toEqual(first);
});

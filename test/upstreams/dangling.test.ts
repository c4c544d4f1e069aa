import { DescribeRepositoryCommand, UpdateRepositoryCommand } from '@aws-sdk/client-codeartifact';
import { DOMAIN } from '../support/package-world';
import { closeUpstreamWorld, startUpstreamWorld, type UpstreamWorld } from '../support/upstream-world';

// As the service said it to a user of Terraform (UP-042).
const MESSAGE =
  'A repository referenced in your upstream graph no longer exists. To fix this issue, use the UpdateRepository API ' +
  'with your new desired upstream configuration. Note that if an upstream repository was deleted and recreated using ' +
  'the same name, UpdateRepository must still be called to reference the new repository. This issue may be present ' +
  'in any repository in the upstream graph.';

let world: UpstreamWorld;
beforeAll(async () => {
  world = await startUpstreamWorld();
});
beforeEach(async () => {
  await world.reset();
  await world.graph({ up: [], app2: ['up'] });
});
afterAll(() => closeUpstreamWorld(world));

async function ask(path: string, repository = 'app2'): Promise<{ status: number; error: string }> {
  const answer = await world.npm(path, { repository });
  const { error } = (await answer.json()) as { error: string }; // only failures are asked for
  return { status: answer.status, error };
}

const upstreamsOf = async (repository: string) =>
  (await world.client.send(new DescribeRepositoryCommand({ ...DOMAIN, repository }))).repository?.upstreams;

test('UP-040 an upstream can be deleted, and is still described', async () => {
  await world.deleteRepository('up');
  expect(await upstreamsOf('app2')).toEqual([{ repositoryName: 'up' }]);
});

test('UP-041 a namesake created later is not the upstream', async () => {
  await world.deleteRepository('up');
  await world.graph({ up: [] });
  await world.place('up', '1.0.0');
  expect(await world.install('app2', '1.0.0')).toBe(404);
});

test('UP-042 whatever cannot be answered says why', async () => {
  await world.deleteRepository('up');
  const { name } = world;
  for (const path of ['', '/1.0.0', '/latest', `/-/${name}-1.0.0.tgz`]) {
    expect(await ask(`/${name}${path}`)).toEqual({ status: 404, error: MESSAGE });
  }
  expect(await ask(`/-/package/${name}/dist-tags`)).toEqual({ status: 404, error: MESSAGE });
});

test('UP-042 UP-044 a known package with an unknown version says why, too', async () => {
  await world.place('app2', '1.0.0');
  await world.deleteRepository('up');
  const { name } = world;
  for (const path of ['/2.0.0', '/beta', `/-/${name}-2.0.0.tgz`]) {
    expect(await ask(`/${name}${path}`)).toEqual({ status: 404, error: MESSAGE });
  }
});

test('UP-042 UP-072 what was found and may not be served is an ordinary 404', async () => {
  await world.place('app2', '1.0.0');
  await world.setStatus('app2', '1.0.0', 'Archived');
  await world.deleteRepository('up');
  for (const path of ['/1.0.0', `/-/${world.name}-1.0.0.tgz`]) {
    const { status, error } = await ask(`/${world.name}${path}`);
    expect([status, error.includes('upstream graph')]).toEqual([404, false]);
  }
});

test('UP-042 a link that leads nowhere anywhere in the graph counts, one that is not reached does not', async () => {
  await world.graph({ mid: ['up'], far: ['mid'] });
  await world.deleteRepository('up');
  expect((await ask(`/${world.name}`, 'far')).error).toBe(MESSAGE);
  await world.allow('mid', 'ALLOW', 'BLOCK');
  expect((await ask(`/${world.name}`, 'far')).error).not.toBe(MESSAGE);
});

test('UP-043 UpdateRepository with upstreams leads to the repositories of now', async () => {
  await world.deleteRepository('up');
  await expect(world.setUpstreams('app2', 'up')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  await world.graph({ up: [] });
  await world.place('up', '1.0.0');
  await world.setUpstreams('app2', 'up');
  expect(await world.install('app2', '1.0.0')).toBe('up');
});

test('UP-043 a bare UpdateRepository leads to the namesake, or drops the link', async () => {
  const touch = () => world.client.send(new UpdateRepositoryCommand({ ...DOMAIN, repository: 'app2' }));
  await world.deleteRepository('up');
  await world.graph({ up: [] });
  await world.place('up', '1.0.0');
  await touch();
  expect(await world.visible('app2')).toEqual(['1.0.0']);
  await world.deleteRepository('up');
  await touch();
  expect(await upstreamsOf('app2')).toEqual([]);
  expect((await ask(`/${world.name}`)).error).not.toBe(MESSAGE);
});

test('UP-044 what was retained, and what live upstreams have, is answered', async () => {
  await world.graph({ live: [] });
  await world.place('up', '1.0.0');
  await world.place('live', '2.0.0');
  await world.setUpstreams('app2', 'up', 'live');
  await world.install('app2', '1.0.0');
  await world.deleteRepository('up');
  expect(await world.visible('app2')).toEqual(['1.0.0', '2.0.0']);
  expect([await world.install('app2', '1.0.0'), await world.install('app2', '2.0.0')]).toEqual([
    'up',
    'live',
  ]);
});

test('UP-045 a connection behind it is out of reach', async () => {
  await world.graph({ store: [] });
  await world.connect('store');
  await world.offer('1.0.0');
  await world.setUpstreams('up', 'store');
  expect(await world.visible('app2')).toEqual(['1.0.0']);
  await world.deleteRepository('up');
  expect((await ask(`/${world.name}`)).error).toBe(MESSAGE);
});

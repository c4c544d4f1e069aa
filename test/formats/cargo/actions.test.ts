import { startCargoWorld, type CargoWorld } from '../../support/cargo-world';

let world: CargoWorld;
beforeAll(async () => {
  world = await startCargoWorld();
});
beforeEach(() => world.reset());
afterAll(() => world.emulator.close());

test('IAM-040 IAM-048 CRG-008 each request is noted with the permission that it takes', async () => {
  await world.publish('demo-lib', '1.0.0');
  for (const path of ['/config.json', '/de/mo/demo-lib', '/api/v1/crates/demo-lib/versions'])
    await world.send(path);
  await world.download('demo-lib', '1.0.0');
  const actions = world.emulator
    .requests()
    .filter(({ door }) => door === 'package')
    .map(({ action }) => action);
  const read = 'ReadFromRepository';
  expect(actions).toEqual(['PublishPackageVersion', read, read, read, read]);
});

test('EVT-033 a publish is one event, with one asset', async () => {
  await world.publish('demo-lib', '1.0.0');
  await world.publish('demo-lib', '1.0.0');
  const { events } = world.emulator.events.list({});
  expect(events.map(({ detail }) => detail)).toMatchObject([
    {
      ...{
        operationType: 'Created',
        packageFormat: 'cargo',
        packageName: 'demo-lib',
        packageVersion: '1.0.0',
      },
      ...{ packageVersionState: 'Published', repositoryName: 'app' },
      changes: {
        assetsAdded: 1,
        assetsRemoved: 0,
        assetsUpdated: 0,
        metadataUpdated: true,
        statusChanged: true,
      },
    },
  ]);
});

test('REPO-191 AUTH-108 a repository that is not there is a 404 in words that cargo prints', async () => {
  const answer = await world.send('/config.json', { repository: 'nowhere' });
  expect([answer.status, answer.headers.get('content-type')]).toEqual([404, 'application/json']);
  expect(await answer.json()).toEqual({
    errors: [{ detail: expect.stringContaining("Repository 'nowhere'") as string }],
  });
});

test('CRG-025 a spelling is found among many that begin alike', async () => {
  for (let at = 0; at < 30; at += 1) await world.publish(`Demo-${at}`, '1.0.0');
  expect(await world.lines('/de/mo/demo-7')).toMatchObject([{ name: 'Demo-7' }]);
  expect(await world.lines('/de/mo/demo-70')).toBe(404);
});

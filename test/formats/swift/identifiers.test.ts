import { startSwiftWorld, type SwiftWorld } from '../../support/swift-world';

let world: SwiftWorld;
beforeAll(async () => {
  world = await startSwiftWorld();
  const metadata = (...repositoryURLs: string[]) => JSON.stringify({ repositoryURLs });
  await world.publish('1.0.0', { metadata: metadata('https://Example.com/demo/LinkedLib.git') });
  await world.publish('1.1.0', { metadata: metadata('https://example.com/moved') });
  await world.publish('1.0.0', {
    id: 'Other.Thing',
    repository: 'up',
    metadata: metadata('x', 'git@example.com:demo/thing'),
  });
  await world.publish('1.0.0', { id: 'other.fork', metadata: metadata('https://example.com/demo/thing/') });
});
afterAll(() => world.emulator.close());

const find = async (url: string) => {
  const answer = await world.send(`/identifiers?url=${url}`);
  return answer.status === 200
    ? ((await answer.json()) as { identifiers: string[] }).identifiers.toSorted()
    : answer.status;
};

test.each([
  'https://example.com/demo/LinkedLib',
  'https://EXAMPLE.com/demo/LinkedLib.git',
  'https://user:secret@example.com/demo/LinkedLib/',
  'https://example.com:443/demo/LinkedLib',
  'ssh://git@example.com/demo/LinkedLib.git',
  'git@example.com:demo/LinkedLib.git',
  encodeURIComponent('http://example.com/demo/LinkedLib'),
])('SWIFT-055 %s is the repository of a package', async (url) => {
  expect(await find(url)).toEqual(['demo.LinkedLib']);
});

test('SWIFT-055 packages of upstream repositories are found, as they were published, and several of one repository', async () => {
  expect(await find('https://example.com/demo/thing')).toEqual(['Other.Thing', 'other.fork']);
  expect(await find('https://example.com/moved')).toEqual(['demo.LinkedLib']);
});

test.each(['https://example.com/demo/linkedlib', 'https://example.org/demo/LinkedLib', 'a', '%3A', 'c++'])(
  'SWIFT-055 %s is the repository of none',
  async (url) => {
    expect(await find(url)).toBe(404);
  },
);

test('SWIFT-055 without an address it is a 400', async () => {
  expect(await find('')).toBe(400);
  expect((await world.send('/identifiers')).status).toBe(400);
});

import { startSwiftWorld, type SwiftWorld } from '../../support/swift-world';

const PATH = '/demo/LinkedLib/1.0.0/Package.swift';
const manifest = (tools: string) => `// swift-tools-version:${tools}\nlet tools = "${tools}"\n`;

let world: SwiftWorld;
beforeAll(async () => {
  world = await startSwiftWorld();
});
beforeEach(() => world.reset());
afterAll(() => world.emulator.close());

const withManifests = (...names: readonly string[]) => ({
  files: Object.fromEntries(names.map((name) => [`Package@swift-${name}.swift`, manifest(`${name}`)])),
});
const address = () => `${world.endpoint()}/demo/linkedlib/1.0.0/Package.swift`;
const linkOf = async () => (await world.send(PATH)).headers.get('link');
const toolsOf = async (content: string): Promise<string | undefined> => {
  await world.reset();
  await world.publish('1.0.0', { files: { 'Package@swift-5.8.swift': content } });
  return /swift-tools-version="([^"]*)"/.exec((await linkOf()) ?? '')?.[1];
};

test('SWIFT-040 the manifest comes as it is in the archive, named and immutable', async () => {
  const content = '\uFEFF// swift-tools-version:5.7\r\n// ünïcode\r\n';
  await world.publish('1.0.0', { files: { 'Package.swift': content } });
  const answer = await world.send(PATH, {
    headers: { accept: 'application/vnd.swift.registry.v1+swift', 'accept-encoding': 'identity' },
  });
  expect(answer.status).toBe(200);
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'content-type': 'text/x-swift',
    'content-version': '1',
    'content-disposition': 'attachment; filename="Package.swift"',
    'content-length': String(Buffer.byteLength(content)),
    'cache-control': 'private, immutable',
  });
  expect(Buffer.from(await answer.arrayBuffer()).equals(Buffer.from(content))).toBe(true);
});

test('SWIFT-040 SWIFT-041 a package at the root of its archive, and one manifest only: no Link', async () => {
  await world.publish('1.0.0', { folder: '', files: { 'Tests/Package@swift-5.8.swift': 'x' } });
  const answer = await world.send(PATH);
  expect([answer.status, answer.headers.get('link')]).toEqual([200, null]);
});

test('SWIFT-041 each manifest for a Swift version is linked in four fields', async () => {
  await world.publish('1.0.0', withManifests('5.8', '4', '5.9.1'));
  expect((await linkOf())?.split(', ')).toEqual([
    `<${address()}?swift-version=4>; rel="alternate"; filename="Package@swift-4.swift"; swift-tools-version="4.0"`,
    `<${address()}?swift-version=5.8>; rel="alternate"; filename="Package@swift-5.8.swift"; swift-tools-version="5.8"`,
    `<${address()}?swift-version=5.9.1>; rel="alternate"; filename="Package@swift-5.9.1.swift"; ` +
      'swift-tools-version="5.9.1"',
  ]);
});

test.each([
  ['// swift-tools-version:5.7\n', '5.7'],
  ['// swift-tools-version:5.7.2', '5.7.2'],
  ['//swift-tools-version: 5.9\r\n', '5.9'],
  ['//  Swift-Tools-Version : 5.10;(x)\n', '5.10'],
  ['\n// swift-tools-version: 6.0\n', '6.0'],
  ['// swift-tools-version:5\n', '5.0'],
  ['import PackageDescription\n// swift-tools-version:5.7\n', '3.1'],
  ['', '3.1'],
])('SWIFT-042 %j is of tools version %s', async (content, version) => {
  expect(await toolsOf(content)).toBe(version);
});

test.each([
  ['5.8.0', '5.8.0'],
  ['5.8', '5.8.0'],
  ['5.9.0', '5.9'],
  ['5.9', '5.9'],
  ['5.9.1', '5.9.1'],
  ['4.0.0', '4'],
  ['4.0', '4'],
  ['4', '4'],
])('SWIFT-043 swift-version=%s gives the manifest named for %s', async (asked, name) => {
  await world.publish('1.0.0', withManifests('5.8.0', '5.8', '5.9', '5.9.1', '4'));
  const answer = await world.send(`${PATH}?swift-version=${asked}`);
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-disposition')).toBe(
    `attachment; filename="Package@swift-${name}.swift"`,
  );
  expect(await answer.text()).toBe(manifest(name));
});

test.each(['5.8.1', '4.1', '6', '4.0.0.0', 'x', '../5.8', '%00'])(
  'SWIFT-044 swift-version=%s leads to the manifest for all',
  async (asked) => {
    await world.publish('1.0.0', withManifests('5.8', '4'));
    const answer = await world.send(`${PATH}?swift-version=${asked}`);
    expect([answer.status, answer.headers.get('location'), answer.headers.get('content-version')]).toEqual([
      303,
      address(),
      '1',
    ]);
    expect(await answer.text()).toBe('');
  },
);

test('SWIFT-041 an archive with a crowd of manifests is refused', async () => {
  const names = Array.from({ length: 40 }, (_, index) => `5.${index}`);
  expect((await world.put('1.0.0', withManifests(...names))).status).toBe(422);
});

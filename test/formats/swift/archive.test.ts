import { createHash } from 'node:crypto';
import { ListPackageVersionsCommand, ResourceNotFoundException } from '@aws-sdk/client-codeartifact';
import { DEMO, startSwiftWorld, type SwiftWorld } from '../../support/swift-world';

const ZIP = '/demo/LinkedLib/1.0.0.zip';
let world: SwiftWorld;
beforeAll(async () => {
  world = await startSwiftWorld();
});
beforeEach(() => world.reset());
afterAll(() => world.emulator.close());

const stored = async (): Promise<number> => {
  try {
    const { versions = [] } = await world.client.send(new ListPackageVersionsCommand(DEMO));
    return versions.length;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return 0;
    throw error;
  }
};

test('SWIFT-050 the archive comes as it was published, with name, length and digest', async () => {
  const archive = await world.publish('1.0.0');
  const answer = await world.send(ZIP, { headers: { accept: 'application/vnd.swift.registry.v1+zip' } });
  expect(answer.status).toBe(200);
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'content-type': 'application/zip',
    'content-length': String(archive.length),
    'accept-ranges': 'bytes',
    'content-disposition': 'attachment; filename="linkedlib-1.0.0.zip"',
    digest: `sha-256=${createHash('sha256').update(archive).digest('base64')}`,
    'content-version': '1',
  });
  expect(Buffer.from(await answer.arrayBuffer()).equals(archive)).toBe(true);
  expect(answer.headers.get('x-swift-package-signature')).toBeNull();
});

test('SWIFT-052 a part of it is a 206, and one that the client has a 304', async () => {
  const archive = await world.publish('1.0.0');
  const part = await world.send(ZIP, { headers: { range: 'bytes=4-9' } });
  expect([part.status, part.headers.get('content-range'), part.headers.get('content-version')]).toEqual([
    206,
    `bytes 4-9/${archive.length}`,
    '1',
  ]);
  expect(Buffer.from(await part.arrayBuffer()).equals(archive.subarray(4, 10))).toBe(true);
  const etag = part.headers.get('etag') ?? '';
  const known = await world.send(ZIP, { headers: { 'if-none-match': etag } });
  expect([known.status, known.headers.get('content-version')]).toEqual([304, '1']);
});

test('SWIFT-053 only the archive of an upstream release is kept, not a look at release and manifest', async () => {
  await world.publish('1.0.0', { repository: 'up' });
  for (const path of ['', '/1.0.0', '/1.0.0/Package.swift'])
    expect((await world.send(`/demo/LinkedLib${path}`)).status).toBe(200);
  expect((await world.send(ZIP, { method: 'HEAD' })).status).toBe(200);
  expect(await stored()).toBe(0);
  expect((await world.send(ZIP)).status).toBe(200);
  expect(await stored()).toBe(1);
});

test('SWIFT-053 a kept release has all that the original has', async () => {
  const metadata = '{"description":"Links."}';
  await world.publish('1.0.0', { repository: 'up', metadata, signature: Buffer.from('s') });
  const before = await world.json('/demo/LinkedLib/1.0.0', 'up');
  expect((await world.send(ZIP)).headers.get('x-swift-package-signature')).toBe(btoa('s'));
  expect(await world.json('/demo/LinkedLib/1.0.0')).toEqual(before);
});

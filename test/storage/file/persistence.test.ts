import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  CreateDomainCommand,
  CreateRepositoryCommand,
  DescribeRepositoryCommand,
  DisposePackageVersionsCommand,
  ListTagsForResourceCommand,
  TagResourceCommand,
} from '@aws-sdk/client-codeartifact';
import type { EmulatorOptions } from '../../../src';
import { startEmulator } from '../../support/emulator';
import { startNpmRepository } from '../../support/npm-repository';
import { startPackageWorld } from '../../support/package-world';
import { makeDirectory, removeDirectories } from './data-directory';

let data: string;
beforeEach(async () => {
  data = await makeDirectory();
});
afterEach(removeDirectories);

const reopen = (options: EmulatorOptions = {}) => startEmulator({ data, ...options });
const blobFiles = async () => (await readdir(join(data, 'blobs'))).length;

async function exportState(url: string): Promise<Buffer> {
  const answer = await fetch(`${url}/_codeartifact/state`);
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/x-tar']);
  return Buffer.from(await answer.arrayBuffer());
}

async function importState(url: string, state: Buffer): Promise<unknown[]> {
  const answer = await fetch(`${url}/_codeartifact/state`, { method: 'PUT', body: new Uint8Array(state) });
  return [answer.status, await answer.json()];
}

const IMPORTED = [200, { status: 'ok' }];

test('DESIGN D3: everything is there after a restart, tokens among it', async () => {
  const first = await startNpmRepository({ data });
  const { tarball } = await first.publish('kept', '1.0.0');
  const upstreams = [{ repositoryName: 'app' }];
  const { repository } = await first.client.send(
    new CreateRepositoryCommand({ domain: 'dom', repository: 'above', upstreams }),
  );
  const tags = [{ key: 'team', value: 'a' }];
  await first.client.send(new TagResourceCommand({ resourceArn: repository?.arn, tags }));
  const before = await exportState(first.emulator.url);
  const document = await (await first.request('/kept')).text();
  await first.emulator.close();

  const second = await reopen();
  const headers = { authorization: `Bearer ${first.token}` };
  const get = (path: string) => fetch(second.endpoint('dom', 'app') + path, { headers });
  const bytes = await (await get('/kept/-/kept-1.0.0.tgz')).arrayBuffer();
  expect((await (await get('/kept')).text()).replaceAll(second.url, first.emulator.url)).toBe(document);
  expect(Buffer.from(bytes)).toEqual(tarball);
  const listed = await second.client().send(new ListTagsForResourceCommand({ resourceArn: repository?.arn }));
  expect(listed.tags).toEqual(tags);
  const above = await second
    .client()
    .send(new DescribeRepositoryCommand({ domain: 'dom', repository: 'above' }));
  expect(above.repository?.upstreams).toEqual(upstreams);
  expect((await exportState(second.url)).equals(before)).toBe(true);
  await second.close();
});

test('DESIGN D9: seeded ids go on after a restart and do not repeat', async () => {
  const ids: unknown[] = [];
  for (const repository of ['one', 'two']) {
    const emulator = await reopen({ seedIds: 7 });
    const client = emulator.client();
    await client.send(new CreateDomainCommand({ domain: `dom-${repository}` }));
    await client.send(new CreateRepositoryCommand({ domain: `dom-${repository}`, repository }));
    const state = (await exportState(emulator.url)).toString();
    ids.push(...[...state.matchAll(/"id":"([^"]+)"/g)].map(([, id]) => id));
    await emulator.close();
  }
  expect(new Set(ids).size).toBe(2);
});

test('snapshots outlive a restart, whether they were taken before or after the journal was compacted', async () => {
  const first = await startNpmRepository({ data });
  await first.publish('early', '1.0.0');
  await first.emulator.snapshot('early');
  await first.publish('late', '1.0.0');
  await first.emulator.reset();
  await first.emulator.close();

  for (let restart = 0; restart < 2; restart++) {
    const emulator = await reopen();
    expect(await emulator.restore('none')).toBe(false);
    expect(await emulator.restore('early')).toBe(true);
    const headers = { authorization: `Bearer ${first.token}` };
    const get = (path: string) => fetch(emulator.endpoint('dom', 'app') + path, { headers });
    expect((await get('/early/-/early-1.0.0.tgz')).status).toBe(200);
    expect((await get('/late')).status).toBe(404);
    await emulator.close();
  }
});

test('PKG-134 DOM-055 bytes go with the last version that refers to them, and all of them with a reset', async () => {
  const world = await startPackageWorld({ data });
  const { emulator, client } = world;
  await world.publish('1.0.0', { 'a.bin': 'same', 'b.bin': 'other' });
  await world.publish('2.0.0', { 'a.bin': 'same' });
  expect(await blobFiles()).toBe(2);
  const names = {
    domain: 'dom',
    repository: 'app',
    format: 'generic',
    namespace: 'ns',
    package: 'tool',
  } as const;
  await client.send(new DisposePackageVersionsCommand({ ...names, versions: ['1.0.0'] }));
  expect(await blobFiles()).toBe(1);
  await emulator.reset();
  await emulator.close();
  expect(await blobFiles()).toBe(0);
});

describe('export and import', () => {
  test('a state goes from memory into a directory and back, byte for byte', async () => {
    const source = await startNpmRepository();
    await source.publish('a', '1.0.0', { files: { 'x.bin': 'x'.repeat(100_000) } });
    await source.emulator.snapshot('with a');
    await source.publish('@s/b', '2.0.0');
    await source.emulator.snapshot('with both');
    await source.publish('c', '1.0.0');
    const exported = await exportState(source.emulator.url);

    const middle = await reopen();
    await middle.client().send(new CreateDomainCommand({ domain: 'forgotten' }));
    await middle.snapshot('forgotten');
    expect(await importState(middle.url, exported)).toEqual(IMPORTED);
    expect((await exportState(middle.url)).equals(exported)).toBe(true);
    await middle.close();
    const restarted = await reopen();
    expect((await exportState(restarted.url)).equals(exported)).toBe(true);

    const target = await startEmulator();
    expect(await importState(target.url, await exportState(restarted.url))).toEqual(IMPORTED);
    expect((await exportState(target.url)).equals(exported)).toBe(true);
    expect(await target.restore('with both')).toBe(true);
    const token = await target.token('dom');
    const headers = { authorization: `Bearer ${token}` };
    const endpoint = target.endpoint('dom', 'app');
    expect((await fetch(`${endpoint}/@s/b`, { headers })).status).toBe(200);
    expect((await fetch(`${endpoint}/c`, { headers })).status).toBe(404);
    await Promise.all([source.emulator.close(), restarted.close(), target.close()]);
  });

  test('an export holds no key, no token and no signature', async () => {
    const { emulator, token, publish } = await startNpmRepository({ data });
    await publish('a', '1.0.0');
    const exported = (await exportState(emulator.url)).toString('latin1');
    const key = (await readFile(join(data, 'token.key'), 'utf8')).trim();
    for (const secret of [key, token, token.slice(0, 60)]) expect(exported).not.toContain(secret);
    await emulator.close();
  });

  describe.each(['memory', 'file'])('into %s', (driver) => {
    test('what is not a whole state changes nothing', async () => {
      const source = await startNpmRepository();
      await source.publish('a', '1.0.0');
      const exported = await exportState(source.emulator.url);
      await source.emulator.close();
      const target = await startNpmRepository(driver === 'file' ? { data } : {});
      await target.publish('mine', '1.0.0');
      const before = await exportState(target.emulator.url);
      const changed = (from: string, to: string) => {
        const copy = Buffer.from(exported);
        copy.write(to, copy.indexOf(from), 'latin1');
        return copy;
      };
      const blob = exported.indexOf('blobs/');
      const cases: [Buffer, RegExp][] = [
        [Buffer.alloc(0), /has no end|begin/],
        [Buffer.from('no archive at all'), /archive is damaged/],
        [exported.subarray(0, exported.length / 2), /archive is damaged/],
        [exported.subarray(0, blob), /has no end|archive is damaged/],
        [exported.subarray(512), /archive is damaged|begin/],
        [changed('{"stream":1', '{"stream":9'), /newer version/],
        [changed('["', '{"'), /not JSON/],
        [changed('{"entries":', '{"entries":9'), /pieces are missing|not JSON/],
        [changed('blobs/', 'blobz/'), /archive is damaged|out of place/],
      ];
      for (const [state, message] of cases) {
        expect(await importState(target.emulator.url, state)).toEqual([
          400,
          { message: expect.stringMatching(message) },
        ]);
        expect((await exportState(target.emulator.url)).equals(before)).toBe(true);
      }
      expect((await target.request('/mine/-/mine-1.0.0.tgz')).status).toBe(200);
      await target.emulator.close();
    });

    test('an import whose client goes away half-way changes nothing', async () => {
      const source = await startNpmRepository();
      await source.publish('a', '1.0.0', { files: { 'x.bin': 'x'.repeat(1_000_000) } });
      const exported = await exportState(source.emulator.url);
      await source.emulator.close();
      const target = await startNpmRepository(driver === 'file' ? { data } : {});
      const before = await exportState(target.emulator.url);
      const controller = new AbortController();
      const half = new ReadableStream({
        pull(stream) {
          stream.enqueue(new Uint8Array(exported.subarray(0, exported.length / 2)));
          controller.abort();
        },
      });
      const sent = { method: 'PUT', body: half, signal: controller.signal, duplex: 'half' };
      await expect(
        fetch(`${target.emulator.url}/_codeartifact/state`, sent as RequestInit),
      ).rejects.toThrow();
      expect((await exportState(target.emulator.url)).equals(before)).toBe(true);
      await target.emulator.close();
      if (driver === 'file')
        expect([await blobFiles(), await readdir(join(data, 'incoming'))]).toEqual([0, []]);
    });
  });

  test('bytes that are deleted while they are being exported are exported, and gone afterwards', async () => {
    const { emulator, publish } = await startNpmRepository({ data });
    await publish('a', '1.0.0', { files: { 'x.bin': Buffer.alloc(3_000_000, 'xyz').toString() } });
    const before = await exportState(emulator.url);
    const answer = await fetch(`${emulator.url}/_codeartifact/state`);
    await emulator.reset();
    expect(Buffer.from(await answer.arrayBuffer()).equals(before)).toBe(true);
    await emulator.close();
    expect(await blobFiles()).toBe(0);
  });
});

test('without its key the directory still opens, and old tokens are worth nothing', async () => {
  const first = await startNpmRepository({ data, seedIds: 1 });
  await first.emulator.close();
  await rm(join(data, 'token.key'));
  const second = await reopen({ seedIds: 2 });
  const answer = await fetch(`${second.endpoint('dom', 'app')}/-/ping`, {
    headers: { authorization: `Bearer ${first.token}` },
  });
  expect(answer.status).toBe(401);
  await second.close();
});

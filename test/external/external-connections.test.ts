import { spawnSync } from 'node:child_process';
import {
  createExternalConnections,
  type ExternalConnectionsOptions,
} from '../../src/external/external-connections';
import { readNpmRegistryAddress } from '../../src/external/npm-registry-address';
import { parseSourceSetting } from '../../src/external/source-setting';
import { createNpmPublicSource } from '../../src/formats/npm/public-source';
import { externalConnectionFormats } from '../../src/registry/external-connections';
import { createMemoryBlobStore } from '../../src/storage/memory/memory-blobs';
import { systemClock } from '../../src/util/clock';
import type { Remote } from '../../src/util/remote';
import { npmCoordinate } from '../support/npm-source';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

function connect(options: Partial<ExternalConnectionsOptions> = {}): ReadonlyMap<string, Remote> {
  const log = { info: () => undefined, error: () => undefined };
  const made = createExternalConnections({
    instance: 'me',
    clock: systemClock,
    log,
    settings: new Map(),
    ...options,
  });
  open.push(made);
  return made.remotes;
}

test('EXT-050 all ten connections are live unless told otherwise, each at its public address', async () => {
  const remotes = connect();
  expect([...remotes.keys()]).toEqual([...externalConnectionFormats.keys()]);
  for (const remote of remotes.values()) expect(await remote.address()).toMatch(/^https?:\/\/.+\/$/);
});

test('EXT-050 each connection has a source of its own', async () => {
  const settings = new Map([
    ['public:npmjs', parseSourceSetting('http://localhost:4873')],
    ['public:pypi', parseSourceSetting('off')],
  ]);
  const addresses = new Map([['public:crates-io', 'https://crates.example/']]);
  const remotes = connect({ settings, addresses });
  const addressOf = async (name: string): Promise<string | undefined> => remotes.get(name)?.address();
  expect(await addressOf('public:npmjs')).toBe('http://localhost:4873/');
  expect(await addressOf('public:pypi')).toBeUndefined();
  expect(await addressOf('public:crates-io')).toBe('https://crates.example/');
});

/** Why the registry that npm uses here cannot be tried; empty when it can. */
function findObstacle(): string {
  const url = JSON.stringify(new URL('is-number', readNpmRegistryAddress()).href);
  const script = `fetch(${url}, { method: 'HEAD' }).then(({ status }) => status === 200 || console.log(status), console.log)`;
  const { stdout, error } = spawnSync(process.execPath, ['-e', script], { timeout: 10_000 });
  return error ? error.message : stdout.toString().trim();
}

const obstacle = findObstacle();
if (obstacle !== '')
  test.skip(`the registry of this machine's npm is out of reach: ${obstacle}`, () => undefined);

(obstacle === '' ? test : test.skip)(
  'EXT-030 the registry of this machine’s npm gives a package',
  async () => {
    const remote = connect().get('public:npmjs');
    if (!remote) throw new Error('public:npmjs is not set up');
    const blobs = createMemoryBlobStore();
    const source = createNpmPublicSource({ remote, blobs, maxAssetBytes: 1_000_000 });
    const coordinate = npmCoordinate('is-number');
    const version = (await source.findPackage(coordinate))?.versions.get('7.0.0');
    if (!version) throw new Error('is-number@7.0.0 was not found');
    const fetched = await source.fetchAssets(coordinate, version);
    expect(fetched).toMatchObject({
      assets: [{ name: 'package.tgz', sha1: '7535345b896734d5f80c4d06c50955527a14f12b' }],
      metadata: { displayName: 'is-number', licenses: [{ name: 'MIT' }] },
    });
    await blobs.close();
  },
);

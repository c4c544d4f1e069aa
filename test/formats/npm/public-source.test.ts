import { createHash } from 'node:crypto';
import { text } from 'node:stream/consumers';
import type { PublicVersion } from '../../../src/registry/ports';
import { startFakeNpmRegistry, type FakeNpmRegistry } from '../../support/fake-npm-registry';
import { createNpmPackage, type NpmPackage } from '../../support/npm-package';
import { createNpmSource, npmCoordinate, type NpmSource } from '../../support/npm-source';

const PA = npmCoordinate('pa');
let registry: FakeNpmRegistry;
let npm: NpmSource;
let pa: NpmPackage;

beforeEach(async () => {
  registry = await startFakeNpmRegistry();
  npm = createNpmSource(registry.url);
  pa = await createNpmPackage('pa', '1.0.0', {
    manifest: { description: 'first', license: 'MIT', dependencies: { b: '^1' } },
    files: { 'README.md': '# pa' },
  });
  registry.add(pa);
});
afterEach(async () => {
  await npm.close();
  await registry.close();
});

async function findVersion(source = npm, version = '1.0.0', coordinate = PA): Promise<PublicVersion> {
  const found = (await source.source.findPackage(coordinate))?.versions.get(version);
  if (!found) throw new Error(`version ${version} was not found`);
  return found;
}

async function fetchAssets(version: PublicVersion, source = npm) {
  const fetched = await source.source.fetchAssets(PA, version);
  if (fetched === 'unavailable') throw new Error('the assets are unavailable');
  return fetched;
}

test('NPM-160 the full document and the tarball in it are asked for, without credentials', async () => {
  registry.add(await createNpmPackage('@sc/pb', '1.0.0'));
  const scoped = npmCoordinate('pb', 'sc');
  const version = await findVersion(npm, '1.0.0', scoped);
  await npm.source.fetchAssets(scoped, version);
  expect(registry.requests.map(({ path }) => path)).toEqual(['/@sc%2fpb', '/@sc/pb/-/pb-1.0.0.tgz']);
  expect(registry.requests[0]?.headers.accept).toBe('application/json');
  for (const { headers } of registry.requests) expect(headers.authorization).toBeUndefined();
});

test('EXT-039 a version comes with what a publish of it would have stored', async () => {
  const version = await findVersion();
  const { dist, ...manifest } = pa.manifest;
  const { integrity, shasum } = dist as { integrity: string; shasum: string };
  expect(version.time).toBe(Date.parse('2020-02-03T04:05:06.000Z'));
  expect(version.metadata).toEqual({
    displayName: 'pa',
    summary: 'first',
    licenses: [{ name: 'MIT' }],
    dependencies: [{ package: 'b', dependencyType: 'regular', versionRequirement: '^1' }],
    document: { ...manifest, dist: { integrity, shasum } },
  });
});

test('EXT-038 the deprecation of a public version is kept', async () => {
  registry.add(pa, { manifest: { deprecated: 'use b' } });
  expect((await findVersion()).metadata.document?.deprecated).toBe('use b');
});

test('NPM-162 tags of the public registry are given', async () => {
  registry.change('pa', { 'dist-tags': { latest: '1.0.0', next: '1.0.0', odd: 5 } });
  expect((await npm.source.findPackage(PA))?.tags).toEqual({ latest: '1.0.0', next: '1.0.0' });
});

test('EXT-039 the readme of the latest version is the document’s, that of others their tarball’s', async () => {
  registry.add(await createNpmPackage('pa', '1.1.0'));
  registry.change('pa', { readme: '# latest' });
  expect((await findVersion(npm, '1.1.0')).metadata.readme).toBe('# latest');
  const older = await findVersion();
  expect(older.metadata.readme).toBeUndefined();
  expect((await fetchAssets(older)).metadata.readme).toBe('# pa');
});

test('EXT-030 the tarball is stored with its digests', async () => {
  const { assets, release } = await fetchAssets(await findVersion());
  const sha512 = createHash('sha512').update(pa.tarball).digest('hex');
  expect(assets).toMatchObject([{ name: 'package.tgz', size: pa.tarball.length, sha512 }]);
  const stored = await npm.blobs.read(assets[0]?.sha256 ?? '');
  expect(stored && (await text(stored))).toBe(pa.tarball.toString());
  release();
});

test('NPM-161 the package is the same object until the document changes', async () => {
  const first = await npm.source.findPackage(PA);
  expect(await npm.source.findPackage(PA)).toBe(first);
  registry.add(await createNpmPackage('pa', '1.1.0'));
  const second = await npm.source.findPackage(PA);
  expect(second).not.toBe(first);
  expect([...(second?.versions.keys() ?? [])]).toEqual(['1.0.0', '1.1.0']);
});

test('NPM-165 an unknown package is not there', async () => {
  expect(await npm.source.findPackage(npmCoordinate('nothing'))).toBeUndefined();
});

test.each(['..', '.', '..%2f..', '../../etc'])('a package called %j asks for nothing else', async (name) => {
  expect(await npm.source.findPackage(npmCoordinate(name))).toBeUndefined();
  expect(registry.requests.map(({ path }) => path)).toEqual([]);
});

test('EXT-044 a package all of whose versions were unpublished is not there', async () => {
  registry.change('pa', { versions: undefined, time: { unpublished: {} } });
  expect(await npm.source.findPackage(PA)).toBeUndefined();
  expect(npm.log).toEqual([]);
});

test.each(['<html>', '{"name":"pa","versions":{', 'null', '[]', '"pa"', '{}', '{"name":"pb","versions":{}}'])(
  'EXT-044 the document %s is no answer, and is logged',
  async (body) => {
    registry.misbehave({ kind: 'body', body });
    expect(await npm.source.findPackage(PA)).toBeUndefined();
    expect(npm.log).toHaveLength(1);
    expect(npm.log[0]).toMatch(/^public:npmjs: pa cannot be used: (Syntax)?Error/);
  },
);

test('EXT-044 a document with members of wrong types is read as far as it goes', async () => {
  const rubbish: unknown[] = [
    null,
    5,
    'text',
    [],
    { dist: [] },
    { dist: { tarball: 5 } },
    { readme: {}, scripts: 1 },
  ];
  const versions = Object.fromEntries(rubbish.map((manifest, index) => [`1.0.${index}`, manifest]));
  const body = JSON.stringify({
    name: 'pa',
    versions: { ...versions, '../up': {}, __proto__x: {}, '': {} },
    'dist-tags': [],
    time: { '1.0.4': 7, '1.0.5': 'never' },
  });
  registry.misbehave({ kind: 'body', body: body.replace('__proto__x', '__proto__') });
  const found = await npm.source.findPackage(PA);
  expect([...(found?.versions.keys() ?? [])]).toEqual(['1.0.4', '1.0.5', '1.0.6']);
  for (const version of found?.versions.values() ?? []) {
    expect(version.time).toBeUndefined();
    expect(version.metadata.document).toMatchObject({ name: 'pa', version: version.version });
    expect(await npm.source.fetchAssets(PA, version)).toBe('unavailable');
  }
});

test('NPM-163 a tarball that fails its integrity is refused and not stored', async () => {
  const version = await findVersion();
  registry.corrupt('pa', '1.0.0');
  await expect(npm.source.fetchAssets(PA, version)).rejects.toMatchObject({
    statusCode: 502,
    message: expect.stringMatching(
      /^The tarball of 'pa@1\.0\.0' from public:npmjs does not match its checksum: expected sha512-.+, got sha512-.+ Nothing was stored\.$/,
    ) as string,
  });
  expect(npm.blobs.usage()).toEqual({ blobs: 0, memoryBytes: 0 });
});

test.each([
  ['a wrong shasum beside the right integrity', { shasum: '0'.repeat(40) }],
  ['a wrong shasum alone', { shasum: '0'.repeat(40), integrity: undefined }],
  ['a wrong hash of the strongest algorithm', { integrity: 'sha512-AAAA sha1-AAAA' }],
  ['a wrong hash of an older algorithm alone', { integrity: 'sha384-AAAA', shasum: undefined }],
])('NPM-163 %s is a mismatch', async (_what, dist) => {
  registry.add(pa, { dist });
  await expect(npm.source.fetchAssets(PA, await findVersion())).rejects.toMatchObject({ statusCode: 502 });
  expect(npm.blobs.usage()).toEqual({ blobs: 0, memoryBytes: 0 });
});

test.each([
  ['only the strongest algorithm counts', (right: string) => ({ integrity: `sha1-AAAA ${right}` })],
  ['one right hash of several is enough', (right: string) => ({ integrity: `sha512-AAAA ${right}?opt` })],
  ['unknown algorithms are passed over', () => ({ integrity: 'md99-AAAA' })],
  ['no checksum cannot fail', () => ({ integrity: 5, shasum: 'odd' })],
])('NPM-163 %s', async (_what, change) => {
  const right = `sha512-${createHash('sha512').update(pa.tarball).digest('base64')}`;
  registry.add(pa, { dist: change(right) });
  expect((await fetchAssets(await findVersion())).assets).toHaveLength(1);
});

test('a tarball larger than an asset may be is refused and not stored', async () => {
  const small = createNpmSource(registry.url, { maxAssetBytes: 10 });
  await expect(small.source.fetchAssets(PA, await findVersion(small))).rejects.toMatchObject({
    statusCode: 502,
    message: expect.stringContaining('is larger than 10 bytes') as string,
  });
  expect(small.blobs.usage().blobs).toBe(0);
  await small.close();
});

test('NPM-166 callers at the same time share one download, staged until the last lets go', async () => {
  const version = await findVersion();
  registry.misbehave({ kind: 'hang' }, { suffix: '.tgz' });
  const downloads = [fetchAssets(version), fetchAssets(version), fetchAssets(version)];
  await registry.received(2);
  registry.heal();
  const [first, ...others] = await Promise.all(downloads);
  expect(registry.requests).toHaveLength(2);
  const sha256 = first?.assets[0]?.sha256 ?? '';
  first?.release();
  first?.release();
  others[0]?.release();
  await npm.blobs.delete(sha256);
  expect(npm.blobs.usage().blobs).toBe(1);
  others[1]?.release();
  await npm.blobs.delete(sha256);
  expect(npm.blobs.usage().blobs).toBe(0);
});

test('NPM-166 a download that failed is begun anew by who asks later', async () => {
  const version = await findVersion();
  registry.misbehave({ kind: 'status', status: 404 }, { suffix: '.tgz' });
  expect(await npm.source.fetchAssets(PA, version)).toBe('unavailable');
  registry.heal();
  expect((await fetchAssets(version)).assets).toHaveLength(1);
});

test('EXT-044 a tarball whose connection breaks half-way is asked for again, then unavailable', async () => {
  const version = await findVersion();
  registry.misbehave({ kind: 'half' }, { suffix: '.tgz', times: 1 });
  (await fetchAssets(version)).release();
  registry.misbehave({ kind: 'half' }, { suffix: '.tgz' });
  const other = await createNpmPackage('pa', '1.1.0');
  registry.add(other);
  expect(await npm.source.fetchAssets(PA, await findVersion(npm, '1.1.0'))).toBe('unavailable');
  expect(npm.blobs.usage().blobs).toBe(1);
});

test('NPM-160 a mirror whose documents name another host is asked itself first', async () => {
  const elsewhere = await startFakeNpmRegistry();
  const mirror = await startFakeNpmRegistry({ tarballBase: elsewhere.url });
  mirror.add(pa);
  const mirrored = createNpmSource(mirror.url);
  (await fetchAssets(await findVersion(mirrored), mirrored)).release();
  expect(elsewhere.requests).toEqual([]);
  await Promise.all([mirrored.close(), mirror.close(), elsewhere.close()]);
});

test('NPM-160 a registry without the tarball is not the last to be asked: the document’s address is', async () => {
  const mirror = await startFakeNpmRegistry({ tarballBase: registry.url });
  mirror.add(pa);
  mirror.misbehave({ kind: 'status', status: 404 }, { suffix: '.tgz' });
  const mirrored = createNpmSource(mirror.url);
  (await fetchAssets(await findVersion(mirrored), mirrored)).release();
  expect(registry.requests.map(({ path }) => path)).toEqual(['/pa/-/pa-1.0.0.tgz']);
  await Promise.all([mirrored.close(), mirror.close()]);
});

test.each(['file:///etc/hostname', 'javascript:1', 'data:,x'])(
  'a tarball at %s is unavailable',
  async (tarball) => {
    registry.add(pa);
    registry.change('pa', { versions: { '1.0.0': { ...pa.manifest, dist: { tarball } } } });
    expect(await npm.source.fetchAssets(PA, await findVersion())).toBe('unavailable');
  },
);

import { DocumentCache } from '../../../src/formats/document-cache';
import type { FormatContext } from '../../../src/formats/format';
import { npmFormat } from '../../../src/formats/npm';
import { createTemplateRouter } from '../../../src/protocol/uri-template';
import { createDomain } from '../../../src/registry/domains';
import { packageKey, versionKey } from '../../../src/registry/keys';
import { putPackageVersion } from '../../../src/registry/package-versions';
import { putPackage } from '../../../src/registry/packages';
import type { PackageRecord, PackageVersionStatus } from '../../../src/registry/records';
import { createRepository } from '../../../src/registry/repositories';
import { createMemoryBlobStore } from '../../../src/storage/memory/memory-blobs';
import { createMemoryStore } from '../../../src/storage/memory/memory-store';
import { Readable } from 'node:stream';
import { tmpdir } from 'node:os';
import { ServiceError } from '../../../src/errors';
import { createSingleFlight } from '../../../src/util/single-flight';
import { createNpmPackage } from '../../support/npm-package';

// Statuses and origin controls that no operation sets yet: the routes are called on a store that is changed by hand.
const repository = { region: 'us-east-1', domainOwner: '000000000000', domain: 'dom', repository: 'app' };
const id = { ...repository, format: 'npm', namespace: '', package: 'pa' } as const;
const LIMITS: FormatContext['limits'] = {
  domainsPerAccount: 10,
  repositoriesPerDomain: 10,
  upstreamsPerRepository: 10,
  tagsPerResource: 10,
  assetSizeBytes: 1e6,
  assetsPerPackageVersion: 10,
  npmPublishBytes: 1e6,
  packageGroupsPerDomain: 10,
};
const router = createTemplateRouter(npmFormat.routes);

let ctx: FormatContext;
beforeEach(async () => {
  ctx = {
    now: 1000,
    store: createMemoryStore({ onEffectError: () => undefined }),
    blobs: createMemoryBlobStore({ maxMemoryBytes: 1e6, temporaryDirectory: tmpdir() }),
    limits: LIMITS,
    publicSources: new Map(),
    singleFlight: createSingleFlight(),
    documents: new DocumentCache(1e6),
  };
  const common = { createdTime: 0, tags: [] };
  await ctx.store.write(async (tx) => {
    await createDomain(tx, repository, { ...common, encryptionKey: 'key' }, LIMITS);
    const attributes = { ...common, id: 'id', administratorAccount: '000000000000', description: undefined };
    await createRepository(tx, repository, { ...attributes, upstreams: [] }, LIMITS);
  });
  await put('1.0.0');
  await put('1.1.0');
});

async function send(method: 'GET' | 'PUT', path: string, body = '') {
  const match = router.match(method, path);
  if (!match.route) throw new Error(`no route for ${path}`);
  const http = {
    method,
    path,
    query: '',
    headers: {},
    rawHeaders: [],
    scheme: 'http',
    authority: 'test',
    remoteAddress: '',
    body: Readable.from([Buffer.from(body)]),
  } as const;
  const caller = { account: '000000000000', region: 'us-east-1', principalArn: '', temporary: false };
  const authorize = async () => undefined;
  const request = { http, labels: match.labels, repository, endpoint: 'http://test/npm', caller, authorize };
  try {
    const { status, body: sent } = await match.route.handle(request, ctx);
    return { status, body: typeof sent === 'string' || Buffer.isBuffer(sent) ? sent.toString() : '' };
  } catch (error) {
    if (error instanceof ServiceError) return { status: error.statusCode, body: error.message };
    throw error;
  }
}

async function put(version: string, files: Record<string, string> = {}) {
  const { document } = await createNpmPackage('pa', version, { files });
  return send('PUT', '/pa', JSON.stringify(document));
}

async function setStatus(version: string, status: PackageVersionStatus): Promise<void> {
  await ctx.store.write(async (tx) => {
    const record = await tx.get(versionKey({ ...id, version }));
    const owner = await tx.get(packageKey(id));
    if (!record || !owner) throw new Error('not published');
    putPackageVersion(tx, id, { ...record, status });
    putPackage(tx, id, owner);
  });
}

async function changePackage(change: Partial<PackageRecord>): Promise<void> {
  await ctx.store.write(async (tx) => {
    const record = await tx.get(packageKey(id));
    if (record) putPackage(tx, id, { ...record, ...change });
  });
}

test.each([
  ['Published', true, 200, 200],
  ['Unlisted', false, 409, 200],
  ['Archived', false, 409, 404],
  ['Disposed', false, 409, 404],
] as const)('NPM-175, NPM-093, NPM-112 a version that is %s', async (status, isListed, republish, read) => {
  await setStatus('1.1.0', status);
  const { body } = await send('GET', '/pa');
  const document = JSON.parse(body) as Record<'versions' | 'time' | 'dist-tags', Record<string, unknown>>;
  expect('1.1.0' in document.versions).toBe(isListed);
  expect('1.1.0' in document.time).toBe(isListed);
  expect(document['dist-tags']).toEqual(isListed ? { latest: '1.1.0' } : {});
  expect((await send('GET', '/pa/1.1.0')).status).toBe(read);
  expect((await send('GET', '/pa/latest')).status).toBe(isListed ? 200 : 404);
  expect((await send('GET', '/pa/-/pa-1.1.0.tgz')).status).toBe(read);
  expect((await put('1.1.0')).status).toBe(republish);
});

test('NPM-137 a tag comes back with its version', async () => {
  await setStatus('1.1.0', 'Archived');
  await setStatus('1.1.0', 'Published');
  const { body } = await send('GET', '/-/package/pa/dist-tags');
  expect(JSON.parse(body)).toEqual({ latest: '1.1.0' });
});

test('NPM-053 no Published version: a document without versions', async () => {
  await setStatus('1.0.0', 'Unlisted');
  await setStatus('1.1.0', 'Archived');
  const { status, body } = await send('GET', '/pa');
  expect([status, JSON.parse(body)]).toEqual([
    200,
    { _id: 'pa', name: 'pa', 'dist-tags': {}, versions: {}, time: {} },
  ]);
});

test('NPM-052 a package without any version is 404', async () => {
  const empty = { ...id, package: 'empty' };
  const record: PackageRecord = { ...empty, publish: 'ALLOW', upstream: 'ALLOW', tags: {}, changes: 0 };
  await ctx.store.write(async (tx) => void putPackage(tx, empty, record));
  expect((await send('GET', '/empty')).status).toBe(404);
});

test('ORIG-040, REAL-140 a package that is closed to publishing: 403, also for an identical version', async () => {
  await changePackage({ publish: 'BLOCK' });
  for (const version of ['1.0.0', '2.0.0']) {
    const { status, body } = await put(version);
    expect([status, body]).toEqual([
      403,
      expect.stringContaining('This package is configured to block new versions'),
    ]);
  }
});

test('NPM-109 bytes that were refused are not kept', async () => {
  const written: string[] = [];
  const { blobs } = ctx;
  const write: typeof blobs.write = async (source, maxBytes) => {
    const blob = await blobs.write(source, maxBytes);
    written.push(blob.sha256);
    return blob;
  };
  ctx = {
    ...ctx,
    blobs: { read: (...read) => blobs.read(...read), delete: (name) => blobs.delete(name), write },
  };
  expect((await put('1.1.0', { 'index.js': 'other' })).status).toBe(409);
  expect(written).toHaveLength(1);
  expect(await blobs.read(written[0] ?? '')).toBeUndefined();
});

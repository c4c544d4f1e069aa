'use strict';

/**
 * How the state behaves as it grows, without HTTP: prints one JSON line of medians in microseconds.
 *   node --expose-gc state.js packages N   N packages of one version; lists, and what concerns the whole state
 *   node --expose-gc state.js versions N   one package of N versions; lists, publishing, bytes per version
 */

const { createMemoryStore } = require('../dist/storage/memory/memory-store.js');
const { operations } = require('../dist/operations/index.js');
const { packageFormats: formats } = require('../dist/formats/index.js');
const { roomyLimits } = require('../dist/registry/quotas.js');
const { publishPackageVersion } = require('../dist/registry/publish-package-version.js');
const { putPackage } = require('../dist/registry/packages.js');
const { createIds } = require('../dist/util/ids.js');

const REPOSITORY = { region: 'us-east-1', domainOwner: '000000000000', domain: 'demo', repository: 'libs' };
const ADDRESS = { domain: REPOSITORY.domain, repository: REPOSITORY.repository };
const BATCH = 500;
const ROUNDS = 200;

const store = createMemoryStore();
const context = {
  caller: { account: REPOSITORY.domainOwner, region: REPOSITORY.region, principalArn: '', temporary: false },
  now: 1_800_000_000_000,
  ids: createIds(1),
  store,
  limits: roomyLimits,
  formats,
};

const call = (name, input) => operations.get(name).handle(input, context);
const median = (values) => values.sort((a, b) => a - b)[values.length >> 1];

/** Median time of some calls, microseconds. */
async function time(action, rounds = ROUNDS) {
  const times = [];
  for (let round = 0; round < rounds; round += 1) {
    const begun = process.hrtime.bigint();
    await action(round);
    times.push(Number(process.hrtime.bigint() - begun) / 1000);
  }
  return median(times);
}

const toTarget = (name) => ({
  ...REPOSITORY,
  format: 'npm',
  namespace: '',
  package: name,
  displayName: name,
});

function publish(tx, name, version) {
  const digest = Buffer.from(`${name}${version}`).toString('hex').slice(-64).padEnd(64, '0');
  const hashes = {
    sha256: digest,
    md5: digest.slice(0, 32),
    sha1: digest.slice(0, 40),
    sha512: digest + digest,
  };
  return publishPackageVersion(tx, toTarget(name), {
    version,
    publishedTime: context.now,
    assets: [{ name: 'package.tgz', size: 1000, ...hashes }],
    metadata: { displayName: name, licenses: [], dependencies: [], document: { name, version } },
    tags: ['latest'],
  });
}

/** A package without versions: all that a list of packages looks at, in a tenth of the time. */
function addPackage(tx, name) {
  const { format, namespace } = toTarget(name);
  const restrictions = { publish: 'ALLOW', upstream: 'BLOCK' };
  putPackage(tx, toTarget(name), { format, namespace, package: name, ...restrictions, tags: {}, changes: 0 });
}

const nameOf = (index) => `package-${String(index).padStart(7, '0')}`;

async function seed(count, add) {
  for (let from = 0; from < count; from += BATCH) {
    await store.write(async (tx) => {
      for (let i = from; i < Math.min(from + BATCH, count); i += 1) await add(tx, i);
    });
  }
}

const list = (operation, input) => (nextToken) =>
  call(operation, { ...ADDRESS, ...input, maxResults: 100, ...(nextToken && { nextToken }) });

/** The token of the page in the middle of a list. */
async function findMiddle(listPage, count) {
  let nextToken;
  for (let seen = 0; seen < count / 2; seen += 100) ({ nextToken } = await listPage(nextToken));
  return nextToken;
}

async function timePages(listPage, count) {
  const middle = await findMiddle(listPage, count);
  return { firstPage: await time(() => listPage()), middlePage: await time(() => listPage(middle)) };
}

async function measurePackages(count) {
  await seed(count, (tx, i) => addPackage(tx, nameOf(i)));
  const pages = await timePages(list('ListPackages', {}), count);
  const publishing = await time((i) => store.write((tx) => publish(tx, `new-${i}`, '1.0.0')));
  const full = store.snapshot();
  const snapshot = await time(() => store.snapshot());
  const restore = await time(() => store.restore(full));
  const resets = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    await store.restore(full);
    resets.push(await time(() => store.reset(), 1));
  }
  return { ...pages, publish: publishing, snapshot, restore, reset: median(resets) };
}

async function measureVersions(count) {
  globalThis.gc();
  const before = process.memoryUsage().heapUsed;
  await seed(count, (tx, i) => publish(tx, 'many', `1.0.${i}`));
  globalThis.gc();
  const bytesPerVersion = Math.round((process.memoryUsage().heapUsed - before) / count);
  const pages = await timePages(list('ListPackageVersions', { format: 'npm', package: 'many' }), count);
  const publishing = await time((i) => store.write((tx) => publish(tx, 'many', `2.0.${i}`)));
  return { ...pages, publish: publishing, bytesPerVersion };
}

async function main([kind, count]) {
  await call('CreateDomain', { domain: REPOSITORY.domain });
  await call('CreateRepository', ADDRESS);
  const measure = kind === 'packages' ? measurePackages : measureVersions;
  console.log(JSON.stringify(await measure(Number(count))));
}

void main(process.argv.slice(2));

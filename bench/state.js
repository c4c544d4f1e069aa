'use strict';

/**
 * How the state behaves as it grows, without HTTP: prints one JSON line.
 *   node state.js <packages>
 */

const { createMemoryStore } = require('../dist/storage/memory/memory-store.js');
const { operations } = require('../dist/operations/index.js');
const { formats } = require('../dist/formats/index.js');
const { defaultLimits } = require('../dist/registry/quotas.js');
const { publishPackageVersion } = require('../dist/registry/publish-package-version.js');
const { createIds } = require('../dist/util/ids.js');

const REPOSITORY = { region: 'us-east-1', domainOwner: '000000000000', domain: 'demo', repository: 'libs' };
const BATCH = 500;
const ROUNDS = 200;

const store = createMemoryStore();
const context = {
  caller: { account: REPOSITORY.domainOwner, region: REPOSITORY.region, principalArn: '', temporary: false },
  now: 1_800_000_000_000,
  ids: createIds(1),
  store,
  limits: defaultLimits,
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

function publish(tx, name) {
  const target = { ...REPOSITORY, format: 'npm', namespace: '', package: name, displayName: name };
  const digest = Buffer.from(name).toString('hex').padEnd(64, '0');
  const asset = {
    name: 'package.tgz',
    size: 1000,
    sha256: digest,
    md5: digest,
    sha1: digest,
    sha512: digest,
  };
  return publishPackageVersion(tx, target, {
    version: '1.0.0',
    publishedTime: context.now,
    assets: [asset],
    metadata: { displayName: name, licenses: [], dependencies: [] },
    tags: ['latest'],
  });
}

const nameOf = (index) => `package-${String(index).padStart(7, '0')}`;

async function seed(count) {
  await call('CreateDomain', { domain: REPOSITORY.domain });
  await call('CreateRepository', { domain: REPOSITORY.domain, repository: REPOSITORY.repository });
  for (let from = 0; from < count; from += BATCH) {
    await store.write(async (tx) => {
      for (let i = from; i < Math.min(from + BATCH, count); i += 1) await publish(tx, nameOf(i));
    });
  }
}

const listPackages = (nextToken) =>
  call('ListPackages', {
    domain: REPOSITORY.domain,
    repository: REPOSITORY.repository,
    maxResults: 100,
    ...(nextToken && { nextToken }),
  });

/** The token of the page in the middle of the list. */
async function findMiddle(count) {
  let nextToken;
  for (let seen = 0; seen < count / 2; seen += 100) ({ nextToken } = await listPackages(nextToken));
  return nextToken;
}

async function main(count) {
  await seed(count);
  const middle = await findMiddle(count);
  const full = store.snapshot();
  const result = {
    packages: count,
    records: store.size(),
    firstPage: await time(() => listPackages()),
    middlePage: await time(() => listPackages(middle)),
    publish: await time((round) => store.write((tx) => publish(tx, `new-${round}`))),
    snapshot: await time(() => store.snapshot()),
    restore: await time(() => store.restore(full)),
    reset: 0,
  };
  const resets = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    await store.restore(full);
    resets.push(await time(() => store.reset(), 1));
  }
  result.reset = median(resets);
  console.log(JSON.stringify(result));
}

void main(Number(process.argv[2]));

'use strict';

/**
 * How package groups behave as their number in a domain grows, without HTTP: prints one JSON line, times in
 * microseconds.
 *   node package-groups.js <groups>
 */

const { createMemoryStore } = require('../dist/storage/memory/memory-store.js');
const { operations } = require('../dist/operations/index.js');
const { packageFormats: formats } = require('../dist/formats/index.js');
const { roomyLimits } = require('../dist/registry/quotas.js');
const { createIds } = require('../dist/util/ids.js');

const DOMAIN = { domain: 'demo' };
const ROUNDS = 500;
const PAGE = 100;

const context = {
  caller: { account: '000000000000', region: 'us-east-1', principalArn: '', temporary: false },
  now: 1_800_000_000_000,
  ids: createIds(1),
  store: createMemoryStore(),
  limits: roomyLimits,
  formats,
};

const call = (name, input = {}) => operations.get(name).handle({ ...DOMAIN, ...input }, context);
const patternOf = (index) => `/npm/scope-${index % 97}/package-${String(index).padStart(6, '0')}$`;

/** Median time of some calls, once the code is warm. */
async function time(action) {
  const times = [];
  for (let round = -50; round < ROUNDS; round += 1) {
    const begun = process.hrtime.bigint();
    await action(Math.abs(round));
    if (round >= 0) times.push(Number(process.hrtime.bigint() - begun) / 1000);
  }
  return Math.round(times.sort((a, b) => a - b)[times.length >> 1]);
}

const find = (namespace, name) =>
  call('GetAssociatedPackageGroup', { format: 'npm', namespace, package: name });

async function main(count) {
  await call('CreateDomain');
  if (count > 1) await call('CreatePackageGroup', { packageGroup: '/npm/*' });
  for (let index = 2; index < count; index += 1) {
    await call('CreatePackageGroup', { packageGroup: patternOf(index) });
  }
  const middle = { maxResults: PAGE };
  for (let seen = 0; seen < count / 2; seen += PAGE) {
    middle.nextToken = (await call('ListPackageGroups', middle)).nextToken ?? middle.nextToken;
  }
  const result = {
    groups: count,
    associateOwn: await time((round) =>
      find(`scope-${round % 97}`, patternOf(round).split('/')[3].slice(0, -1)),
    ),
    associateVariation: await time((round) => find('Scope_7', `package.${round}`)),
    associateOther: await time((round) => find('elsewhere', `package-${round}`)),
    associateBeyondAscii: await time((round) => find('p\u0430ckages', `n\u00e4me-${round}`)),
    firstPage: await time(() => call('ListPackageGroups', { maxResults: PAGE })),
    middlePage: await time(() => call('ListPackageGroups', middle)),
    subGroupsPage: await time(() =>
      call('ListSubPackageGroups', { packageGroup: count > 1 ? '/npm/*' : '/*', maxResults: PAGE }),
    ),
    createAndDelete: await time(async (round) => {
      const group = { packageGroup: `/npm/new/package-${round}$` };
      await call('CreatePackageGroup', group);
      await call('DeletePackageGroup', group);
    }),
  };
  console.log(JSON.stringify(result));
}

void main(Number(process.argv[2]));

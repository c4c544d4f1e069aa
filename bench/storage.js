#!/usr/bin/env node
'use strict';

/**
 * node bench/storage.js: what a data directory costs. Commits beside those in memory and beside the disk itself (the same
 * bytes appended and synced), a start with 100,000 versions, and 1 GiB in and out of both drivers.
 */

const { createHash, randomBytes } = require('node:crypto');
const { once } = require('node:events');
const { mkdtempSync, readFileSync, rmSync } = require('node:fs');
const { open } = require('node:fs/promises');
const { request } = require('node:http');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { Readable } = require('node:stream');
const { EMULATOR, callApi, format, getAnswer, killAll, median, printTable, start } = require('./children');
const { openFileState } = require('../dist/storage/file/file-state.js');
const { createMemoryState } = require('../dist/storage/memory/memory-state.js');
const { operations } = require('../dist/operations/index.js');
const { roomyLimits: limits } = require('../dist/registry/quotas.js');
const { createIds } = require('../dist/util/ids.js');
const { publishPackageVersion } = require('../dist/registry/publish-package-version.js');

const MIB = 1024 * 1024;
const COMMITS = 400;
const WAITING = 32;
const VERSIONS = 100_000;
const BATCH = 500;
const ASSET_MEBIBYTES = 1024;
const COORDINATE = { format: 'npm', namespace: '', package: 'many', displayName: 'many' };
const REPOSITORY = { region: 'us-east-1', domainOwner: '000000000000', domain: 'demo', repository: 'libs' };

const scratch = mkdtempSync(join(tmpdir(), 'codeartifact-bench-'));
const directory = (name) => join(scratch, name);
const onEffectError = (error) => console.error(error);
const openFile = (name) =>
  openFileState({ directory: directory(name), report: console.error, onEffectError }).then(prepare);
const openMemory = () => prepare(createMemoryState({ onEffectError }));

async function prepare(state) {
  const caller = {
    account: REPOSITORY.domainOwner,
    region: REPOSITORY.region,
    principalArn: '',
    temporary: false,
  };
  const context = { caller, now: 1, ids: createIds(1), store: state.store, limits };
  const { domain, repository } = REPOSITORY;
  await operations.get('CreateDomain').handle({ domain }, context);
  await operations.get('CreateRepository').handle({ domain, repository }, context);
  return state;
}

/** A version without an asset: the blobs are not what is measured here. */
function publish(tx, version) {
  const metadata = {
    displayName: 'many',
    licenses: [],
    dependencies: [],
    document: { name: 'many', version },
  };
  const target = { ...REPOSITORY, ...COORDINATE };
  return publishPackageVersion(tx, target, {
    version,
    publishedTime: 1,
    assets: [],
    metadata,
    tags: ['latest'],
  });
}

/** Microseconds of one commit after the other, and commits a second when many wait at the same time. */
async function timeCommits(commit) {
  const times = [];
  for (let round = 0; round < COMMITS; round += 1) {
    const begun = process.hrtime.bigint();
    await commit(`1.0.${round}`);
    times.push(Number(process.hrtime.bigint() - begun) / 1000);
  }
  let next = 0;
  const begun = process.hrtime.bigint();
  const worker = async () => {
    while (next < COMMITS * 8) await commit(`2.0.${next++}`);
  };
  await Promise.all(Array.from({ length: WAITING }, worker));
  return { latency: median(times), rate: (COMMITS * 8 * 1e9) / Number(process.hrtime.bigint() - begun) };
}

async function timeState(state) {
  const result = await timeCommits((version) => state.store.write((tx) => publish(tx, version)));
  await state.close();
  return result;
}

/** What the disk itself does: every commit's bytes, appended and synced. */
async function timeDisk() {
  const file = await open(directory('raw'), 'a');
  const bytes = Buffer.alloc(1500, 'x');
  const result = await timeCommits(async () => {
    await file.appendFile(bytes);
    await file.datasync();
  });
  await file.close();
  return result;
}

async function seed(name, count) {
  const state = await openFile(name);
  for (let from = 0; from < count; from += BATCH) {
    await state.store.write(async (tx) => {
      for (let index = from; index < from + BATCH; index += 1) await publish(tx, `0.0.${index}`);
    });
  }
  return state;
}

async function measureCommits() {
  const rows = [
    ['append and fsync, nothing else', await timeDisk()],
    ['memory', await timeState(await openMemory())],
    ['file, empty', await timeState(await openFile('empty'))],
    [`file, ${format(VERSIONS)} versions`, await timeState(await seed('many', VERSIONS))],
  ];
  const [, raw] = rows[0];
  printTable(
    ['commits', 'one by one', `${WAITING} at a time`, 'beside the disk'],
    rows.map(([what, { latency, rate }]) => [
      what,
      `${format(latency)} µs`,
      `${format(rate)} /s`,
      `${(latency / raw.latency).toFixed(2)} ×, ${(rate / raw.rate).toFixed(1)} ×`,
    ]),
  );
}

async function timeStart(...options) {
  const times = [];
  for (let round = 0; round < 3; round += 1) {
    const begun = process.hrtime.bigint();
    const server = await start([...EMULATOR, ...options]);
    times.push(Number(process.hrtime.bigint() - begun) / 1e6);
    await server.stop();
  }
  return median(times);
}

async function measureStarts() {
  printTable(
    ['start → ready', 'time'],
    [
      ['memory', `${format(await timeStart())} ms`],
      ['file, empty', `${format(await timeStart('--data', directory('new')))} ms`],
      [
        `file, ${format(VERSIONS)} versions`,
        `${format(await timeStart('--data', directory('many'), '--external', 'off'))} ms`,
      ],
    ],
  );
}

const readMemory = (pid, figure) =>
  Number(new RegExp(`${figure}:\\s+(\\d+)`).exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024;

async function measureAsset(...options) {
  const { child, ready, stop } = await start([...EMULATOR, '--external', 'off', ...options]);
  await callApi(ready.url, 'POST', '/v1/domain?domain=demo', {});
  await callApi(ready.url, 'POST', '/v1/repository?domain=demo&repository=libs', {});
  const piece = randomBytes(MIB);
  const names = 'domain=demo&repository=libs&format=generic&namespace=ns&package=big&asset=a';
  const transfer = async (version, mebibytes) => {
    const hash = createHash('sha256');
    for (let index = 0; index < mebibytes; index += 1) hash.update(piece);
    const headers = { 'x-amz-content-sha256': hash.digest('hex'), 'content-length': mebibytes * MIB };
    const path = `${ready.url}/v1/package/version/publish?${names}&version=${version}`;
    const begun = Date.now();
    const sent = request(path, { method: 'POST', headers });
    Readable.from(Array.from({ length: mebibytes }, () => piece)).pipe(sent);
    const [answer] = await once(sent, 'response');
    answer.resume();
    if (answer.statusCode !== 200) throw new Error(`upload: ${answer.statusCode}`);
    const uploaded = Date.now();
    const download = await getAnswer(`${ready.url}/v1/package/version/asset?${names}&version=${version}`);
    for await (const _chunk of download.body);
    return { in: (mebibytes * 1000) / (uploaded - begun), out: (mebibytes * 1000) / (Date.now() - uploaded) };
  };
  await transfer('1', 8);
  const before = readMemory(child.pid, 'VmRSS');
  const rates = await transfer('2', ASSET_MEBIBYTES);
  const growth = readMemory(child.pid, 'VmHWM') - before;
  await stop();
  return [`${format(rates.in)} MiB/s`, `${format(rates.out)} MiB/s`, `${format(growth)} MiB`, '< 64 MiB'];
}

async function main() {
  await measureCommits();
  await measureStarts();
  printTable(
    ['1 GiB asset', 'in', 'out', 'growth of the process', 'budget'],
    [
      ['memory', ...(await measureAsset())],
      ['file', ...(await measureAsset('--data', directory('asset')))],
    ],
  );
}

main()
  .catch((error) => {
    console.error(error);
    process.exitCode = 1;
  })
  .finally(() => {
    killAll();
    rmSync(scratch, { recursive: true, force: true });
  });

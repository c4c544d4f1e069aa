#!/usr/bin/env node
'use strict';

/**
 * npm run bench: every figure beside a bare node:http server that sends the same bytes, measured in turns in the same
 * run, with the budget it has to hold. The servers have one core, this process (the load) the other. `--seconds N`
 * sets how long turns are, `--part NAME` measures a part: servers, growth, upstreams, access, formats or installs.
 */

const { mkdtempSync, readFileSync, rmSync, writeFileSync } = require('node:fs');
const { createServer } = require('node:http');
const { cpus, tmpdir } = require('node:os');
const { join } = require('node:path');
const { measureAccess } = require('./access');
const children = require('./children');
const { EMULATOR, callApi, format, median, printTable, readCpuMicroseconds, start } = children;
const { measureFormat } = require('./format');
const { measureGrowth } = require('./growth');
const { measureInstalls } = require('./install');
const { run: load, toRequest } = require('./load');
const { measureMavenResolve } = require('./maven-resolve');
const { createDocument } = require('./npm-document');
const { sign } = require('./sigv4');
const { measurePacked } = require('./packed');
const { measureUpstreams } = require('./upstreams');

/** Turns of each server, and which part of `--seconds` one lasts. */
const ROUNDS = 20;
const PART_OF_TURN = 0.15;
const ROUNDS_OF_COUNTED = 3;
const FORMATS = ['pypi', 'maven', 'nuget', 'cargo', 'ruby', 'swift'];
const STARTS = 10;
const MIB = 1024 * 1024;
const BARE_START =
  "const s=require('node:http').createServer((q,r)=>r.end());s.listen(0,'127.0.0.1',()=>console.log('{}'))";

const readOption = (name) =>
  process.argv.includes(name) ? process.argv[process.argv.indexOf(name) + 1] : undefined;
const seconds = Number(readOption('--seconds')) || 2;
const rows = [];

/** Loads both servers in turns and adds a row; the best turn of each counts: what else the machine does only takes away. */
async function compare(what, unit, budget, emulator, bare, options = {}) {
  const rates = { emulator: [], bare: [] };
  const costs = { emulator: [], bare: [] };
  const turn = (job, length) => load({ connections: 16, ...length, ...options, ...job });
  const measure = async (name, job) => {
    const before = readCpuMicroseconds(job.pid);
    const { perSecond, answered } = await turn(job, length);
    rates[name].push(perSecond);
    costs[name].push((readCpuMicroseconds(job.pid) - before) / answered);
  };
  const [length, rounds] =
    options.count === undefined ? [{ seconds: seconds * PART_OF_TURN }, ROUNDS] : [{}, ROUNDS_OF_COUNTED];
  await turn(bare, length);
  await turn(emulator, length);
  for (let round = 0; round < rounds; round += 1) {
    await measure('bare', bare);
    await measure('emulator', emulator);
  }
  const scale = unit === 'MiB/s' ? options.mebibytes : 1;
  const [mine, theirs] = [Math.max(...rates.emulator) * scale, Math.max(...rates.bare) * scale];
  rows.push([
    what,
    `${format(mine)} ${unit}`,
    `${format(theirs)} ${unit}`,
    `${(mine / theirs).toFixed(2)} ×`,
    budget,
    `${format(Math.min(...costs.emulator))} µs`,
    `${format(Math.min(...costs.bare))} µs`,
  ]);
  console.error(`measured ${what}`);
  return Math.max(...rates.emulator);
}

const always = (request) => () => request;
const cycle = (requests) => (n) => requests[n % requests.length];

async function compareSignedCalls(world) {
  const path = '/v1/domain?domain=demo';
  const requests = Array.from({ length: 2000 }, (_, i) =>
    toRequest('GET', path, sign('GET', path, world.host, `${i}`)),
  );
  const job = { next: cycle(requests), expected: 200 };
  const [emulator, bare] = [
    { ...job, ...world.emulator },
    { ...job, ...world.bare },
  ];
  await compare('signed DescribeDomain', 'req/s', '≥ 0.6 ×', emulator, bare);
}

async function comparePackuments(world) {
  const headers = { host: world.host, authorization: `Bearer ${world.token}`, ...world.packumentHeaders };
  const budgets = { 200: '≥ 0.5 ×', 304: 'faster than 200' };
  const rates = {};
  for (const expected of [200, 304]) {
    const condition = expected === 304 ? { 'if-none-match': world.etag } : {};
    const next = always(toRequest('GET', `${world.registry}/many`, { ...headers, ...condition }));
    const [emulator, bare] = [world.emulator, world.bare].map((server) => ({ ...server, next, expected }));
    rates[expected] = await compare(
      `packument GET ${expected}, 50 versions`,
      'req/s',
      budgets[expected],
      emulator,
      bare,
    );
  }
  if (rates[304] <= rates[200]) console.error('the 304 path is not faster than the 200 path');
}

async function compareTarballs(world) {
  const headers = { host: world.host, authorization: `Bearer ${world.token}` };
  for (const [name, file, mebibytes, budget] of [
    ['small', 'small.tgz', 1, ''],
    ['large', 'large.tgz', 4, '≥ 0.7 ×'],
  ]) {
    const path = `${world.registry}/${name}/-/${name}-1.0.0.tgz`;
    const emulator = { ...world.emulator, next: always(toRequest('GET', path, headers)), expected: 200 };
    const bare = {
      ...world.bare,
      next: always(toRequest('GET', `/file/${file}`, headers)),
      expected: 200,
    };
    const options = { connections: 4, mebibytes };
    await compare(`${mebibytes} MiB tarball GET`, 'MiB/s', budget, emulator, bare, options);
  }
}

async function comparePublishes(world) {
  const headers = {
    host: world.host,
    authorization: `Bearer ${world.token}`,
    'content-type': 'application/json',
  };
  for (const [what, padding, count] of [
    ['npm publish, 2 KiB tarball', 2048, 400],
    ['npm publish, 4 MiB tarball', 4 * MIB, 8],
  ]) {
    // A package is published once, so every turn needs names of its own: warm-up and rounds.
    const requests = [];
    for (let i = 0; i < count * (ROUNDS_OF_COUNTED + 1); i += 1) {
      const name = `published-${padding}-${i}`;
      const { body } = await createDocument(name, '1.0.0', world.url + world.registry, padding);
      requests.push(toRequest('PUT', `${world.registry}/${name}`, headers, body));
    }
    let sent = 0;
    const emulator = { ...world.emulator, next: () => requests[sent++], expected: 200 };
    const bare = { ...world.bare, next: cycle(requests), expected: 200 };
    await compare(what, 'req/s', '', emulator, bare, { connections: 4, count });
  }
}

async function compareStarts() {
  const times = { emulator: [], bare: [] };
  for (let i = 0; i < STARTS; i += 1) {
    for (const [name, args] of [
      ['bare', ['-e', BARE_START]],
      ['emulator', EMULATOR],
    ]) {
      const begun = process.hrtime.bigint();
      const server = await start(args);
      times[name].push(Number(process.hrtime.bigint() - begun) / 1e6);
      await server.stop();
    }
  }
  const [mine, theirs] = [median(times.emulator), median(times.bare)];
  rows.push([
    'process start → ready',
    `${format(mine)} ms`,
    `${format(theirs)} ms`,
    `${(mine / theirs).toFixed(2)} ×`,
    '≤ 2 ×',
    '',
    '',
  ]);
}

/** As a test file has it that starts one after another, in a process that has started some before. */
async function compareWarmStarts() {
  const { createEmulator } = require('..');
  const listen = () =>
    new Promise((resolve) => {
      const server = createServer((request, response) => response.end());
      server.listen(0, '127.0.0.1', () =>
        resolve({ close: () => new Promise((done) => server.close(done)) }),
      );
    });
  const times = { emulator: [], bare: [] };
  for (let i = 0; i < 3 * STARTS; i += 1) {
    for (const [name, begin] of [
      ['bare', listen],
      ['emulator', () => createEmulator({ external: 'off' })],
    ]) {
      const begun = process.hrtime.bigint();
      const server = await begin();
      if (i >= STARTS) times[name].push(Number(process.hrtime.bigint() - begun) / 1e6);
      await server.close();
    }
  }
  const [mine, theirs] = [median(times.emulator), median(times.bare)];
  const ratio = `${(mine / theirs).toFixed(1)} ×`;
  rows.push(['createEmulator, warm', `${format(mine)} ms`, `${format(theirs)} ms`, ratio, '≤ 10 ms', '', '']);
}

async function compareMemory() {
  const sizes = [];
  for (const args of [EMULATOR, ['-e', BARE_START]]) {
    const server = await start(args);
    await new Promise((resolve) => setTimeout(resolve, 1000));
    sizes.push(readResidentMebibytes(server.child.pid));
    await server.stop();
  }
  const [mine, theirs] = sizes;
  if (mine === undefined || theirs === undefined) return;
  rows.push([
    'idle RSS',
    `${format(mine)} MiB`,
    `${format(theirs)} MiB`,
    `${(mine / theirs).toFixed(2)} ×`,
    '≤ 80 MiB',
    '',
    '',
  ]);
}

/** Linux only; elsewhere the row is left out. */
function readResidentMebibytes(pid) {
  try {
    return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024;
  } catch {
    return undefined;
  }
}

/** A running emulator with the packages to be read, and the bare server with the same bytes. */
async function createWorld(folder) {
  const emulator = await start(EMULATOR);
  const { url } = emulator.ready;
  await callApi(url, 'POST', '/v1/domain?domain=demo');
  await callApi(url, 'POST', '/v1/repository?domain=demo&repository=libs');
  const { authorizationToken: token } = await callApi(url, 'POST', '/v1/authorization-token?domain=demo');
  const registry = '/npm/d/demo-000000000000/libs';
  const publish = (...pkg) => children.publish(url + registry, token, ...pkg);
  for (let i = 0; i < 50; i += 1) await publish('many', `1.${i}.0`, 100);
  // The archive adds a little; what counts is that both servers send about a mebibyte.
  writeFileSync(join(folder, 'small.tgz'), (await publish('small', '1.0.0', MIB)).subarray(0, MIB));
  writeFileSync(join(folder, 'large.tgz'), (await publish('large', '1.0.0', 4 * MIB)).subarray(0, 4 * MIB));
  const packumentHeaders = {
    accept: 'application/vnd.npm.install-v1+json; q=1.0, application/json; q=0.8, */*',
    'accept-encoding': 'gzip',
  };
  const etag = await recordPackument(folder, `${url}${registry}/many`, {
    authorization: `Bearer ${token}`,
    ...packumentHeaders,
  });
  const domain = await callApi(url, 'GET', '/v1/domain?domain=demo');
  writeFileSync(join(folder, 'domain.json'), JSON.stringify(domain));
  const bare = await start([join(__dirname, 'bare-server.js'), folder]);
  const { host, port } = new URL(url);
  const stopAll = () => Promise.all([emulator.stop(), bare.stop()]);
  return {
    ...{ url, host, registry, token, etag, packumentHeaders },
    emulator: { port: Number(port), pid: emulator.child.pid },
    bare: { port: bare.ready.port, pid: bare.child.pid },
    stop: stopAll,
  };
}

/** Keeps the answer as it is on the wire: `fetch` would unpack it. */
function recordPackument(folder, url, headers) {
  return new Promise((resolve, reject) => {
    require('node:http').get(url, { headers }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const { connection, 'keep-alive': _, date, 'transfer-encoding': __, ...head } = response.headers;
        const body = Buffer.concat(chunks);
        writeFileSync(join(folder, 'packument.body'), body);
        writeFileSync(
          join(folder, 'packument.head'),
          JSON.stringify({ ...head, 'content-length': body.length }),
        );
        resolve(head.etag);
      });
    });
  });
}

/** Rows of the servers as a whole. */
async function measureServers(folder) {
  const world = await createWorld(folder);
  await compareSignedCalls(world);
  await comparePackuments(world);
  await compareTarballs(world);
  await comparePublishes(world);
  await world.stop();
  await compareStarts();
  await compareWarmStarts();
  await compareMemory();
  const head = ['', 'emulator', 'bare node:http', 'ratio', 'budget', 'CPU each', 'bare'];
  return [{ head, body: rows }];
}

async function measureFormats() {
  const tables = [];
  for (const name of FORMATS) tables.push(await measureFormat(require(`./formats/${name}`), seconds));
  return tables;
}

/** What `--part` can name; each gives tables. */
const PARTS = {
  servers: measureServers,
  growth: measureGrowth,
  upstreams: async () => [await measureUpstreams(seconds)],
  access: async () => [await measureAccess(seconds)],
  formats: measureFormats,
  installs: async (folder) => [
    await measureMavenResolve(),
    await measureInstalls(folder),
    await measurePacked(folder),
  ],
};

async function main() {
  const folder = mkdtempSync(join(tmpdir(), 'codeartifact-local-bench-'));
  const wanted = readOption('--part');
  try {
    console.log(`Node ${process.version}, ${cpus().length} × ${cpus()[0].model.trim()}\n`);
    for (const [name, measure] of Object.entries(PARTS)) {
      if (wanted !== undefined && wanted !== name) continue;
      for (const { head, body } of await measure(folder)) printTable(head, body);
    }
  } finally {
    children.killAll();
    rmSync(folder, { recursive: true, force: true });
  }
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});

#!/usr/bin/env node
'use strict';

/**
 * How far away a package may be: the same package asked for where it is, and at the near end of chains of repositories.
 * A tarball is kept by the repository that was asked, so only its first request goes through the chain.
 *   node bench/upstreams.js [seconds, of which a turn is a part]
 */

const {
  EMULATOR,
  callApi,
  format,
  killAll,
  printTable,
  publish,
  readCpuMicroseconds,
  start,
} = require('./children');
const { run: load, toRequest } = require('./load');

/** The best turn of each counts: what else the machine does only takes away. */
const ROUNDS = 20;
const PART_OF_TURN = 0.15;
const CHAINS = [0, 1, 5, 25];
const ACCEPT = 'application/vnd.npm.install-v1+json; q=1.0, application/json; q=0.8, */*';

async function main(seconds) {
  const { head, body } = await measureUpstreams(seconds);
  printTable(head, body);
}

/** Rows for a packument and a tarball, each through chains of repositories. */
async function measureUpstreams(seconds) {
  const emulator = await start([...EMULATOR, '--external', 'off']);
  const { url } = emulator.ready;
  const { host, port } = new URL(url);
  await callApi(url, 'POST', '/v1/domain?domain=demo');
  const { authorizationToken: token } = await callApi(url, 'POST', '/v1/authorization-token?domain=demo');
  const paths = await createChains(url, token);
  const headers = { host, authorization: `Bearer ${token}` };
  const kinds = [
    ['packument, 50 versions', '/many', { ...headers, accept: ACCEPT, 'accept-encoding': 'gzip' }, 16],
    ['64 KiB tarball', '/small/-/small-1.0.0.tgz', headers, 16],
  ];
  const body = [];
  for (const [what, path, sent, connections] of kinds) {
    const jobs = paths.map((registry) => {
      const request = toRequest('GET', registry + path, sent);
      return {
        port: Number(port),
        connections,
        next: () => request,
        expected: 200,
        seconds: seconds * PART_OF_TURN,
      };
    });
    body.push([what, ...(await compare(jobs, emulator.child.pid))]);
    console.error(`measured the ${what} through chains of repositories`);
  }
  await emulator.stop();
  const far = CHAINS.slice(1).map((length) => `through ${length}, CPU each`);
  return { head: ['through upstreams', 'direct, CPU each', ...far], body };
}

/** All jobs in turns; the best rate and processor time of each, and the rate beside the first one's. */
async function compare(jobs, pid) {
  const rates = jobs.map(() => []);
  const costs = jobs.map(() => []);
  for (const job of jobs) await load(job);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [i, job] of jobs.entries()) {
      const before = readCpuMicroseconds(pid);
      const { perSecond, answered } = await load(job);
      rates[i].push(perSecond);
      costs[i].push((readCpuMicroseconds(pid) - before) / answered);
    }
  }
  const direct = Math.max(...rates[0]);
  return jobs.map((_, i) => {
    const rate = Math.max(...rates[i]);
    const ratio = i === 0 ? '' : ` (${(rate / direct).toFixed(2)} ×)`;
    return `${format(rate)} req/s${ratio}, ${format(Math.min(...costs[i]))} µs`;
  });
}

/** For every length a chain of its own, with the packages at the far end; the paths of the near ends. */
async function createChains(url, token) {
  const paths = [];
  for (const length of CHAINS) {
    const nameOf = (index) => `chain-${length}-${index}`;
    const pathOf = (index) => `/npm/d/demo-000000000000/${nameOf(index)}`;
    for (let index = 0; index <= length; index += 1) {
      const upstreams = index === 0 ? [] : [{ repositoryName: nameOf(index - 1) }];
      await callApi(url, 'POST', `/v1/repository?domain=demo&repository=${nameOf(index)}`, { upstreams });
    }
    const far = url + pathOf(0);
    for (let i = 0; i < 50; i += 1) await publish(far, token, 'many', `1.${i}.0`, 100);
    await publish(far, token, 'small', '1.0.0', 64 * 1024);
    paths.push(pathOf(length));
  }
  return paths;
}

if (require.main === module) void main(Number(process.argv[2]) || 2).finally(killAll);

module.exports = { measureUpstreams };

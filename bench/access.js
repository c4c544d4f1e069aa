#!/usr/bin/env node
'use strict';

/**
 * What it costs to evaluate policies: the same requests to an emulator that does (`--auth iam`) and one that does not, in
 * turns. A hundred statements are in play: sixty of the user's, twenty of the domain's and twenty of the repository's.
 *   node bench/access.js [seconds, of which a turn is a tenth]
 */

const {
  EMULATOR,
  callApi,
  format,
  getAnswer,
  killAll,
  printTable,
  publish,
  readCpuMicroseconds,
  start,
} = require('./children');
const { run: load, toRequest } = require('./load');
const { sign } = require('./sigv4');

/** Short turns, of which the least dear one counts: what else the machine does can only add to it. */
const ROUNDS = 50;
const PART_OF_TURN = 0.1;
const MODES = ['lenient', 'iam'];
const REGISTRY = '/npm/d/demo-000000000000/libs';
const USER = 'arn:aws:iam::000000000000:user/test';

/** Statements that have to be looked at, and of which none decides. */
const distractors = (count, Principal) =>
  Array.from({ length: count }, (_, i) => ({
    Sid: `S${i}`,
    Effect: i % 4 === 0 ? 'Deny' : 'Allow',
    Action: ['codeartifact:Describe*', 'codeartifact:ReadFromRepository'],
    // Every third is about everything, so that its condition has to be looked at for each request.
    Resource: i % 3 === 0 ? '*' : `arn:aws:codeartifact:us-east-1:000000000000:*/other-${i}/*`,
    ...(Principal && { Principal }),
    Condition: { StringLike: { 'aws:PrincipalTag/team': `team-${i}*` } },
  }));
const policy = (Statement) => ({ Version: '2012-10-17', Statement });

async function prepare(mode) {
  const { child, ready, stop } = await start([...EMULATOR, '--external', 'off', '--auth', mode]);
  const { url } = ready;
  await callApi(url, 'POST', '/v1/domain?domain=demo');
  await callApi(url, 'POST', '/v1/repository?domain=demo&repository=libs');
  const { authorizationToken: token } = await callApi(url, 'POST', '/v1/authorization-token?domain=demo');
  for (let i = 0; i < 50; i += 1) await publish(url + REGISTRY, token, 'many', `1.${i}.0`, 100);
  const policyDocument = JSON.stringify(policy(distractors(20, { AWS: '*' })));
  await callApi(url, 'PUT', '/v1/domain/permissions/policy', { domain: 'demo', policyDocument });
  await callApi(url, 'PUT', '/v1/repository/permissions/policy?domain=demo&repository=libs', {
    policyDocument,
  });
  const test = { arn: USER, accessKeyId: 'test', secretAccessKey: 'test' };
  const policies = [policy(distractors(60)), 'AWSCodeArtifactAdminAccess'];
  await getAnswer(`${url}/_codeartifact/principals`, {
    method: 'PUT',
    body: JSON.stringify({ principals: [{ ...test, policies }] }),
  });
  const { host, port } = new URL(url);
  return { mode, host, port: Number(port), pid: child.pid, token, stop };
}

function toJobs({ host, port, token }) {
  const path = '/v1/domain?domain=demo';
  const signed = Array.from({ length: 2000 }, (_, i) =>
    toRequest('GET', path, sign('GET', path, host, `${i}`)),
  );
  const headers = { host, authorization: `Bearer ${token}`, 'accept-encoding': 'gzip' };
  const packument = toRequest('GET', `${REGISTRY}/many`, headers);
  const job = { port, connections: 16, expected: 200 };
  return {
    'signed DescribeDomain': { ...job, next: (n) => signed[n % signed.length] },
    'packument GET, 50 versions': { ...job, next: () => packument },
  };
}

/** Rows of rate and processor time of both modes, and what the second costs beside the first. */
async function measureAccess(seconds) {
  const servers = [];
  for (const mode of MODES) servers.push(await prepare(mode));
  const jobs = servers.map(toJobs);
  const body = [];
  for (const what of Object.keys(jobs[0])) {
    const rates = servers.map(() => []);
    const costs = servers.map(() => []);
    for (let round = -1; round < ROUNDS; round += 1) {
      for (const [at, { pid }] of servers.entries()) {
        const before = readCpuMicroseconds(pid);
        const { perSecond, answered } = await load({ ...jobs[at][what], seconds: seconds * PART_OF_TURN });
        if (round < 0) continue;
        rates[at].push(perSecond);
        costs[at].push((readCpuMicroseconds(pid) - before) / answered);
      }
    }
    const [lenient, iam] = costs.map((each) => Math.min(...each));
    const shown = servers.map(
      (_, at) => `${format(Math.max(...rates[at]))} req/s, ${format(Math.min(...costs[at]))} µs`,
    );
    body.push([what, ...shown, `${(iam / lenient).toFixed(2)} ×`, '≤ 1.3 ×']);
    console.error(`measured the policies of ${what}`);
  }
  for (const { stop } of servers) await stop();
  return { head: ['100 statements in play', ...MODES, 'cost', 'budget'], body };
}

module.exports = { measureAccess };

if (require.main === module) {
  measureAccess(Number(process.argv[2]) || 2)
    .then(({ head, body }) => printTable(head, body))
    .catch((error) => {
      console.error(error);
      process.exitCode = 1;
    })
    .finally(killAll);
}

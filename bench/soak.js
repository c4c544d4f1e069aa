#!/usr/bin/env node
'use strict';

/**
 * npm run soak: many connections install, publish, copy, dispose and delete for a long time, through several doors at once.
 * Every answer has to be a success or a modelled error, no connection may break, and memory has to stay level. Prints
 * figures and ends with status 1 when something else happened.
 *   SOAK_SECONDS (600), SOAK_CONNECTIONS (500), SOAK_DATA=1 for `--data`
 */

const { randomBytes } = require('node:crypto');
const { mkdtempSync, readFileSync, rmSync } = require('node:fs');
const { Agent, request } = require('node:http');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { EMULATOR, callApi, format, killAll, printTable, start } = require('./children');
const { createDocument } = require('./npm-document');
const { sign } = require('./sigv4');

const SECONDS = Number(process.env.SOAK_SECONDS ?? 600);
const CONNECTIONS = Number(process.env.SOAK_CONNECTIONS ?? 500);
const NAMES = 40;
/** Statuses that a modelled answer can have here: what others deleted is gone, what is there is a conflict. */
const MODELLED = new Set([200, 201, 204, 304, 400, 404, 409]);

/** Counts, times and whatever must not have been. */
const tally = { answers: new Map(), times: [], violations: [] };

async function main() {
  const folder = mkdtempSync(join(tmpdir(), 'codeartifact-local-soak-'));
  const data = process.env.SOAK_DATA ? ['--data', join(folder, 'data')] : [];
  const server = await start([...EMULATOR, '--external', 'off', ...data]);
  try {
    const world = await createWorld(server.ready.url);
    const sizes = [];
    const sampler = setInterval(
      () => sizes.push(readResident(server.child.pid)),
      Math.max(250, SECONDS * 10),
    );
    const until = Date.now() + SECONDS * 1000;
    await Promise.all(Array.from({ length: CONNECTIONS }, (_, client) => work(world, client, until)));
    clearInterval(sampler);
    world.agent.destroy();
    report(sizes);
  } finally {
    await server.stop();
    killAll();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function createWorld(url) {
  await callApi(url, 'POST', '/v1/domain?domain=demo');
  await callApi(url, 'POST', '/v1/repository?domain=demo&repository=up');
  const body = { upstreams: [{ repositoryName: 'up' }] };
  await callApi(url, 'POST', '/v1/repository?domain=demo&repository=app', body);
  const { authorizationToken: token } = await callApi(url, 'POST', '/v1/authorization-token?domain=demo');
  return { url: new URL(url), token, agent: new Agent({ keepAlive: true, maxSockets: CONNECTIONS }) };
}

/** One client: it does one thing after the other until the time is over. */
async function work(world, client, until) {
  let step = client * 7919;
  while (Date.now() < until) {
    step = (step * 1103515245 + 12345) % 2147483648;
    const deed = DEEDS[step % DEEDS.length];
    try {
      await deed(world, `p${(step >> 8) % NAMES}`, `1.${(step >> 14) % 9}.0`);
    } catch (error) {
      tally.violations.push(`${deed.name}: ${error.message}`);
    }
  }
}

const door = (format, repository) => `/${format}/d/demo-000000000000/${repository}`;
const versions = (operation, name) =>
  `/v1/package/versions${operation}?domain=demo&repository=app&format=npm&package=${name}`;

const DEEDS = [
  async function install(world, name) {
    const { body } = await send(world, 'GET', `${door('npm', 'app')}/${name}`);
    if (body.startsWith('{"error')) return;
    const [tarball] = /https?:[^"]+\.tgz/.exec(body) ?? [];
    if (tarball) await send(world, 'GET', new URL(tarball).pathname);
  },
  async function publish(world, name, version) {
    const { body } = await createDocument(name, version, world.url.origin + door('npm', 'up'), 500);
    await send(world, 'PUT', `${door('npm', 'up')}/${name}`, body, { 'content-type': 'application/json' });
  },
  async function deployJar(world, name, version) {
    await send(
      world,
      'PUT',
      `${door('maven', 'app')}/com/ex/${name}/${version}/${name}-${version}.jar`,
      randomBytes(2000),
    );
    const document = `<metadata><versioning><versions><version>${version}</version></versions></versioning></metadata>`;
    await send(world, 'PUT', `${door('maven', 'app')}/com/ex/${name}/maven-metadata.xml`, document);
    await send(world, 'GET', `${door('maven', 'app')}/com/ex/${name}/${version}/${name}-${version}.jar`);
  },
  async function readIndexes(world, name) {
    await send(world, 'GET', `${door('pypi', 'app')}/simple/${name}/`);
    await send(world, 'GET', `${door('cargo', 'app')}/config.json`);
    await send(world, 'GET', `${door('nuget', 'app')}/v3/index.json`);
    await send(world, 'GET', `${door('ruby', 'app')}/info/${name}`);
    await send(world, 'GET', `${door('swift', 'app')}/ex/${name}`);
  },
  async function copy(world, name, version) {
    const path = `/v1/package/versions/copy?domain=demo&source-repository=up&destination-repository=app&format=npm&package=${name}`;
    await call(world, 'POST', path, { versions: [version], allowOverwrite: true });
  },
  async function dispose(world, name, version) {
    await call(world, 'POST', versions('/dispose', name), { versions: [version] });
  },
  async function remove(world, name, version) {
    await call(world, 'POST', versions('/delete', name), { versions: [version] });
  },
  async function list(world, name) {
    await call(world, 'POST', versions('', name));
    await call(world, 'POST', '/v1/packages?domain=demo&repository=app&max-results=50');
  },
];

function call(world, method, path, body) {
  const text = body && JSON.stringify(body);
  const headers = sign(method, path, world.url.host, String(Math.random()), text);
  return send(world, method, path, text, { ...headers, ...(text && { 'content-type': 'application/json' }) });
}

/** Sends a request and takes note of its answer; rejects when there is none. */
function send({ url, agent, token }, method, path, body, headers = {}) {
  const begun = performance.now();
  return new Promise((resolve, reject) => {
    const options = { agent, host: url.hostname, port: url.port, method, path };
    const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
    const sent = request(
      { ...options, headers: { authorization: `Bearer ${token}`, ...length, ...headers } },
      (answer) => {
        const chunks = [];
        answer.on('data', (chunk) => chunks.push(chunk));
        answer.on('error', reject);
        answer.on('end', () => {
          tally.times.push(performance.now() - begun);
          tally.answers.set(answer.statusCode, (tally.answers.get(answer.statusCode) ?? 0) + 1);
          const isModelled = answer.statusCode < 400 || answer.headers['x-amzn-errortype'] !== undefined;
          if (!MODELLED.has(answer.statusCode) || !isModelled) {
            tally.violations.push(
              `${method} ${path}: ${answer.statusCode} ${Buffer.concat(chunks).toString().slice(0, 200)}`,
            );
          }
          resolve({ status: answer.statusCode, body: Buffer.concat(chunks).toString() });
        });
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

/** Mebibytes; NaN where there is no /proc. */
function readResident(pid) {
  try {
    return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024;
  } catch {
    return NaN;
  }
}

function report(sizes) {
  const sorted = tally.times.sort((a, b) => a - b);
  const at = (share) => `${format(sorted[Math.floor(sorted.length * share)] ?? NaN)} ms`;
  const third = Math.ceil(sizes.length / 3);
  const mean = (list) => list.reduce((sum, size) => sum + size, 0) / list.length;
  const [middle, end] = [mean(sizes.slice(third, 2 * third)), mean(sizes.slice(-third))];
  printTable(
    ['soak', ''],
    [
      ['requests', format(sorted.length)],
      ['a second', format(sorted.length / SECONDS)],
      [
        'answers',
        [...tally.answers]
          .sort()
          .map(([status, count]) => `${status}: ${format(count)}`)
          .join(', '),
      ],
      ['p50, p99, longest', [at(0.5), at(0.99), at(0.999999)].join(', ')],
      ['memory, second and last third', `${format(middle)} MiB, ${format(end)} MiB`],
      ['violations', format(tally.violations.length)],
    ],
  );
  for (const violation of tally.violations.slice(0, 10)) console.error(violation);
  if (tally.violations.length > 0) process.exitCode = 1;
  // Packages come and go within bounds; a leak shows in every hour, and in ten minutes as half as much again.
  if (SECONDS >= 60 && end > middle * 1.5) {
    console.error('memory does not stay level');
    process.exitCode = 1;
  }
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});

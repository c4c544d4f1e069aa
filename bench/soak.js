#!/usr/bin/env node
'use strict';

/**
 * npm run soak: many connections install, publish, copy, dispose and delete for a long time, through several doors at once.
 * Every answer has to be a success or a modelled error, no connection may break, and what is held in memory behind a
 * reset and a garbage collection must not grow: while it works, logs and caches fill up to their bounds. Prints figures
 * and ends with status 1 when something else happened.
 *   SOAK_SECONDS (600), SOAK_CONNECTIONS (500), SOAK_DATA=1 for `--data`
 */

const { randomBytes } = require('node:crypto');
const { mkdtempSync, readFileSync, rmSync } = require('node:fs');
const { Agent, request } = require('node:http');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { setTimeout } = require('node:timers/promises');
const { EMULATOR, callApi, format, getAnswer, killAll, printTable, start } = require('./children');
const { createDocument } = require('./npm-document');
const { sign } = require('./sigv4');

const SECONDS = Number(process.env.SOAK_SECONDS ?? 600);
const CONNECTIONS = Number(process.env.SOAK_CONNECTIONS ?? 500);
const NAMES = 40;
const VERSIONS = 9;
/** How much of the time the emulator has to become warm: code that is compiled, and connections that are open, stay. */
const WARM_UP = 0.2;
/** What may be held behind a reset at the end more than behind the one after warming up. */
const MOST_KEPT_MEBIBYTES = 4;
const MEBIBYTE = 1024 * 1024;
/** Statuses that a modelled answer can have here: what others deleted is gone, what is there is a conflict. */
const MODELLED = new Set([200, 201, 204, 304, 400, 404, 409]);

/** Counts, times and whatever must not have been. */
const tally = { answers: new Map(), times: [], violations: [], longest: { took: 0, what: '' } };

async function main() {
  const folder = mkdtempSync(join(tmpdir(), 'codeartifact-local-soak-'));
  const data = process.env.SOAK_DATA ? ['--data', join(folder, 'data')] : [];
  process.env.SOAK_FIGURES = join(folder, 'figures');
  process.env.SOAK_FIGURES_MS = String(Math.min(5000, Math.max(250, SECONDS * 10)));
  const probe = ['--expose-gc', '--require', join(__dirname, 'soak-probe.js')];
  const server = await start([...probe, ...EMULATOR, '--external', 'off', ...data]);
  try {
    await load(server.ready.url, SECONDS * WARM_UP);
    const warm = await empty(server.ready.url);
    const from = readFigures().length;
    await load(server.ready.url, SECONDS * (1 - WARM_UP));
    const figures = readFigures().slice(from);
    report(figures, warm, await empty(server.ready.url));
  } finally {
    await server.stop();
    killAll();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function load(url, seconds) {
  const world = await createWorld(url);
  const until = Date.now() + seconds * 1000;
  await Promise.all(Array.from({ length: CONNECTIONS }, (_, client) => work(world, client, until)));
  world.agent.destroy();
}

/** Forgets everything; resolves to what is held nevertheless. */
async function empty(url) {
  await getAnswer(`${url}/_codeartifact/reset`, { method: 'POST' });
  const seen = readFigures().length;
  // The first may have been taken before the last connection was closed.
  while (readFigures().length < seen + 3) await setTimeout(100);
  return readFigures().at(-1);
}

function readFigures() {
  const lines = readFileSync(process.env.SOAK_FIGURES, { encoding: 'utf8', flag: 'a+' }).split('\n');
  return lines.slice(0, -1).map((line) => JSON.parse(line));
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
  const pick = createPicker(client);
  while (Date.now() < until) {
    const deed = DEEDS[pick(DEEDS.length)];
    try {
      await deed(world, `p${pick(NAMES)}`, `1.${pick(VERSIONS)}.0`);
    } catch (error) {
      tally.violations.push(`${deed.name}: ${error.message}`);
    }
  }
}

/** Numbers below one that is asked for, by chance and the same in every run (the generator called mulberry32). */
function createPicker(seed) {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
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
          const took = performance.now() - begun;
          tally.times.push(took);
          if (took > tally.longest.took) tally.longest = { took, what: `${method} ${path}` };
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

function report(figures, warm, end) {
  const sorted = tally.times.sort((a, b) => a - b);
  const at = (share) => `${format(sorted[Math.floor(sorted.length * share)] ?? NaN)} ms`;
  const most = (name) => Math.max(...figures.map((each) => each[name]));
  const held = (each) => each.held / MEBIBYTE;
  const third = Math.ceil(figures.length / 3);
  const mean = (list, size) => list.reduce((sum, each) => sum + size(each), 0) / list.length;
  const thirds = (size) =>
    [0, 1, 2]
      .map((index) => `${format(mean(figures.slice(index * third, (index + 1) * third), size))} MiB`)
      .join(', ');
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
      ['the longest', tally.longest.what],
      ['event loop late, p99 and longest', `${format(most('late'))} ms, ${format(most('longest'))} ms`],
      ['held by thirds', thirds(held)],
      ['resident by thirds', thirds(({ rss }) => rss / MEBIBYTE)],
      ['held when empty, warm and at the end', `${format(held(warm))} MiB, ${format(held(end))} MiB`],
      ['violations', format(tally.violations.length)],
    ],
  );
  for (const violation of tally.violations.slice(0, 10)) console.error(violation);
  if (tally.violations.length > 0) process.exitCode = 1;
  if (!(held(end) - held(warm) <= MOST_KEPT_MEBIBYTES)) {
    console.error('memory does not stay level');
    process.exitCode = 1;
  }
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});

'use strict';

const { mkdtempSync, rmSync, writeFileSync } = require('node:fs');
const { get } = require('node:http');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { EMULATOR, callApi, format, killAll, printTable, readCpuMicroseconds, start } = require('./children');
const { run: load, toRequest } = require('./load');

/**
 * Documents and downloads of one package format, each in turns beside a bare server that sends the same bytes.
 *
 * A format is `{ title, format, fill(world), rows }`: `fill` publishes through `world.send(path, init, status)`; a row
 * is `{ what, path, budget, headers, mebibytes }`, where `mebibytes` makes it a download. A row with `upload` sends that to
 * `path(n)`, a new name each time, and is answered 201.
 */

/** The best turn of each counts: what else the machine does only takes away. */
const ROUNDS = 20;
const PART_OF_TURN = 0.15;

/** Gives `{ head, body }` of a table. */
async function measureFormat({ title, format: name, fill, rows }, seconds) {
  const folder = mkdtempSync(join(tmpdir(), 'codeartifact-local-bench-'));
  try {
    const world = await createWorld(name);
    await fill(world);
    writeFileSync(join(folder, 'domain.json'), '{}');
    const body = [];
    for (const row of rows) {
      const { what, path, budget = '', headers: more = {}, mebibytes } = row;
      if (row.upload) {
        body.push([what, ...(await compareUploads(world, folder, row, seconds))]);
        continue;
      }
      const headers = { ...world.headers, ...more };
      await recordDocument(folder, world.url + path, headers);
      const bare = await start([join(__dirname, 'bare-server.js'), folder]);
      const barePath = mebibytes === undefined ? '/document' : '/file/large.tgz';
      const jobs = [
        { port: world.port, pid: world.pid, next: always(toRequest('GET', world.endpoint + path, headers)) },
        { port: bare.ready.port, pid: bare.child.pid, next: always(toRequest('GET', barePath, headers)) },
      ];
      body.push([what, ...(await compare(jobs, seconds, mebibytes, budget))]);
      await bare.stop();
      console.error(`measured ${what}`);
    }
    return { head: [title, 'emulator', 'bare node:http', 'ratio', 'budget', 'CPU each', 'bare'], body };
  } finally {
    killAll();
    rmSync(folder, { recursive: true, force: true });
  }
}

const always = (request) => () => request;

async function compareUploads(world, folder, { what, path, upload, mebibytes, budget = '' }, seconds) {
  const bare = await start([join(__dirname, 'bare-server.js'), folder]);
  let sent = 0;
  const put = (target) => toRequest('PUT', target, world.headers, upload);
  const jobs = [
    { port: world.port, pid: world.pid, next: () => put(world.endpoint + path(sent++)) },
    { port: bare.ready.port, pid: bare.child.pid, next: always(put('/upload')) },
  ];
  const figures = await compare(jobs, seconds, mebibytes, budget, 201);
  await bare.stop();
  console.error(`measured ${what}`);
  return figures;
}

async function compare(jobs, seconds, mebibytes, budget, expected = 200) {
  const figures = jobs.map(() => ({ rates: [], costs: [] }));
  const connections = mebibytes === undefined ? 16 : 4;
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const [at, { port, pid, next }] of jobs.entries()) {
      const before = readCpuMicroseconds(pid);
      const { perSecond, answered } = await load({
        port,
        next,
        expected,
        connections,
        seconds: seconds * PART_OF_TURN,
      });
      // The first round only warms up.
      if (round === 0) continue;
      figures[at].rates.push(perSecond * (mebibytes ?? 1));
      figures[at].costs.push((readCpuMicroseconds(pid) - before) / answered);
    }
  }
  const unit = mebibytes === undefined ? 'req/s' : 'MiB/s';
  const [mine, theirs] = figures.map(({ rates }) => Math.max(...rates));
  const costs = figures.map(({ costs: all }) => `${format(Math.min(...all))} µs`);
  const ratio = `${(mine / theirs).toFixed(2)} ×`;
  return [`${format(mine)} ${unit}`, `${format(theirs)} ${unit}`, ratio, budget, ...costs];
}

async function createWorld(name) {
  const server = await start([...EMULATOR, '--external', 'off']);
  const { url } = server.ready;
  await callApi(url, 'POST', '/v1/domain?domain=demo');
  await callApi(url, 'POST', '/v1/repository?domain=demo&repository=libs');
  const { authorizationToken: token } = await callApi(url, 'POST', '/v1/authorization-token?domain=demo');
  const endpoint = `/${name}/d/demo-000000000000/libs`;
  const authorization = `Bearer ${token}`;
  return {
    ...{ url: url + endpoint, endpoint, token, port: Number(new URL(url).port), pid: server.child.pid },
    headers: { host: new URL(url).host, authorization, 'accept-encoding': 'gzip' },
    async send(path, init, expected) {
      const headers = { authorization, ...init.headers };
      const answer = await fetch(url + endpoint + path, { ...init, headers });
      if (answer.status !== expected) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    },
  };
}

/** Gives the bare server the document to send, as it is on the wire. */
function recordDocument(folder, url, headers) {
  return new Promise((resolve, reject) => {
    get(url, { headers }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        if (response.statusCode !== 200) return reject(new Error(`${url}: ${response.statusCode}`));
        const { connection, 'keep-alive': _, date, 'transfer-encoding': __, ...head } = response.headers;
        const body = Buffer.concat(chunks);
        writeFileSync(join(folder, 'packument.body'), body);
        const sent = { ...head, 'content-length': body.length };
        writeFileSync(join(folder, 'packument.head'), JSON.stringify(sent));
        // A download streams from the disk there; the archive's own few bytes more are left out.
        writeFileSync(join(folder, 'large.tgz'), body.subarray(0, 4 * 1024 * 1024));
        resolve();
      });
    }).on('error', reject);
  });
}

module.exports = { measureFormat };

// One format alone: node bench/format.js NAME [seconds, of which a turn is a part]
if (require.main === module) {
  const [, , name, seconds] = process.argv;
  measureFormat(require(`./formats/${name}`), Number(seconds) || 2)
    .then(({ head, body }) => printTable(head, body))
    .catch((error) => {
      console.error(error);
      process.exitCode = 1;
    });
}

#!/usr/bin/env node
'use strict';

/**
 * NuGet beside a bare server that sends the same bytes: the registration of 1,000 versions, one of its pages, a search,
 * and a package of 4 MiB.
 *   node bench/nuget.js [seconds per turn]
 */

const { randomBytes } = require('node:crypto');
const { mkdtempSync, rmSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { crc32 } = require('node:zlib');
const {
  EMULATOR,
  callApi,
  format,
  killAll,
  median,
  printTable,
  readCpuMicroseconds,
  start,
} = require('./children');
const { run: load, toRequest } = require('./load');

const ROUNDS = 3;
const VERSIONS = 1000;
const MIB = 1024 * 1024;
const HEAD = ['NuGet', 'emulator', 'bare node:http', 'ratio', 'budget', 'CPU each', 'bare'];

async function main(seconds) {
  const { head, body } = await measureNuget(seconds);
  printTable(head, body);
}

/** Rows for documents and a package, each in turns with the bare server. */
async function measureNuget(seconds) {
  const folder = mkdtempSync(join(tmpdir(), 'codeartifact-local-bench-nuget-'));
  try {
    const { emulator, headers, endpoint } = await createWorld(folder);
    const body = [];
    for (const [what, path, barePath, budget, mebibytes] of [
      [
        `registration index, ${VERSIONS} versions`,
        '/v3/registration4/demo.lib/index.json',
        '/document',
        '≥ 0.5 ×',
      ],
      [
        'registration page, 64 versions',
        '/v3/registration4/demo.lib/page/1.0.0/1.0.63.json',
        '/document',
        '',
      ],
      ['search, 1,000 versions of one package', '/v3/query?q=demo&semVerLevel=2.0.0', '/document', ''],
      ['4 MiB nupkg GET', '/v3/flatcontainer/large/1.0.0/large.1.0.0.nupkg', '/file/large.tgz', '≥ 0.7 ×', 4],
    ]) {
      await recordDocument(folder, `${emulator.url}${endpoint}${path}`, headers);
      const server = await start([join(__dirname, 'bare-server.js'), folder]);
      const jobs = [
        { port: emulator.port, pid: emulator.pid, next: always(toRequest('GET', endpoint + path, headers)) },
        { port: server.ready.port, pid: server.child.pid, next: always(toRequest('GET', barePath, headers)) },
      ];
      body.push([what, ...(await compare(jobs, seconds, mebibytes, budget))]);
      await server.stop();
      console.error(`measured ${what}`);
    }
    return { head: HEAD, body };
  } finally {
    killAll();
    rmSync(folder, { recursive: true, force: true });
  }
}

const always = (request) => () => request;

async function compare(jobs, seconds, mebibytes, budget) {
  const figures = jobs.map(() => ({ rates: [], costs: [] }));
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const [at, { pid, ...job }] of jobs.entries()) {
      const before = readCpuMicroseconds(pid);
      const connections = mebibytes === undefined ? 16 : 4;
      const { perSecond, answered } = await load({ ...job, expected: 200, connections, seconds });
      if (round === 0) continue;
      figures[at].rates.push(perSecond * (mebibytes ?? 1));
      figures[at].costs.push((readCpuMicroseconds(pid) - before) / answered);
    }
  }
  const unit = mebibytes === undefined ? 'req/s' : 'MiB/s';
  const [mine, theirs] = figures.map(({ rates }) => median(rates));
  const costs = figures.map(({ costs: all }) => `${format(median(all))} µs`);
  return [
    `${format(mine)} ${unit}`,
    `${format(theirs)} ${unit}`,
    `${(mine / theirs).toFixed(2)} ×`,
    budget,
    ...costs,
  ];
}

async function createWorld(folder) {
  const server = await start([...EMULATOR, '--external', 'off']);
  const { url } = server.ready;
  await callApi(url, 'POST', '/v1/domain?domain=demo');
  await callApi(url, 'POST', '/v1/repository?domain=demo&repository=libs');
  const { authorizationToken: token } = await callApi(url, 'POST', '/v1/authorization-token?domain=demo');
  const endpoint = '/nuget/d/demo-000000000000/libs';
  const headers = { host: new URL(url).host, authorization: `Bearer ${token}`, 'accept-encoding': 'gzip' };
  const push = async (nupkg) => {
    const init = { method: 'PUT', headers: { authorization: headers.authorization }, body: nupkg };
    const answer = await fetch(`${url}${endpoint}/v2/package`, init);
    if (answer.status !== 201) throw new Error(`push: ${answer.status} ${await answer.text()}`);
  };
  for (let patch = 0; patch < VERSIONS; patch += 1) await push(createNupkg('Demo.Lib', `1.0.${patch}`, 100));
  const large = createNupkg('Large', '1.0.0', 4 * MIB);
  await push(large);
  writeFileSync(join(folder, 'large.tgz'), large.subarray(0, 4 * MIB));
  writeFileSync(join(folder, 'domain.json'), '{}');
  return { emulator: { url, port: Number(new URL(url).port), pid: server.child.pid }, headers, endpoint };
}

/** Gives the bare server the document to send, as it is on the wire. */
function recordDocument(folder, url, headers) {
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
        resolve();
      });
    });
  });
}

/** A package with `padding` bytes that do not compress, stored as they are. */
function createNupkg(id, version, padding) {
  const entries = [
    [
      `${id}.nuspec`,
      Buffer.from(
        `<package><metadata><id>${id}</id><version>${version}</version><authors>Ann</authors>` +
          `<description>${id} for the bench</description><dependencies><group targetFramework="net8.0">` +
          '<dependency id="Other" version="1.0.0" /></group></dependencies></metadata></package>',
      ),
    ],
    ['lib/data.bin', randomBytes(padding)],
  ];
  const [locals, centrals] = [[], []];
  let offset = 0;
  for (const [name, content] of entries) {
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt32LE(crc32(content), 10);
    common.writeUInt32LE(content.length, 14);
    common.writeUInt32LE(content.length, 18);
    common.writeUInt16LE(name.length, 22);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    centrals.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\0'), common, rest, Buffer.from(name)]));
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, Buffer.from(name), content]);
    locals.push(local);
    offset += local.length;
  }
  const directory = Buffer.concat(centrals);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(entries.length, 4);
  end.writeUInt16LE(entries.length, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...locals, directory, Buffer.from('PK\x05\x06'), end]);
}

module.exports = { measureNuget };

if (require.main === module) {
  main(Number(process.argv[2]) || 2).catch((error) => {
    console.error(error);
    process.exitCode = 1;
  });
}

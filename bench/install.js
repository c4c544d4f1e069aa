#!/usr/bin/env node
'use strict';

/**
 * `npm ci` of this project, several hundred packages, with an empty npm cache, everything being in the registry already:
 * the emulator beside Verdaccio, which is installed into a temporary folder. Needs the registry of this machine's npm.
 *   node bench/install.js
 */

const { execFile, spawn } = require('node:child_process');
const { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } = require('node:fs');
const { createServer } = require('node:net');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { promisify } = require('node:util');
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

const run = promisify(execFile);
const PROJECT = join(__dirname, '..');
const ROUNDS = 3;
const VERDACCIO = 'verdaccio@6.8.0';
const HEAD = ['npm ci, registry warm', 'emulator', 'Verdaccio', 'ratio', 'CPU', 'Verdaccio'];

async function main() {
  const folder = mkdtempSync(join(tmpdir(), 'codeartifact-local-bench-'));
  try {
    const { head, body } = await measureInstalls(folder);
    printTable(head, body);
  } finally {
    killAll();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** One row; without numbers, and with the reason, where Verdaccio or the packages cannot be had. */
async function measureInstalls(folder) {
  const registries = [];
  try {
    registries.push(await startEmulator());
    const verdaccio = join(folder, 'verdaccio');
    await installVerdaccio(verdaccio);
    registries.push(await startVerdaccio(verdaccio));
    const projects = [];
    for (const registry of registries) projects.push(await createProject(folder, registry));
    return { head: HEAD, body: [await compare(registries, projects)] };
  } catch (error) {
    const reason =
      String(error.stderr || error.message).match(/^npm error (?!code).*$/m)?.[0] ?? error.message;
    console.error(`npm ci was not measured: ${reason}`);
    return { head: HEAD, body: [['not measured', reason, '', '', '', '']] };
  } finally {
    for (const registry of registries) await registry.stop();
  }
}

/** Both in turns; the median of the rounds counts. */
async function compare(registries, projects) {
  const times = registries.map(() => []);
  const costs = registries.map(() => []);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [i, { pid }] of registries.entries()) {
      const { ci, cache } = projects[i];
      rmSync(cache, { recursive: true, force: true });
      const before = readCpuMicroseconds(pid);
      const begun = process.hrtime.bigint();
      await ci();
      times[i].push(Number(process.hrtime.bigint() - begun) / 1e9);
      costs[i].push((readCpuMicroseconds(pid) - before) / 1e6);
    }
    console.error(`measured npm ci ${round + 1} of ${ROUNDS}`);
  }
  const [[mine, theirs], [cpu, theirCpu]] = [times, costs].map((values) => values.map(median));
  const seconds = (value) => `${format(value)} s`;
  return [
    `${projects[0].count} packages`,
    ...[seconds(mine), seconds(theirs), `${(mine / theirs).toFixed(2)} ×`, seconds(cpu), seconds(theirCpu)],
  ];
}

/** This project with its own lock file; installs once, which fills the registry. */
async function createProject(folder, { name, npmrc, registry }) {
  const home = join(folder, `npm-${name}`);
  const project = join(home, 'project');
  mkdirSync(project, { recursive: true });
  writeFileSync(join(home, '.npmrc'), npmrc);
  copyFileSync(join(PROJECT, 'package.json'), join(project, 'package.json'));
  const lock = JSON.parse(readFileSync(join(PROJECT, 'package-lock.json'), 'utf8'));
  for (const [path, entry] of Object.entries(lock.packages)) {
    if (path !== '')
      entry.resolved = toTarball(registry, entry.name ?? path.split('node_modules/').pop(), entry);
  }
  writeFileSync(join(project, 'package-lock.json'), JSON.stringify(lock));
  const cache = join(home, 'cache');
  const env = {
    PATH: process.env.PATH,
    HOME: home,
    npm_config_userconfig: join(home, '.npmrc'),
    npm_config_globalconfig: join(home, 'global-npmrc'),
    npm_config_cache: cache,
  };
  const ci = () => run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: project, env });
  await ci();
  const installed = JSON.parse(readFileSync(join(project, 'node_modules/.package-lock.json'), 'utf8'));
  console.error(`installed the project through ${name}`);
  return { ci, cache, count: Object.keys(installed.packages).length };
}

function toTarball(registry, name, { version }) {
  return `${registry}${name}/-/${name.split('/').pop()}-${version}.tgz`;
}

async function startEmulator() {
  const { ready, child, stop } = await start([...EMULATOR, '--external', 'public:npmjs=live']);
  const { url } = ready;
  const repository = '/v1/repository?domain=demo&repository=';
  await callApi(url, 'POST', '/v1/domain?domain=demo');
  await callApi(url, 'POST', `${repository}npm-store`);
  const connection = '/v1/repository/external-connection?domain=demo&repository=npm-store';
  await callApi(url, 'POST', `${connection}&external-connection=public%3Anpmjs`);
  await callApi(url, 'POST', `${repository}my-repo`, { upstreams: [{ repositoryName: 'npm-store' }] });
  const { authorizationToken: token } = await callApi(url, 'POST', '/v1/authorization-token?domain=demo');
  const registry = `${url}/npm/d/demo-000000000000/my-repo/`;
  const npmrc = `registry=${registry}\n${registry.replace('http:', '')}:_authToken=${token}\n`;
  return { name: 'emulator', pid: child.pid, registry, npmrc, stop };
}

async function installVerdaccio(folder) {
  mkdirSync(folder);
  // One of its dependencies names a tag of node-fetch that not every registry has.
  writeFileSync(join(folder, 'package.json'), '{"private":true,"overrides":{"node-fetch":"2.7.0"}}');
  await run('npm', ['install', VERDACCIO, '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: folder });
}

async function startVerdaccio(folder) {
  const { readNpmRegistryAddress } = require('../dist/external/npm-registry-address.js');
  const config = {
    storage: join(folder, 'storage'),
    uplinks: { npmjs: { url: readNpmRegistryAddress() } },
    packages: { '**': { access: '$all', proxy: 'npmjs' } },
    log: { type: 'stdout', format: 'json', level: 'error' },
  };
  writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
  const url = `http://127.0.0.1:${await findFreePort()}/`;
  const args = [join(folder, 'node_modules/verdaccio/bin/verdaccio')];
  args.push('--config', join(folder, 'config.json'), '--listen', url);
  const child = spawn(process.execPath, args, { cwd: folder, stdio: 'ignore' });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const stop = async () => {
    child.kill('SIGKILL');
    await ended;
  };
  try {
    await waitFor(`${url}-/ping`, child);
  } catch (error) {
    await stop();
    throw error;
  }
  return { name: 'Verdaccio', pid: child.pid, registry: url, npmrc: `registry=${url}\n`, stop };
}

async function waitFor(url, child) {
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline && child.exitCode === null) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('Verdaccio does not answer');
}

function findFreePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

if (require.main === module) void main();

module.exports = { installVerdaccio, measureInstalls, startVerdaccio };

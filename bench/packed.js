#!/usr/bin/env node
'use strict';

/**
 * What a user gets: `npm pack` installed into an empty project and started there for the first time, beside Verdaccio.
 * Needs the registry of this machine's npm, for the dependencies.
 *   node bench/packed.js
 */

const { execFile } = require('node:child_process');
const {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { promisify } = require('node:util');
const { format, killAll, printTable, start } = require('./children');
const { installVerdaccio, startVerdaccio } = require('./install');

const run = promisify(execFile);
const PROJECT = join(__dirname, '..');
const HEAD = ['npm install into an empty project', 'archive', 'installed', 'packages', 'first start → ready'];

/** Rows of both; without numbers, and with the reason, where the dependencies cannot be had. */
async function measurePacked(folder) {
  try {
    return { head: HEAD, body: [await measureOurs(folder), await measureVerdaccio(folder)] };
  } catch (error) {
    console.error(`the packed package was not measured: ${error.message}`);
    return { head: HEAD, body: [['not measured', '', '', '', '']] };
  }
}

async function measureOurs(folder) {
  const project = join(folder, 'packed');
  mkdirSync(project);
  const { stdout } = await run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
    cwd: PROJECT,
  });
  const [{ filename, size }] = JSON.parse(stdout);
  writeFileSync(join(project, 'package.json'), '{"private":true}');
  const options = ['--ignore-scripts', '--no-audit', '--no-fund'];
  await run('npm', ['install', join(folder, filename), ...options], { cwd: project });
  const bin = join(project, 'node_modules/codeartifact-local/bin/codeartifact-local.js');
  const row = ['codeartifact-local', `${format(size / 1024)} KiB`, ...describeModules(project)];
  return [...row, await time(() => start([bin, 'start', '--port', '0', '--json', '--log-level', 'error']))];
}

async function measureVerdaccio(folder) {
  const home = join(folder, 'verdaccio-packed');
  await installVerdaccio(home);
  return ['Verdaccio', '', ...describeModules(home), await time(() => startVerdaccio(home))];
}

/** Milliseconds until a server answers that is then stopped. */
async function time(begin) {
  const begun = process.hrtime.bigint();
  const { stop } = await begin();
  const taken = Number(process.hrtime.bigint() - begun) / 1e6;
  await stop();
  return `${format(taken)} ms`;
}

function describeModules(project) {
  const modules = join(project, 'node_modules');
  const { packages } = JSON.parse(readFileSync(join(modules, '.package-lock.json'), 'utf8'));
  const files = readdirSync(modules, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  const bytes = files.reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
  return [`${format(bytes / 1024 / 1024)} MiB`, String(Object.keys(packages).length)];
}

module.exports = { measurePacked };

if (require.main === module) {
  const folder = mkdtempSync(join(tmpdir(), 'codeartifact-local-bench-'));
  measurePacked(folder)
    .then(({ head, body }) => printTable(head, body))
    .finally(() => {
      killAll();
      rmSync(folder, { recursive: true, force: true });
    });
}

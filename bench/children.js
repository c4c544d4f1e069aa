'use strict';

const { spawn } = require('node:child_process');
const { readdirSync, readFileSync } = require('node:fs');
const { join } = require('node:path');
const { createDocument } = require('./npm-document');
const { sign } = require('./sigv4');

/** Processes to be measured, and how they are asked and timed. */

const LAUNCHER = join(__dirname, '../bin/codeartifact-local.js');
const EMULATOR = [LAUNCHER, 'start', '--port', '0', '--json', '--log-level', 'error'];

const children = new Set();

/** Starts a child and resolves to it with its first line of output, parsed. */
function start(args) {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  children.add(child);
  const ended = new Promise((resolve) => child.once('exit', resolve));
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout.on('data', (chunk) => {
      text += chunk;
      const end = text.indexOf('\n');
      if (end >= 0) resolve({ child, ready: JSON.parse(text.slice(0, end)), stop: () => stop(child, ended) });
    });
    void ended.then((code) => {
      children.delete(child);
      reject(new Error(`${args.join(' ')} exited with ${code}`));
    });
  });
}

async function stop(child, ended) {
  child.kill('SIGTERM');
  await ended;
}

function killAll() {
  for (const child of children) child.kill('SIGKILL');
}

async function getAnswer(url, options) {
  const response = await fetch(url, options);
  if (!response.ok)
    throw new Error(`${options?.method ?? 'GET'} ${url}: ${response.status} ${await response.text()}`);
  return response;
}

/** A signed call of the API; `body` makes it JSON. */
async function callApi(url, method, path, body) {
  const text = body && JSON.stringify(body);
  const headers = sign(method, path, new URL(url).host, 'setup', text);
  if (body === undefined) return (await getAnswer(url + path, { method, headers })).json();
  const options = { method, headers: { ...headers, 'content-type': 'application/json' }, body: text };
  return (await getAnswer(url + path, options)).json();
}

/** Publishes a package as npm does; resolves to its tarball. */
async function publish(registry, token, name, version, padding) {
  const { body, tarball } = await createDocument(name, version, registry, padding);
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  await getAnswer(`${registry}/${name}`, { method: 'PUT', headers, body });
  return tarball;
}

/** Processor time a process has used; NaN where there is no /proc. Unlike rates it does not suffer from neighbours. */
function readCpuMicroseconds(pid) {
  try {
    const threads = readdirSync(`/proc/${pid}/task`);
    const nanoseconds = threads.map((id) =>
      parseInt(readFileSync(`/proc/${pid}/task/${id}/schedstat`, 'utf8'), 10),
    );
    return nanoseconds.reduce((sum, each) => sum + each, 0) / 1000;
  } catch {
    return NaN;
  }
}

const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];
const format = (value) => value.toLocaleString('en-US', { maximumFractionDigits: value < 100 ? 1 : 0 });

function printTable(head, body) {
  const lines = [head, head.map((_, i) => (i === 0 ? '---' : '---:')), ...body];
  console.log(`${lines.map((line) => `| ${line.join(' | ')} |`).join('\n')}\n`);
}

module.exports = {
  EMULATOR,
  callApi,
  format,
  getAnswer,
  killAll,
  median,
  printTable,
  publish,
  readCpuMicroseconds,
  start,
};

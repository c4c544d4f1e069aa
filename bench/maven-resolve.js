#!/usr/bin/env node
'use strict';

/**
 * `mvn compile` of a project with a hundred dependencies of which none was ever downloaded, beside a bare server that sends
 * the same files. Maven's own plugins come from Debian's packages and stay.
 *   node bench/maven-resolve.js
 */

const { execFile } = require('node:child_process');
const { createHash } = require('node:crypto');
const { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } = require('node:fs');
const { createServer } = require('node:http');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { promisify } = require('node:util');
const { EMULATOR, callApi, format, getAnswer, killAll, median, printTable, start } = require('./children');

const run = promisify(execFile);
const PLUGINS = '/usr/share/maven-repo';
const ROUNDS = 3;
const ARTIFACTS = Array.from({ length: 100 }, (_, i) => `lib${i}`);
const HEAD = ['mvn, 100 artifacts', 'emulator', 'bare node:http', 'ratio'];

/** One row; without numbers, and with the reason, where Maven or its plugins are not installed. */
async function measureMavenResolve() {
  if (!existsSync(join(PLUGINS, 'org/apache/maven/plugins/maven-compiler-plugin'))) {
    return { head: HEAD, body: [['not measured', 'Maven’s plugins are not installed', '', '']] };
  }
  const folder = mkdtempSync(join(tmpdir(), 'codeartifact-local-bench-'));
  const files = createFiles();
  const [emulator, bare] = [await startEmulator(files), await startBare(files)];
  try {
    const times = { emulator: [], bare: [] };
    for (let round = -1; round < ROUNDS; round += 1) {
      for (const [name, { url, token }] of [
        ['emulator', emulator],
        ['bare', bare],
      ]) {
        const project = createProject(join(folder, name), url, token);
        const begun = process.hrtime.bigint();
        await run(
          'mvn',
          ['-B', '-ntp', '-q', '-s', project.settings, `-Dmaven.repo.local=${project.local}`, 'compile'],
          {
            cwd: project.path,
          },
        );
        // The first round fetches what Maven itself needs.
        if (round >= 0) times[name].push(Number(process.hrtime.bigint() - begun) / 1e9);
      }
      console.error(`measured mvn, round ${round + 1} of ${ROUNDS}`);
    }
    const [mine, theirs] = [median(times.emulator), median(times.bare)];
    const row = [
      'resolve and compile',
      `${format(mine)} s`,
      `${format(theirs)} s`,
      `${(mine / theirs).toFixed(2)} ×`,
    ];
    return { head: HEAD, body: [row] };
  } finally {
    await Promise.all([emulator.stop(), bare.stop()]);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Path to content: a POM and a jar of 64 KiB for each artifact, with their checksums. */
function createFiles() {
  const files = new Map();
  for (const [i, name] of ARTIFACTS.entries()) {
    const base = `/com/ex/${name}/1.0/${name}-1.0`;
    const pom = `<project><modelVersion>4.0.0</modelVersion><groupId>com.ex</groupId><artifactId>${name}</artifactId><version>1.0</version></project>`;
    files.set(`${base}.jar`, createJar(i)).set(`${base}.pom`, Buffer.from(pom));
  }
  return files;
}

/** An archive without entries but its end, and a comment that makes it as long as a small library. */
function createJar(seed) {
  const comment = Buffer.alloc(65_000, seed);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(comment.length, 20);
  return Buffer.concat([end, comment]);
}

async function startEmulator(files) {
  const server = await start([...EMULATOR, '--external', 'off']);
  const { url } = server.ready;
  await callApi(url, 'POST', '/v1/domain?domain=demo');
  await callApi(url, 'POST', '/v1/repository?domain=demo&repository=libs');
  const { authorizationToken: token } = await callApi(url, 'POST', '/v1/authorization-token?domain=demo');
  const endpoint = `${url}/maven/d/demo-000000000000/libs`;
  const put = (path, body) =>
    getAnswer(endpoint + path, { method: 'PUT', headers: { authorization: `Bearer ${token}` }, body });
  for (const [path, body] of files) await put(path, body);
  for (const name of ARTIFACTS) {
    const document =
      '<metadata><versioning><versions><version>1.0</version></versions></versioning></metadata>';
    await put(`/com/ex/${name}/maven-metadata.xml`, document);
  }
  return { url: endpoint, token, stop: server.stop };
}

async function startBare(files) {
  const server = createServer((request, response) => {
    const [, path = '', ending] = /^(.*?)(\.sha1)?$/.exec(request.url);
    const content = files.get(path);
    if (!content) return response.writeHead(404).end();
    response.end(ending ? createHash('sha1').update(content).digest('hex') : content);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stop = () => new Promise((resolve) => server.close(resolve).closeAllConnections());
  return { url: `http://127.0.0.1:${server.address().port}`, token: 'none', stop };
}

/** A project that wants everything, and a local repository that has nothing of it. */
function createProject(path, url, token) {
  const local = join(path, 'local');
  const settings = join(path, 'settings.xml');
  mkdirSync(path, { recursive: true });
  rmSync(join(local, 'com/ex'), { recursive: true, force: true });
  writeFileSync(
    settings,
    `<settings><servers><server><id>ca</id><username>aws</username><password>${token}</password></server></servers>` +
      `<mirrors><mirror><id>plugins</id><url>file://${PLUGINS}</url><mirrorOf>central</mirrorOf></mirror></mirrors></settings>`,
  );
  const dependencies = ARTIFACTS.map(
    (name) =>
      `<dependency><groupId>com.ex</groupId><artifactId>${name}</artifactId><version>1.0</version></dependency>`,
  );
  writeFileSync(
    join(path, 'pom.xml'),
    `<project><modelVersion>4.0.0</modelVersion><groupId>com.ex</groupId><artifactId>app</artifactId><version>1</version>` +
      `<repositories><repository><id>ca</id><url>${url}</url></repository></repositories>` +
      `<dependencies>${dependencies.join('')}</dependencies></project>`,
  );
  return { path, settings, local };
}

module.exports = { measureMavenResolve };

if (require.main === module) {
  measureMavenResolve()
    .then(({ head, body }) => printTable(head, body))
    .catch((error) => {
      console.error(error);
      process.exitCode = 1;
    })
    .finally(killAll);
}

#!/usr/bin/env node
'use strict';

/**
 * Adds to package-lock.json the optional packages for other platforms that the registry at hand could not give when
 * the lock file was written. Without their entries `npm ci` refuses the lock file everywhere. Such an entry has no
 * integrity, because nobody has seen the bytes; its platform is read from its name. Run it after `npm install`.
 */

const fs = require('node:fs');
const path = require('node:path');

const LOCK = path.join(__dirname, '../package-lock.json');
const PLATFORM =
  /-(?<os>aix|android|darwin|freebsd|linux|netbsd|openbsd|openharmony|sunos|win32)-(?<cpu>arm64|arm|ia32|loong64|mips64el|ppc64|riscv64|s390x|x64)(?:-(?<abi>\w+))?$/;

function toLockEntry(owner, name, version) {
  if (!/^\d+\.\d+\.\d+$/.test(version)) throw new Error(`${name}@${version}: not an exact version`);
  const { os, cpu, abi = '' } = PLATFORM.exec(name)?.groups ?? {};
  if (os === undefined) throw new Error(`${name}: the name does not tell its platform`);
  const libc = { linux: abi.startsWith('musl') ? ['musl'] : ['glibc'] }[os];
  return {
    version,
    cpu: [cpu],
    ...(owner.dev && { dev: true }),
    ...(libc && { libc }),
    ...(owner.license && { license: owner.license }),
    optional: true,
    os: [os],
    ...(owner.engines && { engines: owner.engines }),
  };
}

const lock = JSON.parse(fs.readFileSync(LOCK, 'utf8'));
const added = [];
for (const owner of Object.values(lock.packages)) {
  for (const [name, version] of Object.entries(owner.optionalDependencies ?? {})) {
    const key = `node_modules/${name}`;
    const isThere = Object.keys(lock.packages).some((other) => other === key || other.endsWith(`/${key}`));
    if (isThere) continue;
    lock.packages[key] = toLockEntry(owner, name, version);
    added.push(`${name}@${version}`);
  }
}
const sorted = Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, 'en'));
lock.packages = Object.fromEntries(sorted);
fs.writeFileSync(LOCK, `${JSON.stringify(lock, null, 2)}\n`);
for (const name of added) console.log(`added ${name}`);

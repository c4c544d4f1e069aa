'use strict';

const { randomBytes } = require('node:crypto');
const { gzipSync } = require('node:zlib');
const { pack } = require('tar-stream');

const VERSIONS = 1000;
const MIB = 1024 * 1024;

/** Ruby: the document of 1,000 versions, their dependencies, a gemspec, and a gem of 4 MiB. */
const ruby = {
  title: 'Ruby',
  format: 'ruby',
  async fill({ send }) {
    const push = (body) => send('/api/v1/gems', { method: 'POST', body }, 200);
    for (let patch = 0; patch < VERSIONS; patch += 1) {
      await push(await createGem('demo-lib', `1.0.${patch}`, 100));
    }
    await push(await createGem('large', '1.0.0', 4 * MIB));
  },
  rows: [
    { what: `info, ${VERSIONS} versions`, path: '/info/demo-lib', budget: '≥ 0.5 ×' },
    { what: `dependencies, ${VERSIONS} versions`, path: '/api/v1/dependencies?gems=demo-lib' },
    { what: 'gemspec', path: '/quick/Marshal.4.8/demo-lib-1.0.0.gemspec.rz' },
    {
      ...{ what: '4 MiB gem GET', path: '/gems/large-1.0.0.gem' },
      ...{ budget: '≥ 0.7 ×', mebibytes: 4 },
    },
  ],
};

/** A gem with `padding` bytes that do not compress. */
async function createGem(name, version, padding) {
  const requirement = (operator, number) =>
    `!ruby/object:Gem::Requirement\n    requirements:\n    - - "${operator}"\n` +
    `      - !ruby/object:Gem::Version\n        version: '${number}'`;
  const gemspec =
    `--- !ruby/object:Gem::Specification\nname: ${name}\nversion: !ruby/object:Gem::Version\n  version: ${version}\n` +
    `platform: ruby\nauthors:\n- Ann\nsummary: ${name} for the bench\nlicenses:\n- MIT\ndependencies:\n` +
    `- !ruby/object:Gem::Dependency\n  name: other\n  requirement: ${requirement('~>', '1.0')}\n  type: :runtime\n` +
    `- !ruby/object:Gem::Dependency\n  name: third\n  requirement: ${requirement('>=', '2')}\n  type: :runtime\n`;
  const archive = pack();
  archive.entry({ name: 'metadata.gz' }, gzipSync(gemspec));
  archive.entry({ name: 'data.tar.gz' }, gzipSync(randomBytes(padding)));
  archive.finalize();
  const chunks = [];
  for await (const chunk of archive) chunks.push(chunk);
  return Buffer.concat(chunks);
}

module.exports = ruby;

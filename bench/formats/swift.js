'use strict';

const { randomBytes } = require('node:crypto');
const { createZip } = require('../zip');

const VERSIONS = 1000;
const MIB = 1024 * 1024;
const ACCEPT = { accept: 'application/vnd.swift.registry.v1+json' };

/** Swift: the list of 1,000 releases, one of them, its manifest, and an archive of 4 MiB. */
const swift = {
  title: 'Swift',
  format: 'swift',
  async fill({ send }) {
    const put = (path, archive) => {
      const body = new FormData();
      body.append('source-archive', new Blob([archive]), 'source-archive.zip');
      body.append('metadata', JSON.stringify({ description: 'For the bench.' }));
      return send(path, { method: 'PUT', body }, 201);
    };
    for (let patch = 0; patch < VERSIONS; patch += 1)
      await put(`/demo/LinkedLib/1.0.${patch}`, createArchive('LinkedLib', 100));
    await put('/demo/Large/1.0.0', createArchive('Large', 4 * MIB));
  },
  rows: [
    {
      ...{ what: `release list, ${VERSIONS} versions`, path: '/demo/LinkedLib' },
      ...{ budget: '≥ 0.5 ×', headers: ACCEPT },
    },
    { what: 'release', path: '/demo/LinkedLib/1.0.500', headers: ACCEPT },
    { what: 'manifest', path: '/demo/LinkedLib/1.0.500/Package.swift' },
    {
      ...{ what: '4 MiB archive GET', path: '/demo/Large/1.0.0.zip' },
      ...{ budget: '≥ 0.7 ×', mebibytes: 4 },
    },
  ],
};

/** A package with `padding` bytes that do not compress. */
function createArchive(name, padding) {
  const manifest = `// swift-tools-version:5.7\nimport PackageDescription\nlet package = Package(name: "${name}")\n`;
  return createZip([
    [`${name}/Package.swift`, Buffer.from(manifest)],
    [`${name}/data.bin`, randomBytes(padding)],
  ]);
}

module.exports = swift;

'use strict';

const { randomBytes } = require('node:crypto');
const { createZip } = require('../zip');

const FILES = 1000;
const MIB = 1024 * 1024;
const JSON_PAGE = { accept: 'application/vnd.pypi.simple.v1+json' };

/** PyPI: a simple index of 1,000 files in both forms, and a wheel of 4 MiB. */
const pypi = {
  title: 'PyPI',
  format: 'pypi',
  async fill({ send }) {
    const upload = (project, version, padding) => {
      const body = new FormData();
      for (const [name, value] of Object.entries({ ':action': 'file_upload', name: project, version })) {
        body.append(name, value);
      }
      const file = new Blob([createWheel(project, version, padding)]);
      body.append('content', file, `${project}-${version}-py3-none-any.whl`);
      return send('/', { method: 'POST', body }, 200);
    };
    for (let patch = 0; patch < FILES; patch += 1) await upload('demo', `1.0.${patch}`, 100);
    await upload('large', '1.0.0', 4 * MIB);
  },
  rows: [
    {
      what: `simple index, ${FILES} files, JSON`,
      path: '/simple/demo/',
      headers: JSON_PAGE,
      budget: '≥ 0.5 ×',
    },
    { what: `simple index, ${FILES} files, HTML`, path: '/simple/demo/', budget: '≥ 0.5 ×' },
    {
      ...{ what: '4 MiB wheel GET', path: '/simple/large/1.0.0/large-1.0.0-py3-none-any.whl' },
      ...{ budget: '≥ 0.7 ×', mebibytes: 4 },
    },
  ],
};

/** A wheel with `padding` bytes that do not compress. */
function createWheel(project, version, padding) {
  const metadata = `Metadata-Version: 2.1\nName: ${project}\nVersion: ${version}\nRequires-Dist: other\n`;
  return createZip([
    [`${project}-${version}.dist-info/METADATA`, Buffer.from(metadata)],
    ['data.bin', randomBytes(padding)],
  ]);
}

module.exports = pypi;

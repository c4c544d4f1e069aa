'use strict';

const { randomBytes } = require('node:crypto');

const VERSIONS = 1000;
const MIB = 1024 * 1024;

/** Maven: the document of 1,000 versions, a small jar, and one of 4 MiB in and out. */
const maven = {
  title: 'Maven',
  format: 'maven',
  async fill({ send }) {
    const put = (path, body) => send(path, { method: 'PUT', body }, 201);
    const versions = Array.from({ length: VERSIONS }, (_, patch) => `1.0.${patch}`);
    for (const version of versions) await put(`/com/ex/lib/${version}/lib-${version}.jar`, version);
    await put('/com/ex/lib/maven-metadata.xml', toDocument(versions));
    await put('/com/ex/large/1.0/large-1.0.jar', randomBytes(4 * MIB));
    await put('/com/ex/large/maven-metadata.xml', toDocument(['1.0']));
  },
  rows: [
    {
      what: `maven-metadata.xml, ${VERSIONS} versions`,
      path: '/com/ex/lib/maven-metadata.xml',
      budget: '≥ 0.5 ×',
    },
    { what: 'small jar GET', path: '/com/ex/lib/1.0.500/lib-1.0.500.jar' },
    {
      ...{ what: '4 MiB jar GET', path: '/com/ex/large/1.0/large-1.0.jar' },
      ...{ budget: '≥ 0.7 ×', mebibytes: 4 },
    },
    {
      ...{ what: '4 MiB jar PUT', path: (n) => `/com/ex/put/1.${n}/put-1.${n}.jar` },
      ...{ upload: randomBytes(4 * MIB), budget: '≥ 0.7 ×', mebibytes: 4 },
    },
  ],
};

function toDocument(versions) {
  const listed = versions.map((version) => `<version>${version}</version>`).join('');
  return `<metadata><versioning><versions>${listed}</versions></versioning></metadata>`;
}

module.exports = maven;

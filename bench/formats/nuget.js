'use strict';

const { randomBytes } = require('node:crypto');
const { createZip } = require('../zip');

const VERSIONS = 1000;
const MIB = 1024 * 1024;

/** NuGet: the registration of 1,000 versions, one of its pages, a search, and a package of 4 MiB. */
const nuget = {
  title: 'NuGet',
  format: 'nuget',
  async fill({ send }) {
    const push = (body) => send('/v2/package', { method: 'PUT', body }, 201);
    for (let patch = 0; patch < VERSIONS; patch += 1)
      await push(createNupkg('Demo.Lib', `1.0.${patch}`, 100));
    await push(createNupkg('Large', '1.0.0', 4 * MIB));
  },
  rows: [
    {
      what: `registration index, ${VERSIONS} versions`,
      path: '/v3/registration4/demo.lib/index.json',
      budget: '≥ 0.5 ×',
    },
    { what: 'registration page, 64 versions', path: '/v3/registration4/demo.lib/page/1.0.0/1.0.63.json' },
    { what: 'search, 1,000 versions of one package', path: '/v3/query?q=demo&semVerLevel=2.0.0' },
    {
      ...{ what: '4 MiB nupkg GET', path: '/v3/flatcontainer/large/1.0.0/large.1.0.0.nupkg' },
      ...{ budget: '≥ 0.7 ×', mebibytes: 4 },
    },
  ],
};

/** A package with `padding` bytes that do not compress. */
function createNupkg(id, version, padding) {
  const nuspec =
    `<package><metadata><id>${id}</id><version>${version}</version><authors>Ann</authors>` +
    `<description>${id} for the bench</description><dependencies><group targetFramework="net8.0">` +
    '<dependency id="Other" version="1.0.0" /></group></dependencies></metadata></package>';
  return createZip([
    [`${id}.nuspec`, Buffer.from(nuspec)],
    ['lib/data.bin', randomBytes(padding)],
  ]);
}

module.exports = nuget;

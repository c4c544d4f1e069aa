'use strict';

/** How the state behaves as it grows: the last size of each row beside the first. */

const { join } = require('node:path');
const { format, start } = require('./children');

async function measure(script, args, sizes, figures) {
  const results = [];
  for (const size of sizes) {
    const flags = ['--expose-gc', '--max-old-space-size=8192'];
    const server = await start([...flags, join(__dirname, script), ...args, `${size}`]);
    results.push(server.ready);
    await server.stop();
    console.error(`measured ${args.join(' ') || 'package groups'}: ${size}`);
  }
  return figures.map(([what, name, budget, unit = 'µs']) => [
    what,
    ...results.map((result) => `${format(result[name])} ${unit}`),
    `${(results.at(-1)[name] / results[0][name]).toFixed(2)} ×`,
    budget,
  ]);
}

/** The tables, each with its head. A million packages take half a minute to make. */
async function measureGrowth() {
  return [
    {
      head: ['packages', '1,000', '100,000', '1,000,000', 'ratio', 'budget'],
      body: await measure(
        'state.js',
        ['packages'],
        [1000, 100_000, 1_000_000],
        [
          ['reset', 'reset', '≤ 1 ms, flat'],
          ['snapshot', 'snapshot', '≤ 1 ms, flat'],
          ['restore', 'restore', '≤ 1 ms, flat'],
          ['ListPackages, first 100', 'firstPage', 'flat'],
          ['ListPackages, 100 in the middle', 'middlePage', 'flat'],
        ],
      ),
    },
    {
      head: ['versions of one package', '1,000', '100,000', 'ratio', 'budget'],
      body: await measure(
        'state.js',
        ['versions'],
        [1000, 100_000],
        [
          ['ListPackageVersions, first 100', 'firstPage', 'flat'],
          ['ListPackageVersions, 100 in the middle', 'middlePage', 'flat'],
          ['publish (registry and store only)', 'publish', 'flat'],
          ['memory of a version', 'bytesPerVersion', '', 'bytes'],
        ],
      ),
    },
    {
      head: ['package groups', '100', '10,000', 'ratio', 'budget'],
      body: await measure(
        'package-groups.js',
        [],
        [100, 10_000],
        [
          ['GetAssociatedPackageGroup', 'associateOwn', 'flat'],
          ['the same, for a variation of a name', 'associateVariation', 'flat'],
          ['ListPackageGroups, 100 in the middle', 'middlePage', 'flat'],
          ['create and delete', 'createAndDelete', 'flat'],
        ],
      ),
    },
  ];
}

module.exports = { measureGrowth };

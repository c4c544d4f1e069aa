'use strict';

// Puts the command line with all of ours into one file: loading some two hundred small modules took longer than
// everything else at start-up (docs/decisions/0006). It stands as deep below the root as the modules it is made from,
// so paths relative to them still lead to models/ and package.json.
require('esbuild').buildSync({
  entryPoints: ['dist/cli/main.js'],
  outfile: 'dist/cli/codeartifact-local.js',
  bundle: true,
  platform: 'node',
  target: 'node20',
  packages: 'external',
});

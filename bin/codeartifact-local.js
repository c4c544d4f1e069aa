#!/usr/bin/env node
'use strict';
require('../dist/cli/codeartifact-local.js').main(process.argv.slice(2));

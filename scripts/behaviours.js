#!/usr/bin/env node
'use strict';

/**
 * Which rows of the behaviour catalogue a test cites (DESIGN D12).
 *
 *   node scripts/behaviours.js           prints the figures of each file and writes docs/coverage.md
 *   node scripts/behaviours.js --list    prints every row that no test cites as well
 *   node scripts/behaviours.js --check   writes nothing; exits 1 when docs/coverage.md is stale or when a test
 *                                        cites a row that does not exist
 */

const fs = require('node:fs');
const path = require('node:path');

const ROOT = path.join(__dirname, '..');
const CATALOGUE = 'docs/behaviours';
const REPORT = 'docs/coverage.md';

// A row is a line that opens with an id: a list item, a table row, a heading or bare text.
const ROW = /^\s*(?:[-*]\s+|\|\s*|#+\s+)?(?:\*\*)?([A-Z]{2,}-\d{3})\b/;
// Bare text may hold further rows, each a sentence that opens with its id: "NPM-190 the table. NPM-191 fields of …".
const BARE_ROW = /^[A-Z]{2,}-\d{3}/;
const FURTHER_ROW = /[.;]\s+([A-Z]{2,}-\d{3})\s/g;

// A title is a string literal that opens with ids: 'DOM-013, DOM-014 …', `NPM-010…NPM-013 …`, "UP-052/053 …". A bare
// number counts after a slash or a range sign only, so that 'DOM-013 404 for …' cites one row.
const TITLE = new RegExp(
  /['"`]/.source +
    /([A-Z]{2,}-\d{3}(?![\w-])(?:(?:\s*(?:[,;+&]|and\b)?\s*[A-Z]{2,}-|\s*(?:\/|…|–|\.{2,3})\s*(?:[A-Z]{2,}-)?)\d{3}(?![\w-]))*)/
      .source,
  'g',
);
const CITATION = /(…|–|\.{2,3})?\s*(?:([A-Z]{2,})-)?(\d{3})/g;

function readFilesUnder(folder, extension) {
  const absolute = path.join(ROOT, folder);
  if (!fs.existsSync(absolute)) return [];
  return fs
    .readdirSync(absolute, { recursive: true })
    .map((name) => path.posix.join(folder, String(name).split(path.sep).join('/')))
    .filter((name) => name.endsWith(extension))
    .sort();
}

const readText = (file) => fs.readFileSync(path.join(ROOT, file), 'utf8');

/** The ids that one catalogue file defines, in their order. */
function parseRows(text) {
  const ids = [];
  for (const line of text.split('\n')) {
    const first = ROW.exec(line)?.[1];
    if (first === undefined) continue;
    ids.push(first);
    if (!BARE_ROW.test(line)) continue;
    const prefix = first.split('-')[0];
    for (const [, id] of line.matchAll(FURTHER_ROW)) {
      if (id.startsWith(`${prefix}-`) && !ids.includes(id)) ids.push(id);
    }
  }
  return ids;
}

/** Catalogue file → ids. Throws when two rows share an id. */
function readCatalogue() {
  const catalogue = new Map();
  const seen = new Map();
  for (const file of readFilesUnder(CATALOGUE, '.md')) {
    if (path.basename(file) === 'README.md') continue;
    const ids = parseRows(readText(file));
    for (const id of ids) {
      if (seen.has(id)) throw new Error(`${id} is defined in ${seen.get(id)} and in ${file}`);
      seen.set(id, file);
    }
    catalogue.set(file, ids);
  }
  return catalogue;
}

/** The ids of one title's head; a range stands for its two ends and for every defined row between them. */
function parseCitations(head, defined) {
  const ids = [];
  let prefix = '';
  for (const [, range, ownPrefix, number] of head.matchAll(CITATION)) {
    prefix = ownPrefix ?? prefix;
    const id = `${prefix}-${number}`;
    const from = ids.at(-1);
    if (range !== undefined && from?.startsWith(`${prefix}-`)) {
      for (const other of defined) {
        if (other.startsWith(`${prefix}-`) && other > from && other < id) ids.push(other);
      }
    }
    ids.push(id);
  }
  return ids;
}

/** Id → test files that cite it. Only prefixes of the catalogue count: 'SHA-256 …' is no citation. */
function readCitations(catalogue) {
  const defined = [...catalogue.values()].flat();
  const prefixes = new Set(defined.map((id) => id.split('-')[0]));
  const citations = new Map();
  for (const file of readFilesUnder('test', '.ts')) {
    for (const [, head] of readText(file).matchAll(TITLE)) {
      if (!prefixes.has(head.split('-')[0])) continue;
      for (const id of parseCitations(head, defined)) {
        if (!citations.has(id)) citations.set(id, new Set());
        citations.get(id).add(file);
      }
    }
  }
  return citations;
}

const toKebabCase = (name) => name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '-').toLowerCase();

/** The model's operations with the file that implements each, if there is one, and its test. */
function readOperations() {
  const { shapes } = JSON.parse(readText('models/codeartifact.smithy.json'));
  // What the index does not list is not served.
  const sources = [...readText('src/operations/index.ts').matchAll(/from '\.\/([^']+\/[^']+)'/g)].map(
    ([, file]) => `src/operations/${file}.ts`,
  );
  const tests = readFilesUnder('test/operations', '.test.ts');
  return Object.entries(shapes)
    .filter(([, shape]) => shape.type === 'operation')
    .map(([id]) => {
      const name = id.split('#')[1];
      const isNamed = (suffix) => (file) => file.endsWith(`/${toKebabCase(name)}${suffix}`);
      return { name, source: sources.find(isNamed('.ts')), test: tests.find(isNamed('.test.ts')) };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

const percent = (part, whole) => (whole === 0 ? '–' : `${Math.floor((100 * part) / whole)} %`);

function summarise(catalogue, citations) {
  return [...catalogue].map(([file, ids]) => {
    const uncited = ids.filter((id) => !citations.has(id));
    return { file, rows: ids.length, cited: ids.length - uncited.length, uncited };
  });
}

function renderReport(summary, operations) {
  const rows = summary.reduce((sum, entry) => sum + entry.rows, 0);
  const cited = summary.reduce((sum, entry) => sum + entry.cited, 0);
  const done = operations.filter((operation) => operation.source !== undefined);
  const link = (file, text) => (file === undefined ? '–' : `[${text}](../${file})`);
  return [
    '# Coverage',
    '',
    'Written by `npm run coverage:behaviours`; do not edit. A row counts as cited when a test carries its id at the',
    'start of its title. Uncited rows are the backlog: `npm run coverage:behaviours -- --list` prints them.',
    '',
    '## Behaviours',
    '',
    '| catalogue | rows | cited | share |',
    '| --- | ---: | ---: | ---: |',
    ...summary.map((entry) => {
      const name = path.posix.relative(CATALOGUE, entry.file);
      return `| [${name}](behaviours/${name}) | ${entry.rows} | ${entry.cited} | ${percent(entry.cited, entry.rows)} |`;
    }),
    `| **all** | **${rows}** | **${cited}** | **${percent(cited, rows)}** |`,
    '',
    '## Operations',
    '',
    `${done.length} of ${operations.length} are implemented; any other answers 501.`,
    '',
    '| operation | implemented | test |',
    '| --- | --- | --- |',
    ...operations.map(
      ({ name, source, test }) => `| ${name} | ${link(source, 'yes')} | ${link(test, 'yes')} |`,
    ),
    '',
  ].join('\n');
}

/** Everything the script knows; `unknown` are citations of rows that do not exist. */
function readCoverage() {
  const catalogue = readCatalogue();
  const citations = readCitations(catalogue);
  const defined = new Set([...catalogue.values()].flat());
  const unknown = [...citations]
    .filter(([id]) => !defined.has(id))
    .map(([id, files]) => ({ id, files: [...files] }));
  const summary = summarise(catalogue, citations);
  return { catalogue, citations, unknown, summary, report: renderReport(summary, readOperations()) };
}

function main(args) {
  const known = ['--list', '--check'];
  const stranger = args.find((arg) => !known.includes(arg));
  if (stranger !== undefined) {
    console.error(`unknown argument ${stranger}; known: ${known.join(' ')}`);
    return 2;
  }
  const { summary, unknown, report } = readCoverage();
  for (const { file, rows, cited, uncited } of summary) {
    console.log(`${file}: ${cited} of ${rows} rows cited, ${uncited.length} not`);
    if (args.includes('--list')) for (const id of uncited) console.log(`  ${id}`);
  }
  for (const { id, files } of unknown)
    console.error(`${id} is not in the catalogue; cited by ${files.join(', ')}`);
  if (args.includes('--check')) {
    const current = fs.existsSync(path.join(ROOT, REPORT)) ? readText(REPORT) : '';
    const stale = current !== report;
    if (stale) console.error(`${REPORT} is stale; run npm run coverage:behaviours`);
    return stale || unknown.length > 0 ? 1 : 0;
  }
  fs.writeFileSync(path.join(ROOT, REPORT), report);
  return unknown.length > 0 ? 1 : 0;
}

module.exports = { parseRows, parseCitations, readCoverage };

if (require.main === module) process.exitCode = main(process.argv.slice(2));

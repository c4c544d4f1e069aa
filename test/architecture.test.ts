import { findImports, readProjectFile, readSourceFiles, type SourceFile } from './support/source-files';

/**
 * What each folder may import besides its own files and packages: a path, or a folder when it ends in a slash.
 * `formats/<f>/` counts as a folder of its own, so no format sees another.
 */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  util: [],
  'errors.ts': [],
  encoding: ['util/'],
  protocol: ['util/', 'errors'],
  auth: ['util/', 'errors'],
  registry: ['util/', 'errors'],
  policy: ['util/'],
  access: ['policy/', 'registry/', 'auth/types', 'errors', 'util/'],
  sts: ['access/', 'registry/policy-document', 'auth/session-authority', 'encoding/', 'errors', 'util/'],
  operations: ['access/permission', 'registry/', 'protocol/types', 'auth/types', 'errors', 'util/'],
  formats: ['registry/', 'protocol/uri-template', 'auth/types', 'encoding/', 'errors', 'util/'],
  external: ['registry/', 'util/', 'errors'],
  delivery: [],
  events: ['delivery/', 'registry/', 'util/'],
  audit: ['delivery/', 'registry/', 'auth/types', 'util/'],
  storage: ['registry/', 'util/'],
  tls: ['util/'],
  'options.ts': [
    'access/',
    'registry/',
    'auth/types',
    'audit/audit-setting',
    'events/target-setting',
    'external/source-setting',
    'faults/',
    'seed/',
    'tls/tls-setting',
    'util/',
  ],
  server: [
    ...[
      'operations/',
      'formats/',
      'external/',
      'faults/',
      'events/',
      'audit/',
      'access/',
      'sts/',
      'registry/',
      'auth/',
      'protocol/',
      'encoding/',
      'tls/trust-files',
      'seed/',
    ],
    ...['errors', 'util/', 'options'],
  ],
  faults: ['registry/', 'errors', 'util/'],
  library: [
    'access/',
    'audit/',
    'auth/sign-post',
    'events/',
    'faults/',
    'options',
    'registry/',
    'seed/',
    'server/',
    'tls/',
    'util/',
  ],
  'create-doors.ts': ['*'],
  'emulator.ts': ['*'],
  'index.ts': ['*'],
  cli: ['auth/sign-post', 'emulator', 'index', 'options', 'seed/', 'tls/', 'util/'],
  fixtures: ['registry/', 'encoding/'],
  seed: ['fixtures/', 'registry/', 'encoding/', 'errors', 'util/'],
  'create-seeder.ts': ['*'],
  'take-in-seed.ts': ['*'],
  testing: ['cli/client-environment', 'emulator', 'index', 'options', 'util/'],
};

/** Packages that only one folder may import. */
const PACKAGE_HOMES: Readonly<Record<string, string>> = {
  express: 'src/server/',
  lowdb: 'src/storage/file/',
  'node-forge': 'src/tls/',
};

const SUPPRESSION = /eslint-disable|@ts-(?:ignore|expect-error|nocheck)/;
const ANY = /\bas any\b|[:<,|&]\s*any\s*[;,)>=|&[]/;

const sources = readSourceFiles('src');

/** The part of a source path that the table speaks of: its folder, or the file itself at the top. */
function findLayer(path: string): string {
  return path.slice('src/'.length).split('/')[0] ?? '';
}

function isAllowed(from: string, target: string): boolean {
  if (!target.startsWith('src/')) return false;
  const layer = findLayer(from);
  const inside = target.slice('src/'.length);
  const format = /^src\/formats\/([^/]+)\//.exec(from)?.[1];
  if (format !== undefined && inside.startsWith('formats/')) {
    const isTop = !inside.slice('formats/'.length).includes('/');
    return inside.startsWith(`formats/${format}/`) || (isTop && inside !== 'formats/index');
  }
  if (inside.startsWith(`${layer}/`) || inside === layer) return true;
  return (MAY_IMPORT[layer] ?? []).some(
    (rule) => rule === '*' || inside === rule || (rule.endsWith('/') && `${inside}/`.startsWith(rule)),
  );
}

function findImportViolations(file: SourceFile): string[] {
  return findImports(file).flatMap(({ target, local, typeOnly }) => {
    const home = PACKAGE_HOMES[target];
    if (home !== undefined && !file.path.startsWith(home)) return [`${file.path} imports ${target}`];
    if (target.startsWith('@aws-sdk/') && !typeOnly) return [`${file.path} imports ${target} at run time`];
    return !local || isAllowed(file.path, target) ? [] : [`${file.path} imports ${target}`];
  });
}

/** Operation files: `src/operations/<group>/<op>.ts`, without the shape mappings beside them. */
function findOperationFiles(): SourceFile[] {
  return sources.filter(
    ({ path }) => /^src\/operations\/[^/]+\/[^/]+\.ts$/.test(path) && !path.endsWith('/shapes.ts'),
  );
}

function toOperationName(path: string): string {
  const base = /([^/]+)\.ts$/.exec(path)?.[1] ?? '';
  return base.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

test('imports point one way', () => {
  expect(sources.length).toBeGreaterThan(0);
  expect(sources.flatMap(findImportViolations)).toEqual([]);
});

test('every folder of src has a line in the import table', () => {
  const layers = [...new Set(sources.map(({ path }) => findLayer(path)))];
  expect(layers.filter((layer) => !(layer in MAY_IMPORT))).toEqual([]);
});

test.each([
  ['src/registry/a.ts', "import type { HttpRequest } from '../protocol/decode';"],
  ['src/registry/a.ts', "import { b } from '../formats/npm/documents';"],
  ['src/operations/domains/a.ts', "import {\n  decode,\n} from '../../protocol/decode';"],
  ['src/formats/npm/a.ts', "import { b } from '../maven/coordinate';"],
  ['src/formats/npm/a.ts', "import { b } from '../../operations/scope';"],
  ['src/formats/npm/a.ts', "import { b } from '../../protocol/decode';"],
  ['src/server/a.ts', "import { b } from '../storage/memory/memory-store';"],
  ['src/emulator.ts', "import express from 'express';"],
  ['src/emulator.ts', "const { Low } = await import('lowdb');"],
  ['src/protocol/types.ts', "import { CodeartifactClient } from '@aws-sdk/client-codeartifact';"],
  ['src/util/a.ts', "export { b } from '../errors';"],
  ['src/util/a.ts', "import { b } from '../../test/support/a';"],
])('a wrong import is found: %s %s', (path, text) => {
  expect(findImportViolations({ path, text })).toHaveLength(1);
});

test('every operation file declares the one operation its name says', () => {
  const declared = findOperationFiles().map(({ path, text }) => ({
    path,
    operations: [...text.matchAll(/\bdefineOperation(?:<[^>]*>)?\(\s*'(\w+)'/g)].map((match) => match[1]),
  }));
  const expected = declared.map(({ path }) => ({ path, operations: [toOperationName(path)] }));
  expect(declared).toEqual(expected);
});

test('every operation file has its test', () => {
  const tests = new Set(readSourceFiles('test/operations').map(({ path }) => path));
  const untested = findOperationFiles()
    .map(({ path }) => path.replace(/^src\//, 'test/').replace(/\.ts$/, '.test.ts'))
    .filter((path) => !tests.has(path));
  expect(untested).toEqual([]);
});

test('no source file is longer than 350 lines', () => {
  const long = sources.filter(({ text }) => text.trimEnd().split('\n').length > 350);
  expect(long.map(({ path }) => path)).toEqual([]);
});

test('nothing in src silences the type checker or the linter', () => {
  const silenced = sources.filter(
    ({ text }) => SUPPRESSION.test(text) || ANY.test(text.replace(/\/\*[^]*?\*\/|\/\/.*/g, '')),
  );
  expect(silenced.map(({ path }) => path)).toEqual([]);
});

test('files are named in kebab-case', () => {
  const misnamed = sources.filter(({ path }) => !/^(?:[a-z0-9-]+\/)*[a-z0-9-]+(?:\.d)?\.ts$/.test(path));
  expect(misnamed.map(({ path }) => path)).toEqual([]);
});

test('the model carries no prose', () => {
  const model = readProjectFile('models/codeartifact.smithy.json');
  expect(model).not.toMatch(/smithy\.api#(?:documentation|externalDocumentation|title|examples)/);
});

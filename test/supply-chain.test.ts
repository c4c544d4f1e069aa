import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..');
const read = (name: string) => JSON.parse(readFileSync(join(ROOT, name), 'utf8')) as Record<string, unknown>;

interface LockedPackage {
  readonly version?: string;
  readonly dev?: boolean;
  readonly devOptional?: boolean;
  readonly hasInstallScript?: boolean;
  readonly license?: string;
}

/** What is installed with the package, by where it goes. */
function listShipped(): [string, LockedPackage][] {
  const { packages } = read('package-lock.json') as { packages: Record<string, LockedPackage> };
  return Object.entries(packages).filter(
    ([path, { dev, devOptional }]) => path !== '' && !dev && !devOptional,
  );
}

test('every dependency is pinned to one version', () => {
  const {
    dependencies,
    devDependencies,
    optionalDependencies = {},
  } = read('package.json') as Record<string, object>;
  const ranges = Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies });
  expect(ranges.filter(([, range]) => !/^\d+\.\d+\.\d+$/.test(String(range)))).toEqual([]);
});

test('nothing runs when the package is installed', () => {
  const { scripts } = read('package.json') as { scripts: Record<string, string> };
  expect(Object.keys(scripts).filter((name) => /^(?:pre|post)?install$|^prepare$/.test(name))).toEqual([]);
  expect(listShipped().filter(([, { hasInstallScript }]) => hasInstallScript)).toEqual([]);
});

test('few packages come along, all of them free to use', () => {
  const { dependencies } = read('package.json') as { dependencies: object };
  expect(Object.keys(dependencies).length).toBeLessThanOrEqual(15);
  expect(listShipped().length).toBeLessThanOrEqual(120);
  const licences = new Set(listShipped().map(([, { license }]) => license));
  const free =
    /^(?:MIT|ISC|Apache-2\.0|BSD-[23]-Clause|0BSD|BlueOak-1\.0\.0|\(MIT OR .*\)|\(BSD-3-Clause OR .*\))$/;
  expect([...licences].filter((licence) => !free.test(licence ?? ''))).toEqual([]);
});

test('the lock file names no registry', () => {
  expect(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')).not.toMatch(/"resolved": "https?:/);
});

test('the packed archive has what it must and nothing else, and is small', () => {
  // The build is there: it comes before the tests.
  const packed = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  const [archive] = JSON.parse(packed) as { size: number; unpackedSize: number; files: { path: string }[] }[];
  const paths = archive?.files.map(({ path }) => path) ?? [];
  const top = [...new Set(paths.map((path) => path.split('/')[0]))].sort();
  const allowed = [
    'Dockerfile',
    'LICENSE',
    'README.md',
    'bin',
    'dist',
    'jest-preset.js',
    'models',
    'package.json',
    'schema',
  ];
  expect(top.filter((name) => !allowed.includes(name ?? ''))).toEqual([]);
  expect(paths).toEqual(
    expect.arrayContaining([
      'dist/index.js',
      'dist/index.d.ts',
      'models/codeartifact.smithy.json',
      'bin/codeartifact-local.js',
    ]),
  );
  expect(paths.filter((path) => /\.(?:ts|map)$/.test(path) && !path.endsWith('.d.ts'))).toEqual([]);
  expect(
    paths.filter((path) => /test|\.env|\.npmrc|tsbuildinfo/.test(path) && !path.startsWith('dist/testing/')),
  ).toEqual([]);
  expect(archive?.size).toBeLessThan(1.5 * 1024 * 1024);
});

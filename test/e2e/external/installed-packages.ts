import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compare } from 'semver';
import { readTree } from '../../support/npm-fixtures';
import { createNpmPackage, type NpmPackage } from '../../support/npm-package';

type Ranges = Readonly<Record<string, string>>;

/** An entry of npm's lock file, as far as it matters here. */
interface LockedPackage {
  readonly version: string;
  /** Only where it differs from the folder's: an alias. */
  readonly name?: string;
  /** Where a tarball came from; absent for the project itself. */
  readonly resolved?: string;
  readonly dependencies?: Ranges;
  readonly optionalDependencies?: Ranges;
  readonly peerDependencies?: Ranges;
  /** The platforms it is for. */
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly libc?: readonly string[];
}

/** npm's lock file: entries by path, the project itself under the empty one. */
export interface LockFile {
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

const PROJECT = join(__dirname, '..', '..', '..');

/** Folder of a package that this project depends on itself. */
export function installedFolder(name: string): string {
  return join(PROJECT, 'node_modules', name);
}

/** Reads the lock file of a project that npm has written. */
export function readLockFile(project: string, file = 'package-lock.json'): LockFile {
  return JSON.parse(readFileSync(join(project, file), 'utf8')) as LockFile; // npm wrote it
}

/** `name@version` of a lock file's entries, sorted: the name is what follows the last `node_modules/`. */
export function listLocked({ packages }: LockFile): readonly string[] {
  const entries = Object.entries(packages).filter(([path]) => path !== '');
  return [...new Set(entries.map(([path, { name = toName(path), version }]) => `${name}@${version}`))].sort();
}

/** Packs an installed package as it is: a package of the public registry for which no network is needed. */
export async function packInstalled(folder: string): Promise<NpmPackage> {
  const tree = await readTree(folder);
  const { name, version, ...manifest } = JSON.parse(String(tree.get('package.json'))) as {
    name: string;
    version: string;
  }; // npm installed it
  return createNpmPackage(name, version, { manifest, files: Object.fromEntries(tree) });
}

/**
 * Packs what this project has installed of some packages and of all they need, older versions first. Of what is for
 * other platforms there is only a manifest.
 */
export async function* packClosure(names: readonly string[]): AsyncGenerator<NpmPackage> {
  const lock = readLockFile(PROJECT);
  const byAge = [...findClosure(lock, names)].sort(([, a], [, b]) => compare(a.version, b.version));
  for (const [path, { name = toName(path), version, os, cpu, libc }] of byAge) {
    const folder = join(PROJECT, path);
    if (existsSync(folder)) yield await packInstalled(folder);
    else yield await createNpmPackage(name, version, { manifest: { os, cpu, libc } });
  }
}

/** Entries by path of everything that the named packages need. */
function findClosure({ packages }: LockFile, names: readonly string[]): Map<string, LockedPackage> {
  const found = new Map<string, LockedPackage>();
  const visit = (name: string, from: string): void => {
    const path = locate(packages, name, from);
    const entry = path === undefined ? undefined : packages[path];
    if (path === undefined || entry === undefined || found.has(path)) return;
    found.set(path, entry);
    const { dependencies, optionalDependencies, peerDependencies } = entry;
    for (const needed of Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies })) {
      visit(needed, path);
    }
  };
  for (const name of names) visit(name, '');
  return found;
}

/** Where Node finds a package when asked by a file of `from`; undefined for what was not wanted. */
function locate(packages: LockFile['packages'], name: string, from: string): string | undefined {
  const path = `${from === '' ? '' : `${from}/`}node_modules/${name}`;
  if (packages[path]) return path;
  return from === ''
    ? undefined
    : locate(packages, name, from.slice(0, from.lastIndexOf('node_modules/')).replace(/\/$/, ''));
}

function toName(path: string): string {
  return path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
}

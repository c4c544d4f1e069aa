import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';

const ROOT = join(__dirname, '../..');

export interface SourceFile {
  /** Relative to the project, with `/`. */
  readonly path: string;
  readonly text: string;
}

/** One import, export-from, `import()` or `require()` of a file. */
export interface Import {
  /** A package's name, or the imported file's path relative to the project without its extension. */
  readonly target: string;
  /** Whether `target` is a file of the project. */
  readonly local: boolean;
  readonly typeOnly: boolean;
}

/** The TypeScript files under a folder of the project. */
export function readSourceFiles(folder: string): SourceFile[] {
  if (!existsSync(join(ROOT, folder))) return [];
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `${folder}/${name.split(sep).join('/')}`)
    .sort()
    .map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }));
}

/** Reads the text of one file of the project. */
export function readProjectFile(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

const STATEMENT = /^\s*(?:import|export)\b(\s+type\b)?[^;'"`]*?from\s*'([^']+)'/gm;
const BARE = /^\s*import\s*'([^']+)'/gm;
const CALL = /\b(typeof\s+)?(?:import|require)\(\s*'([^']+)'\s*\)/g;

/** Every import of a file, relative ones resolved against it. */
export function findImports(file: SourceFile): Import[] {
  const found: Import[] = [];
  const add = (specifier: string | undefined, typeOnly: boolean): void => {
    if (specifier === undefined) return;
    const local = specifier.startsWith('.');
    const target = local ? join(file.path, '..', specifier).split(sep).join('/') : specifier;
    found.push({ target, local, typeOnly });
  };
  for (const [, type, specifier] of file.text.matchAll(STATEMENT)) add(specifier, type !== undefined);
  for (const [, specifier] of file.text.matchAll(BARE)) add(specifier, false);
  for (const [, type, specifier] of file.text.matchAll(CALL)) add(specifier, type !== undefined);
  return found;
}

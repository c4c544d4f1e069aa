import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { extname, resolve } from 'node:path';
import type * as yamlModule from 'yaml';
import { OptionError } from './option-error';

// Not `import()`: a test runner that loads this package into a context of its own may not have it.
const load = createRequire(__filename);

/** Whether `readDocument` would run a file rather than read it. */
const MODULE = /^\.[cm]?js$/;

/**
 * Reads a file of settings by its ending: YAML, JSON, or a module, of which the default export or else all of it counts.
 * @throws OptionError with one line that names the file
 */
export async function readDocument(path: string): Promise<unknown> {
  const file = resolve(path);
  const ending = extname(file).toLowerCase();
  try {
    if (MODULE.test(ending)) return toDefault(load(file));
    const text = await readFile(file, 'utf8');
    if (ending === '.json') return JSON.parse(text);
    if (ending === '.yaml' || ending === '.yml') return (load('yaml') as typeof yamlModule).parse(text);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException; // only read
    const reason = code === 'ENOENT' ? 'there is no such file' : message.split('\n', 1).join('');
    throw new OptionError(`${path}: ${reason}`, { cause: error });
  }
  throw new OptionError(
    `${path}: not a file that can be read; it must end in .yaml, .yml, .json, .js, .cjs or .mjs`,
  );
}

/** ES modules, and what compilers make of them, have their default export under that name. */
function toDefault(loaded: unknown): unknown {
  if (typeof loaded === 'object' && loaded !== null && 'default' in loaded) return loaded.default;
  return loaded;
}

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { EmulatorOptions } from '../options';
import { OptionError } from '../util/option-error';

/** How the emulator of a test run is to be: the options of `createEmulator`, or a function that makes them. */
export type TestSetting = EmulatorOptions | (() => EmulatorOptions | Promise<EmulatorOptions>);

/** What is looked for in a project's root, first found first used. */
const FILE_NAMES = ['js', 'cjs', 'mjs'].map((extension) => `codeartifact-local.config.${extension}`);

/** The setting's options; a function is called here, so once for each start. */
export async function resolveTestSetting(setting: TestSetting): Promise<EmulatorOptions> {
  return typeof setting === 'function' ? setting() : setting;
}

/**
 * Reads `codeartifact-local.config.js` (or .cjs, .mjs) of a project; the defaults where there is none. Its export is an
 * object or a function, as with the configuration of the test runners themselves.
 * @throws OptionError when the file exports neither
 */
export async function readTestSetting(root: string): Promise<TestSetting> {
  const path = FILE_NAMES.map((name) => join(root, name)).find((file) => existsSync(file));
  if (path === undefined) return {};
  const setting = await load(path);
  if (isTestSetting(setting)) return setting;
  throw new OptionError(`${path} exports neither options nor a function that returns them`);
}

/** Whether a value can be a setting at all; its members are checked where the emulator starts. */
export function isTestSetting(value: unknown): value is TestSetting {
  if (typeof value === 'function') return true;
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

async function load(path: string): Promise<unknown> {
  const module: unknown = await import(pathToFileURL(path).href);
  return unwrap(unwrap(module));
}

/** The default export, be it of a module, of a CommonJS file seen as one, or of what a compiler made of one. */
function unwrap(module: unknown): unknown {
  return typeof module === 'object' && module !== null && 'default' in module ? module.default : module;
}

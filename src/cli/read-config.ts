import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { EmulatorOptions, TlsOptions } from '../options';
import { findMismatch } from '../util/check-schema';
import { isJsonObject } from '../util/json-object';
import { loadSchema } from '../util/load-schema';
import { OptionError } from '../util/option-error';
import { readDocument } from '../util/read-document';

const NAMES = ['yaml', 'yml', 'json', 'js', 'cjs', 'mjs'].map((ending) => `codeartifact.config.${ending}`);

/** A file of options as `schema/config.json` has it: `quotas` has two options in it, the rest are called alike. */
type ConfigFile = Omit<EmulatorOptions, 'quotas' | 'limits'> & {
  readonly $schema?: string;
  readonly quotas?: { readonly strict?: boolean; readonly limits?: EmulatorOptions['limits'] };
};

/** The configuration that lies in a directory, if any. @throws OptionError where there are several */
export function findConfigFile(directory: string): string | undefined {
  const [found, other] = NAMES.filter((name) => existsSync(join(directory, name)));
  if (other !== undefined)
    throw new OptionError(`there are both ${found} and ${other}; choose one with --config`);
  return found && join(directory, found);
}

/**
 * Reads a configuration file: YAML, JSON, or a module that gives an object or an async function (DESIGN D10).
 * @throws OptionError with one line that names the file and the place in it
 */
export async function readConfigFile(path: string): Promise<EmulatorOptions> {
  const given = await readDocument(path);
  const config: unknown = typeof given === 'function' ? await (given as () => unknown)() : given;
  // What says nothing, such as a YAML file of comments, changes nothing.
  return toOptions(parse(config ?? {}, path), dirname(resolve(path)));
}

function parse(config: unknown, path: string): ConfigFile {
  // Only a module can have it.
  const isFunction = isJsonObject(config) && typeof config['seed'] === 'function';
  const looked = isFunction ? { ...config, seed: undefined } : config;
  const mismatch = findMismatch(loadSchema('config'), looked);
  if (mismatch !== undefined) throw new OptionError(`${path}: ${mismatch}`);
  return config as ConfigFile; // as the schema has it
}

/** Paths are relative to the file. */
function toOptions(
  { $schema: _, quotas, seed, data, tls, ...same }: ConfigFile,
  directory: string,
): EmulatorOptions {
  return {
    ...same,
    ...(quotas?.strict !== undefined && { quotas: quotas.strict ? 'strict' : 'roomy' }),
    ...(quotas?.limits && { limits: quotas.limits }),
    ...(data !== undefined && { data: resolve(directory, data) }),
    ...(tls !== undefined && { tls: typeof tls === 'object' ? toTls(tls, directory) : tls }),
    ...(seed !== undefined && { seed: toSeed(seed, directory) }),
  };
}

function toTls({ directory, cert, key, ...rest }: TlsOptions, base: string): TlsOptions {
  return {
    ...rest,
    ...(directory !== undefined && { directory: resolve(base, directory) }),
    ...(cert !== undefined && { cert: resolve(base, cert) }),
    ...(key !== undefined && { key: resolve(base, key) }),
  };
}

function toSeed(
  seed: NonNullable<EmulatorOptions['seed']>,
  directory: string,
): NonNullable<EmulatorOptions['seed']> {
  if (typeof seed === 'string') return resolve(directory, seed);
  return typeof seed === 'object' && 'domains' in seed ? { seed, directory } : seed;
}

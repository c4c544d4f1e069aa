import { dirname, resolve } from 'node:path';
import type { BuiltPackage } from '../fixtures/built-package';
import { findMismatch } from '../util/check-schema';
import { isJsonObject } from '../util/json-object';
import { loadSchema } from '../util/load-schema';
import { readDocument } from '../util/read-document';
import type { ReadSeed, Seed, SeedSource } from './seed';
import { SeedError } from './seed-error';

/**
 * Gets a seed and looks at all of it. A path, or the function of a module, is read anew each time.
 * @throws SeedError naming the first unknown member or impossible value; OptionError for a file that cannot be read
 */
export async function readSeed(source: SeedSource): Promise<ReadSeed> {
  if (isRead(source)) {
    return { seed: parseSeed(source.seed), directory: source.directory };
  }
  const isFile = typeof source === 'string';
  const given: unknown = isFile ? await readDocument(source) : source;
  const seed: unknown = typeof given === 'function' ? await (given as () => unknown)() : given;
  return { seed: parseSeed(seed), directory: isFile ? dirname(resolve(source)) : process.cwd() };
}

/** Of a caller without types anything may come. */
function isRead(source: SeedSource): source is ReadSeed {
  return isJsonObject(source) && 'directory' in source;
}

/**
 * Looks at a value that should be a seed.
 * @throws SeedError naming the first unknown member or impossible value
 */
export function parseSeed(value: unknown): Seed {
  const mismatch = findMismatch(
    loadSchema('seed'),
    value,
    '',
    (item) => item instanceof Uint8Array || isBuiltPackage(item),
  );
  if (mismatch !== undefined) throw new SeedError(`seed: ${mismatch}`);
  const seed = value as Seed; // as the schema has it
  const twice = findTwice(seed);
  if (twice !== undefined) throw new SeedError(`seed: ${twice} is there twice`);
  return seed;
}

/** Whether an entry of `packages` came from a builder; what a file says can never look so, for it has no bytes. */
export function isBuiltPackage(value: unknown): value is BuiltPackage {
  if (!isJsonObject(value)) return false;
  const { files, requests, inputs } = value;
  const isBuilt = Array.isArray(files) && Array.isArray(requests) && Array.isArray(inputs);
  return isBuilt && (files as { bytes?: unknown }[]).every(({ bytes }) => bytes instanceof Uint8Array);
}

function findTwice({ domains }: Seed): string | undefined {
  const seen = new Set<string>();
  const isTwice = (...names: readonly (string | undefined)[]): boolean => {
    const name = JSON.stringify(names);
    return seen.has(name) || !seen.add(name);
  };
  for (const [index, { name, owner, region, repositories = [] }] of domains.entries()) {
    if (isTwice(name, owner, region)) return `domains[${index}].name`;
    const second = repositories.findIndex((one) => isTwice(name, owner, region, one.name));
    if (second >= 0) return `domains[${index}].repositories[${second}].name`;
  }
  return undefined;
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SchemaDocument } from './check-schema';

const SCHEMAS = join(__dirname, '../../schema');

/** Loads a schema of this package, which editors and the emulator share. */
export function loadSchema(name: 'seed' | 'config'): SchemaDocument {
  return JSON.parse(readFileSync(join(SCHEMAS, `${name}.json`), 'utf8')) as SchemaDocument; // our own file
}

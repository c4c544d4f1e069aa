import { createRequire } from 'node:module';
import type * as smolToml from 'smol-toml' with { 'resolution-mode': 'import' };
import { isJsonObject } from '../../util/json-object';
import type { CrateDescription } from './publish-metadata';

const requireHere = createRequire(__filename);
// Loads on first use; not `import()`, which Jest does not have.
const load = (): typeof smolToml => requireHere('smol-toml') as typeof smolToml; // what that package exports

/** The `[package]` of a manifest, as far as the API shows it. */
export interface ManifestDescription extends Omit<CrateDescription, 'readme'> {
  /** Where the readme is, from the manifest. */
  readonly readmeFile?: string | undefined;
}

/** Reads a manifest (The Cargo Book: manifest format); empty for what is not TOML or has no package. */
export function parseCargoToml(text: string): ManifestDescription {
  const manifest = parseToml(text);
  // Both names were allowed once.
  const about = isJsonObject(manifest) ? (manifest.package ?? manifest.project) : undefined;
  if (!isJsonObject(about)) return {};
  const find = (key: string): string | undefined => {
    const value = about[key];
    return typeof value === 'string' ? value : undefined;
  };
  return {
    description: find('description'),
    homepage: find('homepage'),
    documentation: find('documentation'),
    repository: find('repository'),
    license: find('license'),
    licenseFile: find('license-file'),
    readmeFile: find('readme'),
  };
}

function parseToml(text: string): unknown {
  const { parse, TomlError } = load();
  try {
    return parse(text);
  } catch (error) {
    if (error instanceof TomlError || error instanceof RangeError) return undefined;
    throw error;
  }
}

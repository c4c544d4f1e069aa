import { isFullVersion, isGemName } from './coordinate';

/** A gem and one of its versions. */
export interface NamedVersion {
  readonly name: string;
  readonly version: string;
}

/**
 * What a file name without its extension may name: a dash stands before the version, but may be in the name and in the
 * platform too. Shortest name first.
 */
export function parseFullName(full: string): readonly NamedVersion[] {
  const found: NamedVersion[] = [];
  for (let dash = full.indexOf('-'); dash >= 0; dash = full.indexOf('-', dash + 1)) {
    const [name, version] = [full.slice(0, dash), full.slice(dash + 1)];
    if (isGemName(name) && isFullVersion(version)) found.push({ name, version });
  }
  return found;
}

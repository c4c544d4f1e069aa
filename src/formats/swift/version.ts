import { createRequire } from 'node:module';
import type * as semver from 'semver';

const requireHere = createRequire(__filename);
// Loads on first use; not `import()`, which Jest does not have.
const load = (): typeof semver => requireHere('semver') as typeof semver; // what that package exports

/** Whether it is a SemVer 2 version, exactly as it is spelled: not `v1.0.0`, ` 1.0.0` or `1.0` (SWIFT-067). */
export function isVersion(text: string): boolean {
  const parsed = load().parse(text);
  if (!parsed) return false;
  const build = parsed.build.length > 0 ? `+${parsed.build.join('.')}` : '';
  return parsed.version + build === text;
}

/** Sorts ascending by precedence; of versions that differ in build metadata only, by that (SWIFT-020, SWIFT-072). */
export function sortByVersion<T extends { readonly version: string }>(items: readonly T[]): T[] {
  const { parse } = load();
  return items
    .map((item) => ({ item, parsed: parse(item.version) }))
    .sort((a, b) => {
      // Nothing else is ever stored.
      if (!a.parsed || !b.parsed) return Number(Boolean(a.parsed)) - Number(Boolean(b.parsed));
      return a.parsed.compare(b.parsed) || a.parsed.compareBuild(b.parsed);
    })
    .map(({ item }) => item);
}

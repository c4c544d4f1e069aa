import { createRequire } from 'node:module';
import type * as semver from 'semver';

const requireHere = createRequire(__filename);
// Loads on first use; not `import()`, which Jest does not have.
const load = (): typeof semver => requireHere('semver') as typeof semver; // what that package exports

/** Parses a SemVer 2 version; undefined for anything else, also what npm would repair (`v1.0.0`, ` 1.0.0`). */
export function parseExactVersion(text: string): semver.SemVer | undefined {
  const parsed = load().parse(text);
  if (!parsed) return undefined;
  const build = parsed.build.length > 0 ? `+${parsed.build.join('.')}` : '';
  return parsed.version + build === text ? parsed : undefined;
}

/** Whether npm would read this as a range of versions, so that it cannot be a tag (NPM-134). */
export function isVersionRange(text: string): boolean {
  return load().validRange(text) !== null;
}

/** Sorts ascending by precedence, build metadata last; versions that are not SemVer come first, by code point. */
export function sortByVersion<T extends { readonly version: string }>(items: readonly T[]): T[] {
  const { parse } = load();
  return items
    .map((item) => ({ item, parsed: parse(item.version) }))
    .sort((a, b) =>
      a.parsed && b.parsed
        ? a.parsed.compare(b.parsed) || a.parsed.compareBuild(b.parsed)
        : compareUnparsed(a, b),
    )
    .map(({ item }) => item);
}

interface Parsed {
  readonly item: { readonly version: string };
  readonly parsed: semver.SemVer | null;
}

function compareUnparsed(a: Parsed, b: Parsed): number {
  if (a.parsed || b.parsed) return a.parsed ? 1 : -1;
  return a.item.version < b.item.version ? -1 : 1;
}

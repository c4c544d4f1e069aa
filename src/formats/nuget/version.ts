// Labels may have leading zeros: NuGet is laxer there than SemVer.
const VERSION =
  /^(\d{1,10})(?:\.(\d{1,10}))?(?:\.(\d{1,10}))?(?:\.(\d{1,10}))?(?:-([0-9a-z-]+(?:\.[0-9a-z-]+)*))?(?:\+([0-9a-z-]+(?:\.[0-9a-z-]+)*))?$/i;
const MAX_LENGTH = 255;
const MAX_NUMBER = 2 ** 31 - 1;

/** A NuGet version: up to four numbers, labels of a prerelease, build metadata. */
export interface NugetVersion {
  readonly numbers: readonly [number, number, number, number];
  /** Empty for a release. */
  readonly labels: readonly string[];
  readonly build: string;
}

/** Reads a version as NuGet does; undefined for what is none. */
export function parseVersion(text: string): NugetVersion | undefined {
  const match = text.length <= MAX_LENGTH ? VERSION.exec(text) : null;
  if (!match) return undefined;
  const [major, minor, patch, revision] = match.slice(1, 5).map((digits) => Number(digits ?? '0'));
  const numbers = [major ?? 0, minor ?? 0, patch ?? 0, revision ?? 0] as const;
  if (numbers.some((number) => number > MAX_NUMBER)) return undefined;
  return { numbers, labels: match[5]?.split('.') ?? [], build: match[6] ?? '' };
}

/**
 * The spelling under which a version is stored: at least three numbers, because clients ask for those (NUG-072), a
 * fourth unless it is zero, no leading zeros, no build metadata (NUG-071). What is no version stays as it is.
 */
export function normalizeVersion(text: string): string {
  const version = parseVersion(text);
  return version ? renderVersion(version) : text;
}

/** As `normalizeVersion`, with the build metadata, as documents show it (NUG-043). */
export function toFullVersion(text: string): string {
  const version = parseVersion(text);
  if (!version) return text;
  return renderVersion(version) + (version.build === '' ? '' : `+${version.build}`);
}

function renderVersion({ numbers, labels }: NugetVersion): string {
  const parts = numbers[3] === 0 ? numbers.slice(0, 3) : numbers;
  return parts.join('.') + (labels.length === 0 ? '' : `-${labels.join('.')}`);
}

/** The order of NuGet: numbers, then a release after its prereleases; letter case does not count (NUG-073). */
export function compareVersions(a: NugetVersion, b: NugetVersion): number {
  for (const [index, number] of a.numbers.entries()) {
    const difference = number - (b.numbers[index] ?? 0);
    if (difference !== 0) return difference;
  }
  if (a.labels.length === 0 || b.labels.length === 0) return b.labels.length - a.labels.length;
  for (const [index, label] of a.labels.entries()) {
    const other = b.labels[index];
    if (other === undefined) return 1;
    const difference = compareLabels(label.toLowerCase(), other.toLowerCase());
    if (difference !== 0) return difference;
  }
  return a.labels.length - b.labels.length;
}

function compareLabels(a: string, b: string): number {
  const [isNumber, isOtherNumber] = [a, b].map((label) => /^\d+$/.test(label));
  if (isNumber !== isOtherNumber) return isNumber ? -1 : 1;
  if (isNumber) return Number(a) - Number(b);
  return a < b ? -1 : Number(a > b);
}

/** Sorts ascending; what is no version comes first. */
export function sortByVersion<T extends { readonly version: string }>(items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, parsed: parseVersion(item.version) }))
    .sort((a, b) =>
      a.parsed && b.parsed ? compareVersions(a.parsed, b.parsed) : a.parsed ? 1 : b.parsed ? -1 : 0,
    )
    .map(({ item }) => item);
}

export function isPrerelease(text: string): boolean {
  return (parseVersion(text)?.labels.length ?? 0) > 0;
}

/** Whether only clients that know SemVer 2 may see it: several labels, or build metadata (NUG-057). */
export function isSemVer2(text: string): boolean {
  const version = parseVersion(text);
  return version !== undefined && (version.labels.length > 1 || version.build !== '');
}

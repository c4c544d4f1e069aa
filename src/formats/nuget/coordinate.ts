import { defineFormatRules } from '../format-rules';

const VERSION = /^(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:\.(\d+))?(-[^+]+)?(?:\+.*)?$/;

/** NuGet: names in lower case, versions as NuGet normalises them (PKG-007, PKG-008). */
export const nugetRules = defineFormatRules({
  name: 'nuget',
  namespace: 'forbidden',
  displayName: (coordinate) => coordinate.package,
  normalizeName: (name) => name.toLowerCase(),
  normalizeVersion,
});

/**
 * At least three parts, because clients ask the flat container for those (NUG-072), a fourth unless it is zero, no
 * leading zeros, no build metadata; what is not a NuGet version at all stays as it is and names nothing.
 */
function normalizeVersion(version: string): string {
  const match = VERSION.exec(version);
  if (!match) return version;
  const [, major, minor, patch, revision, prerelease = ''] = match;
  const parts = [major, minor, patch, revision].map((digits) => (digits ?? '0').replace(/^0+(?=\d)/, ''));
  if (parts[3] === '0') parts.pop();
  return parts.join('.') + prerelease;
}

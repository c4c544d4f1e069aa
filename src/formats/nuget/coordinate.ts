import { defineFormatRules } from '../format-rules';
import { normalizeVersion } from './version';

/** NuGet: names in lower case, versions as NuGet normalises them (NUG-070, NUG-071, PKG-007, PKG-008). */
export const nugetRules = defineFormatRules({
  name: 'nuget',
  namespace: 'forbidden',
  displayName: (coordinate) => coordinate.package,
  normalizeName: (name) => name.toLowerCase(),
  normalizeVersion,
});

/** Every version has exactly one asset; both names normalised (NUG-074). */
export function toAssetName(name: string, version: string): string {
  return `${name}.${version}.nupkg`;
}

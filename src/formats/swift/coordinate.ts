import { defineFormatRules } from '../format-rules';

/** Swift: scope and name in lower case (PKG-010, SWIFT-071, SWIFT-090). */
export const swiftRules = defineFormatRules({
  name: 'swift',
  namespace: 'required',
  displayName: ({ namespace, package: name }) => `${namespace}.${name}`,
  normalizeName: (name) => name.toLowerCase(),
});

const SCOPE = /^[A-Za-z0-9](?:[A-Za-z0-9]|-(?=[A-Za-z0-9])){0,38}$/;
const NAME = /^[A-Za-z0-9](?:[A-Za-z0-9]|[-_](?=[A-Za-z0-9])){0,99}$/;

/** Whether SwiftPM takes it for a package's scope (SWIFT-068). */
export function isScope(text: string): boolean {
  return SCOPE.test(text);
}

/** Whether SwiftPM takes it for a package's name (SWIFT-068). */
export function isName(text: string): boolean {
  return NAME.test(text);
}

/** Every version has exactly one asset, its source archive (SWIFT-093). */
export function toAssetName({
  package: name,
  version,
}: {
  readonly package: string;
  readonly version: string;
}): string {
  return `${name}-${version}.zip`;
}

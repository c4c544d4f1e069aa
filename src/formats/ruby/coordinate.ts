import { defineFormatRules } from '../format-rules';

/** Ruby: gem names, verbatim (PKG-014). */
export const rubyRules = defineFormatRules({
  name: 'ruby',
  namespace: 'forbidden',
  displayName: (coordinate) => coordinate.package,
});

const MAX_LENGTH = 255;
const NUMBER = '[0-9]+(?:\\.[0-9A-Za-z]+)*';
const NAME = /^[A-Za-z0-9._-]*[A-Za-z][A-Za-z0-9._-]*$/;
const VERSION = new RegExp(`^${NUMBER}$`);
const PLATFORM = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;
const FULL_VERSION = new RegExp(`^${NUMBER}(?:-[A-Za-z0-9][A-Za-z0-9._-]*)?$`);

/** What a platform is called that every Ruby runs. */
export const ANY_PLATFORM = 'ruby';

/** RUBY-056. */
export function isGemName(text: string): boolean {
  return text.length <= MAX_LENGTH && NAME.test(text);
}

/** The number of a version, without its platform (RUBY-056). */
export function isVersionNumber(text: string): boolean {
  return text.length <= MAX_LENGTH && VERSION.test(text);
}

export function isPlatform(text: string): boolean {
  return text.length <= MAX_LENGTH && PLATFORM.test(text);
}

/** What stands behind a gem's name in file names, and is a version of ours (RUBY-053). */
export function isFullVersion(text: string): boolean {
  return FULL_VERSION.test(text);
}

/** A gem for a platform is a version of its own (RUBY-053). */
export function toFullVersion(number: string, platform: string): string {
  return platform === ANY_PLATFORM ? number : `${number}-${platform}`;
}

/** Undoes `toFullVersion`: a number has no dash in it. */
export function splitFullVersion(version: string): { readonly number: string; readonly platform: string } {
  const dash = version.indexOf('-');
  if (dash < 0) return { number: version, platform: ANY_PLATFORM };
  return { number: version.slice(0, dash), platform: version.slice(dash + 1) };
}

/** Every version has exactly one asset (RUBY-053, ASSET-104). */
export function toAssetName(name: string, version: string): string {
  return `${name}-${version}.gem`;
}

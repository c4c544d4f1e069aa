/** A manifest in the top folder of a source archive. */
export interface Manifest {
  readonly fileName: string;
  /** What its first line asks for, in two or three numbers (SWIFT-042). */
  readonly toolsVersion: string;
}

/** The manifest of every package, for all tools that have none of their own. */
export const MAIN_MANIFEST = 'Package.swift';

const FILE_NAME = /^Package(?:@swift-(\d{1,9}(?:\.\d{1,9}){0,2}))?\.swift$/;
const TOOLS_VERSION = /^\s*\/\/\s*swift-tools-version\s*:\s*(\d{1,9})(?:\.(\d{1,9}))?(?:\.(\d{1,9}))?/i;
const HEAD_LENGTH = 1024;

export function isManifestName(fileName: string): boolean {
  return FILE_NAME.test(fileName);
}

/** The tools version at the head of a manifest; SwiftPM takes one without for a manifest of its version 3.1 (SWIFT-042). */
export function readToolsVersion(manifest: Buffer): string {
  const match = TOOLS_VERSION.exec(manifest.subarray(0, HEAD_LENGTH).toString());
  if (!match) return '3.1';
  // SwiftPM gives up on the whole package at a version of one number.
  const [, major = '', minor = '0', patch] = match;
  return [major, minor, ...(patch === undefined ? [] : [patch])].map(Number).join('.');
}

/** The Swift version that a manifest is meant for by its name; undefined for the main one. */
export function readSwiftVersion({ fileName }: Manifest): string | undefined {
  return FILE_NAME.exec(fileName)?.[1];
}

/**
 * The manifest that is named for a Swift version. SwiftPM always asks with three numbers, so zeros at the end count for
 * nothing, and the name with most of them comes first (SWIFT-043).
 */
export function findManifest(manifests: readonly Manifest[], swiftVersion: string): Manifest | undefined {
  if (!/^\d{1,9}(?:\.\d{1,9}){0,2}$/.test(swiftVersion)) return undefined;
  const [major = '0', minor = '0', patch = '0'] = swiftVersion.split('.').map((text) => String(Number(text)));
  const names = [`${major}.${minor}.${patch}`];
  if (patch === '0') names.push(`${major}.${minor}`);
  if (patch === '0' && minor === '0') names.push(major);
  for (const name of names) {
    const found = manifests.find((manifest) => readSwiftVersion(manifest) === name);
    if (found) return found;
  }
  return undefined;
}

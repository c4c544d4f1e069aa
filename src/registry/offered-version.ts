import type { PackageCoordinate, PublicSource, PublicVersion } from './ports';

/** A version that a public registry has, and the tags of its package there. */
export interface OfferedVersion {
  readonly version: PublicVersion;
  readonly tags: Readonly<Record<string, string>>;
}

/** Asks a public registry for one version; undefined when it does not have it or cannot be asked (EXT-044). */
export async function findOfferedVersion(
  source: PublicSource,
  target: PackageCoordinate & { readonly version: string },
): Promise<OfferedVersion | undefined> {
  if (source.findVersion) {
    const version = await source.findVersion(target, target.version);
    return version && { version, tags: {} };
  }
  const offered = await source.findPackage(target);
  const version = offered?.versions.get(target.version);
  return offered && version && { version, tags: offered.tags };
}

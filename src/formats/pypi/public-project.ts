import type { PublicPackage, PublicVersion } from '../../registry/ports';
import type { VersionMetadataRecord } from '../../registry/records';
import { withFileDetails } from './file-details';
import { findFileVersion } from './file-name';
import { isVersion, toCanonicalVersion } from './pep440';
import type { PublicFile, PublicPage } from './public-page';

/** A project as a public index offers it. */
export interface PublicProject extends PublicPackage {
  /** The files of each version, by name. */
  readonly files: ReadonlyMap<PublicVersion, ReadonlyMap<string, PublicFile>>;
}

/**
 * Sorts the files of a page into versions. An index names versions in file names only, where spellings differ from file
 * to file: one that it lists by itself is the version's name, else the first file's.
 * @returns undefined when there is no file of any version
 */
export function toPublicProject(project: string, page: PublicPage): PublicProject | undefined {
  const known = new Set(page.versions);
  const spellings = new Map(page.versions.map((version) => [toCanonicalVersion(version), version]));
  const byVersion = new Map<string, Map<string, PublicFile>>();
  for (const file of page.files) {
    const named = findFileVersion(project, file.name, known);
    // Clients have no use for what they cannot compare.
    if (named === undefined || (!isVersion(named) && !known.has(named))) continue;
    const canonical = toCanonicalVersion(named);
    const version = spellings.get(canonical) ?? named;
    spellings.set(canonical, version);
    const files = byVersion.get(version) ?? new Map<string, PublicFile>();
    byVersion.set(version, files.set(file.name, file));
  }
  if (byVersion.size === 0) return undefined;
  const versions = new Map<string, PublicVersion>();
  const files = new Map<PublicVersion, ReadonlyMap<string, PublicFile>>();
  for (const [version, named] of byVersion) {
    const offered = toPublicVersion(project, version, [...named.values()]);
    versions.set(version, offered);
    files.set(offered, named);
  }
  return { versions, tags: {}, files };
}

function toPublicVersion(project: string, version: string, files: readonly PublicFile[]): PublicVersion {
  const times = files.map(({ details }) => Date.parse(details.uploadTime ?? '')).filter(Number.isFinite);
  let metadata: VersionMetadataRecord | undefined;
  return {
    version,
    ...(times.length > 0 && { time: Math.min(...times) }),
    // Only what is looked at is put together: popular projects have thousands of files.
    get metadata() {
      const details = Object.fromEntries(files.map(({ name, details: known }) => [name, known]));
      return (metadata ??= withFileDetails(
        { displayName: project, licenses: [], dependencies: [] },
        details,
      ));
    },
  };
}

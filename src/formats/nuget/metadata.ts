import type { DependencyRecord, VersionMetadataRecord } from '../../registry/records';
import type { PackageDescription } from './package-description';

// What NuGet's tools write for old clients when the licence is a file (NUG-101).
const NO_LICENSE_URL = 'https://aka.ms/deprecateLicenseUrl';

/** What the API shows of a version (NUG-100 … NUG-103). */
export function toVersionMetadata(
  description: PackageDescription,
  readme = description.description,
): VersionMetadataRecord {
  const { projectUrl, repositoryUrl } = description;
  const summary = description.summary ?? description.description;
  return {
    displayName: description.id,
    ...(summary !== undefined && { summary }),
    ...(projectUrl !== undefined && { homePage: projectUrl }),
    ...(repositoryUrl !== undefined && { sourceCodeRepository: repositoryUrl }),
    ...(readme !== undefined && { readme }),
    licenses: toLicenses(description),
    dependencies: toDependencies(description),
    document: { ...description },
  };
}

/** What `toVersionMetadata` stored. */
export function toDescription({ document }: VersionMetadataRecord): PackageDescription {
  if (!document) throw new Error('the version has no NuGet metadata');
  return document as unknown as PackageDescription; // nothing else ever stores a NuGet version's document
}

function toLicenses({
  licenseExpression,
  licenseFile,
  licenseUrl,
}: PackageDescription): VersionMetadataRecord['licenses'] {
  const name = licenseExpression ?? licenseFile;
  const url = licenseUrl === NO_LICENSE_URL ? undefined : licenseUrl;
  if (name === undefined && url === undefined) return [];
  return [{ ...(name !== undefined && { name }), ...(url !== undefined && { url }) }];
}

/** One for each distinct requirement, whichever frameworks it is for; never with a type (NUG-103, VER-404). */
function toDependencies({ dependencyGroups }: PackageDescription): DependencyRecord[] {
  const distinct = new Map<string, DependencyRecord>();
  for (const { id, requirement } of dependencyGroups.flatMap((group) => group.dependencies)) {
    const dependency = {
      package: id.toLowerCase(),
      ...(requirement !== undefined && { versionRequirement: requirement }),
    };
    distinct.set(JSON.stringify(dependency), dependency);
  }
  return [...distinct.values()];
}

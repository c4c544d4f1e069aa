import type { DependencyRecord, VersionMetadataRecord } from '../../registry/records';
import { isJsonObject } from '../../util/json-object';
import type { IndexLine } from './index-line';
import type { CrateDescription } from './publish-metadata';

/** What the API shows of a version; its document is its line of the index (CRG-080 … CRG-083). */
export function toVersionMetadata(line: IndexLine, about: CrateDescription = {}): VersionMetadataRecord {
  const { description, repository, readme } = about;
  const homePage = about.homepage || about.documentation;
  const license = about.license || about.licenseFile;
  return {
    displayName: line.name,
    ...(description && { summary: description }),
    ...(homePage && { homePage }),
    ...(repository && { sourceCodeRepository: repository }),
    ...(readme && { readme }),
    licenses: license ? [{ name: license }] : [],
    dependencies: toDependencies(line.deps),
    document: line,
  };
}

/** The line that `toVersionMetadata` stored. */
export function toLine({ document }: VersionMetadataRecord): IndexLine {
  if (!document) throw new Error('the version has no line of an index');
  return document as IndexLine; // nothing else ever stores a crate's document
}

/** One for each dependency, by the name that its registry has; what is no dependency is passed by. */
function toDependencies(deps: unknown): DependencyRecord[] {
  if (!Array.isArray(deps)) return [];
  return (deps as readonly unknown[]).flatMap((dependency) => {
    if (!isJsonObject(dependency)) return [];
    const { name, package: original, req, kind } = dependency;
    const real = typeof original === 'string' ? original : name;
    if (typeof real !== 'string') return [];
    return [
      {
        package: real,
        dependencyType: typeof kind === 'string' ? kind : 'normal',
        ...(typeof req === 'string' && { versionRequirement: req }),
      },
    ];
  });
}

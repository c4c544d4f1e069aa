import type { VersionMetadataRecord } from '../../registry/records';
import type { GemSpec } from './gem-spec';

/** What the API shows of a version (RUBY-080 … RUBY-082). */
export function toVersionMetadata(spec: GemSpec): VersionMetadataRecord {
  const { name, summary, description, metadata } = spec;
  const homePage = spec.homepage || metadata['homepage_uri'];
  const sourceCodeRepository = metadata['source_code_uri'];
  return {
    displayName: name,
    ...(summary && { summary }),
    ...(homePage && { homePage }),
    ...(sourceCodeRepository && { sourceCodeRepository }),
    ...(description && { readme: description }),
    licenses: spec.licenses.filter(Boolean).map((license) => ({ name: license })),
    dependencies: spec.dependencies.map((dependency) => ({
      package: dependency.name,
      dependencyType: dependency.type,
      versionRequirement: dependency.requirement.join(', '),
    })),
    document: { ...spec },
  };
}

/** What `toVersionMetadata` stored. */
export function toGemSpec({ document }: VersionMetadataRecord): GemSpec {
  if (!document) throw new Error('the version has no gemspec');
  return document as unknown as GemSpec; // nothing else ever stores a Ruby version's document
}

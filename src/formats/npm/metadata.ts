import type { DependencyRecord, VersionMetadataRecord } from '../../registry/records';
import { isJsonObject } from '../../util/json-object';

type Manifest = Readonly<Record<string, unknown>>;

// In the order in which the API lists them (VER-402, VER-408).
const DEPENDENCY_TYPES = [
  ['dependencies', 'regular'],
  ['devDependencies', 'dev'],
  ['peerDependencies', 'peer'],
  ['optionalDependencies', 'optional'],
] as const;

/**
 * What the API shows of a version, from the manifest in its publish document (NPM-190); members of a wrong type count
 * as absent (NPM-191).
 */
export function toVersionMetadata(
  displayName: string,
  { readme: _readme, ...document }: Manifest,
  readme: string | undefined,
): VersionMetadataRecord {
  const { description, homepage } = document;
  const sourceCodeRepository = toRepositoryUrl(document.repository);
  return {
    displayName,
    ...(typeof description === 'string' && { summary: description }),
    ...(typeof homepage === 'string' && { homePage: homepage }),
    ...(sourceCodeRepository !== undefined && { sourceCodeRepository }),
    ...(readme !== undefined && { readme }),
    licenses: toLicenses(document),
    dependencies: toDependencies(document),
    document,
  };
}

function toRepositoryUrl(repository: unknown): string | undefined {
  const text = isJsonObject(repository) ? repository.url : repository;
  if (typeof text !== 'string') return undefined;
  const shorthand = /^(?:github:)?([\w.-]+\/[\w.-]+)$/.exec(text)?.[1];
  return shorthand === undefined ? text.replace(/^git\+/, '') : `https://github.com/${shorthand}`;
}

function toLicenses({ license, licenses }: Manifest): VersionMetadataRecord['licenses'] {
  const all: readonly unknown[] =
    license === undefined && Array.isArray(licenses) ? (licenses as unknown[]) : [license];
  return all.flatMap((one) => {
    if (typeof one === 'string') return one === '' ? [] : [{ name: one }];
    if (!isJsonObject(one)) return [];
    const { type, url } = one;
    const named = {
      ...(typeof type === 'string' && { name: type }),
      ...(typeof url === 'string' && { url }),
    };
    return Object.keys(named).length === 0 ? [] : [named];
  });
}

function toDependencies(document: Manifest): DependencyRecord[] {
  const optional = isJsonObject(document.optionalDependencies) ? document.optionalDependencies : {};
  return DEPENDENCY_TYPES.flatMap(([member, dependencyType]) => {
    const group = document[member];
    if (!isJsonObject(group)) return [];
    return Object.entries(group).flatMap(([name, requirement]) => {
      // npm writes an optional dependency into the regular ones too (VER-402).
      const isDuplicate = dependencyType === 'regular' && Object.hasOwn(optional, name);
      if (typeof requirement !== 'string' || isDuplicate) return [];
      return [{ ...toCoordinate(name), dependencyType, versionRequirement: requirement }];
    });
  });
}

function toCoordinate(name: string): { namespace?: string; package: string } {
  const scoped = /^@([^/]+)\/(.+)$/s.exec(name);
  const [, namespace, bare] = scoped ?? [];
  return namespace !== undefined && bare !== undefined ? { namespace, package: bare } : { package: name };
}

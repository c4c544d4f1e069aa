import { findChild, findText, listChildren, parseXml, XmlError, type XmlElement } from '../../encoding/xml';
import type { DependencyGroup, PackageDescription, PackageType } from './package-description';
import { parseVersion, toFullVersion } from './version';
import { toInterval } from './version-range';

// Letters of any script, as NuGet's own check has it (NUG-090).
const ID = /^[\p{L}\p{Mn}\p{Nd}\p{Pc}]+(?:[.-][\p{L}\p{Mn}\p{Nd}\p{Pc}]+)*$/u;
const MAX_ID_LENGTH = 100;

/** A package that NuGet clients could not use. */
export class NuspecError extends Error {}

/** What a nuspec says, and where in the package its readme is. */
export interface Nuspec {
  readonly description: PackageDescription;
  readonly readmeFile?: string;
}

/**
 * Reads a nuspec of any of its XML namespaces, or none (NUG-104).
 * @throws NuspecError for what is not well-formed, has no valid id or version, or requires what is no version range
 */
export function parseNuspec(document: Buffer): Nuspec {
  const metadata = findChild(readXml(document), 'metadata');
  if (!metadata) throw new NuspecError('The nuspec has no metadata.');
  const id = findText(metadata, 'id') ?? '';
  const version = findText(metadata, 'version') ?? '';
  if (id.length > MAX_ID_LENGTH || !ID.test(id))
    throw new NuspecError(`The nuspec has no valid id: '${id}'.`);
  if (!parseVersion(version)) throw new NuspecError(`The nuspec has no valid version: '${version}'.`);
  const readmeFile = findText(metadata, 'readme');
  return {
    description: {
      id,
      version: toFullVersion(version),
      ...readTexts(metadata),
      requireLicenseAcceptance: findText(metadata, 'requireLicenseAcceptance')?.toLowerCase() === 'true',
      tags: toTags(findText(metadata, 'tags')),
      packageTypes: readPackageTypes(metadata),
      dependencyGroups: readDependencyGroups(metadata),
    },
    ...(readmeFile !== undefined && { readmeFile }),
  };
}

/** The tags in a text that lists them. */
export function toTags(text: string | undefined): string[] {
  return text?.split(/[\s,;]+/).filter((tag) => tag !== '') ?? [];
}

function readXml(document: Buffer): XmlElement {
  try {
    return parseXml(document);
  } catch (error) {
    if (error instanceof XmlError) throw new NuspecError(`The nuspec is not XML: ${error.message}`);
    throw error;
  }
}

type Texts = Omit<
  PackageDescription,
  'id' | 'version' | 'requireLicenseAcceptance' | 'tags' | 'packageTypes' | 'dependencyGroups' | 'listed'
>;

const TEXTS = [
  ...['authors', 'owners', 'title', 'description', 'summary', 'releaseNotes', 'copyright', 'language'],
  ...['projectUrl', 'iconUrl', 'licenseUrl'],
] as const satisfies readonly string[];

function readTexts(metadata: XmlElement): Texts {
  const license = findChild(metadata, 'license');
  const isExpression = license?.attributes.type?.toLowerCase() === 'expression';
  const licenseText = license?.text || undefined;
  const repositoryUrl = findChild(metadata, 'repository')?.attributes.url;
  const { minClientVersion } = metadata.attributes;
  return {
    ...Object.fromEntries(
      TEXTS.flatMap((name) => {
        const text = findText(metadata, name);
        return text === undefined ? [] : [[name, text]];
      }),
    ),
    ...(minClientVersion && { minClientVersion }),
    ...(licenseText !== undefined &&
      (isExpression ? { licenseExpression: licenseText } : { licenseFile: licenseText })),
    ...(repositoryUrl && { repositoryUrl }),
  };
}

function readPackageTypes(metadata: XmlElement): PackageType[] {
  return listChildren(findChild(metadata, 'packageTypes'), 'packageType').flatMap(({ attributes }) => {
    const { name, version } = attributes;
    return name ? [{ name, ...(version && { version }) }] : [];
  });
}

/** Dependencies outside of any group are for every framework. */
function readDependencyGroups(metadata: XmlElement): DependencyGroup[] {
  const element = findChild(metadata, 'dependencies');
  const loose = listChildren(element, 'dependency');
  const groups = listChildren(element, 'group').map((group) => {
    const { targetFramework } = group.attributes;
    return {
      ...(targetFramework && { targetFramework }),
      ...readDependencies(listChildren(group, 'dependency')),
    };
  });
  return loose.length === 0 ? groups : [readDependencies(loose), ...groups];
}

function readDependencies(elements: readonly XmlElement[]): Pick<DependencyGroup, 'dependencies'> {
  return {
    dependencies: elements.map(({ attributes: { id = '', version } }) => {
      const range = toInterval(version);
      if (!ID.test(id)) throw new NuspecError(`The nuspec has a dependency without a valid id: '${id}'.`);
      if (range === undefined)
        throw new NuspecError(`The nuspec requires '${id}' in no valid version: '${version}'.`);
      return { id, range, ...(version && { requirement: version }) };
    }),
  };
}

import { findChild, findText, listChildren, parseXml, XmlError, type XmlElement } from '../../encoding/xml';
import type { BlobDigests, BlobStore } from '../../registry/ports';
import type { DependencyRecord, VersionMetadataRecord } from '../../registry/records';
import { createInterpolation, type Interpolate } from './pom-properties';

// The largest POMs there are have some hundred kilobytes.
const MAX_POM_BYTES = 4 * 1024 * 1024;

/** What is known of a version without a POM (MVN-203). */
export function toBareMetadata(artifactId: string): VersionMetadataRecord {
  return { displayName: artifactId, licenses: [], dependencies: [] };
}

/** The metadata in a POM that was stored; of one that is too large or no POM, only the name (MVN-082). */
export async function readStoredPom(
  blobs: BlobStore,
  { sha256, size }: BlobDigests,
  artifactId: string,
): Promise<VersionMetadataRecord> {
  if (size > MAX_POM_BYTES) return toBareMetadata(artifactId);
  const chunks: Buffer[] = [];
  for await (const chunk of ((await blobs.read(sha256)) ?? []) as AsyncIterable<Buffer>) chunks.push(chunk);
  return parsePom(Buffer.concat(chunks), artifactId);
}

/**
 * What the API shows of a version, from its own POM alone: nothing is inherited, and `dependencyManagement`, profiles
 * and plugins say nothing of it (MVN-200 … MVN-204, VER-207, VER-403).
 */
export function parsePom(content: Buffer, artifactId: string): VersionMetadataRecord {
  const project = parseProject(content);
  if (!project) return toBareMetadata(artifactId);
  const interpolate = createInterpolation(project);
  const find = (element: XmlElement | undefined, name: string): string | undefined => {
    const text = findText(element, name);
    return text === undefined ? undefined : interpolate(text);
  };
  const summary = find(project, 'description');
  const homePage = find(project, 'url');
  const sourceCodeRepository = find(findChild(project, 'scm'), 'url');
  return {
    displayName: find(project, 'name') ?? artifactId,
    ...(summary !== undefined && { summary }),
    ...(homePage !== undefined && { homePage }),
    ...(sourceCodeRepository !== undefined && { sourceCodeRepository }),
    licenses: listChildren(findChild(project, 'licenses'), 'license').flatMap((license) => {
      const [name, url] = [find(license, 'name'), find(license, 'url')];
      const named = { ...(name !== undefined && { name }), ...(url !== undefined && { url }) };
      return Object.keys(named).length === 0 ? [] : [named];
    }),
    dependencies: toDependencies(project, interpolate),
  };
}

function parseProject(content: Buffer): XmlElement | undefined {
  if (content.length > MAX_POM_BYTES) return undefined;
  try {
    const root = parseXml(content);
    return root.name === 'project' ? root : undefined;
  } catch (error) {
    if (error instanceof XmlError) return undefined;
    throw error;
  }
}

function toDependencies(project: XmlElement, interpolate: Interpolate): DependencyRecord[] {
  const parent = findChild(project, 'parent');
  const direct = listChildren(findChild(project, 'dependencies'), 'dependency');
  return [
    ...(parent ? toDependency(parent, 'parent', interpolate) : []),
    ...direct.flatMap((dependency) => {
      const isOptional = interpolate(findText(dependency, 'optional') ?? '').toLowerCase() === 'true';
      const scope = interpolate(findText(dependency, 'scope') ?? 'compile').toLowerCase();
      return toDependency(dependency, isOptional ? 'optional' : scope, interpolate);
    }),
  ];
}

function toDependency(
  element: XmlElement,
  dependencyType: string,
  interpolate: Interpolate,
): DependencyRecord[] {
  const [namespace, name, version] = ['groupId', 'artifactId', 'version'].map((part) => {
    const text = findText(element, part);
    return text === undefined ? undefined : interpolate(text);
  });
  if (name === undefined) return [];
  return [
    {
      ...(namespace !== undefined && { namespace }),
      package: name,
      dependencyType,
      ...(version !== undefined && { versionRequirement: version }),
    },
  ];
}

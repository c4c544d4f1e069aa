import { findChild, findText, listChildren, parseXml, XmlError, type XmlElement } from '../../encoding/xml';
import { invalidRequest } from '../../registry/errors';

/** A plugin that may be called by its prefix (MVN-160). */
export interface Plugin {
  readonly name?: string;
  readonly prefix: string;
  readonly artifactId: string;
}

/** A file of a snapshot build, as the snapshot's metadata names it. */
export interface SnapshotFile {
  readonly classifier?: string;
  readonly extension: string;
  /** The version of the build. */
  readonly value: string;
}

/** What a `maven-metadata.xml` says, of whichever kind it is. */
export interface MetadataDocument {
  readonly groupId: string | undefined;
  readonly artifactId: string | undefined;
  readonly version: string | undefined;
  /** Only a group's document lists plugins and versions nothing (MVN-103). */
  readonly isOfGroup: boolean;
  readonly plugins: readonly Plugin[];
  /** Everything in `<versions>`, `<release>` and `<latest>` (MVN-100). */
  readonly versions: readonly string[];
  /** Digits only: `yyyyMMddHHmmss`. */
  readonly lastUpdated: string | undefined;
  /** `timestamp-buildNumber` of the latest build of a snapshot. */
  readonly build: string | undefined;
  readonly snapshotFiles: readonly SnapshotFile[];
}

/** Reads a document, whatever else is in it (MVN-103). Throws 400 for what is not a Maven metadata document. */
export function parseMetadataDocument(content: Buffer): MetadataDocument {
  const root = parseRoot(content);
  const versioning = findChild(root, 'versioning');
  const plugins = findChild(root, 'plugins');
  const snapshot = findChild(versioning, 'snapshot');
  const [timestamp, buildNumber] = [findText(snapshot, 'timestamp'), findText(snapshot, 'buildNumber')];
  const versions = listChildren(findChild(versioning, 'versions'), 'version').map(({ text }) => text);
  const named = ['release', 'latest'].flatMap((name) => findText(versioning, name) ?? []);
  const lastUpdated = findText(versioning, 'lastUpdated');
  return {
    groupId: findText(root, 'groupId'),
    artifactId: findText(root, 'artifactId'),
    version: findText(root, 'version'),
    isOfGroup: plugins !== undefined && versioning === undefined,
    plugins: listChildren(plugins, 'plugin').flatMap(toPlugin),
    versions: [...new Set([...versions, ...named])].filter((version) => version !== ''),
    lastUpdated: /^\d{14}$/.test(lastUpdated ?? '') ? lastUpdated : undefined,
    build: timestamp !== undefined && buildNumber !== undefined ? `${timestamp}-${buildNumber}` : undefined,
    snapshotFiles: listChildren(findChild(versioning, 'snapshotVersions'), 'snapshotVersion').flatMap(
      toSnapshotFile,
    ),
  };
}

function parseRoot(content: Buffer): XmlElement {
  let root;
  try {
    root = parseXml(content);
  } catch (error) {
    if (error instanceof XmlError) throw invalidRequest(`The document is not XML: ${error.message}`);
    throw error;
  }
  if (root.name !== 'metadata') {
    throw invalidRequest(`The document's root element is '${root.name}', not 'metadata'.`);
  }
  return root;
}

function toPlugin(element: XmlElement): Plugin[] {
  const [name, prefix, artifactId] = ['name', 'prefix', 'artifactId'].map((part) => findText(element, part));
  if (prefix === undefined || artifactId === undefined) return [];
  return [{ ...(name !== undefined && { name }), prefix, artifactId }];
}

function toSnapshotFile(element: XmlElement): SnapshotFile[] {
  const [classifier, extension, value] = ['classifier', 'extension', 'value'].map((part) =>
    findText(element, part),
  );
  if (extension === undefined || value === undefined) return [];
  return [{ ...(classifier !== undefined && { classifier }), extension, value }];
}

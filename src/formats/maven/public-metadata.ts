import type { PublicVersion } from '../../registry/ports';
import type { MavenPublicPackage } from './artifact-view';
import type { PluginList } from './group-plugins';
import { parseMetadataDocument } from './metadata-document';
import { toBareMetadata } from './pom';
import { isUnreleased } from './snapshot';

/** What a public registry's `maven-metadata.xml` says, read once for both meanings that its path may have. */
export interface PublicMetadata {
  /** Undefined when it lists no version. */
  readonly offered: MavenPublicPackage | undefined;
  readonly pluginList: PluginList | undefined;
}

/**
 * Reads the document of a package or a group; snapshots in it do not exist for us (EXT: UP-135), and names that the API
 * could not ask for neither. @throws Error for what is no such document (EXT-044)
 */
export function parsePublicMetadata(content: Buffer, artifactId: string): PublicMetadata {
  const { versions, plugins, lastUpdated } = parseMetadataDocument(content);
  const listed = versions.filter((version) => /^[^#/\s]{1,255}$/.test(version) && !isUnreleased(version));
  const metadata = toBareMetadata(artifactId);
  const toVersion = (version: string): [string, PublicVersion] => [version, { version, metadata }];
  return {
    offered:
      listed.length === 0 ? undefined : { versions: new Map(listed.map(toVersion)), tags: {}, lastUpdated },
    pluginList: plugins.length === 0 ? undefined : { plugins },
  };
}

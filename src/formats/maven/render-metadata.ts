import { escapeXml } from '../../encoding/xml';
import type { Plugin } from './metadata-document';

/** What an artifact's document says of its versions. */
export interface Versioning {
  readonly groupId: string;
  readonly artifactId: string;
  readonly latest: string | undefined;
  readonly release: string | undefined;
  /** Ascending. */
  readonly versions: readonly string[];
  /** `yyyyMMddHHmmss` */
  readonly lastUpdated: string | undefined;
}

/** A `maven-metadata.xml` of an artifact, of a group's plugins, or of both where they share a path (MVN-108, MVN-163). */
export function renderMetadata(artifact: Versioning | undefined, plugins: readonly Plugin[]): string {
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<metadata>',
    ...(artifact ? renderVersioning(artifact) : []),
    ...(plugins.length === 0 ? [] : ['  <plugins>', ...plugins.flatMap(renderPlugin), '  </plugins>']),
    '</metadata>',
  ];
  return `${lines.join('\n')}\n`;
}

/** A time as Maven's documents spell it, in UTC. */
export function renderTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\D/g, '').slice(0, 'yyyyMMddHHmmss'.length);
}

function renderVersioning({
  groupId,
  artifactId,
  latest,
  release,
  versions,
  lastUpdated,
}: Versioning): string[] {
  return [
    ...renderText('  ', 'groupId', groupId),
    ...renderText('  ', 'artifactId', artifactId),
    '  <versioning>',
    ...renderText('    ', 'latest', latest),
    ...renderText('    ', 'release', release),
    '    <versions>',
    ...versions.flatMap((version) => renderText('      ', 'version', version)),
    '    </versions>',
    ...renderText('    ', 'lastUpdated', lastUpdated),
    '  </versioning>',
  ];
}

function renderPlugin({ name, prefix, artifactId }: Plugin): string[] {
  return [
    '    <plugin>',
    ...renderText('      ', 'name', name),
    ...renderText('      ', 'prefix', prefix),
    ...renderText('      ', 'artifactId', artifactId),
    '    </plugin>',
  ];
}

function renderText(indent: string, element: string, text: string | undefined): string[] {
  return text === undefined ? [] : [`${indent}<${element}>${escapeXml(text)}</${element}>`];
}

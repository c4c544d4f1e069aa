/** What names a Maven artifact. */
export interface MavenNames {
  readonly groupId: string;
  readonly artifactId: string;
  readonly version: string;
}

/** A POM: its coordinates, then `more` as elements or XML. */
export function renderPom(
  { groupId, artifactId, version }: MavenNames,
  more: Readonly<Record<string, string>> | string = {},
): string {
  const elements =
    typeof more === 'string'
      ? more
      : Object.entries(more)
          .map(([name, text]) => `  <${name}>${text}</${name}>\n`)
          .join('');
  return `<?xml version="1.0" encoding="UTF-8"?>
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>${groupId}</groupId>
  <artifactId>${artifactId}</artifactId>
  <version>${version}</version>
${elements}</project>
`;
}

/** The document that an upload ends with, listing one version or those given. */
export function renderMavenMetadata(
  { groupId, artifactId, version }: MavenNames,
  versions: readonly string[] = [version],
): string {
  const listed = versions.map((each) => `      <version>${each}</version>\n`).join('');
  return `<?xml version="1.0" encoding="UTF-8"?>
<metadata>
  <groupId>${groupId}</groupId>
  <artifactId>${artifactId}</artifactId>
  <versioning>
    <release>${version}</release>
    <versions>
${listed}    </versions>
    <lastUpdated>20260304050607</lastUpdated>
  </versioning>
</metadata>
`;
}

/** The document of a snapshot that names one build, with the extensions of its files. */
export function renderSnapshotMetadata(
  { groupId, artifactId, version }: MavenNames,
  timestamp: string,
  buildNumber: number | string,
  extensions: readonly string[] = ['jar', 'pom'],
): string {
  const value = `${version.replace(/-SNAPSHOT$/, '')}-${timestamp}-${buildNumber}`;
  const files = extensions.map(
    (extension) => `      <snapshotVersion>
        <extension>${extension}</extension>
        <value>${value}</value>
        <updated>20260304050607</updated>
      </snapshotVersion>
`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>
<metadata modelVersion="1.1.0">
  <groupId>${groupId}</groupId>
  <artifactId>${artifactId}</artifactId>
  <version>${version}</version>
  <versioning>
    <snapshot>
      <timestamp>${timestamp}</timestamp>
      <buildNumber>${buildNumber}</buildNumber>
    </snapshot>
    <lastUpdated>20260304050607</lastUpdated>
    <snapshotVersions>
${files.join('')}    </snapshotVersions>
  </versioning>
</metadata>
`;
}

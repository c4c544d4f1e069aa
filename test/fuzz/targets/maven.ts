import { XmlError } from '../../../src/encoding/xml';
import { ServiceError } from '../../../src/errors';
import { parseMetadataDocument } from '../../../src/formats/maven/metadata-document';
import { parsePom } from '../../../src/formats/maven/pom';
import { parseMavenPath } from '../../../src/formats/maven/request-path';
import { compareMavenVersions } from '../../../src/formats/maven/version-order';
import { assertAntisymmetric, expecting, toVersions, type FuzzTarget } from '../target';

const POM = `<project><groupId>g</groupId><artifactId>a</artifactId><version>\${v}</version><properties><v>1</v></properties>
<licenses><license><name>MIT</name></license></licenses><dependencies><dependency><groupId>g</groupId>
<artifactId>b</artifactId><version>[1,2)</version><scope>test</scope></dependency></dependencies></project>`;
const METADATA = `<metadata><groupId>g</groupId><artifactId>a</artifactId><versioning><latest>2</latest><versions>
<version>1</version></versions><snapshotVersions><snapshotVersion><extension>jar</extension><value>1-2</value>
</snapshotVersion></snapshotVersions></versioning><plugins><plugin><prefix>p</prefix></plugin></plugins></metadata>`;

/** Maven's readers. */
export const mavenTargets: readonly FuzzTarget[] = [
  {
    name: 'maven-documents',
    seeds: [POM, METADATA],
    run: (input) =>
      expecting([XmlError, ServiceError], () => [parseMetadataDocument(input), parsePom(input, 'a')]),
  },
  {
    name: 'maven-paths',
    seeds: [
      '/org/x/a/1.0/a-1.0.jar',
      '/org/x/a/1.0-SNAPSHOT/maven-metadata.xml.sha1',
      '/a/b/1/a-1-sources.jar.asc',
    ],
    run: (input) => expecting([ServiceError], () => parseMavenPath(input.toString())),
  },
  {
    name: 'maven-versions',
    seeds: ['1.0 1.0-alpha-1 1.0-SNAPSHOT 1.0.1 1-sp 1.0a2 2.0.RELEASE', '1..2 1-_ 0x1 9999999999999999999'],
    // Maven's own order goes in circles for some texts that are hardly versions, and ours is Maven's.
    run: (input) => assertAntisymmetric(toVersions(input).slice(0, 12), compareMavenVersions),
  },
];

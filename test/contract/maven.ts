import { renderMavenMetadata, renderPom } from '../support/maven-package';
import { toDownload, type Door, type FormatAdapter } from './format-adapter';

const folder = '/com/ex/demo';
const file = (version: string, suffix: string) => `${folder}/${version}/demo-${version}${suffix}`;

/** The Maven package `com.ex:demo`, uploaded as Maven does: files, then the document that publishes the version. */
export const mavenAdapter: FormatAdapter = {
  format: 'maven',
  namespace: 'com.ex',
  package: 'demo',
  connection: 'public:maven-central',
  door: { path: (version) => file(version, '.jar') },
  asset: (version) => `demo-${version}.jar`,
  async publish({ send }, version, marker) {
    const names = { groupId: 'com.ex', artifactId: 'demo', version };
    const uploads = [
      [file(version, '.jar'), `jar of ${version} ${marker}`],
      [file(version, '.pom'), renderPom(names, { description: 'A demo.' })],
      [`${folder}/maven-metadata.xml`, renderMavenMetadata(names)],
    ] as const;
    let status = 0;
    for (const [path, body] of uploads) {
      status = (await send(path, { method: 'PUT', body })).status;
      if (status >= 300) break;
    }
    return status;
  },
  download: async ({ send }, version) => toDownload(await send(file(version, '.jar'))),
  async list({ send }: Door) {
    const answer = await send(`${folder}/maven-metadata.xml`);
    if (answer.status !== 200) return answer.status;
    return [...(await answer.text()).matchAll(/<version>(.*?)<\/version>/g)].map(
      ([, version = '']) => version,
    );
  },
};

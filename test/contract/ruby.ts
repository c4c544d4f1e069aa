import { createGem } from '../support/gem-package';
import { toDownload, type ArchiveAdapter, type FormatAdapter } from './format-adapter';

const path = (version: string) => `/gems/demo-lib-${version}.gem`;
const toPush = (body: Buffer): RequestInit => ({
  method: 'POST',
  body,
  headers: { 'content-type': 'application/octet-stream' },
});

/** The gem `demo-lib`. */
export const rubyAdapter: ArchiveAdapter & FormatAdapter = {
  format: 'ruby',
  package: 'demo-lib',
  connection: 'public:ruby-gems-org',
  door: { path },
  asset: (version) => `demo-lib-${version}.gem`,
  container: 'tar',
  metadataPath: 'metadata.gz',
  upload: async ({ send }, _, archive) => (await send('/api/v1/gems', toPush(archive))).status,
  async publish({ send }, version, marker) {
    return (await send('/api/v1/gems', toPush(createGem('demo-lib', version, { marker })))).status;
  },
  download: async ({ send }, version) => toDownload(await send(path(version))),
  async list({ send }) {
    const answer = await send('/info/demo-lib');
    if (answer.status !== 200) return answer.status;
    const lines = (await answer.text()).split('\n').slice(1, -1);
    return lines.map((line) => line.slice(0, line.indexOf(' '))).toSorted();
  },
};

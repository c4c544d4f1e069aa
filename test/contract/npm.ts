import { createNpmPackage } from '../support/npm-package';
import { toDownload, type ArchiveAdapter, type FormatAdapter } from './format-adapter';

const path = (version: string) => `/demo/-/demo-${version}.tgz`;

/** The npm package `demo`. */
export const npmAdapter: FormatAdapter & ArchiveAdapter = {
  format: 'npm',
  container: 'tgz',
  metadataPath: 'package/README.md',
  package: 'demo',
  connection: 'public:npmjs',
  door: { path },
  asset: () => 'package.tgz',
  async publish({ send }, version, marker) {
    const { document } = await createNpmPackage('demo', version, {
      manifest: { description: 'A demo.', homepage: 'https://example.com', license: 'MIT' },
      files: { marker },
    });
    const headers = { 'content-type': 'application/json' };
    return (await send('/demo', { method: 'PUT', headers, body: JSON.stringify(document) })).status;
  },
  async upload({ send }, version, archive) {
    const { document } = await createNpmPackage('demo', version);
    const [attachment] = Object.values(document._attachments);
    if (attachment) Object.assign(attachment, { data: archive.toString('base64'), length: archive.length });
    for (const manifest of Object.values(document.versions)) manifest.dist = {};
    const headers = { 'content-type': 'application/json' };
    return (await send('/demo', { method: 'PUT', headers, body: JSON.stringify(document) })).status;
  },
  download: async ({ send }, version) => toDownload(await send(path(version))),
  async list({ send }) {
    const answer = await send('/demo');
    if (answer.status !== 200) return answer.status;
    return Object.keys(((await answer.json()) as { versions: object }).versions); // of our own making
  },
};

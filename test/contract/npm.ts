import { createNpmPackage } from '../support/npm-package';
import { toDownload, type FormatAdapter } from './format-adapter';

const path = (version: string) => `/demo/-/demo-${version}.tgz`;

/** The npm package `demo`. */
export const npmAdapter: FormatAdapter = {
  format: 'npm',
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
  download: async ({ send }, version) => toDownload(await send(path(version))),
  async list({ send }) {
    const answer = await send('/demo');
    if (answer.status !== 200) return answer.status;
    return Object.keys(((await answer.json()) as { versions: object }).versions); // of our own making
  },
};

import { createWheel, toUploadForm } from '../support/python-package';
import { toDownload, type ArchiveAdapter, type FormatAdapter } from './format-adapter';

interface Page {
  readonly versions: readonly string[];
}

const asset = (version: string) => `demo_lib-${version}-py3-none-any.whl`;
const path = (version: string) => `/simple/demo-lib/${version}/${asset(version)}`;

/** The Python project `Demo.Lib`, as one wheel. */
export const pypiAdapter: FormatAdapter & ArchiveAdapter = {
  format: 'pypi',
  container: 'zip',
  metadataPath: 'demo_lib-1.0.0.dist-info/METADATA',
  package: 'demo-lib',
  connection: 'public:pypi',
  door: { path },
  asset,
  async publish({ send }, version, marker) {
    const metadata = ['Summary: A demo.', 'Home-page: https://example.com', 'License: MIT'];
    const wheel = createWheel('Demo.Lib', version, { metadata, files: { 'marker.py': `"${marker}"` } });
    return (await send('/', { method: 'POST', body: toUploadForm(wheel) })).status;
  },
  async upload({ send }, version, archive) {
    const wheel = { project: 'Demo.Lib', version, name: asset(version), bytes: archive };
    return (await send('/', { method: 'POST', body: toUploadForm(wheel) })).status;
  },
  download: async ({ send }, version) => toDownload(await send(path(version))),
  async list({ send }) {
    const answer = await send('/simple/demo-lib/', {
      headers: { accept: 'application/vnd.pypi.simple.v1+json' },
    });
    if (answer.status !== 200) return answer.status;
    return ((await answer.json()) as Page).versions; // of our own making
  },
};

/** The same project as a source distribution. */
export const pypiSdistAdapter: FormatAdapter & ArchiveAdapter = {
  ...pypiAdapter,
  container: 'tgz',
  metadataPath: 'demo_lib-1.0.0/PKG-INFO',
  async upload({ send }, version, archive) {
    const sdist = { project: 'Demo.Lib', version, name: `demo_lib-${version}.tar.gz`, bytes: archive };
    return (await send('/', { method: 'POST', body: toUploadForm(sdist) })).status;
  },
};

import { createSwiftPackage, toPublish } from '../support/swift-package';
import { toDownload, type ArchiveAdapter, type FormatAdapter } from './format-adapter';

interface Releases {
  readonly releases: Readonly<Record<string, unknown>>;
}

const release = (version: string) => `/demo/LinkedLib/${version}`;
const path = (version: string) => `${release(version)}.zip`;
const metadata = JSON.stringify({ description: 'A demo.', licenseURL: 'https://example.com/license' });

/** The Swift package `demo.LinkedLib`. */
export const swiftAdapter: ArchiveAdapter & FormatAdapter = {
  format: 'swift',
  namespace: 'demo',
  package: 'linkedlib',
  door: { path },
  asset: (version) => `linkedlib-${version}.zip`,
  container: 'zip',
  metadataPath: 'LinkedLib/Package.swift',
  upload: async ({ send }, version, archive) => (await send(release(version), toPublish({ archive }))).status,
  async publish({ send }, version, marker) {
    const archive = createSwiftPackage('LinkedLib', { files: { marker } });
    return (await send(release(version), toPublish({ archive, metadata }))).status;
  },
  download: async ({ send }, version) => toDownload(await send(path(version))),
  async list({ send }) {
    const answer = await send('/demo/LinkedLib');
    if (answer.status !== 200) return answer.status;
    return Object.keys(((await answer.json()) as Releases).releases).toReversed(); // of our own making
  },
};

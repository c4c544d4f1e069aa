import { createCrate, createPublishMetadata, toPublishBody } from '../support/cargo-package';
import { toDownload, type ArchiveAdapter, type Door, type FormatAdapter } from './format-adapter';

const path = (version: string) => `/api/v1/crates/demo-lib/${version}/download`;

async function publish({ send }: Door, version: string, crate: Buffer): Promise<number> {
  const about = { homepage: 'https://example.com', description: 'Demo.' };
  const body = toPublishBody(createPublishMetadata('demo-lib', version, about), crate);
  return (await send('/api/v1/crates/new', { method: 'PUT', body: new Uint8Array(body) })).status;
}

/** The crate `demo-lib`. */
export const cargoAdapter: ArchiveAdapter & FormatAdapter = {
  format: 'cargo',
  package: 'demo-lib',
  connection: 'public:crates-io',
  door: { path },
  asset: (version) => `demo-lib-${version}.crate`,
  container: 'tgz',
  metadataPath: 'demo-lib-1.0.0/Cargo.toml',
  upload: publish,
  async publish(door, version, marker) {
    const manifest = 'description = "Demo."\nhomepage = "https://example.com"\nlicense = "MIT"';
    return publish(door, version, await createCrate('demo-lib', version, { manifest, files: { marker } }));
  },
  download: async ({ send }, version) => toDownload(await send(path(version))),
  async list({ send }) {
    const answer = await send('/de/mo/demo-lib');
    if (answer.status !== 200) return answer.status;
    return (await answer.text())
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { vers: string; yanked: boolean }) // of our own making
      .flatMap(({ vers, yanked }) => (yanked ? [] : [vers]));
  },
};

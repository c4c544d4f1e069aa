import { ServiceError } from '../../errors';
import { toAssetRecord } from '../../registry/assets';
import {
  BlobTooLargeError,
  type FetchedAssets,
  type PackageCoordinate,
  type PublicSource,
  type PublicVersion,
  type StagedBlob,
} from '../../registry/ports';
import type { VersionMetadataRecord } from '../../registry/records';
import type { Remote } from '../../util/remote';
import type { PublicSourceParts } from '../format';
import { createSharedDownloads } from '../share-downloads';
import { isGemName, toAssetName, toFullVersion } from './coordinate';
import { GemError } from './gem-error';
import type { GemSpec } from './gem-spec';
import { toGemSpec, toVersionMetadata } from './metadata';
import { parsePublicGemspec } from './public-gemspec';
import { parsePublicInfo } from './public-info';
import { readGem } from './read-gem';

// Where the registry by default has its index, as RubyGems and Bundler know too (RUBY-101).
const INDEX_HOSTS: ReadonlyMap<string, string> = new Map([['rubygems.org', 'index.rubygems.org']]);

/** `public:ruby-gems-org`, or whatever stands in for it (RUBY-100 … RUBY-106). */
export function createRubyPublicSource({ remote, blobs, maxAssetBytes }: PublicSourceParts): PublicSource {
  const share = createSharedDownloads<'unavailable'>();
  return {
    connection: remote.connection,
    async findPackage({ package: name }) {
      const index = isGemName(name) ? await findIndex(remote) : undefined;
      if (index === undefined) return undefined;
      return remote.findDocument(`${index}info/${encodeURIComponent(name)}`, {
        accept: 'text/plain, */*;q=0.1',
        parse: (body) => parsePublicInfo(name, body),
      });
    },
    async findVersionDocument({ package: name }, { version }) {
      return remote.findDocument(`quick/Marshal.4.8/${encodeURIComponent(`${name}-${version}`)}.gemspec.rz`, {
        accept: '*/*',
        parse: parsePublicGemspec,
      });
    },
    async fetchAssets(coordinate, version) {
      const { checksum } = toGemSpec(version.metadata);
      const key = JSON.stringify([coordinate.package, version.version, checksum]);
      return share(key, () => fetch(coordinate, version, checksum));
    },
  };

  async function fetch(
    { package: name }: PackageCoordinate,
    offered: PublicVersion,
    checksum: string | undefined,
  ): Promise<FetchedAssets | 'unavailable'> {
    const file = toAssetName(name, offered.version);
    const refuse = (reason: string): ServiceError =>
      new ServiceError(
        'BadGateway',
        502,
        `The gem '${file}' from ${remote.connection} ${reason}. Nothing was stored.`,
      );
    const blob = await download(file, refuse);
    if (blob === 'unavailable') return blob;
    try {
      if (checksum !== undefined && blob.sha256 !== checksum) throw refuse('does not match its checksum');
      const metadata = await describe(blob, offered, refuse);
      return { assets: [toAssetRecord(file, blob)], metadata, release: () => blob.release() };
    } catch (error) {
      blob.release();
      throw error;
    }
  }

  async function download(
    file: string,
    refuse: (reason: string) => ServiceError,
  ): Promise<StagedBlob | 'unavailable'> {
    const address = await remote.address();
    if (address === undefined) return 'unavailable';
    return remote.fetchAsset(`${address}gems/${encodeURIComponent(file)}`, async (body) => {
      try {
        return await blobs.write(body, maxAssetBytes);
      } catch (error) {
        if (error instanceof BlobTooLargeError) throw refuse(`is larger than ${maxAssetBytes} bytes`);
        throw error;
      }
    });
  }

  /** By its own gemspec; of one that only Ruby's old tools can read, what the index says. Throws 502 for another gem. */
  async function describe(
    blob: StagedBlob,
    { metadata }: PublicVersion,
    refuse: (reason: string) => ServiceError,
  ): Promise<VersionMetadataRecord> {
    const offered = toGemSpec(metadata);
    const spec = await readVerified(blob, offered, refuse);
    if (!spec) return metadata;
    const { name, number, platform } = offered;
    // The index spells some platforms otherwise than old gems do; a gem with the right checksum is the right one.
    const isSame = spec.platform === platform || offered.checksum !== undefined;
    if (spec.name !== name || spec.number !== number || !isSame) {
      throw refuse(`is '${spec.name}' ${toFullVersion(spec.number, spec.platform)} in truth`);
    }
    return toVersionMetadata({ ...spec, platform });
  }

  async function readVerified(
    blob: StagedBlob,
    { checksum }: GemSpec,
    refuse: (reason: string) => ServiceError,
  ): Promise<GemSpec | undefined> {
    try {
      return await readGem(blobs, blob);
    } catch (error) {
      if (!(error instanceof GemError)) throw error;
      // What it has to be is known, and is what it is.
      if (checksum !== undefined) return undefined;
      throw refuse(`cannot be used: ${error.message}`);
    }
  }
}

/** Where the documents of a compact index are. */
async function findIndex(remote: Remote): Promise<string | undefined> {
  const address = await remote.address();
  if (address === undefined) return undefined;
  const url = new URL(address);
  url.host = INDEX_HOSTS.get(url.host) ?? url.host;
  return url.href;
}

import { Readable } from 'node:stream';
import { ServiceError } from '../../errors';
import { toAssetRecord } from '../../registry/assets';
import {
  BlobTooLargeError,
  type BlobStore,
  type FetchedAssets,
  type PackageCoordinate,
  type PublicSource,
  type PublicVersion,
  type StagedBlob,
} from '../../registry/ports';
import type { PublicSourceParts } from '../format';
import { createSharedDownloads } from '../share-downloads';
import { ASSET_NAME, npmRules } from './coordinate';
import { parsePublicDocument, type PublicDocument, type PublicTarball } from './public-document';
import { findTarballReadme } from './readme';
import { verifyTarball } from './verify-tarball';

/** A version has one asset: which one is asked for makes no difference (UP-080). */
export interface NpmPublicSource extends PublicSource {
  fetchAssets(coordinate: PackageCoordinate, version: PublicVersion): Promise<FetchedAssets | 'unavailable'>;
}

/** `public:npmjs`, or whatever stands in for it (NPM-160 … NPM-169). */
export function createNpmPublicSource({ remote, blobs, maxAssetBytes }: PublicSourceParts): NpmPublicSource {
  const share = createSharedDownloads<'unavailable'>();
  // Which document a version came from; it knows what the resolver has no use for.
  const documents = new WeakMap<PublicVersion, PublicDocument>();
  const known = new WeakSet<PublicDocument>();
  return {
    connection: remote.connection,
    async findPackage(coordinate) {
      const name = npmRules.displayName(coordinate);
      const path = toPath(name);
      if (path === undefined) return undefined;
      const document = await remote.findDocument(path, {
        accept: 'application/json',
        parse: (body) => parsePublicDocument(name, body),
      });
      if (document && !known.has(document)) {
        known.add(document);
        for (const version of document.versions.values()) documents.set(version, document);
      }
      return document;
    },
    async fetchAssets(coordinate, version) {
      const tarball = documents.get(version)?.findTarball(version);
      if (!tarball) throw new Error(`version ${version.version} was not offered by ${remote.connection}`);
      const name = npmRules.displayName(coordinate);
      // Its checksums are part of the key: the same version from another document may be other bytes.
      const key = JSON.stringify([name, version.version, tarball]);
      return share(key, async () => {
        const blob = await download(coordinate, version, tarball);
        return blob === 'unavailable' ? blob : toFetchedAssets(blobs, version, blob);
      });
    },
  };

  async function download(
    coordinate: PackageCoordinate,
    { version }: PublicVersion,
    tarball: PublicTarball,
  ): Promise<StagedBlob | 'unavailable'> {
    const name = npmRules.displayName(coordinate);
    const refuse = (reason: string): ServiceError =>
      new ServiceError(
        'BadGateway',
        502,
        `The tarball of '${name}@${version}' from ${remote.connection} ${reason}. Nothing was stored.`,
      );
    for (const url of toCandidates(name, tarball, await remote.address())) {
      const blob = await remote.fetchAsset(url, async (body) => {
        const toError = (detail: string): Error => refuse(`does not match its checksum: ${detail}`);
        const verified = Readable.from(verifyTarball(body, tarball, toError), { objectMode: false });
        try {
          return await blobs.write(verified, maxAssetBytes);
        } catch (error) {
          verified.destroy();
          if (error instanceof BlobTooLargeError) throw refuse(`is larger than ${maxAssetBytes} bytes`);
          throw error;
        }
      });
      if (blob !== 'unavailable') return blob;
    }
    return 'unavailable';
  }
}

/** `@scope/name` is one segment of the registry's paths; undefined for a name that would be another path. */
function toPath(name: string): string | undefined {
  return name.startsWith('.')
    ? undefined
    : encodeURIComponent(name).replace('%40', '@').replace('%2F', '%2f');
}

/**
 * Where to look for a tarball. A mirror may serve documents that name the host it mirrors, so one of npm's usual form on
 * a foreign host is first asked for at the configured address, as npm does, and then where the document says.
 */
function toCandidates(name: string, { url }: PublicTarball, address: string | undefined): string[] {
  if (address === undefined || url === undefined || !URL.canParse(url, address)) return [];
  const given = new URL(url, address);
  if (given.protocol !== 'http:' && given.protocol !== 'https:') return [];
  if (given.origin === new URL(address).origin) return [given.href];
  const usual = /\/-\/([^/]+)$/.exec(given.pathname)?.[1];
  return usual === undefined ? [given.href] : [`${address}${encodeURI(name)}/-/${usual}`, given.href];
}

async function toFetchedAssets(
  blobs: BlobStore,
  { metadata }: PublicVersion,
  blob: StagedBlob,
): Promise<FetchedAssets> {
  try {
    const readme = metadata.readme ?? (await findTarballReadme(blobs, blob.sha256));
    return {
      assets: [toAssetRecord(ASSET_NAME, blob)],
      metadata: { ...metadata, ...(readme !== undefined && { readme }) },
      release: () => blob.release(),
    };
  } catch (error) {
    blob.release();
    throw error;
  }
}

import { ServiceError } from '../../errors';
import { toAssetRecord } from '../../registry/assets';
import {
  BlobTooLargeError,
  type FetchedAssets,
  type PackageCoordinate,
  type PublicPackage,
  type PublicSource,
  type PublicVersion,
  type StagedBlob,
} from '../../registry/ports';
import type { PublicSourceParts } from '../format';
import { createSharedDownloads } from '../share-downloads';
import { toAssetName } from './coordinate';
import { toVersionMetadata } from './metadata';
import { NuspecError } from './nuspec';
import {
  parsePublicIndex,
  parsePublicPage,
  type PublicIndex,
  type PublicLeaf,
  type PublicPage,
} from './public-registration';
import { findPublicServices } from './public-services';
import { readNupkg, type Nupkg } from './read-nupkg';
import { normalizeVersion } from './version';

const ACCEPT = 'application/json';

/** A package as it was put together from an index and its pages. */
interface Assembled {
  readonly pages: readonly object[];
  readonly package: PublicPackage | undefined;
}

/** `public:nuget-org`, or whatever stands in for it (NUG-110 … NUG-117). */
export function createNugetPublicSource({ remote, blobs, maxAssetBytes }: PublicSourceParts): PublicSource {
  const share = createSharedDownloads<'unavailable'>();
  const assembled = new WeakMap<PublicIndex, Assembled>();
  // Where a version is and what it must be; the resolver has no use for that.
  const leaves = new WeakMap<PublicVersion, PublicLeaf>();
  return {
    connection: remote.connection,
    async findPackage(coordinate) {
      const services = await findPublicServices(remote);
      if (!services) return undefined;
      const { package: id } = coordinate;
      const base = `${services.registration}${encodeURIComponent(id)}/index.json`;
      const index = await remote.findDocument(base, {
        accept: ACCEPT,
        parse: (body) => parsePublicIndex(id, body, base),
      });
      if (!index) return undefined;
      const pages = await Promise.all(index.pages.map((page) => findPage(id, page)));
      // Part of a package would make clients choose wrong versions.
      if (!pages.every((page) => page !== undefined)) return undefined;
      return assemble(index, pages);
    },
    async fetchAssets(coordinate, version) {
      const leaf = leaves.get(version);
      if (!leaf) throw new Error(`version ${version.version} was not offered by ${remote.connection}`);
      const key = JSON.stringify([coordinate.package, version.version, leaf.content, leaf.sha512]);
      return share(key, () => fetch(coordinate, leaf));
    },
  };

  async function findPage(
    id: string,
    page: PublicPage,
  ): Promise<{ readonly leaves: readonly PublicLeaf[] } | undefined> {
    const { leaves: inlined, url } = page;
    if (inlined) return page as PublicPage & { leaves: readonly PublicLeaf[] }; // just looked
    if (url === undefined) return undefined;
    return remote.findDocument(url, { accept: ACCEPT, parse: (body) => parsePublicPage(id, body, url) });
  }

  /** The same object as long as index and pages are the same: it is a validator. */
  function assemble(
    index: PublicIndex,
    pages: readonly { readonly leaves: readonly PublicLeaf[] }[],
  ): PublicPackage | undefined {
    const known = assembled.get(index);
    if (known?.pages.every((page, position) => page === pages[position])) return known.package;
    const versions = new Map<string, PublicVersion>();
    for (const leaf of pages.flatMap((page) => page.leaves)) {
      versions.set(leaf.version.version, leaf.version);
      leaves.set(leaf.version, leaf);
    }
    const assembledPackage = versions.size === 0 ? undefined : { versions, tags: {} };
    assembled.set(index, { pages, package: assembledPackage });
    return assembledPackage;
  }

  async function fetch(
    coordinate: PackageCoordinate,
    leaf: PublicLeaf,
  ): Promise<FetchedAssets | 'unavailable'> {
    const refuse = (reason: string): ServiceError =>
      new ServiceError(
        'BadGateway',
        502,
        `The package '${coordinate.package}' ${leaf.version.version} from ${remote.connection} ${reason}. ` +
          'Nothing was stored.',
      );
    const blob = await download(coordinate, leaf, refuse);
    if (blob === 'unavailable') return blob;
    try {
      return await toFetchedAssets(coordinate, leaf, blob, refuse);
    } catch (error) {
      blob.release();
      throw error;
    }
  }

  async function download(
    { package: id }: PackageCoordinate,
    { version: { version }, content }: PublicLeaf,
    refuse: (reason: string) => ServiceError,
  ): Promise<StagedBlob | 'unavailable'> {
    const folder = (await findPublicServices(remote))?.content;
    const [name, lower] = [encodeURIComponent(id), version.toLowerCase()];
    const usual = folder === undefined ? [] : [`${folder}${name}/${lower}/${name}.${lower}.nupkg`];
    for (const url of new Set([...usual, ...(content === undefined ? [] : [content])])) {
      const blob = await remote.fetchAsset(url, async (body) => {
        try {
          return await blobs.write(body, maxAssetBytes);
        } catch (error) {
          if (error instanceof BlobTooLargeError) throw refuse(`is larger than ${maxAssetBytes} bytes`);
          throw error;
        }
      });
      if (blob !== 'unavailable') return blob;
    }
    return 'unavailable';
  }

  /** Throws 502 for what is another package, or none (NUG-113). */
  async function toFetchedAssets(
    { package: id }: PackageCoordinate,
    { version: { version, metadata }, sha512 }: PublicLeaf,
    blob: StagedBlob,
    refuse: (reason: string) => ServiceError,
  ): Promise<FetchedAssets> {
    if (sha512 !== undefined && Buffer.from(blob.sha512, 'hex').toString('base64') !== sha512) {
      throw refuse('does not match its checksum');
    }
    const { description, readme } = await readVerified(blob, refuse);
    const isSame =
      description.id.toLowerCase() === id &&
      normalizeVersion(description.version).toLowerCase() === version.toLowerCase();
    if (!isSame) throw refuse(`is '${description.id}' ${description.version} in truth`);
    const isUnlisted = metadata.document?.listed === false;
    return {
      assets: [toAssetRecord(toAssetName(id, version), blob)],
      metadata: toVersionMetadata({ ...description, ...(isUnlisted && { listed: false }) }, readme),
      release: () => blob.release(),
    };
  }

  async function readVerified(blob: StagedBlob, refuse: (reason: string) => ServiceError): Promise<Nupkg> {
    try {
      return await readNupkg(blobs, blob);
    } catch (error) {
      throw error instanceof NuspecError ? refuse(`cannot be used: ${error.message}`) : error;
    }
  }
}

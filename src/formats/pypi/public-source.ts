import { Readable } from 'node:stream';
import { ServiceError } from '../../errors';
import { toAssetRecord } from '../../registry/assets';
import {
  BlobTooLargeError,
  type AssetRequest,
  type FetchedAssets,
  type PublicSource,
  type PublicVersion,
  type StagedBlob,
} from '../../registry/ports';
import type { AssetRecord, VersionMetadataRecord } from '../../registry/records';
import type { PublicSourceParts } from '../format';
import { createSharedDownloads } from '../share-downloads';
import { readFileDetails, withFileDetails } from './file-details';
import { fillVersionMetadata, toVersionMetadata } from './metadata';
import { parsePublicPage, type PublicFile } from './public-page';
import { toPublicProject } from './public-project';
import { findCoreMetadata } from './read-core-metadata';
import { verifyDownload } from './verify-download';

const ACCEPT =
  'application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.01';

/**
 * Versions up to this size come with all their files at once, as at the service; of larger ones (every platform's wheels
 * of a large library) a file comes when it is asked for, because pip waits 15 seconds for a first byte (PYPI-143).
 */
const MAX_WHOLE_VERSION_BYTES = 100 * 1024 * 1024;
const CONCURRENCY = 6;

/** `public:pypi`, or whatever index stands in for it (PYPI-143 … PYPI-146). */
export function createPypiPublicSource(parts: PublicSourceParts): PublicSource {
  const { remote } = parts;
  const download = createDownloader(parts);
  // Where the files of a version are, which the resolver has no use for.
  const filesOf = new WeakMap<PublicVersion, ReadonlyMap<string, PublicFile>>();
  return {
    connection: remote.connection,
    async findPackage({ package: name }) {
      const address = await remote.address();
      if (address === undefined) return undefined;
      // An index may be given with or without the folder that clients are told.
      const path = /simple\/$/.test(new URL(address).pathname) ? `${name}/` : `simple/${name}/`;
      return remote.findDocument(path, {
        accept: ACCEPT,
        parse(body) {
          const project = toPublicProject(name, parsePublicPage(body, address + path));
          for (const [version, files] of project?.files ?? []) filesOf.set(version, files);
          return project;
        },
      });
    },
    async fetchAssets(_coordinate, version, request) {
      const files = filesOf.get(version);
      if (!files) throw new Error(`version ${version.version} was not offered by ${remote.connection}`);
      return fetchFiles(parts, version, files, request, download);
    },
  };
}

type Download = (file: PublicFile) => Promise<FetchedAssets | 'unavailable'>;

/** The file that is asked for has to come; of the others those that come are welcome. */
async function fetchFiles(
  { blobs }: PublicSourceParts,
  version: PublicVersion,
  files: ReadonlyMap<string, PublicFile>,
  { asset, stored, metadata: known }: AssetRequest,
  download: Download,
): Promise<FetchedAssets | 'unavailable' | 'absent'> {
  const wanted = files.get(asset);
  if (!wanted && !stored.has(asset)) return 'absent';
  const fetched: FetchedAssets[] = [];
  const release = (): void => {
    for (const one of fetched) one.release();
  };
  try {
    if (wanted && !stored.has(asset)) {
      const first = await download(wanted);
      if (first === 'unavailable') return first;
      fetched.push(first);
    }
    const others = isSmall(files) ? [...files.values()] : [];
    const missing = others.filter(({ name }) => name !== asset && !stored.has(name));
    await Promise.all(
      Array.from({ length: CONCURRENCY }, async () => {
        for (let file = missing.pop(); file; file = missing.pop()) {
          const other = await download(file).catch(skipBadFile);
          if (other !== 'unavailable') fetched.push(other);
        }
      }),
    );
    const assets = fetched.flatMap((one) => one.assets);
    const metadata = known ? refresh(known, version) : await describe(blobs, version, assets);
    return { assets, metadata, release };
  } catch (error) {
    release();
    throw error;
  }
}

function isSmall(files: ReadonlyMap<string, PublicFile>): boolean {
  let size = 0;
  for (const { details } of files.values()) size += details.size ?? 0;
  return size <= MAX_WHOLE_VERSION_BYTES;
}

/** Whoever asks for that file is told what is wrong with it. */
function skipBadFile(error: unknown): 'unavailable' {
  if (error instanceof ServiceError) return 'unavailable';
  throw error;
}

/** What is said of a version's files now, yanked or not (PYPI-125); of the version nothing changes. */
function refresh(known: VersionMetadataRecord, version: PublicVersion): VersionMetadataRecord {
  return withFileDetails(known, { ...readFileDetails(known), ...readFileDetails(version.metadata) });
}

/** A wheel's metadata are the surest; a public index gives none itself (PYPI-101). */
async function describe(
  blobs: PublicSourceParts['blobs'],
  { metadata }: PublicVersion,
  assets: readonly AssetRecord[],
): Promise<VersionMetadataRecord> {
  const isWheel = ({ name }: AssetRecord): boolean => name.endsWith('.whl');
  const byName = [...assets].sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const asset of [...byName.filter(isWheel), ...byName.filter((other) => !isWheel(other))]) {
    const packed = await findCoreMetadata(blobs, asset);
    if (!packed) continue;
    const described = toVersionMetadata(metadata.displayName, packed);
    return withFileDetails(fillVersionMetadata(described, metadata), readFileDetails(metadata));
  }
  return metadata;
}

function createDownloader({ remote, blobs, maxAssetBytes }: PublicSourceParts): Download {
  const share = createSharedDownloads<'unavailable'>();
  const store = async ({ name, url, details }: PublicFile): Promise<StagedBlob | 'unavailable'> => {
    const refuse = (reason: string): ServiceError =>
      new ServiceError(
        'BadGateway',
        502,
        `The file '${name}' from ${remote.connection} ${reason}. Nothing was stored.`,
      );
    return remote.fetchAsset(url, async (body) => {
      const toError = (detail: string): Error => refuse(`does not match its checksum: ${detail}`);
      const verified = Readable.from(verifyDownload(body, details.hashes ?? {}, toError), {
        objectMode: false,
      });
      try {
        return await blobs.write(verified, maxAssetBytes);
      } catch (error) {
        verified.destroy();
        if (error instanceof BlobTooLargeError) throw refuse(`is larger than ${maxAssetBytes} bytes`);
        throw error;
      }
    });
  };
  return (file) =>
    share(JSON.stringify(file), async () => {
      const blob = await store(file);
      if (blob === 'unavailable') return blob;
      const nothing: VersionMetadataRecord = { displayName: '', licenses: [], dependencies: [] };
      return {
        assets: [toAssetRecord(file.name, blob)],
        metadata: nothing,
        release: () => blob.release(),
      };
    });
}

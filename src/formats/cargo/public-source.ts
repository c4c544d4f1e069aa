import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
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
import type { PublicSourceParts } from '../format';
import { createSharedDownloads } from '../share-downloads';
import { isCrateName, toAssetName } from './coordinate';
import type { IndexLine } from './index-line';
import { toIndexPath } from './index-path';
import { toLine, toVersionMetadata } from './metadata';
import { findPublicConfig, findPublicTimes, toDownloadUrl } from './public-config';
import { parsePublicIndex } from './public-index';
import { readDescription } from './read-crate';

/** `public:crates-io`, or whatever stands in for it: a sparse index (CRG-090 … CRG-095). */
export function createCargoPublicSource({ remote, blobs, maxAssetBytes }: PublicSourceParts): PublicSource {
  const share = createSharedDownloads<'unavailable'>();
  return {
    connection: remote.connection,
    async findPackage({ package: name }) {
      if (!isCrateName(name)) return undefined;
      return remote.findDocument(toIndexPath(name), {
        accept: 'text/plain',
        parse: (body) => parsePublicIndex(name, body),
      });
    },
    async findReleaseTimes({ package: name }) {
      return isCrateName(name) ? findPublicTimes(remote, name) : undefined;
    },
    async fetchAssets(coordinate, version) {
      const line = toLine(version.metadata);
      // Packages keep the letter case that they have there (CRG-041, CRG-053).
      if (line.name !== coordinate.package) return 'unavailable';
      return share(JSON.stringify([line.name, line.vers, line.cksum]), () =>
        fetch(coordinate, version, line),
      );
    },
  };

  async function fetch(
    { package: name }: PackageCoordinate,
    { time }: PublicVersion,
    line: IndexLine,
  ): Promise<FetchedAssets | 'unavailable'> {
    const asked = time === undefined ? findPublicTimes(remote, name) : undefined;
    const blob = await download(line);
    const releasedTime = time ?? (await asked)?.get(line.vers);
    if (blob === 'unavailable') return blob;
    try {
      const about = await readDescription(blobs, { ...blob, name, version: line.vers });
      return {
        assets: [toAssetRecord(toAssetName(name, line.vers), blob)],
        metadata: {
          ...toVersionMetadata(line, about),
          ...(releasedTime !== undefined && { releasedTime }),
        },
        release: () => blob.release(),
      };
    } catch (error) {
      blob.release();
      throw error;
    }
  }

  async function download(line: IndexLine): Promise<StagedBlob | 'unavailable'> {
    const config = await findPublicConfig(remote);
    const url = config && toDownloadUrl(config, line);
    if (url === undefined) return 'unavailable';
    const refuse = (reason: string): ServiceError =>
      new ServiceError(
        'BadGateway',
        502,
        `The crate '${line.name}' ${line.vers} from ${remote.connection} ${reason}. Nothing was stored.`,
      );
    return remote.fetchAsset(url, async (body) => {
      const verified = Readable.from(verify(body, line.cksum, refuse), { objectMode: false });
      try {
        return await blobs.write(verified, maxAssetBytes);
      } catch (error) {
        verified.destroy();
        if (error instanceof BlobTooLargeError) throw refuse(`is larger than ${maxAssetBytes} bytes`);
        throw error;
      }
    });
  }
}

/** Passes a crate's bytes on and throws at their end when they are others, so that nothing is stored (CRG-092). */
async function* verify(
  body: Readable,
  cksum: string,
  toError: (reason: string) => Error,
): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  for await (const chunk of body as AsyncIterable<Buffer>) {
    hash.update(chunk);
    yield chunk;
  }
  const actual = hash.digest('hex');
  if (actual !== cksum.toLowerCase())
    throw toError(`does not match its checksum: expected ${cksum}, got ${actual}`);
}

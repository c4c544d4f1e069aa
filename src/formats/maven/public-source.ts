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
import { parsePom } from './pom';
import { parsePublicMetadata, type PublicMetadata } from './public-metadata';
import { isUnreleased } from './snapshot';

const XML = 'text/xml, application/xml, */*;q=0.5';

/** A public Maven repository: a tree of files at the same paths (MVN-183 … MVN-195, EXT-034 … EXT-037). */
export function createMavenPublicSource({ remote, blobs, maxAssetBytes }: PublicSourceParts): PublicSource {
  const share = createSharedDownloads<'absent'>();

  const findMetadata = async (folder: string, artifactId: string): Promise<PublicMetadata | undefined> =>
    remote.findDocument(`${folder}/maven-metadata.xml`, {
      accept: XML,
      parse: (body) => parsePublicMetadata(body, artifactId),
    });

  const findPackage = async (coordinate: PackageCoordinate) =>
    (await findMetadata(toFolder(coordinate), coordinate.package))?.offered;

  /** The asset, checked against the SHA-1 that the repository keeps beside it, if it keeps one (MVN-190, EXT-037). */
  const fetchOne = async (
    coordinate: PackageCoordinate,
    version: string,
    name: string,
  ): Promise<StagedBlob | 'unavailable'> => {
    const address = await remote.address();
    if (address === undefined) return 'unavailable';
    const path = toPath(coordinate, version, name);
    const announced = remote.findDocument(`${path}.sha1`, { accept: '*/*', parse: parseSha1 });
    const refuse = (reason: string): ServiceError =>
      new ServiceError(
        'BadGateway',
        502,
        `'${name}' from ${remote.connection} ${reason}. Nothing was stored.`,
      );
    return remote.fetchAsset(address + path, async (body) => {
      const verified = Readable.from(verify(body, announced, refuse), { objectMode: false });
      try {
        return await blobs.write(verified, maxAssetBytes);
      } catch (error) {
        verified.destroy();
        if (error instanceof BlobTooLargeError) throw refuse(`is larger than ${maxAssetBytes} bytes`);
        throw error;
      }
    });
  };

  /** The asset that is wanted first: without it the others are of no use. They come if they can. */
  const fetchTogether = async (
    coordinate: PackageCoordinate,
    { version, metadata }: PublicVersion,
    names: readonly [string, ...string[]],
  ): Promise<FetchedAssets | 'absent'> => {
    const [wanted, ...others] = names;
    const first = await fetchOne(coordinate, version, wanted);
    if (first === 'unavailable') return 'absent';
    const rest = await Promise.all(
      others.map((name) => fetchOne(coordinate, version, name).catch(() => 'unavailable' as const)),
    );
    const fetched = names.flatMap((name, index) => {
      const blob = index === 0 ? first : (rest[index - 1] ?? 'unavailable');
      return blob === 'unavailable' ? [] : [{ name, blob }];
    });
    return {
      assets: fetched.map(({ name, blob }) => toAssetRecord(name, blob)),
      metadata,
      release() {
        for (const { blob } of fetched) blob.release();
      },
    };
  };

  return {
    connection: remote.connection,
    findPackage,
    async findVersion(coordinate, version) {
      if (isUnreleased(version)) return undefined;
      // Every version has a POM, and not every repository keeps its documents (EXT-034).
      const pom = await remote.findDocument(toPath(coordinate, version, pomOf(coordinate, version)), {
        accept: XML,
        parse: (body, time): PublicVersion => ({
          version,
          metadata: parsePom(body, coordinate.package),
          ...(time !== undefined && { time }),
        }),
      });
      return pom ?? (await findPackage(coordinate))?.versions.get(version);
    },
    async findNamespaceDocument(namespace) {
      const folder = encodePath(namespace.split('.'));
      return (await findMetadata(folder, namespace.split('.').at(-1) ?? ''))?.pluginList;
    },
    async fetchAssets(coordinate, version, { asset, stored, metadata }) {
      const isFirst = stored.size === 0 && metadata === undefined;
      const names = isFirst ? listStandardNames(coordinate, version.version) : [];
      const wanted = [asset, ...names.filter((name) => name !== asset)] as const;
      const key = JSON.stringify([toPath(coordinate, version.version, asset), isFirst]);
      const fetched = await share(key, () => fetchTogether(coordinate, version, wanted));
      if (typeof fetched === 'string') return fetched;
      // A POM that comes later tells what was not known before (MVN-205).
      const isPom = asset === pomOf(coordinate, version.version);
      return { ...fetched, metadata: metadata === undefined || isPom ? version.metadata : metadata };
    },
  };
}

/** What a version most likely has; public repositories do not list files in any common way (MVN-184, EXT-034). */
function listStandardNames({ package: artifactId }: PackageCoordinate, version: string): string[] {
  return ['.pom', '.jar', '-javadoc.jar', '-sources.jar'].map(
    (suffix) => `${artifactId}-${version}${suffix}`,
  );
}

function pomOf({ package: artifactId }: PackageCoordinate, version: string): string {
  return `${artifactId}-${version}.pom`;
}

function toFolder({ namespace, package: artifactId }: PackageCoordinate): string {
  return encodePath([...namespace.split('.'), artifactId]);
}

function toPath(coordinate: PackageCoordinate, version: string, file: string): string {
  return `${toFolder(coordinate)}/${encodePath([version, file])}`;
}

function encodePath(segments: readonly string[]): string {
  return segments.map(encodeURIComponent).join('/');
}

/** Such files hold the value alone, or with the name of the file on either side. */
function parseSha1(body: Buffer): { readonly value: string } | undefined {
  const value = /\b[\da-f]{40}\b/i.exec(body.toString('latin1'))?.[0];
  return value === undefined ? undefined : { value: value.toLowerCase() };
}

/** Passes bytes on and throws at their end when they are not what was announced, so that nothing is stored. */
async function* verify(
  body: Readable,
  announced: Promise<{ readonly value: string } | undefined>,
  refuse: (reason: string) => ServiceError,
): AsyncGenerator<Buffer> {
  const hash = createHash('sha1');
  for await (const chunk of body as AsyncIterable<Buffer>) {
    hash.update(chunk);
    yield chunk;
  }
  const expected = (await announced)?.value;
  const actual = hash.digest('hex');
  if (expected !== undefined && expected !== actual) {
    throw refuse(`does not match its checksum: expected sha1 ${expected}, got ${actual}`);
  }
}

import { Readable } from 'node:stream';
import { toAssetRecord } from '../../registry/assets';
import { invalidRequest } from '../../registry/errors';
import { versionKey, versionMetadataKey } from '../../registry/keys';
import type { PackageVersionTarget } from '../../registry/package-versions';
import { claimChecksum } from '../../registry/claim-checksum';
import { publishVersionAssets } from '../../registry/publish-version-assets';
import type { AssetRecord, VersionMetadataRecord } from '../../registry/records';
import type { WriteTransaction } from '../../registry/store';
import { assertNotPublic } from '../../registry/upstream-conflicts';
import { changePackageVersion } from '../../registry/version-assets';
import { getVersionMetadata } from '../../registry/version-metadata';
import type { HttpResponse } from '../../util/http';
import type { FormatContext, FormatRequest } from '../format';
import { readBodyChunks } from '../request-body';
import { withStagedBlobs } from '../staged-blobs';
import { storeUpload } from '../store-upload';
import { parseChecksumText, type Checksum } from './checksum';
import { readStoredPom, toBareMetadata } from './pom';
import type { AssetPath } from './request-path';
import { isSnapshot } from './snapshot';
import { findBuildOf } from './snapshot-document';
import { parseVersionTarget } from './version-target';

/** What is answered to every upload; clients take any 2xx (MVN-070). */
export const CREATED: HttpResponse = { status: 201, headers: {} };

// Some tools write the name of the file behind the value.
const MAX_CHECKSUM_BYTES = 4096;

/**
 * PUT {group}/{artifact}/{version}/{file}, or of a checksum of the file (MVN-070 … MVN-099). `content` is the body where
 * it had to be read to know what it is.
 */
export async function putAsset(
  path: AssetPath,
  request: FormatRequest,
  ctx: FormatContext,
  content: AsyncIterable<Buffer> | Iterable<Buffer> = readBodyChunks(request.http, contentLimit(path, ctx)),
): Promise<HttpResponse> {
  const target = parseVersionTarget(request.repository, path);
  await request.authorize('PublishPackageVersion', target);
  if (path.checksum !== undefined) return putChecksum(target, path.file, path.checksum, content, ctx);
  await assertNotPublic(ctx, target);
  await withStagedBlobs(ctx, async (stage) => {
    const blob = await storeUpload(Readable.from(content, { objectMode: false }), 'The asset', ctx);
    stage(blob);
    const isPom = path.file === `${target.package}-${target.version}.pom`;
    const pom = isPom ? await readStoredPom(ctx.blobs, blob, target.package) : undefined;
    await ctx.store.write((tx) => publish(tx, target, path, toAssetRecord(path.file, blob), pom, ctx));
  });
  return CREATED;
}

function contentLimit({ checksum }: AssetPath, { limits }: FormatContext): number {
  return checksum === undefined ? limits.assetSizeBytes : MAX_CHECKSUM_BYTES;
}

async function publish(
  tx: WriteTransaction,
  target: PackageVersionTarget,
  { folder }: AssetPath,
  asset: AssetRecord,
  pom: VersionMetadataRecord | undefined,
  { limits, now }: FormatContext,
): Promise<void> {
  const { version } = target;
  const metadata = (current: VersionMetadataRecord | undefined): VersionMetadataRecord =>
    pom ?? current ?? toBareMetadata(target.package);
  const publication = { version, assets: [asset], status: 'Unfinished', now, metadata } as const;
  await publishVersionAssets(tx, target, publication, limits);
  if (isSnapshot(folder)) await addToSnapshot(tx, { ...target, version: folder }, version, asset);
}

/** A snapshot has the same assets as the build that it stands for, later ones too (MVN-143). */
async function addToSnapshot(
  tx: WriteTransaction,
  snapshot: PackageVersionTarget,
  build: string,
  asset: AssetRecord,
): Promise<void> {
  const existing = await tx.get(versionKey(snapshot));
  const metadata = await tx.get(versionMetadataKey(snapshot));
  if (existing?.status !== 'Published' || !metadata || findBuildOf(metadata) !== build) return;
  const { document, ...others } = metadata;
  const ofBuild = await getVersionMetadata(tx, { ...snapshot, version: build });
  await changePackageVersion(tx, snapshot, existing, {
    assets: [asset],
    metadata: { ...others, ...ofBuild, ...(document && { document }) },
  });
}

/** @throws 400 for a wrong checksum, which an Unfinished version remembers; 404 when there is no such asset (MVN-091) */
async function putChecksum(
  target: PackageVersionTarget,
  file: string,
  algorithm: Checksum,
  content: AsyncIterable<Buffer> | Iterable<Buffer>,
  { store }: FormatContext,
): Promise<HttpResponse> {
  const chunks: Buffer[] = [];
  for await (const chunk of content) chunks.push(chunk);
  const value = parseChecksumText(Buffer.concat(chunks).toString());
  const { asset, isRight } = await store.write((tx) =>
    claimChecksum(tx, target, { asset: file, algorithm, value }),
  );
  if (!isRight) {
    throw invalidRequest(`The ${algorithm} of '${file}' is ${asset[algorithm]}, not '${value}'.`);
  }
  return CREATED;
}

import { toAssetRecord } from '../../registry/assets';
import { invalidRequest } from '../../registry/errors';
import { versionKey, versionMetadataKey } from '../../registry/keys';
import type { PackageVersionTarget } from '../../registry/package-versions';
import type { StagedBlob } from '../../registry/ports';
import { publishPackageVersion } from '../../registry/publish-package-version';
import type { VersionMetadataRecord } from '../../registry/records';
import type { ReadTransaction } from '../../registry/store';
import { assertNotPublic } from '../../registry/upstream-conflicts';
import type { HttpResponse } from '../../util/http';
import type { FormatContext, FormatRequest } from '../format';
import { readBodyChunks } from '../request-body';
import { withStagedBlobs } from '../staged-blobs';
import { storeUpload } from '../store-upload';
import { assertNoNamesake, assertNoPublicNamesake } from './assert-no-namesake';
import { toAssetName, toPackageTarget } from './coordinate';
import { toIndexLine } from './index-line';
import { createIndexMatcher } from './index-matcher';
import { toVersionMetadata } from './metadata';
import { readPublishBody } from './publish-body';
import { PublishError } from './publish-error';
import { parsePublishMetadata, type PublishedCrate } from './publish-metadata';
import { assertUsableCrate } from './read-crate';

// Readmes are in it.
const MAX_METADATA_BYTES = 10 * 1024 * 1024;
const ACCEPTED = { warnings: { invalid_categories: [], invalid_badges: [], other: [] } };

/** PUT api/v1/crates/new (CRG-050 … CRG-060). */
export async function putCrate(request: FormatRequest, ctx: FormatContext): Promise<HttpResponse> {
  const { assetSizeBytes } = ctx.limits;
  const limits = { maxMetadataBytes: MAX_METADATA_BYTES, maxCrateBytes: assetSizeBytes };
  const body = readBodyChunks(request.http, assetSizeBytes + MAX_METADATA_BYTES + 8);
  try {
    await withStagedBlobs(ctx, (stage) =>
      readPublishBody(body, limits, async (metadata, bytes) => {
        const crate = parsePublishMetadata(metadata);
        const target = { ...toPackageTarget(crate.name, request.repository), version: crate.vers };
        await request.authorize('PublishPackageVersion', target);
        const blob = await storeUpload(bytes, 'The crate', ctx);
        stage(blob);
        await publish(target, crate, blob, request, ctx);
      }),
    );
  } catch (error) {
    if (error instanceof PublishError) throw invalidRequest(error.message);
    throw error;
  }
  return {
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(ACCEPTED),
  };
}

async function publish(
  target: PackageVersionTarget,
  crate: PublishedCrate,
  blob: StagedBlob,
  { repository }: FormatRequest,
  ctx: FormatContext,
): Promise<void> {
  await assertUsableCrate(ctx.blobs, { ...blob, name: crate.name, version: crate.vers });
  await assertNoPublicNamesake(target, ctx);
  await assertNotPublic(ctx, target);
  const line = toIndexLine(crate, blob.sha256, createIndexMatcher(repository));
  await ctx.store.write(async (tx) => {
    await assertNoNamesake(tx, target);
    await publishPackageVersion(tx, target, {
      version: crate.vers,
      publishedTime: ctx.now,
      assets: [toAssetRecord(toAssetName(crate.name, crate.vers), blob)],
      metadata: (await findMetadata(tx, target, blob)) ?? toVersionMetadata(line, crate),
      tags: [],
    });
  });
}

/** Of a version with the same crate: then nothing changes, whatever is said about it now (CRG-054). */
async function findMetadata(
  tx: ReadTransaction,
  target: PackageVersionTarget,
  { sha256 }: StagedBlob,
): Promise<VersionMetadataRecord | undefined> {
  const existing = await tx.get(versionKey(target));
  return existing?.assets[0]?.sha256 === sha256 ? tx.get(versionMetadataKey(target)) : undefined;
}

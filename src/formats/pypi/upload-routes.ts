import { toAssetRecord } from '../../registry/assets';
import { publishVersionAssets } from '../../registry/publish-version-assets';
import type { VersionMetadataRecord } from '../../registry/records';
import { assertNotPublic } from '../../registry/upstream-conflicts';
import type { HttpResponse } from '../../util/http';
import type { FormatContext, FormatRequest } from '../format';
import { withStagedBlobs, type Stage } from '../staged-blobs';
import { readFileDetails, toUploadTime, withFileDetails } from './file-details';
import { fillVersionMetadata, toVersionMetadata } from './metadata';
import { findCoreMetadata } from './read-core-metadata';
import { toPackageTarget } from './target';
import { parseUpload, type Upload } from './upload';
import { readUploadForm } from './upload-form';
import { verifyDigests } from './verify-digests';

/** POST to the endpoint itself, as twine and all others upload a file (PYPI-070 … PYPI-090). */
export async function postUpload(request: FormatRequest, ctx: FormatContext): Promise<HttpResponse> {
  await withStagedBlobs(ctx, (stage) => publishFile(request, ctx, stage));
  return { status: 200, headers: {} };
}

async function publishFile(
  { http, repository, authorize }: FormatRequest,
  ctx: FormatContext,
  stage: Stage,
): Promise<void> {
  const upload = parseUpload(await readUploadForm(http, ctx, stage));
  const { version, fileName, blob } = upload;
  const target = toPackageTarget(upload.name, repository);
  await authorize('PublishPackageVersion', target);
  await verifyDigests(ctx.blobs, blob, upload.fields);
  await assertNotPublic(ctx, { ...target, version });
  const metadata = await describeFile(upload, ctx);
  const publication = {
    version,
    assets: [toAssetRecord(fileName, blob)],
    status: 'Published' as const,
    now: ctx.now,
    metadata: (known: VersionMetadataRecord | undefined) => (known ? addFile(known, metadata) : metadata),
  };
  await ctx.store.write((tx) => publishVersionAssets(tx, target, publication, ctx.limits));
}

/** The archive's own metadata before the form's: twine changes the name in the form (PYPI-100, PYPI-101). */
async function describeFile(
  { name, fileName, blob, fields }: Upload,
  { blobs, now }: FormatContext,
): Promise<VersionMetadataRecord> {
  const packed = await findCoreMetadata(blobs, { ...blob, name: fileName });
  const sent = toVersionMetadata(name, fields);
  const metadata = packed ? fillVersionMetadata(toVersionMetadata(name, packed), sent) : sent;
  const requiresPython = packed?.find('requires-python') ?? fields.find('requires-python');
  return withFileDetails(metadata, {
    [fileName]: { uploadTime: toUploadTime(now), ...(requiresPython !== undefined && { requiresPython }) },
  });
}

/** PYPI-107. */
function addFile(known: VersionMetadataRecord, added: VersionMetadataRecord): VersionMetadataRecord {
  const files = { ...readFileDetails(known), ...readFileDetails(added) };
  return withFileDetails(fillVersionMetadata(known, added), files);
}

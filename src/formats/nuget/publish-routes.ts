import type { Readable } from 'node:stream';
import { MultipartError, readMultipart } from '../../encoding/multipart';
import { ServiceError } from '../../errors';
import { toAssetRecord } from '../../registry/assets';
import { invalidRequest } from '../../registry/errors';
import type { StagedBlob } from '../../registry/ports';
import { publishPackageVersion } from '../../registry/publish-package-version';
import { assertNotPublic } from '../../registry/upstream-conflicts';
import type { HttpRequest, HttpResponse } from '../../util/http';
import type { FormatContext, FormatRequest } from '../format';
import { readBodyChunks, withReadable } from '../request-body';
import { withStagedBlobs, type Stage } from '../staged-blobs';
import { storeUpload } from '../store-upload';
import { toAssetName } from './coordinate';
import { findSpelling, findStoredSpelling } from './find-spelling';
import { toVersionMetadata } from './metadata';
import { NuspecError } from './nuspec';
import { readNupkg, type Nupkg } from './read-nupkg';
import { toVersionTarget } from './target';

// What a multipart body has around the package.
const MAX_ENVELOPE_BYTES = 1024 * 1024;

/** PUT v2/package (NUG-080 … NUG-092). */
export async function putPackage(request: FormatRequest, ctx: FormatContext): Promise<HttpResponse> {
  await withStagedBlobs(ctx, (stage) => publish(request, ctx, stage));
  return { status: 201, headers: {} };
}

/** DELETE unlists and POST relists at the public gallery; here the API does that (NUG-094). */
export async function refuseChange(): Promise<never> {
  throw new ServiceError(
    'MethodNotAllowed',
    405,
    'Versions are unlisted with UpdatePackageVersionsStatus and deleted with DeletePackageVersions.',
    { allow: '' },
  );
}

async function publish(
  { http, repository, authorize }: FormatRequest,
  ctx: FormatContext,
  stage: Stage,
): Promise<void> {
  const blob = await receivePackage(http, ctx, stage);
  if (!blob || blob.size === 0) throw invalidRequest('The request has no package in it.');
  const { description, readme } = await readPackage(ctx, blob);
  const target = toVersionTarget(description.id, description.version, repository);
  await authorize('PublishPackageVersion', target);
  const known = { ...target, version: await findSpelling(target, ctx) };
  await assertNotPublic(ctx, known);
  await ctx.store.write(async (tx) => {
    const version = (await findStoredSpelling(tx, target)) ?? known.version;
    await publishPackageVersion(tx, target, {
      version,
      publishedTime: ctx.now,
      assets: [toAssetRecord(toAssetName(target.package, version), blob)],
      metadata: toVersionMetadata(description, readme),
      tags: [],
    });
  });
}

/** Throws 400 for what NuGet clients could not use (NUG-090, NUG-092). */
async function readPackage({ blobs }: FormatContext, blob: StagedBlob): Promise<Nupkg> {
  try {
    const nupkg = await readNupkg(blobs, blob);
    if (nupkg.description.packageTypes.some(({ name }) => name.toLowerCase() === 'symbolspackage')) {
      throw invalidRequest('symbols packages are not supported');
    }
    return nupkg;
  } catch (error) {
    throw error instanceof NuspecError ? invalidRequest(error.message) : error;
  }
}

/** The first part of a multipart body, whatever it is called, or a body that is the package itself (NUG-080, NUG-081). */
async function receivePackage(
  http: HttpRequest,
  ctx: FormatContext,
  stage: Stage,
): Promise<StagedBlob | undefined> {
  const store = async (source: Readable): Promise<StagedBlob> => {
    const blob = await storeUpload(source, 'The package', ctx);
    stage(blob);
    return blob;
  };
  const chunks = readBodyChunks(http, ctx.limits.assetSizeBytes + MAX_ENVELOPE_BYTES);
  const contentType = http.headers['content-type'];
  let received: Promise<StagedBlob> | undefined;
  try {
    if (!/^multipart\//i.test(contentType ?? '')) return await withReadable(chunks, store);
    const options = { isFile: () => true, maxFieldBytes: 1, maxFields: 1, maxFiles: 10 };
    await readMultipart(chunks, contentType, options, async ({ stream }) => {
      // The second may begin before the first is stored.
      if (received === undefined) await (received = store(stream));
    });
    return await received;
  } catch (error) {
    if (error instanceof MultipartError)
      throw invalidRequest(`The request cannot be read: ${error.message}.`);
    throw error;
  }
}

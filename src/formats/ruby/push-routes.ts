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
import { toAssetName, toFullVersion } from './coordinate';
import { GemError } from './gem-error';
import type { GemSpec } from './gem-spec';
import { toVersionMetadata } from './metadata';
import { readGem } from './read-gem';
import { toPackageTarget } from './target';

const MEBIBYTE = 1024 * 1024;
// What a multipart body has around the gem: attestations.
const MAX_ENVELOPE_BYTES = 4 * MEBIBYTE;
const FORM = {
  isFile: (field: string) => field === 'gem',
  ...{ maxFieldBytes: MAX_ENVELOPE_BYTES, maxFields: 100, maxFiles: 1 },
};

/** POST api/v1/gems (RUBY-050 … RUBY-061). */
export async function postGem(request: FormatRequest, ctx: FormatContext): Promise<HttpResponse> {
  const { name, number, platform } = await withStagedBlobs(ctx, (stage) => publish(request, ctx, stage));
  const body = `Successfully registered gem: ${name} (${toFullVersion(number, platform)})`;
  return { status: 200, headers: { 'content-type': 'text/plain; charset=utf-8' }, body };
}

/** What `gem yank` and its opposite ask for; here the API does that (RUBY-071). */
export async function refuseYank(): Promise<never> {
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
): Promise<GemSpec> {
  const blob = await receiveGem(http, ctx, stage);
  if (!blob || blob.size === 0) throw invalidRequest('The request has no gem in it.');
  const spec = await readPushed(ctx, blob);
  const target = toPackageTarget(spec.name, repository);
  await authorize('PublishPackageVersion', target);
  const version = toFullVersion(spec.number, spec.platform);
  await assertNotPublic(ctx, { ...target, version });
  await ctx.store.write((tx) =>
    publishPackageVersion(tx, target, {
      version,
      publishedTime: ctx.now,
      assets: [toAssetRecord(toAssetName(spec.name, version), blob)],
      metadata: toVersionMetadata(spec),
      tags: [],
    }),
  );
  return spec;
}

/** Throws 400 for what gem clients could not use (RUBY-056, RUBY-058). */
async function readPushed({ blobs }: FormatContext, blob: StagedBlob): Promise<GemSpec> {
  try {
    return await readGem(blobs, blob);
  } catch (error) {
    throw error instanceof GemError ? invalidRequest(`The gem cannot be used: ${error.message}.`) : error;
  }
}

/** The body itself, or the part of a multipart body that is the gem, beside its attestations (RUBY-050). */
async function receiveGem(
  http: HttpRequest,
  ctx: FormatContext,
  stage: Stage,
): Promise<StagedBlob | undefined> {
  let received: StagedBlob | undefined;
  const store = async (source: Readable): Promise<void> => {
    received = await storeUpload(source, 'The gem', ctx);
    stage(received);
  };
  const chunks = readBodyChunks(http, ctx.limits.assetSizeBytes + MAX_ENVELOPE_BYTES);
  const contentType = http.headers['content-type'];
  try {
    if (/^multipart\//i.test(contentType ?? '')) {
      await readMultipart(chunks, contentType, FORM, ({ stream }) => store(stream));
    } else {
      await withReadable(chunks, store);
    }
    return received;
  } catch (error) {
    if (error instanceof MultipartError)
      throw invalidRequest(`The request cannot be read: ${error.message}.`);
    throw error;
  }
}

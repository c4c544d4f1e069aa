import { removeDistTag, setDistTag } from '../../registry/dist-tags';
import { versionKey } from '../../registry/keys';
import { findServedVersion } from '../../registry/resolve-version';
import { invalidRequest } from '../../registry/errors';
import type { PackageTarget } from '../../registry/packages';
import type { HttpResponse } from '../../util/http';
import type { FormatContext, FormatRequest } from '../format';
import { readJsonBody } from '../request-body';
import { decodeSegment } from './package-path';
import { toLabelledPackage } from './read-routes';
import { isVersionRange, parseExactVersion } from './semver';

const MAX_BODY_BYTES = 64 * 1024;

/** PUT and POST /-/package/{package}/dist-tags/{tag} (NPM-131, NPM-132). */
export function putDistTag(request: FormatRequest, ctx: FormatContext): Promise<HttpResponse> {
  return setTag(toLabelledPackage(request), decodeSegment(request.labels.tag ?? ''), request, ctx);
}

/** PUT /{package}/{tag}, as Yarn 1 and npm 4 spell it (NPM-138). */
export function putLegacyDistTag(
  target: PackageTarget,
  tag: string,
  request: FormatRequest,
  ctx: FormatContext,
): Promise<HttpResponse> {
  return setTag(target, tag, request, ctx);
}

/** DELETE /-/package/{package}/dist-tags/{tag} (NPM-135). */
export async function deleteDistTag(request: FormatRequest, ctx: FormatContext): Promise<HttpResponse> {
  const target = toLabelledPackage(request);
  const tag = decodeSegment(request.labels.tag ?? '');
  await request.authorize('PutPackageMetadata', target);
  await ctx.store.write((tx) => removeDistTag(tx, target, tag));
  return OK;
}

const OK: HttpResponse = {
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: '{"ok":true}',
};

async function setTag(
  target: PackageTarget,
  tag: string,
  { http, authorize }: FormatRequest,
  ctx: FormatContext,
): Promise<HttpResponse> {
  await authorize('PutPackageMetadata', target);
  const version = await readJsonBody(http, MAX_BODY_BYTES);
  if (typeof version !== 'string' || !parseExactVersion(version)) {
    throw invalidRequest('The request body is not an exact version in a JSON string.');
  }
  if (tag === '' || tag.length > 255 || isVersionRange(tag)) {
    throw invalidRequest(`'${tag}' is not a valid tag: it is empty, too long or a version range.`);
  }
  // Stored here in whatever status, or to be had from an upstream (NPM-133).
  const stored = await ctx.store.read((tx) => tx.get(versionKey({ ...target, version })));
  if (!stored) await findServedVersion(ctx, { ...target, version });
  await ctx.store.write((tx) => setDistTag(tx, target, tag, version));
  return OK;
}

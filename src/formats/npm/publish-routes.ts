import { ServiceError } from '../../errors';
import { toAssetRecord } from '../../registry/assets';
import { invalidRequest } from '../../registry/errors';
import { versionMetadataKey } from '../../registry/keys';
import { getPackage, type PackageTarget } from '../../registry/packages';
import { publishPackageVersion, type Publication } from '../../registry/publish-package-version';
import type { WriteTransaction } from '../../registry/store';
import { assertNotPublic } from '../../registry/upstream-conflicts';
import { updateVersionMetadata } from '../../registry/version-metadata';
import type { HttpResponse } from '../../util/http';
import { isJsonObject } from '../../util/json-object';
import type { FormatContext, FormatRequest } from '../format';
import { withStagedBlobs, type Stage } from '../staged-blobs';
import { ASSET_NAME } from './coordinate';
import { putLegacyDistTag } from './dist-tag-routes';
import { toVersionMetadata } from './metadata';
import { notFound, parsePackageName, parsePackagePath } from './package-path';
import { parsePublishDocument, type PublishedVersion } from './parse-publish-document';
import { readPublishRequest } from './read-publish-request';
import { readView } from './package-view';
import type { VisibleVersion } from './packument';
import { findTarballReadme } from './readme';

/** PUT /{package}: publish or deprecate; PUT /{package}/{tag}: what old clients use to tag (NPM-138). */
export async function putPackage(request: FormatRequest, ctx: FormatContext): Promise<HttpResponse> {
  const { target, rest } = parsePackagePath(request.labels.path ?? '', request.repository);
  // 405 and not 404: npm takes a 404 here for "already gone" (NPM-243, NPM-250).
  if (/^-rev\/|\/-rev\//.test(rest)) {
    throw new ServiceError('MethodNotAllowed', 405, 'Method Not Allowed', { allow: 'GET, HEAD, PUT' });
  }
  if (rest !== '') return putLegacyDistTag(target, rest, request, ctx);
  if (!parsePackageName(target.displayName, request.repository)) {
    throw invalidRequest(`'${target.displayName}' is not a valid package name.`);
  }
  await withStagedBlobs(ctx, (stage) => putDocument(target, request, ctx, stage));
  return { status: 200, headers: { 'content-type': 'application/json' }, body: '{"ok":true}' };
}

async function putDocument(
  target: PackageTarget,
  { http, authorize }: FormatRequest,
  ctx: FormatContext,
  stage: Stage,
): Promise<void> {
  const received = await readPublishRequest(http, ctx, stage);
  const { published, versions } = parsePublishDocument(target.displayName, received);
  await authorize(published.length === 0 ? 'PutPackageMetadata' : 'PublishPackageVersion', target);
  if (published.length === 0) {
    const visible = await readVisibleVersions(target, ctx);
    await ctx.store.write((tx) => deprecateVersions(tx, target, versions, visible));
    return;
  }
  const publications: Publication[] = [];
  for (const version of published) {
    await assertNotPublic(ctx, { ...target, version: version.version });
    publications.push(await toPublication(target, version, ctx));
  }
  await ctx.store.write(async (tx) => {
    for (const publication of publications) await publishPackageVersion(tx, target, publication);
  });
}

async function toPublication(
  { displayName }: PackageTarget,
  { version, manifest, readme, tarball, tags }: PublishedVersion,
  { blobs, now }: FormatContext,
): Promise<Publication> {
  const text = readme ?? (await findTarballReadme(blobs, tarball.sha256));
  return {
    version,
    publishedTime: now,
    assets: [toAssetRecord(ASSET_NAME, tarball)],
    metadata: toVersionMetadata(displayName, manifest, text),
    tags,
  };
}

async function readVisibleVersions(
  target: PackageTarget,
  ctx: FormatContext,
): Promise<ReadonlyMap<string, VisibleVersion>> {
  const { versions } = await readView(target, ctx);
  return new Map(versions.map((version) => [version.version, version]));
}

/**
 * Takes over `deprecated` from a document that a client read and sends back; all else in it is ignored (NPM-121,
 * NPM-140 … NPM-144). Throws 404 when it deprecates a version that is not stored here (NPM-143).
 */
async function deprecateVersions(
  tx: WriteTransaction,
  target: PackageTarget,
  versions: Readonly<Record<string, unknown>>,
  visible: ReadonlyMap<string, VisibleVersion>,
): Promise<void> {
  await getPackage(tx, target);
  for (const [version, manifest] of Object.entries(versions)) {
    const given = isJsonObject(manifest) ? manifest.deprecated : undefined;
    if (typeof given !== 'string') continue;
    const id = { ...target, version };
    const metadata = await tx.get(versionMetadataKey(id));
    if (!metadata) {
      // Clients send back what they were shown, upstream versions included (NPM-144).
      if (given === (visible.get(version)?.manifest.deprecated ?? '')) continue;
      throw notFound(`Version '${version}' of '${target.displayName}' not found.`);
    }
    const { deprecated = '', ...document } = metadata.document ?? {};
    if (given === deprecated) continue;
    const changed = given === '' ? document : { ...document, deprecated: given };
    await updateVersionMetadata(tx, id, { ...metadata, document: changed });
  }
}

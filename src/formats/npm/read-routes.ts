import { packageKey, versionKey } from '../../registry/keys';
import type { PackageTarget } from '../../registry/packages';
import type { ReadTransaction } from '../../registry/store';
import { getVersionMetadata } from '../../registry/version-metadata';
import type { HttpResponse } from '../../util/http';
import { respondWithAsset } from '../asset-response';
import { respondWithDocument, toDocument } from '../document-response';
import type { FormatContext, FormatRequest } from '../format';
import { toRepresentation, type Representation } from './representation';
import { decodeSegment, notFound, parsePackagePath } from './package-path';
import { isReadable, readPackageView, toVisibleVersion } from './package-view';
import { toAbbreviatedPackument, toPackument, toVersionDocument, toVisibleTags } from './packument';

/** GET /{package} and GET /{package}/{version or tag} (NPM-050 … NPM-083). */
export async function getDocument(request: FormatRequest, ctx: FormatContext): Promise<HttpResponse> {
  const { target, rest } = parsePackagePath(request.labels.path ?? '', request.repository);
  return rest === '' ? getPackument(target, request, ctx) : getVersion(target, rest, request, ctx);
}

/** Rendered once for each package record, endpoint and representation (NPM-057, NPM-070). */
async function getPackument(
  target: PackageTarget,
  { http, endpoint }: FormatRequest,
  ctx: FormatContext,
): Promise<HttpResponse> {
  const representation = toRepresentation(http.headers.accept);
  const name = ['npm', target.region, endpoint, target.displayName, representation].join(' ');
  const found = await ctx.store.read(async (tx) => {
    const record = await tx.get(packageKey(target));
    if (!record) throw notFound();
    const document = ctx.documents.find(name, record);
    return { record, document, view: document ? undefined : await readPackageView(tx, target, record) };
  });
  const { record, view } = found;
  let { document } = found;
  if (!document) {
    if (!view) throw notFound();
    const render = representation === 'full' ? toPackument : toAbbreviatedPackument;
    document = await toDocument(JSON.stringify(render(view, endpoint)));
    ctx.documents.keep(name, record, document);
  }
  return respondWithDocument(http, document, { 'content-type': CONTENT_TYPES[representation] });
}

const CONTENT_TYPES: Readonly<Record<Representation, string>> = {
  full: 'application/json',
  abbreviated: 'application/vnd.npm.install-v1+json',
};

async function getVersion(
  target: PackageTarget,
  versionOrTag: string,
  { http, endpoint }: FormatRequest,
  ctx: FormatContext,
): Promise<HttpResponse> {
  const visible = await ctx.store.read((tx) => findVersion(tx, target, versionOrTag));
  if (!visible) throw notFound(`Version '${versionOrTag}' of '${target.displayName}' not found.`);
  const text = JSON.stringify(toVersionDocument(target.displayName, visible, endpoint));
  return respondWithDocument(http, await toDocument(text), { 'content-type': CONTENT_TYPES.full });
}

/** An exact version may be Unlisted, a tagged one must be Published (NPM-080, NPM-081). */
async function findVersion(tx: ReadTransaction, target: PackageTarget, versionOrTag: string) {
  const exact = await tx.get(versionKey({ ...target, version: versionOrTag }));
  const tags = (await tx.get(packageKey(target)))?.tags ?? {};
  const tagged = Object.hasOwn(tags, versionOrTag) ? (tags[versionOrTag] ?? '') : '';
  const version = exact ?? (await tx.get(versionKey({ ...target, version: tagged })));
  if (!version || !(exact ? isReadable(version.status) : version.status === 'Published')) return undefined;
  return toVisibleVersion(version, await getVersionMetadata(tx, { ...target, version: version.version }));
}

/**
 * GET /{package}/-/{file}.tgz (NPM-090 … NPM-097). The version is what follows the package's name, with or without
 * its scope, so that names and versions with hyphens cannot be mistaken for each other.
 */
export async function getTarball(request: FormatRequest, ctx: FormatContext): Promise<HttpResponse> {
  const { labels, repository, http } = request;
  const name = labels.scope === undefined ? labels.name : `${labels.scope}/${labels.name}`;
  const { target, rest } = parsePackagePath(name ?? '', repository);
  const file = (labels.file ?? '').split('/').map(decodeSegment).join('/');
  const prefix = [`${target.package}-`, `${target.displayName}-`].find((text) => file.startsWith(text));
  if (rest !== '' || prefix === undefined || !file.endsWith('.tgz')) throw notFound();
  const version = file.slice(prefix.length, -'.tgz'.length);
  const record = await ctx.store.read((tx) => tx.get(versionKey({ ...target, version })));
  const [asset] = record?.assets ?? [];
  if (!record || !asset || !isReadable(record.status)) {
    throw notFound(`Version '${version}' of '${target.displayName}' not found.`);
  }
  return respondWithAsset(http, ctx.blobs, asset, 'application/octet-stream');
}

/** GET /-/package/{package}/dist-tags (NPM-130). */
export async function getDistTags(request: FormatRequest, ctx: FormatContext): Promise<HttpResponse> {
  const target = toLabelledPackage(request);
  const view = await ctx.store.read(async (tx) => {
    const record = await tx.get(packageKey(target));
    return record && readPackageView(tx, target, record);
  });
  if (!view) throw notFound();
  return {
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(toVisibleTags(view)),
  };
}

/** The package that the labels `scope` and `name`, or `name` alone, stand for. */
export function toLabelledPackage({ labels, repository }: FormatRequest): PackageTarget {
  const { scope, name = '' } = labels;
  const { target, rest } = parsePackagePath(scope === undefined ? name : `${scope}/${name}`, repository);
  if (rest !== '') throw notFound();
  return target;
}

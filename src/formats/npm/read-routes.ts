import type { PackageVersionTarget } from '../../registry/package-versions';
import type { PackageTarget } from '../../registry/packages';
import type { AssetRecord } from '../../registry/records';
import { resolveAsset } from '../../registry/resolve-asset';
import { findServedVersion } from '../../registry/resolve-version';
import { isServed, searchVersion } from '../../registry/search-version';
import { getVersionMetadata } from '../../registry/version-metadata';
import type { HttpResponse } from '../../util/http';
import { respondWithAsset } from '../asset-response';
import { respondWithDocument, toDocument } from '../document-response';
import type { FormatContext, FormatRequest } from '../format';
import { lookAround } from '../package-surroundings';
import { ASSET_NAME, npmRules } from './coordinate';
import { toRepresentation, type Representation } from './representation';
import { decodeSegment, notFound, parsePackagePath } from './package-path';
import { fromPublic, fromStored, notFoundFrom, readPackageView, readView } from './package-view';
import {
  toAbbreviatedPackument,
  toPackument,
  toVersionDocument,
  toVisibleTags,
  type VisibleVersion,
} from './packument';

/** GET /{package} and GET /{package}/{version or tag} (NPM-050 … NPM-083). */
export async function getDocument(request: FormatRequest, ctx: FormatContext): Promise<HttpResponse> {
  const { target, rest } = parsePackagePath(request.labels.path ?? '', request.repository);
  return rest === '' ? getPackument(target, request, ctx) : getVersion(target, rest, request, ctx);
}

/** Rendered once for what it is rendered from, endpoint and representation (NPM-057, NPM-070). */
async function getPackument(
  target: PackageTarget,
  { http, endpoint }: FormatRequest,
  ctx: FormatContext,
): Promise<HttpResponse> {
  const representation = toRepresentation(http.headers.accept);
  const name = ['npm', target.region, endpoint, target.displayName, representation].join(' ');
  const surroundings = await lookAround(target, ctx);
  let document = ctx.documents.find(name, surroundings.identity);
  if (!document) {
    const view = await ctx.store.read((tx) => readPackageView(tx, surroundings));
    const render = representation === 'full' ? toPackument : toAbbreviatedPackument;
    document = toDocument(JSON.stringify(render(view, endpoint)));
    ctx.documents.keep(name, surroundings.identity, document);
  }
  return respondWithDocument(http, document, CONTENT_TYPES[representation]);
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
  const visible =
    (await findExact({ version: versionOrTag, ...target }, ctx)) ??
    (await getTagged(target, versionOrTag, ctx));
  const text = JSON.stringify(toVersionDocument(target.displayName, visible, endpoint));
  return respondWithDocument(http, toDocument(text), CONTENT_TYPES.full);
}

/** An exact version may be Unlisted (NPM-080); looking at it retains nothing (NPM-083). */
async function findExact(
  target: PackageVersionTarget,
  ctx: FormatContext,
): Promise<VisibleVersion | undefined> {
  const { connections, stored } = await ctx.store.read((tx) => searchVersion(tx, target));
  for (const { name } of connections) {
    const offered = (await ctx.publicSources.get(name)?.findPackage(target))?.versions.get(target.version);
    if (offered) return fromPublic(offered);
  }
  if (!stored) return undefined;
  if (!isServed(stored.record)) throw notFound();
  return fromStored(stored.record, await ctx.store.read((tx) => getVersionMetadata(tx, stored.id)));
}

/** A tagged version must be one that clients may choose (NPM-081). Throws 404. */
async function getTagged(target: PackageTarget, tag: string, ctx: FormatContext): Promise<VisibleVersion> {
  const surroundings = await lookAround(target, ctx);
  const { tags, versions } = await ctx.store.read((tx) => readPackageView(tx, surroundings));
  const named = Object.hasOwn(tags, tag) ? tags[tag] : undefined;
  const tagged = versions.find(({ version }) => version === named);
  if (tagged) return tagged;
  throw notFoundFrom(surroundings.walk, `Version '${tag}' of '${target.displayName}' not found.`);
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
  const asset = await findTarball({ version, ...target }, request, ctx);
  if (!asset) return { status: 200, headers: { 'content-type': 'application/octet-stream' } };
  return respondWithAsset(http, ctx.blobs, asset, 'application/octet-stream');
}

/** Only a HEAD request comes upon a version whose bytes are still elsewhere. */
async function findTarball(
  target: PackageVersionTarget,
  { http }: FormatRequest,
  ctx: FormatContext,
): Promise<AssetRecord | undefined> {
  if (http.method === 'HEAD') return (await findServedVersion(ctx, target)).record.assets[0];
  return (await resolveAsset(ctx, npmRules, target, ASSET_NAME)).asset;
}

/** GET /-/package/{package}/dist-tags (NPM-130). */
export async function getDistTags(request: FormatRequest, ctx: FormatContext): Promise<HttpResponse> {
  const target = toLabelledPackage(request);
  const view = await readView(target, ctx);
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

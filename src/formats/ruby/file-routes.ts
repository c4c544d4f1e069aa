import { versionMetadataKey } from '../../registry/keys';
import type { PackageVersionTarget } from '../../registry/package-versions';
import type { PackageVersionId } from '../../registry/records';
import { resolveAsset } from '../../registry/resolve-asset';
import type { HttpResponse } from '../../util/http';
import { respondWithAsset } from '../asset-response';
import type { CachedDocument } from '../document-cache';
import { toDocument } from '../document-response';
import type { FormatContext, FormatRequest } from '../format';
import { rubyRules, toAssetName } from './coordinate';
import { dumpGemspec } from './dump-gemspec';
import { findVersion, resolveFullName, type FoundVersion } from './find-version';
import { toGemSpec } from './metadata';
import { respondPlainly } from './plain-response';
import { decodeSegment, notFound } from './target';

const BINARY_TYPE = 'application/octet-stream';

/** GET gems/{full}.gem (RUBY-033). */
export async function getGem(request: FormatRequest, ctx: FormatContext): Promise<HttpResponse> {
  const { http } = request;
  const target = await parseFile(request, '.gem', ctx);
  if (http.method === 'HEAD') return describeGem(target, request, ctx);
  const name = toAssetName(target.package, target.version);
  const { asset, record } = await resolveAsset(ctx, rubyRules, target, name);
  return respondWithAsset(http, ctx.blobs, asset, BINARY_TYPE, record.publishedTime);
}

/** Nothing is fetched for it: of a gem that is still elsewhere its checksum is told (UP-060). */
async function describeGem(
  target: PackageVersionTarget,
  { http }: FormatRequest,
  ctx: FormatContext,
): Promise<HttpResponse> {
  const { stored, offered } = await findVersion(target, ctx);
  const [asset] = stored?.record.assets ?? [];
  if (asset) return respondWithAsset(http, ctx.blobs, asset, BINARY_TYPE, stored?.record.publishedTime);
  const checksum = offered && toGemSpec(offered.metadata).checksum;
  const headers = { 'content-type': BINARY_TYPE, 'accept-ranges': 'bytes' };
  return { status: 200, headers: { ...headers, ...(checksum !== undefined && { etag: `"${checksum}"` }) } };
}

/** GET quick/Marshal.4.8/{full}.gemspec.rz: looking at it retains nothing (RUBY-032, RUBY-104). */
export async function getGemspec(request: FormatRequest, ctx: FormatContext): Promise<HttpResponse> {
  const target = await parseFile(request, '.gemspec.rz', ctx);
  const found = await findVersion(target, ctx);
  const document = found.stored
    ? await renderStored(target, found.stored.id, ctx)
    : toDocument(await readOffered(target, found));
  return respondPlainly(request.http, document, BINARY_TYPE);
}

/** A public registry's own gemspec as it is; without it, what its index says of the version will do. */
async function readOffered(
  target: PackageVersionTarget,
  { source, offered }: Extract<FoundVersion, { readonly offered: object }>,
): Promise<Buffer> {
  const gemspec = await source.findVersionDocument?.(target, offered);
  return gemspec ?? dumpGemspec(toGemSpec(offered.metadata));
}

/** Rendered once: Bundler asks for that of every version that it considers. */
async function renderStored(
  { displayName, version }: PackageVersionTarget,
  id: PackageVersionId,
  { store, documents }: FormatContext,
): Promise<CachedDocument> {
  const metadata = await store.read((tx) => tx.get(versionMetadataKey(id)));
  if (!metadata) throw notFound(); // deleted since
  const { region, domainOwner, domain, repository } = id;
  const name = ['ruby gemspec', region, domainOwner, domain, repository, displayName, version].join(' ');
  const kept = documents.find(name, [metadata]);
  if (kept) return kept;
  const document = toDocument(await dumpGemspec(toGemSpec(metadata)));
  documents.keep(name, [metadata], document);
  return document;
}

/** The version that a file belongs to. Throws 404. */
async function parseFile(
  { labels, repository }: FormatRequest,
  extension: string,
  ctx: FormatContext,
): Promise<PackageVersionTarget> {
  const file = decodeSegment(labels.file);
  if (!file.endsWith(extension)) throw notFound();
  return resolveFullName(file.slice(0, -extension.length), repository, ctx);
}

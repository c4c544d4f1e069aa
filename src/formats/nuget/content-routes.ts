import { freeBlobs } from '../../registry/assets';
import { findOfferedVersion } from '../../registry/offered-version';
import type { PackageVersionTarget } from '../../registry/package-versions';
import type { AssetRecord } from '../../registry/records';
import { resolveAsset } from '../../registry/resolve-asset';
import { findServedVersion } from '../../registry/resolve-version';
import { searchVersion } from '../../registry/search-version';
import type { HttpResponse } from '../../util/http';
import { respondWithAsset } from '../asset-response';
import { respondWithDocument, toDocument } from '../document-response';
import type { FormatContext, FormatRequest } from '../format';
import { nugetRules, toAssetName } from './coordinate';
import { findSpelling } from './find-spelling';
import { notFound } from './package-view';
import { readNuspec } from './read-nupkg';
import { decodeSegment, toVersionTarget } from './target';
import { normalizeVersion } from './version';

/** GET v3/flatcontainer/{id}/{version}/{file}: the package, or the nuspec out of it (NUG-033, NUG-034). */
export async function getContent(request: FormatRequest, ctx: FormatContext): Promise<HttpResponse> {
  const [id, version, file] = [request.labels.id, request.labels.version, request.labels.file].map(
    decodeSegment,
  );
  const named = toVersionTarget(id ?? '', version ?? '', request.repository);
  const target = { ...named, version: await findSpelling(named, ctx) };
  const name = file?.toLowerCase() ?? '';
  if (name === `${target.package}.nuspec`) return getNuspec(target, request, ctx);
  const spelled = name.startsWith(`${target.package}.`) && name.endsWith('.nupkg');
  const inName = name.slice(target.package.length + 1, -'.nupkg'.length);
  if (!spelled || normalizeVersion(inName) !== target.version.toLowerCase()) throw notFound();
  const asset = await findPackage(target, request, ctx);
  if (!asset) return { status: 200, headers: { 'content-type': 'application/octet-stream' } };
  return respondWithAsset(request.http, ctx.blobs, asset, 'application/octet-stream');
}

/** Only a HEAD request comes upon a version whose bytes are still elsewhere. */
async function findPackage(
  target: PackageVersionTarget,
  { http }: FormatRequest,
  ctx: FormatContext,
): Promise<AssetRecord | undefined> {
  if (http.method === 'HEAD') return (await findServedVersion(ctx, target)).record.assets[0];
  return (await resolveAsset(ctx, nugetRules, target, toAssetName(target.package, target.version))).asset;
}

/** A derived file: looking at it retains nothing (UP-061; README: settled). */
async function getNuspec(
  target: PackageVersionTarget,
  { http }: FormatRequest,
  ctx: FormatContext,
): Promise<HttpResponse> {
  const [asset] = (await findServedVersion(ctx, target)).record.assets;
  const nuspec = asset ? await readNuspec(ctx.blobs, asset) : await readPublicNuspec(target, ctx);
  return respondWithDocument(http, toDocument(nuspec), 'application/xml');
}

/** Downloads a package for the sake of its nuspec, and forgets it again. */
async function readPublicNuspec(target: PackageVersionTarget, ctx: FormatContext): Promise<Buffer> {
  const { connections } = await ctx.store.read((tx) => searchVersion(tx, target));
  const request = { asset: toAssetName(target.package, target.version), stored: new Set<string>() };
  for (const { name } of connections) {
    const source = ctx.publicSources.get(name);
    const offered = source && (await findOfferedVersion(source, target));
    const fetched = offered && (await source.fetchAssets(target, offered.version, request));
    if (fetched === undefined || typeof fetched === 'string') continue;
    const digests = fetched.assets.map(({ sha256 }) => sha256);
    try {
      const [asset] = fetched.assets;
      if (asset) return await readNuspec(ctx.blobs, asset);
    } finally {
      fetched.release();
      await freeBlobs(ctx, digests);
    }
  }
  throw notFound();
}

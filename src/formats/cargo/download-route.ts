import { ResourceNotFoundException } from '../../errors';
import type { AssetRecord } from '../../registry/records';
import { resolveAsset } from '../../registry/resolve-asset';
import { findServedVersion } from '../../registry/resolve-version';
import type { HttpResponse } from '../../util/http';
import { respondWithAsset } from '../asset-response';
import type { FormatContext, FormatRequest } from '../format';
import { cargoRules, decodeSegment, toAssetName, toPackageTarget } from './coordinate';
import { findCrate, findPublicName } from './find-spelling';

const CONTENT_TYPE = 'application/octet-stream';

/** GET api/v1/crates/{crate}/{version}/download; the name in any letter case, the version exact (CRG-040 … CRG-043). */
export async function getCrate(request: FormatRequest, ctx: FormatContext): Promise<HttpResponse> {
  const { http, labels, repository } = request;
  const version = decodeSegment(labels.version);
  const target = await findCrate(decodeSegment(labels.name), repository, ctx);
  if (http.method === 'HEAD') {
    // Only a HEAD request comes upon a version whose bytes are still elsewhere.
    const [asset] = (await findServedVersion(ctx, { ...target, version })).record.assets;
    if (!asset) return { status: 200, headers: { 'content-type': CONTENT_TYPE } };
    return respondWithAsset(http, ctx.blobs, asset, CONTENT_TYPE);
  }
  const resolve = async (name: string): Promise<AssetRecord> => {
    const named = { ...toPackageTarget(name, repository), version };
    return (await resolveAsset(ctx, cargoRules, named, toAssetName(name, version))).asset;
  };
  let asset: AssetRecord;
  try {
    asset = await resolve(target.package);
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error;
    const spelled = await findPublicName(target, ctx);
    if (spelled === undefined || spelled === target.package) throw error;
    asset = await resolve(spelled);
  }
  return respondWithAsset(http, ctx.blobs, asset, CONTENT_TYPE);
}

import type { PackageVersionTarget } from '../../registry/package-versions';
import { resolveAsset } from '../../registry/resolve-asset';
import type { HttpResponse } from '../../util/http';
import { respondWithAsset } from '../asset-response';
import type { FormatContext, FormatRequest } from '../format';
import { swiftRules, toAssetName } from './coordinate';
import { searching } from './errors';
import { describeArchive, findRelease, type DescribedArchive } from './find-release';

/** GET {scope}/{name}/{version}.zip: the archive as it was published (SWIFT-050 … SWIFT-054). */
export async function getArchive(
  { http }: FormatRequest,
  ctx: FormatContext,
  target: PackageVersionTarget,
): Promise<HttpResponse> {
  const found = await (http.method === 'HEAD' ? findRelease(ctx, target) : takeArchive(ctx, target));
  const { archive, description } = found;
  const answer = await respondWithAsset(http, ctx.blobs, archive, 'application/zip');
  const { signature } = description;
  const headers = {
    ...answer.headers,
    'content-disposition': `attachment; filename="${toAssetName(target)}"`,
    digest: `sha-256=${Buffer.from(archive.sha256, 'hex').toString('base64')}`,
    ...(signature && {
      'x-swift-package-signature-format': signature.format,
      'x-swift-package-signature': signature.archive,
    }),
  };
  return { ...answer, headers };
}

/** A download keeps what comes from upstream (SWIFT-053). */
function takeArchive(ctx: FormatContext, target: PackageVersionTarget): Promise<DescribedArchive> {
  return searching(target, async () => {
    const resolved = await resolveAsset(ctx, swiftRules, target, toAssetName(target));
    return ctx.store.read((tx) => describeArchive(tx, target, resolved));
  });
}

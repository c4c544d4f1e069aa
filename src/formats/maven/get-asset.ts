import { resolveAsset } from '../../registry/resolve-asset';
import { peekAsset, type PeekedAsset } from '../../registry/peek-asset';
import type { PackageVersionTarget } from '../../registry/package-versions';
import { ResourceNotFoundException } from '../../errors';
import { getVersionMetadata } from '../../registry/version-metadata';
import type { HttpResponse } from '../../util/http';
import { respondWithAsset } from '../asset-response';
import type { FormatContext, FormatRequest } from '../format';
import { mavenRules } from './coordinate';
import { notFound, type AssetPath } from './request-path';
import { isSnapshot } from './snapshot';
import { findVersionTarget } from './version-target';

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  jar: 'application/java-archive',
  pom: 'application/xml',
  xml: 'application/xml',
};

/** GET and HEAD {group}/{artifact}/{version}/{file}, or of a checksum of the file (MVN-050 … MVN-058, MVN-090). */
export async function getAsset(
  path: AssetPath,
  { http, repository }: FormatRequest,
  ctx: FormatContext,
): Promise<HttpResponse> {
  const target = findVersionTarget(repository, path);
  // Non-unique snapshots do not exist (MVN-142).
  if (!target) throw notFound();
  const { checksum, file } = path;
  const isDownload = checksum === undefined && http.method === 'GET';
  const found = isDownload
    ? await download(target, path, ctx)
    : ((await peekAsset(ctx, mavenRules, target, file)) ?? (await peekSnapshot(target, path, ctx)));
  if (!found) throw notFound(`'${target.displayName}' ${target.version} has no file '${file}'.`);
  if (checksum !== undefined) {
    return { status: 200, headers: { 'content-type': 'text/plain' }, body: found.asset[checksum] };
  }
  const contentType = CONTENT_TYPES[/[^.]*$/.exec(file)?.[0] ?? ''] ?? 'application/octet-stream';
  return respondWithAsset(http, ctx.blobs, found.asset, contentType, await findTime(found, ctx));
}

/** What a public registry says of its own, else when it was published here (REAL-200). */
async function findTime({ version }: PeekedAsset, { store }: FormatContext): Promise<number | undefined> {
  if (!('record' in version)) return version.time;
  const { id, record } = version;
  if (record.origin.originType === 'INTERNAL') return record.publishedTime;
  const { releasedTime } = await store.read((tx) => getVersionMetadata(tx, id));
  return releasedTime ?? record.publishedTime;
}

/** A snapshot keeps its files when their build is gone; nothing of it is retained (MVN-141, MVN-146, MVN-150). */
async function download(
  target: PackageVersionTarget,
  path: AssetPath,
  ctx: FormatContext,
): Promise<PeekedAsset> {
  try {
    const { asset, id, record } = await resolveAsset(ctx, mavenRules, target, path.file);
    return { asset, version: { id, record } };
  } catch (error) {
    const kept = error instanceof ResourceNotFoundException && (await peekSnapshot(target, path, ctx));
    if (!kept) throw error;
    return kept;
  }
}

async function peekSnapshot(
  build: PackageVersionTarget,
  { folder, file }: AssetPath,
  ctx: FormatContext,
): Promise<PeekedAsset | undefined> {
  if (!isSnapshot(folder)) return undefined;
  return peekAsset(ctx, mavenRules, { ...build, version: folder }, file);
}

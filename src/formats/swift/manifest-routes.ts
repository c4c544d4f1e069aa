import { ArchiveError } from '../../encoding/archive-error';
import type { AssetRecord } from '../../registry/records';
import type { HttpResponse } from '../../util/http';
import type { CachedDocument } from '../document-cache';
import { respondWithDocument, toDocument } from '../document-response';
import type { FormatContext, FormatRequest } from '../format';
import { releaseNotFound } from './errors';
import { findRelease } from './find-release';
import { renderLinks } from './link-header';
import { findManifest, MAIN_MANIFEST, readSwiftVersion, type Manifest } from './manifest';
import { readManifest } from './read-archive';
import { toAddress, toVersionTarget } from './target';

/** GET {scope}/{name}/{version}/Package.swift, also for one Swift version (SWIFT-040 … SWIFT-045). */
export async function getManifest(request: FormatRequest, ctx: FormatContext): Promise<HttpResponse> {
  const { http, endpoint } = request;
  const target = toVersionTarget(request);
  const { archive, description } = await findRelease(ctx, target);
  const { manifests, root } = description;
  const address = `${toAddress(endpoint, target, target.version)}/${MAIN_MANIFEST}`;
  const wanted = new URLSearchParams(http.query).get('swift-version') ?? '';
  if (wanted !== '' && !findManifest(manifests, wanted)) {
    return { status: 303, headers: { location: address } };
  }
  const { fileName } = findManifest(manifests, wanted) ?? { fileName: MAIN_MANIFEST };
  const document = await readDocument(ctx, archive, root + fileName);
  if (!document) throw releaseNotFound(target);
  const answer = await respondWithDocument(http, document, 'text/x-swift');
  const link = wanted === '' ? renderAlternatives(address, manifests) : undefined;
  const headers = {
    ...answer.headers,
    'cache-control': 'private, immutable',
    'content-disposition': `attachment; filename="${fileName}"`,
    ...(link !== undefined && { link }),
  };
  return { ...answer, headers };
}

/** SwiftPM takes entries with exactly these fields (SWIFT-041). */
function renderAlternatives(address: string, manifests: readonly Manifest[]): string | undefined {
  return renderLinks(
    manifests.flatMap((manifest) => {
      const { fileName, toolsVersion } = manifest;
      const swiftVersion = readSwiftVersion(manifest);
      if (swiftVersion === undefined) return [];
      const fields = { rel: 'alternate', filename: fileName, 'swift-tools-version': toolsVersion };
      return [[`${address}?swift-version=${swiftVersion}`, fields]];
    }),
  );
}

/** Kept by the archive that it is out of, whichever version that is; undefined when it has gone meanwhile. */
async function readDocument(
  { blobs, documents }: FormatContext,
  archive: AssetRecord,
  path: string,
): Promise<CachedDocument | undefined> {
  const key = ['swift manifest', archive.sha256, path].join(' ');
  const kept = documents.find(key, []);
  if (kept) return kept;
  try {
    const document = toDocument(await readManifest(blobs, archive, path));
    documents.keep(key, [], document);
    return document;
  } catch (error) {
    if (error instanceof ArchiveError) return undefined;
    throw error;
  }
}

import type { RepositoryId } from '../../registry/records';
import type { HttpResponse } from '../../util/http';
import type { CachedDocument } from '../document-cache';
import { respondWithDocument, toDocument } from '../document-response';
import type { FormatContext, FormatRequest } from '../format';
import { lookAround, toNotFound } from '../package-surroundings';
import { readVersioning } from './artifact-view';
import { toChecksums } from './checksum';
import { getAsset } from './get-asset';
import { toPackageTarget } from './coordinate';
import { readGroupPlugins } from './group-plugins';
import { renderMetadata } from './render-metadata';
import { notFound, splitFolder, toVersionFile, type MetadataPath } from './request-path';
import { isSnapshotFolder } from './snapshot';
import { findSnapshotDocument } from './snapshot-document';

/** GET of a `maven-metadata.xml` or a checksum of what it would answer (MVN-108 … MVN-112, MVN-140, MVN-161). */
export async function getMetadata(
  { folder, checksum }: MetadataPath,
  request: FormatRequest,
  ctx: FormatContext,
): Promise<HttpResponse> {
  const { http, repository } = request;
  const document = isSnapshotFolder(folder)
    ? await getSnapshotDocument(folder, repository, ctx)
    : await findMergedDocument(folder, repository, ctx);
  if (!document) {
    const file = toVersionFile(folder);
    if (!file) throw notFound();
    return getAsset({ ...file, ...(checksum !== undefined && { checksum }) }, request, ctx);
  }
  if (checksum === undefined) return respondWithDocument(http, document, 'text/xml');
  const body = toChecksums(document.body)[checksum];
  return { status: 200, headers: { 'content-type': 'text/plain' }, body };
}

async function getSnapshotDocument(
  folder: readonly string[],
  repository: RepositoryId,
  { store }: FormatContext,
): Promise<CachedDocument> {
  const named = splitFolder(folder.slice(0, -1));
  if (!named) throw notFound();
  const target = {
    version: folder.at(-1) ?? '',
    ...toPackageTarget(repository, named.groupId, named.artifactId),
  };
  const document = await store.read((tx) => findSnapshotDocument(tx, target));
  if (!document) throw notFound(`No snapshot '${target.version}' of '${target.displayName}' is published.`);
  return toDocument(document);
}

/**
 * An artifact's and a group's document may share a path (MVN-163). Rendered once for what they are rendered from.
 * Undefined when there is neither and a version may have a file of that name (MVN-005).
 */
async function findMergedDocument(
  folder: readonly string[],
  repository: RepositoryId,
  ctx: FormatContext,
): Promise<CachedDocument | undefined> {
  const named = splitFolder(folder);
  const [surroundings, group] = await Promise.all([
    named && lookAround(toPackageTarget(repository, named.groupId, named.artifactId), ctx),
    readGroupPlugins(repository, folder, ctx),
  ]);
  const { region, domainOwner, domain, repository: name } = repository;
  const key = ['maven', region, domainOwner, domain, name, folder.join('/')].join(' ');
  const identity = [...(surroundings?.identity ?? []), ...group.identity];
  const cached = ctx.documents.find(key, identity);
  if (cached) return cached;
  const versioning = surroundings && (await ctx.store.read((tx) => readVersioning(tx, surroundings)));
  if (!versioning && group.plugins.length === 0) {
    if (toVersionFile(folder)) return undefined;
    throw surroundings ? toNotFound(surroundings.walk, notFound()) : notFound();
  }
  const document = toDocument(renderMetadata(versioning, group.plugins));
  ctx.documents.keep(key, identity, document);
  return document;
}

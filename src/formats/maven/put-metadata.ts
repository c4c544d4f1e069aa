import { freeBlobs } from '../../registry/assets';
import { invalidRequest } from '../../registry/errors';
import { finishVersions } from '../../registry/finish-versions';
import { versionKey } from '../../registry/keys';
import type { PackageVersionTarget } from '../../registry/package-versions';
import { getPackage, type PackageTarget } from '../../registry/packages';
import { publishBuild } from '../../registry/publish-build';
import type { PackageVersionRecord, RepositoryId } from '../../registry/records';
import type { ReadTransaction } from '../../registry/store';
import { rememberUpload } from '../../registry/uploaded-documents';
import { getVersionMetadata } from '../../registry/version-metadata';
import type { HttpResponse } from '../../util/http';
import type { FormatContext, FormatRequest } from '../format';
import { readBodyChunks } from '../request-body';
import { parseChecksumText, toChecksums, type Checksum } from './checksum';
import { toPackageTarget } from './coordinate';
import { documentKey, readPluginList } from './group-plugins';
import { parseMetadataDocument, type MetadataDocument } from './metadata-document';
import { CREATED, putAsset } from './put-asset';
import { putPlugins } from './put-plugins';
import { METADATA_FILE, notFound, splitFolder, toVersionFile, type MetadataPath } from './request-path';
import { isSnapshotFolder } from './snapshot';
import { assertNamesAssets, parseBuildVersion, toSnapshotMetadata } from './snapshot-document';

// Room for some ten thousand versions.
const MAX_DOCUMENT_BYTES = 4 * 1024 * 1024;

/** A document on its way in. */
interface Upload {
  readonly folder: readonly string[];
  readonly content: Buffer;
  readonly document: MetadataDocument;
}

/** PUT of a `maven-metadata.xml` or a checksum of one; what a document means its content decides (MVN-103). */
export async function putMetadata(
  { folder, checksum }: MetadataPath,
  request: FormatRequest,
  ctx: FormatContext,
): Promise<HttpResponse> {
  const chunks: Buffer[] = [];
  for await (const chunk of readBodyChunks(request.http, MAX_DOCUMENT_BYTES)) chunks.push(chunk);
  const content = Buffer.concat(chunks);
  if (checksum !== undefined) return putMetadataChecksum(folder, checksum, content, request, ctx);
  const document = parseMetadataDocument(content);
  const file = toVersionFile(folder);
  if (file && document.version === file.folder && !isSnapshotFolder(folder)) {
    return putAsset(file, request, ctx, [content]); // MVN-113
  }
  const upload = { folder, content, document };
  if (isSnapshotFolder(folder)) await putSnapshot(upload, request, ctx);
  else if (document.isOfGroup) await putPlugins(request, ctx, folder, document, toChecksums(content));
  else {
    await putVersions(upload, request, ctx);
    // Of both kinds, where a group and a package share the path; the names in it are the package's (MVN-163).
    const plugins = { ...document, groupId: undefined };
    if (document.plugins.length > 0) await putPlugins(request, ctx, folder, plugins, toChecksums(content));
  }
  return CREATED;
}

/** Publishes the versions that the document lists (MVN-100 … MVN-106). */
async function putVersions(
  { folder, content, document }: Upload,
  { repository, authorize }: FormatRequest,
  { store, now }: FormatContext,
): Promise<void> {
  const target = parseTarget(folder, document, repository);
  await authorize('PutPackageMetadata', target);
  await store.write(async (tx) => {
    await finishVersions(tx, target, document.versions, now);
    await rememberUpload(tx, target, folder.join('/'), { checksums: toChecksums(content) });
  });
}

/** Makes the build that the document names the one that the snapshot stands for (MVN-132 … MVN-139). */
async function putSnapshot(
  { folder, content, document }: Upload,
  { repository, authorize }: FormatRequest,
  ctx: FormatContext,
): Promise<void> {
  const version = folder.at(-1) ?? '';
  const target = parseTarget(folder.slice(0, -1), document, repository);
  if (document.version !== undefined && document.version !== version) {
    throw invalidRequest(`The document is of version '${document.version}', not of '${version}'.`);
  }
  const build = parseBuildVersion(version, document);
  await authorize('PutPackageMetadata', target);
  const freed = await ctx.store.write(async (tx) => {
    const id = { ...target, version: build };
    assertNamesAssets(id, await getBuild(tx, id), document);
    const metadata = toSnapshotMetadata(await getVersionMetadata(tx, id), build, content);
    await rememberUpload(tx, target, folder.join('/'), { checksums: toChecksums(content) });
    return publishBuild(tx, target, { version, build, metadata, now: ctx.now });
  });
  await freeBlobs(ctx, freed);
}

async function getBuild(tx: ReadTransaction, target: PackageVersionTarget): Promise<PackageVersionRecord> {
  await getPackage(tx, target);
  const record = await tx.get(versionKey(target));
  if (record) return record;
  throw invalidRequest(`The document is of build '${target.version}', of which no file was uploaded.`);
}

/** The package of a folder. Throws 400 for a document that says it is of another one (MVN-104). */
function parseTarget(
  folder: readonly string[],
  { groupId, artifactId }: MetadataDocument,
  repository: RepositoryId,
): PackageTarget {
  const named = splitFolder(folder);
  if (!named) throw invalidRequest('The path is not of a package.');
  const target = toPackageTarget(repository, named.groupId, named.artifactId);
  const said = toPackageTarget(repository, groupId ?? named.groupId, artifactId ?? named.artifactId);
  if (said.namespace === target.namespace && said.package === target.package) return target;
  throw invalidRequest(`The document is of '${said.displayName}', and its path of '${target.displayName}'.`);
}

/**
 * Compares a checksum with what clients uploaded at the path, not with what is served there: Gradle gives up when it is
 * refused, and parallel builds overtake each other (MVN-107).
 * @throws 404 when nothing was uploaded, 400 when the checksum is of none of the latest uploads
 */
async function putMetadataChecksum(
  folder: readonly string[],
  checksum: Checksum,
  content: Buffer,
  request: FormatRequest,
  ctx: FormatContext,
): Promise<HttpResponse> {
  const { repository, authorize } = request;
  const record = await ctx.store.read((tx) => tx.get(documentKey(repository, folder)));
  const file = toVersionFile(folder);
  if (!record && file && !isSnapshotFolder(folder))
    return putAsset({ ...file, checksum }, request, ctx, [content]);
  const [plugin] = readPluginList(record?.content);
  const named = plugin
    ? { groupId: folder.join('.'), artifactId: plugin.artifactId }
    : splitFolder(isSnapshotFolder(folder) ? folder.slice(0, -1) : folder);
  if (named) {
    await authorize('PutPackageMetadata', toPackageTarget(repository, named.groupId, named.artifactId));
  }
  if (!record) throw notFound(`No ${METADATA_FILE} was uploaded there.`);
  const value = parseChecksumText(content.toString());
  if (record.uploads.some((upload) => upload[checksum] === value)) return CREATED;
  throw invalidRequest(`The ${checksum} of '${METADATA_FILE}' is not '${value}'.`);
}

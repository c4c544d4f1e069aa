import { ArchiveError } from '../../encoding/archive-error';
import { ConflictException } from '../../errors';
import { toAssetRecord } from '../../registry/assets';
import { invalidRequest } from '../../registry/errors';
import { packageKey, versionKey, versionMetadataKey } from '../../registry/keys';
import type { PackageVersionTarget } from '../../registry/package-versions';
import type { BlobStore, StagedBlob } from '../../registry/ports';
import { assertPublishAllowed } from '../../registry/origin-controls';
import { publishPackageVersion } from '../../registry/publish-package-version';
import type { VersionMetadataRecord } from '../../registry/records';
import type { ReadTransaction, WriteTransaction } from '../../registry/store';
import { assertNotInUpstreams } from '../../registry/upstream-conflicts';
import type { HttpRequest, HttpResponse } from '../../util/http';
import type { FormatContext, FormatRequest } from '../format';
import { withStagedBlobs } from '../staged-blobs';
import { isName, isScope, toAssetName } from './coordinate';
import { releaseExists, unprocessable } from './errors';
import { readSourceArchive, type SourceArchive } from './read-archive';
import { toVersionMetadata, type ReleaseSignature } from './release-description';
import { receiveRelease, type ReleaseForm } from './release-form';
import { parseReleaseMetadata } from './release-metadata';
import { readLabel, toVersionTarget } from './target';
import { isVersion } from './version';

const SIGNATURE_FORMAT = 'cms-1.0.0';

/** PUT {scope}/{name}/{version}; done when it is answered, whatever the client prefers (SWIFT-060 … SWIFT-074). */
export async function putRelease(request: FormatRequest, ctx: FormatContext): Promise<HttpResponse> {
  const [scope, name, version] = readNames(request);
  const target = toVersionTarget(request);
  await request.authorize('PublishPackageVersion', target);
  const signatureFormat = readSignatureFormat(request.http);
  await ctx.store.read((tx) => assertPromising(tx, target));
  await withStagedBlobs(ctx, async (stage) => {
    const form = await receiveRelease(request.http, ctx, stage);
    const signature = toSignature(form, signatureFormat);
    await publish(target, `${scope}.${name}`, form, signature, ctx);
  });
  return { status: 201, headers: { location: [request.endpoint, scope, name, version].join('/') } };
}

/** As the client spells them. Throws 400 for names and versions that SwiftPM does not know (SWIFT-067, SWIFT-068). */
function readNames(request: FormatRequest): readonly [scope: string, name: string, version: string] {
  const [scope, name, version] = [
    readLabel(request, 'scope'),
    readLabel(request, 'name'),
    readLabel(request, 'version'),
  ];
  if (!isScope(scope)) throw invalidRequest(`'${scope}' is not a valid package scope.`);
  if (!isName(name)) throw invalidRequest(`'${name}' is not a valid package name.`);
  if (!isVersion(version)) throw invalidRequest(`'${version}' is not a version of SemVer 2.`);
  return [scope, name, version];
}

/** Refuses, before anything of the body is asked for, what fails whatever is in it (SWIFT-063, SWIFT-070). */
async function assertPromising(tx: ReadTransaction, target: PackageVersionTarget): Promise<void> {
  await assertPublishAllowed(tx, target, await tx.get(packageKey(target)));
  const existing = await tx.get(versionKey(target));
  if (!existing) await assertNotInUpstreams(tx, target);
  else if (existing.status !== 'Published') throw releaseExists(target);
}

/** SWIFT-069. */
function readSignatureFormat({ headers }: HttpRequest): string | undefined {
  const given = headers['x-swift-package-signature-format'];
  if (given === undefined || given === SIGNATURE_FORMAT) return given;
  throw unprocessable(`The signature format '${String(given)}' is not ${SIGNATURE_FORMAT}.`);
}

function toSignature(
  { archiveSignature, metadataSignature }: ReleaseForm,
  format: string | undefined,
): ReleaseSignature | undefined {
  if (!archiveSignature && !metadataSignature) return undefined;
  if (format === undefined) throw unprocessable('X-Swift-Package-Signature-Format is missing.');
  if (!archiveSignature) throw unprocessable('The metadata is signed, but the source archive is not.');
  return {
    format,
    archive: archiveSignature.toString('base64'),
    ...(metadataSignature && { metadata: metadataSignature.toString('base64') }),
  };
}

async function publish(
  target: PackageVersionTarget,
  id: string,
  form: ReleaseForm,
  signature: ReleaseSignature | undefined,
  ctx: FormatContext,
): Promise<void> {
  const blob = form.archive;
  if (!blob || blob.size === 0) throw unprocessable('The request has no source archive in it.');
  const metadata = parseReleaseMetadata(form.metadata ?? '{}');
  const archive = await readArchive(ctx.blobs, blob);
  const described = toVersionMetadata(id, metadata, archive, signature);
  await ctx.store.write((tx) => addRelease(tx, target, blob, described, ctx.now));
}

async function readArchive(blobs: BlobStore, blob: StagedBlob): Promise<SourceArchive> {
  try {
    const archive = await readSourceArchive(blobs, blob);
    if (archive) return archive;
  } catch (error) {
    if (!(error instanceof ArchiveError)) throw error;
    throw unprocessable(`The source archive is not a usable zip archive: ${error.message}.`);
  }
  throw unprocessable("package doesn't contain a valid manifest (Package.swift) file");
}

/** The archive alone tells whether it is the same release again (SWIFT-065). */
async function addRelease(
  tx: WriteTransaction,
  target: PackageVersionTarget,
  blob: StagedBlob,
  described: VersionMetadataRecord,
  publishedTime: number,
): Promise<void> {
  const { version } = target;
  const existing = await tx.get(versionKey(target));
  const isSame = existing?.assets[0]?.sha256 === blob.sha256;
  const known = isSame ? await tx.get(versionMetadataKey(target)) : undefined;
  const assets = [toAssetRecord(toAssetName(target), blob)];
  const publication = { version, publishedTime, assets, metadata: known ?? described, tags: [] };
  try {
    await publishPackageVersion(tx, target, publication);
  } catch (error) {
    if (!existing || !(error instanceof ConflictException)) throw error;
    throw releaseExists(target);
  }
}

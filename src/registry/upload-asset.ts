import type { Readable } from 'node:stream';
import { freeBlobs, toAssetRecord } from './assets';
import { assetHashMismatch, invalidRequest, quotaExceeded } from './errors';
import type { PackageVersionTarget } from './package-versions';
import { BlobTooLargeError, type BlobStore, type FormatRules, type Limits, type StagedBlob } from './ports';
import { findAssetPlace, publishAsset } from './publish-asset';
import type { AssetRecord, PackageVersionRecord } from './records';
import type { Store } from './store';

/** An asset on its way in through the API. */
export interface AssetUpload {
  readonly name: string;
  readonly content: Readable;
  /** What the content must hash to, in lower-case hex. */
  readonly sha256: string;
  readonly unfinished: boolean;
  readonly now: number;
}

interface UploadPorts {
  readonly store: Store;
  readonly blobs: BlobStore;
  readonly limits: Limits;
}

/**
 * Streams an asset into a version. Whatever can be refused without the content is refused before it is read (a body may
 * be 5 GB), and judged again when it has arrived; nothing is visible before it is complete and verified (GEN-036).
 * @throws ValidationException for formats that are not published this way (ASSET-302), bad names, and content with
 *   another hash (ASSET-305); ServiceQuotaExceededException for content that is too large; and as `publishAsset`
 */
export async function uploadAsset(
  ports: UploadPorts,
  rules: FormatRules,
  target: PackageVersionTarget,
  { name, content, sha256, unfinished, now }: AssetUpload,
): Promise<{ readonly record: PackageVersionRecord; readonly asset: AssetRecord }> {
  const { store, limits } = ports;
  if (!rules.assertAssetName) {
    throw invalidRequest(`Packages of format ${rules.name} cannot be published with this operation.`);
  }
  rules.assertAssetName(name);
  await store.read((tx) => findAssetPlace(tx, target, name, limits));
  const blob = await receive(ports, name, content);
  let isCommitted = false;
  try {
    if (blob.sha256 !== sha256) throw assetHashMismatch(sha256, blob.sha256);
    const asset = toAssetRecord(name, blob);
    const record = await store.write((tx) => publishAsset(tx, target, { asset, unfinished, now }, limits));
    isCommitted = true;
    return { record, asset };
  } finally {
    blob.release();
    if (!isCommitted) await freeBlobs(ports, [blob.sha256]);
  }
}

async function receive({ blobs, limits }: UploadPorts, name: string, content: Readable): Promise<StagedBlob> {
  try {
    return await blobs.write(content, limits.assetSizeBytes);
  } catch (error) {
    if (!(error instanceof BlobTooLargeError)) throw error;
    // The rest is read past: the client listens when it has sent everything.
    content.resume();
    throw quotaExceeded('bytes per asset', limits.assetSizeBytes, 'asset', name);
  }
}

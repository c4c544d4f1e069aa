import { assetNotFound } from './errors';
import { getPackageVersion, putPackageVersion, type PackageVersionTarget } from './package-versions';
import type { AssetRecord } from './records';
import type { WriteTransaction } from './store';
import { findAsset } from './version-assets';

/** What somebody who published an asset says its checksum is. */
export interface ChecksumClaim {
  readonly asset: string;
  readonly algorithm: 'md5' | 'sha1' | 'sha256' | 'sha512';
  readonly value: string;
}

/**
 * Compares a claim with the asset in this repository. A wrong one keeps an Unfinished version from being published until
 * it is made good or the version is deleted (MVN-091 … MVN-096); nothing that clients see changes (MVN-099).
 * @returns the asset, and whether the claim is right
 * @throws ResourceNotFoundException when there is no such asset
 */
export async function claimChecksum(
  tx: WriteTransaction,
  target: PackageVersionTarget,
  { asset: name, algorithm, value }: ChecksumClaim,
): Promise<{ readonly asset: AssetRecord; readonly isRight: boolean }> {
  const record = await getPackageVersion(tx, target);
  const asset = findAsset(record, name);
  if (!asset) throw assetNotFound(name, target.version, target.displayName);
  const isRight = asset[algorithm] === value;
  const claim = `${name}.${algorithm}`;
  const { mismatchedChecksums: known = [] } = record;
  if (record.status === 'Unfinished' && known.includes(claim) === isRight) {
    const mismatchedChecksums = isRight ? known.filter((other) => other !== claim) : [...known, claim];
    putPackageVersion(tx, target, { ...record, mismatchedChecksums });
  }
  return { asset, isRight };
}

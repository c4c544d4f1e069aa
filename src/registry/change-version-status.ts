import { invalidRequest } from './errors';
import { putPackageVersion } from './package-versions';
import { getPackage, putPackage, type PackageTarget } from './packages';
import type { PackageVersionRecord, PackageVersionStatus } from './records';
import type { WriteTransaction } from './store';
import { applyToVersions, type Examined, type VersionBatchResult } from './version-batch';
import { notAllowed, statusWording } from './version-failures';
import { examineVersion, type VersionSelection } from './version-selection';

const TARGETS = ['Published', 'Unlisted', 'Archived'] as const;
type TargetStatus = (typeof TARGETS)[number];

/** The status that a call may lead versions to. Throws ValidationException for the others (STAT-002). */
export function parseTargetStatus(status: string): TargetStatus {
  const target = TARGETS.find((one) => one === status);
  if (!target) throw invalidRequest(`Invalid targetStatus. It must be one of ${TARGETS.join(', ')}.`);
  return target;
}

export interface StatusChange {
  readonly targetStatus: TargetStatus;
  readonly expectedStatus: string | undefined;
  /** When a version counts as published that has not been before (GEN-062, VER-204). */
  readonly now: number;
}

/**
 * Gives all versions of the selection a status, or none of them (STAT-001 … STAT-016). Revisions stay (VER-502).
 * @throws ResourceNotFoundException for an unknown package (STAT-007)
 */
export async function changeVersionStatus(
  tx: WriteTransaction,
  target: PackageTarget,
  selection: VersionSelection,
  { targetStatus, expectedStatus, now }: StatusChange,
): Promise<VersionBatchResult> {
  const owner = await getPackage(tx, target);
  let isChanged = false;
  const result = await applyToVersions<PackageVersionRecord>(selection.keys(), {
    wording: statusWording,
    async examine(version) {
      const expected = { revision: selection.get(version), status: expectedStatus };
      const examined = await examineVersion(tx, { ...target, version }, expected, statusWording);
      return refuseDisposed(examined);
    },
    async apply(record) {
      const { revision, status } = record;
      if (status !== targetStatus) {
        putPackageVersion(tx, target, withStatus(record, targetStatus, now));
        isChanged = true;
      }
      return { revision, status: targetStatus };
    },
  });
  if (isChanged) putPackage(tx, target, owner);
  return result;
}

/** Nothing but deletion is left for a Disposed version (STAT-008, STAT-103). */
export function refuseDisposed(examined: Examined<PackageVersionRecord>): Examined<PackageVersionRecord> {
  if ('failure' in examined || examined.work.status !== 'Disposed') return examined;
  return { failure: notAllowed(examined.work.version, examined.work.status) };
}

function withStatus(
  record: PackageVersionRecord,
  status: PackageVersionStatus,
  now: number,
): PackageVersionRecord {
  const isFirst = status === 'Published' && record.publishedTime === undefined;
  return { ...record, status, ...(isFirst && { publishedTime: now }) };
}

import { renderCanonical } from './package-revision';
import type {
  PackageVersionId,
  PackageVersionRecord,
  PackageVersionStatus,
  VersionMetadataRecord,
} from './records';

/** What one committed write did to one version of a repository (EVT-006). */
export interface VersionChange {
  readonly id: PackageVersionId;
  readonly administratorAccount: string;
  /** After the change; of a deleted version the last (EVT-009, EVT-010). */
  readonly status: PackageVersionStatus;
  readonly revision: string;
  readonly changes: ChangeCounts;
  readonly operationType: 'Created' | 'Updated' | 'Deleted';
  /** Grows by one with every change of the package in this repository (EVT-013). */
  readonly sequenceNumber: number;
}

/** EVT-011. */
export interface ChangeCounts {
  readonly assetsAdded: number;
  readonly assetsRemoved: number;
  readonly metadataUpdated: boolean;
  readonly assetsUpdated: number;
  readonly statusChanged: boolean;
}

/** A version as it stands at one moment; both undefined when there is none. */
export interface VersionState {
  readonly record: PackageVersionRecord | undefined;
  readonly metadata: VersionMetadataRecord | undefined;
}

type Difference = Pick<VersionChange, 'operationType' | 'changes' | 'status' | 'revision'>;

/** Compares a version before and after a write (EVT-030 … EVT-052); undefined when nothing that counts is different. */
export function compareVersions(before: VersionState, after: VersionState): Difference | undefined {
  const record = after.record ?? before.record;
  if (!record) return undefined;
  const { status, revision } = record;
  const counts = countAssets(before.record?.assets ?? [], after.record?.assets ?? []);
  if (!before.record) {
    const metadataUpdated = after.metadata !== undefined && saysAnything(after.metadata);
    const changes = { ...counts, metadataUpdated, statusChanged: true };
    return { operationType: 'Created', status, revision, changes };
  }
  if (!after.record) {
    const changes = { ...counts, metadataUpdated: false, statusChanged: true };
    return { operationType: 'Deleted', status, revision, changes };
  }
  const changes = {
    ...counts,
    metadataUpdated: isOtherMetadata(before.metadata, after.metadata, counts),
    statusChanged: before.record.status !== status,
  };
  const isChanged = Object.values(changes).some((change) => change !== false && change !== 0);
  return isChanged ? { operationType: 'Updated', status, revision, changes } : undefined;
}

/** What a format's own document says of an asset comes with the asset and is no news of its own (EVT-032). */
function isOtherMetadata(
  before: VersionMetadataRecord | undefined,
  after: VersionMetadataRecord | undefined,
  { assetsAdded, assetsRemoved }: Pick<ChangeCounts, 'assetsAdded' | 'assetsRemoved'>,
): boolean {
  if (assetsAdded === 0 || assetsRemoved > 0) return !isSame(before, after);
  return !isSame(before && { ...before, document: {} }, after && { ...after, document: {} });
}

function countAssets(
  before: PackageVersionRecord['assets'],
  after: PackageVersionRecord['assets'],
): Pick<ChangeCounts, 'assetsAdded' | 'assetsRemoved' | 'assetsUpdated'> {
  const old = new Map(before.map(({ name, sha256 }) => [name, sha256]));
  const kept = after.filter(({ name }) => old.has(name));
  return {
    assetsAdded: after.length - kept.length,
    assetsRemoved: before.length - kept.length,
    assetsUpdated: kept.filter(({ name, sha256 }) => old.get(name) !== sha256).length,
  };
}

/** A version that nothing is known of but its name has no metadata to speak of (EVT-034, EVT-039). */
function saysAnything({
  displayName: _name,
  licenses,
  dependencies,
  ...rest
}: VersionMetadataRecord): boolean {
  return (
    licenses.length > 0 || dependencies.length > 0 || Object.values(rest).some((value) => value !== undefined)
  );
}

function isSame(a: VersionMetadataRecord | undefined, b: VersionMetadataRecord | undefined): boolean {
  return a === b || renderCanonical(a ?? null) === renderCanonical(b ?? null);
}

import { invalidRequest } from './errors';
import { versionKey } from './keys';
import type { PackageVersionTarget } from './package-versions';
import type { FormatRules } from './ports';
import type { PackageVersionRecord } from './records';
import type { ReadTransaction } from './store';
import type { Examined } from './version-batch';
import { mismatchedRevision, mismatchedStatus, type FailureWording } from './version-failures';

// PKG-903.
const MAX_VERSIONS = 100;

/** Which versions a call is about, each with the revision it must have, if one was named. */
export type VersionSelection = ReadonlyMap<string, string | undefined>;

export interface VersionNames {
  readonly versions?: readonly string[] | undefined;
  readonly versionRevisions?: Readonly<Record<string, string>> | undefined;
}

/**
 * The versions of a call that may name revisions beside them, in the spelling of their format and without repetition
 * (PKG-008, STAT-012).
 * @throws ValidationException for no version, and for revisions of other versions than those named (STAT-006)
 */
export function selectVersions(
  rules: Pick<FormatRules, 'normalizeVersion'>,
  { versions = [], versionRevisions }: VersionNames,
): VersionSelection {
  if (versions.length === 0) throw invalidRequest('Invalid versions. At least one version must be given.');
  const names = new Set(versions.map((version) => rules.normalizeVersion(version)));
  if (versionRevisions === undefined) return new Map([...names].map((name) => [name, undefined]));
  const revisions = normalizeRevisions(rules, versionRevisions);
  if (revisions.size !== names.size || ![...names].every((name) => revisions.has(name))) {
    throw invalidRequest('Invalid versionRevisions. They must name the same versions as versions does.');
  }
  return new Map([...names].map((name) => [name, revisions.get(name)]));
}

/**
 * The versions of a call that takes either versions or revisions; an empty one of them counts as not given (COPY-002).
 * @throws ValidationException for both, for neither, and for too many (COPY-092)
 */
export function selectVersionsOrRevisions(
  rules: Pick<FormatRules, 'normalizeVersion'>,
  { versions = [], versionRevisions = {} }: VersionNames,
): VersionSelection {
  const revisions = normalizeRevisions(rules, versionRevisions);
  if (versions.length > 0 === revisions.size > 0) {
    throw invalidRequest('Exactly one of versions and versionRevisions must be given.');
  }
  if (Object.keys(versionRevisions).length > MAX_VERSIONS) {
    throw invalidRequest(`Invalid versionRevisions. At most ${MAX_VERSIONS} versions can be given.`);
  }
  return versions.length > 0 ? selectVersions(rules, { versions }) : revisions;
}

/**
 * Finds a version of the selection as far as every call that changes versions asks for it, in the order of STAT-011.
 */
export async function examineVersion(
  tx: ReadTransaction,
  target: PackageVersionTarget,
  expected: { readonly revision: string | undefined; readonly status: string | undefined },
  wording: FailureWording,
): Promise<Examined<PackageVersionRecord>> {
  const record = await tx.get(versionKey(target));
  if (!record) return { failure: wording.notFound(target.version) };
  if (expected.revision !== undefined && expected.revision !== record.revision) {
    return { failure: mismatchedRevision(record.revision, expected.revision) };
  }
  if (expected.status !== undefined && expected.status !== record.status) {
    return { failure: mismatchedStatus(record.status, expected.status) };
  }
  return { work: record };
}

function normalizeRevisions(
  { normalizeVersion }: Pick<FormatRules, 'normalizeVersion'>,
  versionRevisions: Readonly<Record<string, string>>,
): Map<string, string> {
  const revisions = new Map<string, string>();
  for (const [name, revision] of Object.entries(versionRevisions)) {
    const version = normalizeVersion(name);
    if ((revisions.get(version) ?? revision) !== revision) {
      throw invalidRequest(`Invalid versionRevisions. Version '${version}' has more than one revision.`);
    }
    revisions.set(version, revision);
  }
  return revisions;
}

import { addPackageVersion } from './add-package-version';
import type { FreeingResult } from './dispose-package-versions';
import { invalidRequest } from './errors';
import { packageKey, versionKey } from './keys';
import { newPackage } from './origin-controls';
import { getPackage, putPackage, type PackageTarget } from './packages';
import type { FormatRules } from './ports';
import type { PackageRecord, PackageVersionRecord } from './records';
import { removePackageVersion } from './remove-package-version';
import { getRepository } from './repositories';
import type { ReadTransaction, WriteTransaction } from './store';
import { applyToVersions, type Examined } from './version-batch';
import { alreadyExists, copyWording, mismatchedRevision, notAllowed } from './version-failures';
import { getVersionMetadata } from './version-metadata';
import type { VersionSelection } from './version-selection';
import { walkUpstreams } from './walk-upstreams';

export interface VersionCopy {
  readonly source: PackageTarget;
  readonly destination: PackageTarget;
  readonly selection: VersionSelection;
  readonly allowOverwrite: boolean;
  readonly includeFromUpstream: boolean;
  readonly rules: Pick<FormatRules, 'searchesUpstreams'>;
}

/** A version where it was found, with the tags that name it there. */
interface FoundVersion {
  readonly where: PackageTarget;
  readonly record: PackageVersionRecord;
  readonly tags: readonly string[];
}

interface CopyWork extends FoundVersion {
  /** What stands in its place in the destination. */
  readonly existing: PackageVersionRecord | undefined;
}

/** One repository named twice is a mistake (COPY-004). Throws ValidationException. */
export function assertOtherRepository(source: string, destination: string): void {
  if (source === destination) throw invalidRequest('Source and destination must be different repositories.');
}

/**
 * Copies all versions of the selection into another repository of the domain, or none; origin controls are not asked
 * (COPY-001 … COPY-093). Assets are shared, not copied.
 * @throws ResourceNotFoundException for an unknown repository, and for an unknown source package unless upstreams are
 *   searched too (COPY-003, COPY-011)
 */
export async function copyPackageVersions(tx: WriteTransaction, copy: VersionCopy): Promise<FreeingResult> {
  await getRepository(tx, copy.source);
  await getRepository(tx, copy.destination);
  if (!copy.includeFromUpstream) await getPackage(tx, copy.source);
  const places = await listPlaces(tx, copy);
  const freed: string[] = [];
  const result = await applyToVersions<CopyWork>(copy.selection.keys(), {
    wording: copyWording,
    examine: (version) => examine(tx, copy, places, version),
    async apply(work) {
      const { revision, status } = work.record;
      if (isIdentical(work)) return void (await moveTags(tx, copy.destination, work));
      freed.push(...(await replaceVersion(tx, copy.destination, work)));
      return { revision, status };
    },
  });
  return { result, freed };
}

/**
 * The repositories that versions are taken from: the source, and if asked for those upstream of it that its clients
 * could have the package from; public registries are not asked (COPY-050, COPY-051, UP-036).
 */
async function listPlaces(
  tx: ReadTransaction,
  { source, includeFromUpstream, rules }: VersionCopy,
): Promise<PackageTarget[]> {
  if (!includeFromUpstream || !rules.searchesUpstreams) return [source];
  const { format, namespace } = source;
  const { sources } = await walkUpstreams(tx, source, { format, namespace, package: source.package });
  return sources.flatMap(({ kind, id }) =>
    kind === 'repository' ? [{ ...source, repository: id.repository }] : [],
  );
}

async function examine(
  tx: ReadTransaction,
  copy: VersionCopy,
  places: readonly PackageTarget[],
  version: string,
): Promise<Examined<CopyWork>> {
  const found = await findVersion(tx, places, version);
  if (!found) return { failure: copyWording.notFound(version) };
  const { revision, status } = found.record;
  const expected = copy.selection.get(version);
  if (expected !== undefined && expected !== revision) {
    return { failure: mismatchedRevision(revision, expected) };
  }
  if (status === 'Unfinished' || status === 'Disposed') return { failure: notAllowed(version, status) };
  const work = { ...found, existing: await tx.get(versionKey({ ...copy.destination, version })) };
  const isInTheWay = work.existing !== undefined && !isIdentical(work) && !copy.allowOverwrite;
  return isInTheWay ? { failure: alreadyExists(version) } : { work };
}

/** The first record of the version decides; one that is found upstream must be there to be downloaded (UP-021). */
async function findVersion(
  tx: ReadTransaction,
  places: readonly PackageTarget[],
  version: string,
): Promise<FoundVersion | undefined> {
  for (const where of places) {
    const record = await tx.get(versionKey({ ...where, version }));
    if (!record) continue;
    const isUpstream = where !== places[0];
    if (isUpstream && record.status !== 'Published' && record.status !== 'Unlisted') return undefined;
    return { where, record, tags: toTagsOf(await tx.get(packageKey(where)), version) };
  }
  return undefined;
}

function toTagsOf(owner: PackageRecord | undefined, version: string): string[] {
  const tags = Object.entries(owner?.tags ?? {});
  return tags.filter(([, named]) => named === version).map(([tag]) => tag);
}

/** Equal assets and metadata, whatever the status; a Disposed version has no assets left (COPY-030, COPY-031). */
function isIdentical({ record, existing }: CopyWork): boolean {
  return existing?.revision === record.revision && existing.status !== 'Disposed';
}

/** The tags of an identical version follow it too (COPY-080). */
async function moveTags(
  tx: WriteTransaction,
  destination: PackageTarget,
  { record: { version }, tags }: CopyWork,
): Promise<void> {
  const owner = await getPackage(tx, destination);
  if (tags.every((tag) => Object.hasOwn(owner.tags, tag) && owner.tags[tag] === version)) return;
  const moved = Object.fromEntries(tags.map((tag) => [tag, version]));
  putPackage(tx, destination, { ...owner, tags: { ...owner.tags, ...moved } });
}

/** Puts the found version in the place of the existing one, which goes as a whole (COPY-006, COPY-021). */
async function replaceVersion(
  tx: WriteTransaction,
  destination: PackageTarget,
  { where, record, tags, existing }: CopyWork,
): Promise<string[]> {
  const { version, status, publishedTime, origin, assets } = record;
  const freed = existing ? await removePackageVersion(tx, destination, existing) : [];
  const owner = await tx.get(packageKey(destination));
  const arrival = origin.originType === 'INTERNAL' ? 'published' : 'from-upstream'; // ORIG-024, ORIG-025
  await addPackageVersion(tx, destination, owner ?? (await newPackage(tx, destination, arrival)), {
    version,
    status,
    ...(publishedTime !== undefined && { publishedTime }),
    origin,
    assets,
    metadata: await getVersionMetadata(tx, { ...where, version }),
    tags,
  });
  return freed;
}

import { isServed } from '../../registry/search-version';
import type { PublicVersion } from '../../registry/ports';
import type { ReadTransaction } from '../../registry/store';
import type { VersionMetadataRecord } from '../../registry/records';
import {
  readMergedVersions,
  toNotFound,
  type MergedVersion,
  type Surroundings,
} from '../package-surroundings';
import { notFound } from './coordinate';
import type { IndexLine } from './index-line';
import { toLine } from './metadata';
import { toBareVersion } from './version';

/** A version that clients see. */
export interface ShownVersion {
  /** As it is now, `yanked` included. */
  readonly line: IndexLine;
  readonly metadata: VersionMetadataRecord;
  /** When it was published, milliseconds; for what came from a public registry what that says. */
  readonly time: number | undefined;
  /** Of the crate, where it is known. */
  readonly size: number | undefined;
  /** Whether its time is one that only its public registry knows. */
  readonly isPublic: boolean;
}

/**
 * What clients see of a crate: for each version the first source that has it decides, and Unlisted ones are yanked
 * (CRG-031, CRG-032, CRG-090); in the order of publication (CRG-023). Throws 404 when there is nothing (CRG-024).
 */
export async function readCrateView(
  tx: ReadTransaction,
  surroundings: Surroundings,
): Promise<readonly ShownVersion[]> {
  const { target, walk } = surroundings;
  const decided = new Map<string, MergedVersion | undefined>();
  for (const [version, merged] of await readMergedVersions(tx, surroundings, isServed)) {
    const bare = toBareVersion(version);
    if (!decided.has(bare)) decided.set(bare, merged);
  }
  const visible = [...decided.values()].flatMap((version) => version ?? []);
  if (visible.length === 0)
    throw toNotFound(walk, notFound(`crate \`${target.displayName}\` does not exist`));
  const offers = listOffers(surroundings);
  return sortByPublication(visible, offers).map((version) => toShown(version, offers));
}

/** What the public registries of the walk offer, in their order. */
function listOffers({ offered }: Surroundings): ReadonlyMap<string, PublicVersion> {
  const offers = new Map<string, PublicVersion>();
  for (const found of offered) {
    for (const [version, offer] of found?.versions ?? []) {
      if (!offers.has(version)) offers.set(version, offer);
    }
  }
  return offers;
}

/** The order of a public registry counts for what it has; the rest comes after it, by time. */
function sortByPublication(
  versions: readonly MergedVersion[],
  offers: ReadonlyMap<string, PublicVersion>,
): readonly MergedVersion[] {
  const positions = new Map([...offers.keys()].map((version, position) => [version, position]));
  const rank = ({ version, stored }: MergedVersion): readonly [number, number, number] => [
    positions.get(version) ?? Infinity,
    stored?.record.publishedTime ?? 0,
    stored?.record.sequence ?? 0,
  ];
  return versions
    .map((version) => ({ version, rank: rank(version) }))
    .sort((a, b) => {
      const at = a.rank.findIndex((part, index) => part !== b.rank[index]);
      return at < 0 ? 0 : (a.rank[at] ?? 0) - (b.rank[at] ?? 0);
    })
    .map(({ version }) => version);
}

function toShown(
  { version, stored, offered }: MergedVersion,
  offers: ReadonlyMap<string, PublicVersion>,
): ShownVersion {
  if (!stored) {
    const { metadata, time } = offered;
    return { line: toLine(metadata), metadata, time, size: undefined, isPublic: true };
  }
  const { record, metadata } = stored;
  const isPublic = record.origin.originType === 'EXTERNAL';
  const line = toLine(metadata);
  const offer = isPublic ? offers.get(version) : undefined;
  // What the public registry says now counts more than what it said when the version came in (CRG-092).
  const isYanked = record.status === 'Unlisted' || (offer ? toLine(offer.metadata) : line).yanked;
  return {
    line: isYanked === line.yanked ? line : { ...line, yanked: isYanked },
    metadata,
    time: metadata.releasedTime ?? (isPublic ? undefined : record.publishedTime),
    size: record.assets[0]?.size,
    isPublic,
  };
}

import type { ReadTransaction } from '../../registry/store';
import {
  readMergedVersions,
  toNotFound,
  type MergedVersion,
  type Surroundings,
} from '../package-surroundings';
import type { GemSpec } from './gem-spec';
import { toGemSpec } from './metadata';
import { notFound } from './target';

/** A version as clients see it. */
export interface ShownVersion {
  readonly spec: GemSpec;
  /** SHA-256 of its file; undefined when a public registry does not say. */
  readonly checksum: string | undefined;
}

/**
 * The versions that clients may choose from: the first source that has one decides (RUBY-100), what is not Published is
 * hidden (RUBY-090). Those of public registries come first, in the order there, then the others as they were published
 * (RUBY-024).
 */
export async function readShownVersions(
  tx: ReadTransaction,
  surroundings: Surroundings,
): Promise<readonly ShownVersion[]> {
  const merged = await readMergedVersions(tx, surroundings);
  const positions = new Map<string, number>();
  for (const version of surroundings.offered.flatMap((offered) => [...(offered?.versions.keys() ?? [])])) {
    if (!positions.has(version)) positions.set(version, positions.size);
  }
  const rank = (one: MergedVersion): readonly number[] => [
    positions.get(one.version) ?? Infinity,
    one.stored?.record.publishedTime ?? 0,
    one.stored?.record.sequence ?? 0,
  ];
  return [...merged.values()]
    .flatMap((one) => (one ? [{ one, rank: rank(one) }] : []))
    .sort((a, b) => compare(a.rank, b.rank))
    .map(({ one }) => toShown(one));
}

/** The same of one gem that is asked for by itself. Throws 404 when there is nothing to see (RUBY-026). */
export async function getShownVersions(
  tx: ReadTransaction,
  surroundings: Surroundings,
): Promise<readonly ShownVersion[]> {
  const versions = await readShownVersions(tx, surroundings);
  if (versions.length > 0) return versions;
  throw toNotFound(surroundings.walk, notFound('This gem could not be found'));
}

function compare(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((value, index) => value !== b[index]);
  return at < 0 ? 0 : (a[at] ?? 0) - (b[at] ?? 0);
}

function toShown({ stored, offered }: MergedVersion): ShownVersion {
  if (stored) return { spec: toGemSpec(stored.metadata), checksum: stored.record.assets[0]?.sha256 };
  const spec = toGemSpec(offered.metadata);
  return { spec, checksum: spec.checksum };
}

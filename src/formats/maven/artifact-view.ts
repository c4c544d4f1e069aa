import type { PublicPackage } from '../../registry/ports';
import type { ReadTransaction } from '../../registry/store';
import { isPublishedIn } from '../../registry/version-assets';
import { readMergedVersions, type MergedVersion, type Surroundings } from '../package-surroundings';
import { renderTime, type Versioning } from './render-metadata';
import { isSnapshot } from './snapshot';
import { sortMavenVersions } from './version-order';

/** A package of a public registry, with the time that its document gives. */
export interface MavenPublicPackage extends PublicPackage {
  /** `yyyyMMddHHmmss` */
  readonly lastUpdated: string | undefined;
}

/**
 * What clients may choose from: versions that are Published here or in what is upstream (MVN-108, UP-136). Undefined
 * when there is none (MVN-110).
 */
export async function readVersioning(
  tx: ReadTransaction,
  surroundings: Surroundings,
): Promise<Versioning | undefined> {
  const decided = await readMergedVersions(tx, surroundings);
  const visible = [...decided.values()].filter((version) => version !== undefined);
  if (visible.length === 0) return undefined;
  const { namespace, package: artifactId, repository } = surroundings.target;
  const versions = sortMavenVersions(visible.map(({ version }) => version));
  const isOwn = visible.every(({ stored }) => stored && isPublishedIn(repository, stored.record));
  // Here the time of publication decides, and over several places the order of versions (MVN-109, MVN-114).
  const ordered = isOwn ? sortByPublication(visible) : versions;
  return {
    groupId: namespace,
    artifactId,
    latest: ordered.at(-1),
    release: ordered.findLast((version) => !isSnapshot(version)),
    versions,
    lastUpdated: findLastUpdate(visible, surroundings),
  };
}

function sortByPublication(versions: readonly MergedVersion[]): string[] {
  const toOrder = ({ stored }: MergedVersion): readonly [number, number] =>
    stored ? [stored.record.publishedTime ?? 0, stored.record.sequence] : [0, 0];
  return [...versions]
    .sort((a, b) => {
      const [[timeA, sequenceA], [timeB, sequenceB]] = [toOrder(a), toOrder(b)];
      return timeA - timeB || sequenceA - sequenceB;
    })
    .map(({ version }) => version);
}

/** Follows the content, so that a document and its checksum, asked for one after the other, agree (MVN-111). */
function findLastUpdate(versions: readonly MergedVersion[], { offered }: Surroundings): string | undefined {
  const times = versions.flatMap(({ stored }) => stored?.record.publishedTime ?? []);
  const own = times.length === 0 ? [] : [renderTime(Math.max(...times))];
  const elsewhere = offered.flatMap((item) => (isMavenPackage(item) ? (item.lastUpdated ?? []) : []));
  return [...own, ...elsewhere].sort().at(-1);
}

function isMavenPackage(offered: PublicPackage | undefined): offered is MavenPublicPackage {
  return offered !== undefined && 'lastUpdated' in offered;
}

import { ServiceError } from '../../errors';
import type { ReadTransaction } from '../../registry/store';
import { isServed } from '../../registry/search-version';
import {
  readMergedVersions,
  toNotFound,
  type MergedVersion,
  type Surroundings,
} from '../package-surroundings';
import { toDescription } from './metadata';
import type { PackageView, ShownVersion } from './registration';
import { sortByVersion } from './version';

/** 404 for what the endpoint does not have. */
export function notFound(message = 'Not Found'): ServiceError {
  return new ServiceError('NotFound', 404, message);
}

/**
 * What clients see of a package: for each version the first source that has it decides, and Unlisted versions are shown
 * as such (NUG-032, NUG-047, NUG-110). Throws 404 when there is nothing to see (NUG-031, NUG-049).
 */
export async function readPackageView(tx: ReadTransaction, surroundings: Surroundings): Promise<PackageView> {
  const { target, walk } = surroundings;
  const versions = new Map<string, ShownVersion | undefined>();
  for (const [version, merged] of await readMergedVersions(tx, surroundings, isServed)) {
    // Two sources may spell the same version differently (NUG-073).
    const key = version.toLowerCase();
    if (!versions.has(key)) versions.set(key, merged && toShown(merged));
  }
  const shown = [...versions.values()].flatMap((version) => version ?? []);
  if (shown.length === 0) {
    throw toNotFound(walk, notFound(`The nuget package '${target.displayName}' does not exist.`));
  }
  return { id: target.package, versions: sortByVersion(shown) };
}

function toShown({ version, stored, offered }: MergedVersion): ShownVersion {
  const metadata = stored ? stored.metadata : offered.metadata;
  const description = toDescription(metadata);
  const isListed = description.listed !== false && stored?.record.status !== 'Unlisted';
  const time = stored ? (metadata.releasedTime ?? stored.record.publishedTime) : offered.time;
  return { version, isListed, description, time: time ?? 0 };
}

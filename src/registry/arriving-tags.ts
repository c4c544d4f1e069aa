import { versionKey } from './keys';
import type { PackageId, PackageRecord } from './records';
import type { ReadTransaction } from './store';

/**
 * The tags that a version brings along when it is retained or ingested: those that name it where it comes from, so that
 * clients find it when that place is gone. None is taken from a version that was published here: nobody's reading may
 * change what a publisher set (UP-132: merging shows the upstream's tag anyway).
 * @param tags tag to version, where the version comes from
 */
export async function listArrivingTags(
  tx: ReadTransaction,
  to: PackageId,
  owner: PackageRecord,
  version: string,
  tags: Readonly<Record<string, string>>,
): Promise<string[]> {
  const arriving: string[] = [];
  for (const [tag, named] of Object.entries(tags)) {
    if (named !== version) continue;
    const present = Object.hasOwn(owner.tags, tag) ? owner.tags[tag] : undefined;
    const holder = present === undefined ? undefined : await tx.get(versionKey({ ...to, version: present }));
    if (holder?.origin.repositoryName !== to.repository) arriving.push(tag);
  }
  return arriving;
}

import { versionMetadataOf, versionsOf } from '../../registry/keys';
import type { PackageTarget } from '../../registry/packages';
import type {
  PackageRecord,
  PackageVersionRecord,
  PackageVersionStatus,
  VersionMetadataRecord,
} from '../../registry/records';
import type { ReadTransaction } from '../../registry/store';
import type { PackageView, VisibleVersion } from './packument';

/**
 * What clients see of a package that is stored here: its Published versions and its tags (NPM-069). Undefined when it
 * has no version at all, of whatever status (NPM-052, NPM-053).
 */
export async function readPackageView(
  tx: ReadTransaction,
  target: PackageTarget,
  { tags }: PackageRecord,
): Promise<PackageView | undefined> {
  const metadata = tx.scan(versionMetadataOf(target))[Symbol.asyncIterator]();
  const versions: VisibleVersion[] = [];
  let isEmpty = true;
  for await (const { record } of tx.scan(versionsOf(target))) {
    isEmpty = false;
    // Every version has metadata, and both are walked in the order of their versions.
    const next = await metadata.next();
    if (next.done === true)
      throw new Error(`version ${record.version} of ${target.displayName} has no metadata`);
    if (record.status === 'Published') versions.push(toVisibleVersion(record, next.value.record));
  }
  await metadata.return?.();
  return isEmpty ? undefined : { name: target.displayName, versions, tags };
}

/** A stored version as package documents show it. */
export function toVisibleVersion(
  { version, assets, publishedTime }: PackageVersionRecord,
  { document, readme }: VersionMetadataRecord,
): VisibleVersion {
  const [tarball] = assets;
  return {
    version,
    manifest: document ?? {},
    ...(readme !== undefined && { readme }),
    tarball: tarball ?? { sha1: '', sha512: '' },
    time: publishedTime ?? 0,
  };
}

/** Whether a client that names a version exactly gets it (NPM-175). */
export function isReadable(status: PackageVersionStatus): boolean {
  return status === 'Published' || status === 'Unlisted';
}

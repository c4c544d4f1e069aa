import { createHash } from 'node:crypto';
import type { AssetRecord, PackageVersionId, VersionMetadataRecord } from './records';

/**
 * The revision of a package version: SHA-256 in base64 over its coordinates, assets and metadata, so that equal content
 * has the same revision in every repository, and nothing else has (VER-500 … VER-506).
 */
export function renderRevision(
  id: PackageVersionId,
  assets: readonly AssetRecord[],
  metadata: VersionMetadataRecord,
): string {
  const contents = assets.map(({ name, sha256 }) => [name, sha256]).sort();
  const coordinates = [id.format, id.namespace, id.package, id.version];
  return createHash('sha256')
    .update(renderCanonical([coordinates, contents, metadata]))
    .digest('base64');
}

/** JSON with the members of objects in the order of their names: equal values give equal texts. */
export function renderCanonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(renderCanonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${renderCanonical(member)}`);
  return `{${members.join(',')}}`;
}

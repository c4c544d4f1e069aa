import { assetNotFound, packageVersionNotFound } from './errors';
import { growVersion, mayGrow } from './grow-version';
import { versionKey } from './keys';
import type { PackageVersionTarget } from './package-versions';
import type { FormatRules } from './ports';
import type { AssetRecord } from './records';
import { resolveVersion, type ResolverPorts } from './resolve-version';
import { isServed, type StoredVersion } from './search-version';
import { findAsset } from './version-assets';

/** An asset that a client may have, and the version it belongs to. */
export interface ResolvedAsset extends StoredVersion {
  readonly asset: AssetRecord;
}

/**
 * Finds an asset for a client that asks for it, in the repository or anywhere its search leads, and keeps what it finds
 * elsewhere (`upstreams.md`, section 11: asset request).
 * @throws ResourceNotFoundException when there is no such asset or its version must not be served; ServiceError 502 for
 *   public bytes that are not what the registry says they are
 */
export async function resolveAsset(
  ports: ResolverPorts,
  rules: Pick<FormatRules, 'growth'>,
  target: PackageVersionTarget,
  name: string,
): Promise<ResolvedAsset> {
  ports.onPackage?.(target);
  const own = await ports.store.read((tx) => tx.get(versionKey(target)));
  if (own && !isServed(own)) throw packageVersionNotFound(target, target.displayName);
  const here = own && { id: target, record: own };
  if (own) ports.onOrigin?.({ repository: target.repository });
  const found = here
    ? mayGrow(rules.growth, here, name)
      ? await growVersion(ports, rules.growth, here, name)
      : here
    : await resolveVersion(ports, rules, target, name);
  const asset = findAsset(found.record, name);
  if (!asset) throw assetNotFound(name, target.version, target.displayName);
  return { ...found, asset };
}

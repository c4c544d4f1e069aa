import type { FormatContext } from '../format';
import type { Surroundings } from '../package-surroundings';
import type { ShownVersion } from './crate-view';

/** When public registries say that versions were published, in the order in which they are asked. */
export type ReleaseTimes = readonly ReadonlyMap<string, number>[];

/** Asks the public registries of the walk that offer the crate; one that cannot be asked says nothing. */
export async function findReleaseTimes(
  { target, walk, offered }: Surroundings,
  { publicSources }: Pick<FormatContext, 'publicSources'>,
): Promise<ReleaseTimes> {
  const times = walk.sources.map(async (source, index) => {
    const versions = [...(offered[index]?.versions.values() ?? [])];
    // Nothing to ask where the lines of the index tell.
    if (source.kind !== 'externalConnection' || versions.every(({ time }) => time !== undefined)) return [];
    const found = await publicSources.get(source.name)?.findReleaseTimes?.(target);
    return found ? [found] : [];
  });
  return (await Promise.all(times)).flat();
}

/** The list of versions as the web API of crates.io has it, newest first (CRG-070). */
export function renderVersions(versions: readonly ShownVersion[], times: ReleaseTimes): string {
  const entries = versions.toReversed().map((version) => toEntry(version, times));
  return JSON.stringify({ versions: entries, meta: { total: entries.length } });
}

function toEntry({ line, metadata, time, size, isPublic }: ShownVersion, times: ReleaseTimes) {
  const { name, vers, yanked, cksum, rust_version: rustVersion } = line;
  const told = isPublic ? times.find((known) => known.has(vers))?.get(vers) : undefined;
  const known = time ?? told;
  const created = known === undefined ? null : new Date(known).toISOString();
  return {
    crate: name,
    num: vers,
    created_at: created,
    updated_at: created,
    yanked,
    checksum: cksum,
    dl_path: `/api/v1/crates/${name}/${vers}/download`,
    license: metadata.licenses[0]?.name ?? null,
    rust_version: rustVersion ?? null,
    crate_size: size ?? null,
  };
}

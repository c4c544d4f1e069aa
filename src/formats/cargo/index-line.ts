import type { PublishedCrate, PublishedDependency } from './publish-metadata';

/** One version in an index file; lines of public registries have whatever else these say (CRG-027, CRG-092). */
export interface IndexLine extends Readonly<Record<string, unknown>> {
  /** As it was published. */
  readonly name: string;
  readonly vers: string;
  /** SHA-256 of the crate, in hex. */
  readonly cksum: string;
  readonly yanked: boolean;
}

/** The line of a version that is published here (CRG-027 … CRG-029). */
export function toIndexLine(
  crate: PublishedCrate,
  cksum: string,
  isOwnIndex: (url: string) => boolean,
): IndexLine {
  const { name, vers, deps, links, rustVersion } = crate;
  const { features, features2 } = splitFeatures(crate.features);
  return {
    ...{ name, vers, deps: deps.map((dependency) => toIndexDependency(dependency, isOwnIndex)), cksum },
    ...{ features, yanked: false },
    ...(links !== undefined && { links }),
    ...(rustVersion !== undefined && { rust_version: rustVersion }),
    ...(features2 && { v: 2, features2 }),
  };
}

function toIndexDependency(
  { name, versionReq, explicitName, registry, ...rest }: PublishedDependency,
  isOwnIndex: (url: string) => boolean,
): Record<string, unknown> {
  const { features, optional, defaultFeatures, target, kind } = rest;
  return {
    ...{ name: explicitName ?? name, req: versionReq, features, optional, default_features: defaultFeatures },
    ...{ target: target ?? null, kind },
    registry: registry === undefined || isOwnIndex(registry) ? null : registry,
    package: explicitName === undefined ? null : name,
  };
}

type Features = PublishedCrate['features'];

/** Old cargo fails on what it does not know; it ignores lines of a later `v` (registry index, `features2`). */
function splitFeatures(all: Features): { readonly features: Features; readonly features2?: Features } {
  const isNew = (values: readonly string[]): boolean =>
    values.some((value) => value.startsWith('dep:') || value.includes('?/'));
  const entries = Object.entries(all);
  const later = entries.filter(([, values]) => isNew(values));
  if (later.length === 0) return { features: all };
  return {
    features: Object.fromEntries(entries.filter(([, values]) => !isNew(values))),
    features2: Object.fromEntries(later),
  };
}

import type { DependencyGroup, PackageDescription } from './package-description';
import { PATHS } from './service-index';
import { compareVersions, parseVersion } from './version';

/** A version as it is to be shown, wherever it is. */
export interface ShownVersion {
  /** As it is stored. */
  readonly version: string;
  readonly isListed: boolean;
  readonly description: PackageDescription;
  /** Milliseconds: of the push, or the public registry's own time (NUG-044). */
  readonly time: number;
}

/** A package as documents show it; versions ascend. */
export interface PackageView {
  /** In lower case. */
  readonly id: string;
  readonly versions: readonly ShownVersion[];
}

type Json = Record<string, unknown>;

// As the public gallery does it (NUG-041).
const PAGE_SIZE = 64;
const MAX_INLINED = 127;

/** The flat container's list of what can be downloaded, unlisted versions included (NUG-030, NUG-032). */
export function toVersionList({ versions }: PackageView): Json {
  return { versions: versions.map(({ version }) => version.toLowerCase()) };
}

/** A package's registration; of a large one the pages are documents of their own (NUG-040, NUG-041). */
export function toRegistrationIndex(view: PackageView, endpoint: string): Json {
  const { versions } = view;
  const pages = Array.from({ length: Math.ceil(versions.length / PAGE_SIZE) }, (_, page) =>
    versions.slice(page * PAGE_SIZE, (page + 1) * PAGE_SIZE),
  );
  return {
    '@id': toIndexUrl(view, endpoint),
    '@type': ['catalog:CatalogRoot', 'PackageRegistration', 'catalog:Permalink'],
    count: pages.length,
    items: pages.map((page) => toPage(view, page, endpoint, versions.length <= MAX_INLINED)),
  };
}

/**
 * The page of the versions from `lower` to `upper`, whatever these are by now: a client may have the index of a moment
 * ago. Undefined when there is none between them.
 */
export function toRegistrationPage(
  view: PackageView,
  lower: string,
  upper: string,
  endpoint: string,
): Json | undefined {
  const [from, to] = [parseVersion(lower), parseVersion(upper)];
  const between = view.versions.filter(({ version }) => {
    const parsed = parseVersion(version);
    return parsed && from && to && compareVersions(from, parsed) <= 0 && compareVersions(parsed, to) <= 0;
  });
  return between.length === 0 ? undefined : toPage(view, between, endpoint, true);
}

/** The document of one version (NUG-046). */
export function toRegistrationLeaf(view: PackageView, shown: ShownVersion, endpoint: string): Json {
  const { listed, published } = toState(shown);
  return {
    '@id': toLeafUrl(view, shown, endpoint),
    '@type': ['Package', 'http://schema.nuget.org/catalog#Permalink'],
    catalogEntry: toCatalogEntry(view, shown, endpoint),
    listed,
    packageContent: toContentUrl(view, shown, endpoint),
    published,
    registration: toIndexUrl(view, endpoint),
  };
}

export function toIndexUrl({ id }: Pick<PackageView, 'id'>, endpoint: string): string {
  return `${endpoint}${PATHS.registration}/${encodeURIComponent(id)}/index.json`;
}

export function toLeafUrl(
  { id }: Pick<PackageView, 'id'>,
  { version }: Pick<ShownVersion, 'version'>,
  endpoint: string,
): string {
  return `${endpoint}${PATHS.registration}/${encodeURIComponent(id)}/${version.toLowerCase()}.json`;
}

function toPage(
  view: PackageView,
  versions: readonly ShownVersion[],
  endpoint: string,
  isInlined: boolean,
): Json {
  const [lower, upper] = [versions[0]?.version ?? '', versions.at(-1)?.version ?? ''];
  const index = toIndexUrl(view, endpoint);
  const folder = index.slice(0, -'/index.json'.length);
  return {
    '@id': `${folder}/page/${lower.toLowerCase()}/${upper.toLowerCase()}.json`,
    '@type': 'catalog:CatalogPage',
    count: versions.length,
    ...(isInlined && { items: versions.map((shown) => toPageItem(view, shown, endpoint)) }),
    lower,
    upper,
    parent: index,
  };
}

/** A version in a page (NUG-042). */
function toPageItem(view: PackageView, shown: ShownVersion, endpoint: string): Json {
  return {
    '@id': toLeafUrl(view, shown, endpoint),
    '@type': 'Package',
    catalogEntry: toCatalogEntry(view, shown, endpoint),
    packageContent: toContentUrl(view, shown, endpoint),
    registration: toIndexUrl(view, endpoint),
  };
}

/** What is not said is left out, and an address is never empty: clients parse it (NUG-043). */
function toCatalogEntry(view: PackageView, shown: ShownVersion, endpoint: string): Json {
  const { description } = shown;
  const { id, version, tags, packageTypes, dependencyGroups, requireLicenseAcceptance } = description;
  return {
    '@id': toLeafUrl(view, shown, endpoint),
    '@type': 'PackageDetails',
    id,
    version,
    authors: description.authors ?? '',
    description: description.description ?? '',
    summary: description.summary ?? '',
    title: description.title ?? '',
    language: description.language ?? '',
    licenseExpression: description.licenseExpression ?? '',
    minClientVersion: description.minClientVersion ?? '',
    requireLicenseAcceptance,
    ...pickUrls(description),
    tags,
    ...(packageTypes.length > 0 && { packageTypes }),
    ...toState(shown),
    packageContent: toContentUrl(view, shown, endpoint),
    ...(dependencyGroups.length > 0 && {
      dependencyGroups: dependencyGroups.map((group) => toDependencyGroup(group, endpoint)),
    }),
  };
}

/** The addresses that a package gives of itself. */
export function pickUrls(description: PackageDescription): Json {
  const { iconUrl, licenseUrl, projectUrl } = description;
  return {
    ...(iconUrl && { iconUrl }),
    ...(licenseUrl && { licenseUrl }),
    ...(projectUrl && { projectUrl }),
  };
}

/**
 * Members stand in this order because NuGet.Client reads past the end of a group whose last member are its dependencies
 * (PackageDependencyGroupConverter); a group without any has no such member (NUG-045).
 */
function toDependencyGroup({ targetFramework, dependencies }: DependencyGroup, endpoint: string): Json {
  return {
    ...(dependencies.length > 0 && {
      dependencies: dependencies.map(({ id, range }) => ({
        '@type': 'PackageDependency',
        id,
        range,
        registration: toIndexUrl({ id: id.toLowerCase() }, endpoint),
      })),
    }),
    ...(targetFramework !== undefined && { targetFramework }),
    '@type': 'PackageDependencyGroup',
  };
}

function toState({ isListed, time }: ShownVersion): { listed: boolean; published: string } {
  return { listed: isListed, published: new Date(time).toISOString().replace('Z', '+00:00') };
}

function toContentUrl({ id }: PackageView, { version }: ShownVersion, endpoint: string): string {
  const [name, lower] = [encodeURIComponent(id), version.toLowerCase()];
  return `${endpoint}${PATHS.content}/${name}/${lower}/${name}.${lower}.nupkg`;
}

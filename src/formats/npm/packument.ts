import { isJsonObject } from '../../util/json-object';
import { sortByVersion } from './semver';

/** A version as it is to be shown; where it is stored, or whether it is stored at all, makes no difference here. */
export interface VisibleVersion {
  readonly version: string;
  /** The manifest as published, without its readme. */
  readonly manifest: Readonly<Record<string, unknown>>;
  readonly readme?: string;
  /** Checksums of the tarball, as clients want them spelled. */
  readonly dist: { readonly shasum?: string; readonly integrity?: string };
  /** Milliseconds: of the publication, or the public registry's own time (NPM-062). */
  readonly time: number;
}

/** Everything that a package document is rendered from; several repositories' contents can be merged into one. */
export interface PackageView {
  /** With the scope. */
  readonly name: string;
  /** Those that clients may choose from (NPM-069). */
  readonly versions: readonly VisibleVersion[];
  readonly tags: Readonly<Record<string, string>>;
}

// What the whole package shows of its latest version (NPM-060).
const PACKAGE_FIELDS = [
  'description',
  'readmeFilename',
  'homepage',
  'repository',
  'author',
  'contributors',
  'license',
  'keywords',
  'bugs',
  'maintainers',
];
// The abbreviated form of a version (NPM-064); `dist` is always there.
const INSTALL_FIELDS = [
  'name',
  'version',
  'deprecated',
  'dependencies',
  'optionalDependencies',
  'devDependencies',
  'bundleDependencies',
  'bundledDependencies',
  'peerDependencies',
  'peerDependenciesMeta',
  'acceptDependencies',
  'bin',
  'directories',
  'dist',
  'engines',
  'cpu',
  'os',
  'funding',
  '_hasShrinkwrap',
  'hasInstallScript',
];

/** The full package document for clients of this endpoint (NPM-060 … NPM-063). */
export function toPackument(view: PackageView, endpoint: string): Record<string, unknown> {
  const versions = sortByVersion(view.versions);
  const tags = toVisibleTags(view);
  const latest = versions.find(({ version }) => version === tags.latest) ?? versions.at(-1);
  return {
    _id: view.name,
    name: view.name,
    'dist-tags': tags,
    versions: Object.fromEntries(
      versions.map((item) => [item.version, toVersionDocument(view.name, item, endpoint)]),
    ),
    time: toTimes(versions),
    ...(latest && pick(latest.manifest, PACKAGE_FIELDS)),
    ...(latest?.readme !== undefined && { readme: latest.readme }),
  };
}

/** The document that installers ask for: no more of a version than it takes to resolve it (NPM-064). */
export function toAbbreviatedPackument(view: PackageView, endpoint: string): Record<string, unknown> {
  const versions = sortByVersion(view.versions);
  const { modified } = toTimes(versions);
  return {
    name: view.name,
    ...(modified !== undefined && { modified }),
    'dist-tags': toVisibleTags(view),
    versions: Object.fromEntries(
      versions.map((item) => [
        item.version,
        pick(toVersionDocument(view.name, item, endpoint), INSTALL_FIELDS),
      ]),
    ),
  };
}

/** A published manifest as this endpoint shows it (NPM-063, NPM-065 … NPM-068). */
export function toVersionDocument(
  name: string,
  { version, manifest, dist: checksums }: VisibleVersion,
  endpoint: string,
): Record<string, unknown> {
  const { deprecated, dist, ...fields } = manifest;
  return {
    ...fields,
    _id: `${name}@${version}`,
    ...(hasInstallScript(fields.scripts) && { hasInstallScript: true }),
    ...(typeof deprecated === 'string' && deprecated !== '' && { deprecated }),
    dist: {
      // Signatures and attestations are left out: the routes to verify them do not exist here (NPM-068).
      ...pick(isJsonObject(dist) ? dist : {}, ['fileCount', 'unpackedSize']),
      ...checksums,
      tarball: `${endpoint}/${name}/-/${name.slice(name.indexOf('/') + 1)}-${version}.tgz`,
    },
  };
}

/** A tag whose version cannot be seen is left out: clients would fail on it (NPM-137). */
export function toVisibleTags({ tags, versions }: PackageView): Record<string, string> {
  const visible = new Set(versions.map(({ version }) => version));
  return Object.fromEntries(Object.entries(tags).filter(([, version]) => visible.has(version)));
}

function toTimes(versions: readonly VisibleVersion[]): Record<string, string> {
  if (versions.length === 0) return {};
  const times = versions.map(({ time }) => time);
  const [created, modified] = times.reduce(([min, max], time) => [Math.min(min, time), Math.max(max, time)], [
    Infinity,
    -Infinity,
  ] as [number, number]); // a pair, not an array of any length
  return Object.fromEntries([
    ['created', new Date(created).toISOString()],
    ['modified', new Date(modified).toISOString()],
    ...versions.map(({ version, time }) => [version, new Date(time).toISOString()]),
  ]) as Record<string, string>; // every value is the text of a date
}

function hasInstallScript(scripts: unknown): boolean {
  if (!isJsonObject(scripts)) return false;
  return ['preinstall', 'install', 'postinstall'].some((name) => Object.hasOwn(scripts, name));
}

function pick(from: Readonly<Record<string, unknown>>, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(
    names.filter((name) => Object.hasOwn(from, name)).map((name) => [name, from[name]]),
  );
}

import { pypiRules } from './coordinate';
import { isVersion, toCanonicalVersion } from './pep440';

const EXTENSIONS = /\.(?:whl|egg|zip|tar\.gz|tgz|tar\.bz2|tar\.xz|tar\.z|tar|exe|msi|rpm|deb)$/i;

/** Whether a file of this name may be uploaded (PYPI-084). */
export function isFileName(name: string): boolean {
  return name.length <= 255 && !/[/\\\p{Cc}]/u.test(name) && EXTENSIONS.test(name);
}

/** Project and version that a wheel's name tells; undefined when it is not a wheel's name (PEP 427). */
export function parseWheelName(
  name: string,
): { readonly project: string; readonly version: string } | undefined {
  const parts = name.slice(0, -'.whl'.length).split('-');
  const [project = '', version = ''] = parts;
  if (project === '' || version === '' || (parts.length !== 5 && parts.length !== 6)) return undefined;
  // A build number starts with a digit.
  if (parts.length === 6 && !/^\d/.test(parts[2] ?? '')) return undefined;
  return { project, version };
}

/** Whether two names are of one project (PEP 503). */
export function isSameProject(a: string, b: string): boolean {
  return pypiRules.normalizeName(a) === pypiRules.normalizeName(b);
}

/** Whether two spellings mean one version; in file names `_` stands for what a file name must not have (PYPI-085). */
export function isSameVersion(inFileName: string, version: string): boolean {
  const spelled = version.replace(/[^A-Za-z0-9.!+]+/g, '_');
  return inFileName === spelled || toCanonicalVersion(inFileName) === toCanonicalVersion(version);
}

/**
 * The version of a project's file, as its name spells it: an index names no versions beside its files.
 * @param known versions that count although they are none by PEP 440
 * @returns undefined for a file that is not this project's, or of a kind whose version cannot be told
 */
export function findFileVersion(
  project: string,
  name: string,
  known: ReadonlySet<string>,
): string | undefined {
  if (!isFileName(name)) return undefined;
  if (/\.whl$/i.test(name)) {
    const wheel = parseWheelName(name);
    return wheel && isSameProject(wheel.project, project) ? wheel.version.replaceAll('_', '-') : undefined;
  }
  const stem = name.replace(EXTENSIONS, '').replace(/\.egg$/i, '');
  for (let dash = stem.indexOf('-'); dash > 0; dash = stem.indexOf('-', dash + 1)) {
    if (!isSameProject(stem.slice(0, dash), project)) continue;
    const rest = stem.slice(dash + 1);
    // What follows the version of an egg or an installer: `1.0-py2.7`, `1.0.win32`.
    const candidates = [
      rest,
      rest.replace(/-py\d.*$/, ''),
      rest.replace(/\.(?:win|linux|macosx)[\w.-]*$/, ''),
    ];
    const version = candidates.find((candidate) => known.has(candidate) || isVersion(candidate));
    if (version !== undefined) return version;
  }
  return undefined;
}

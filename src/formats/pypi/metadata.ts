import type { DependencyRecord, VersionMetadataRecord } from '../../registry/records';
import { pypiRules } from './coordinate';
import type { CoreMetadata } from './core-metadata';

/** What the API shows of a version, from the core metadata of one of its files (PYPI-100 … PYPI-106). */
export function toVersionMetadata(name: string, metadata: CoreMetadata): VersionMetadataRecord {
  const urls = metadata.list('project-url').map(toLabelledUrl);
  const summary = metadata.find('summary');
  const homePage = metadata.find('home-page') ?? findUrl(urls, ['homepage']);
  const sourceCodeRepository = findUrl(urls, ['source', 'sourcecode', 'repository', 'code', 'github']);
  const readme = metadata.find('description');
  return {
    displayName: metadata.find('name') ?? name,
    ...(summary !== undefined && { summary }),
    ...(homePage !== undefined && { homePage }),
    ...(sourceCodeRepository !== undefined && { sourceCodeRepository }),
    ...(readme !== undefined && { readme }),
    licenses: toLicenses(metadata),
    dependencies: metadata.list('requires-dist').flatMap((requirement) => toDependency(requirement) ?? []),
  };
}

/** What later files of a version say where the earlier ones said nothing (PYPI-107). */
export function fillVersionMetadata(
  known: VersionMetadataRecord,
  added: VersionMetadataRecord,
): VersionMetadataRecord {
  return {
    ...added,
    ...known,
    licenses: known.licenses.length > 0 ? known.licenses : added.licenses,
    dependencies: known.dependencies.length > 0 ? known.dependencies : added.dependencies,
  };
}

interface LabelledUrl {
  readonly label: string;
  readonly url: string;
}

/** `Label, https://…`; case and punctuation of labels do not count. */
function toLabelledUrl(text: string): LabelledUrl {
  const [label = '', ...rest] = text.split(',');
  return { label: label.toLowerCase().replace(/[^a-z\d]/g, ''), url: rest.join(',').trim() };
}

function findUrl(urls: readonly LabelledUrl[], labels: readonly string[]): string | undefined {
  return urls.find(({ label, url }) => url !== '' && labels.includes(label))?.url;
}

/** PYPI-103: an expression, else a name in one line, else the classifiers. */
function toLicenses(metadata: CoreMetadata): VersionMetadataRecord['licenses'] {
  const license = metadata.find('license');
  const named = metadata.find('license-expression') ?? (license?.includes('\n') ? undefined : license);
  if (named !== undefined) return [{ name: named }];
  return metadata.list('classifier').flatMap((classifier) => {
    const path = classifier.split('::').map((part) => part.trim());
    const name = path.at(-1);
    return path[0] === 'License' && path.length > 1 && name ? [{ name }] : [];
  });
}

/** PYPI-106: `name [extras] (specifiers) ; marker`, or `name @ url ; marker` (PEP 508). */
function toDependency(requirement: string): DependencyRecord | undefined {
  const match = /^\s*([a-z\d][\w.-]*)\s*(?:\[[^\]]*\])?([^]*)$/i.exec(requirement);
  const [, name, rest = ''] = match ?? [];
  if (name === undefined) return undefined;
  // The `;` of a marker stands apart from a URL, which may have one of its own.
  const [specifiers = ''] = rest.trimStart().startsWith('@') ? rest.split(/\s;/) : rest.split(';');
  return {
    package: pypiRules.normalizeName(name),
    dependencyType: 'Requires-Dist',
    versionRequirement: specifiers
      .trim()
      .replace(/^\(([^)]*)\)$/, '$1')
      .trim(),
  };
}

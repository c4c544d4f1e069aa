import { ANY_PLATFORM, isGemName, isPlatform, isVersionNumber } from './coordinate';
import { GemError } from './gem-error';
import { ANY_VERSION, type GemDependency, type GemSpec, type Requirement } from './gem-spec';
import { withoutFileLists } from './without-file-lists';
import { isList, isMap, parseYaml, type YamlData } from './yaml-data';

const MAX_YAML_LENGTH = 512 * 1024;
/** Of all texts together: what aliases repeat counts each time. */
const MAX_TEXT_LENGTH = 1024 * 1024;
const MAX_ITEMS = 2_000;
// What may be written behind an operator is laxer than what may be published.
const REQUIREMENT =
  /^(=|!=|>|<|>=|<=|~>) ([0-9]+(?:\.[0-9A-Za-z]+)*(?:-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?)$/;

/** Reads the gemspec of a gem's metadata.gz. Throws GemError for what nobody could use (RUBY-052, RUBY-056, RUBY-057). */
export function parseGemspec(yaml: string): GemSpec {
  const trimmed = withoutFileLists(yaml);
  if (trimmed.length > MAX_YAML_LENGTH) throw new GemError('its gemspec is too long');
  const reader = createReader();
  const root = parseYaml(trimmed);
  if (!isMap(root)) throw new GemError('its gemspec has no members');
  const { findText, listTexts } = reader;
  const name = findText(root.get('name'));
  if (name === undefined || !isGemName(name)) throw new GemError('the name in its gemspec is not valid');
  const number = reader.findVersion(root.get('version'));
  if (number === undefined || !isVersionNumber(number)) {
    throw new GemError('the version in its gemspec is not valid');
  }
  const platform = reader.findPlatform(root.get('platform') ?? root.get('original_platform'));
  if (!isPlatform(platform)) throw new GemError('the platform in its gemspec is not valid');
  const date = Date.parse(findText(root.get('date'))?.slice(0, 10) ?? '');
  const texts = {
    rubygemsVersion: findText(root.get('rubygems_version')),
    summary: findText(root.get('summary')),
    description: findText(root.get('description')),
    homepage: findText(root.get('homepage')),
  };
  return {
    ...{ name, number, platform },
    ...(Number.isFinite(date) && { date }),
    ...Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== undefined)),
    email: listTexts(root.get('email')),
    authors: listTexts(root.get('authors') ?? root.get('author')),
    licenses: listTexts(root.get('licenses') ?? root.get('license')),
    metadata: reader.findTextMap(root.get('metadata')),
    requiredRuby: reader.readRequirement(root.get('required_ruby_version')),
    requiredRubygems: reader.readRequirement(root.get('required_rubygems_version')),
    dependencies: reader.listItems(root.get('dependencies')).map((item) => reader.readDependency(item)),
  };
}

/** Readers of the shapes that Ruby's objects have in YAML, with one account of all that they gave. */
function createReader() {
  let length = 0;
  const findText = (data: YamlData | undefined): string | undefined => {
    if (typeof data !== 'string') return undefined;
    length += data.length;
    if (length > MAX_TEXT_LENGTH) throw new GemError('its gemspec is too long');
    return data;
  };
  const listItems = (data: YamlData | undefined): readonly YamlData[] => {
    if (!isList(data)) return [];
    if (data.length > MAX_ITEMS) throw new GemError('a list in its gemspec is too long');
    return data;
  };
  /** A text alone, or a list of them. */
  const listTexts = (data: YamlData | undefined): string[] =>
    (isList(data) ? listItems(data) : [data]).flatMap((item) => findText(item) ?? []);
  const findTextMap = (data: YamlData | undefined): Record<string, string> => {
    if (!isMap(data)) return {};
    const texts = [...data].slice(0, MAX_ITEMS).flatMap(([key, value]) => {
      const [name, text] = [findText(key), findText(value)];
      return name === undefined || text === undefined ? [] : [[name, text] as const];
    });
    return Object.fromEntries(texts);
  };
  /** A Gem::Version, or its text. */
  const findVersion = (data: YamlData | undefined): string | undefined =>
    findText(isMap(data) ? data.get('version') : data)?.trim();
  const findPlatform = (data: YamlData | undefined): string => {
    if (!isMap(data)) return findText(data)?.trim() || ANY_PLATFORM;
    const parts = ['cpu', 'os', 'version'].flatMap((name) => findText(data.get(name)) || []);
    return parts.join('-');
  };
  /** A Gem::Requirement: pairs of operator and version. */
  const readRequirement = (data: YamlData | undefined): Requirement => {
    const items = isMap(data) ? listItems(data.get('requirements')) : isList(data) ? listItems(data) : [data];
    const parts = items.flatMap((item) => {
      if (!isList(item)) return findText(item) ?? [];
      const [operator, version] = [findText(item[0]), findVersion(item[1])];
      return `${operator} ${version}`;
    });
    for (const part of parts) {
      if (!REQUIREMENT.test(part)) throw new GemError('a requirement in its gemspec is not valid');
    }
    return parts.length === 0 ? ANY_VERSION : parts;
  };
  /** A Gem::Dependency; the names of its members have changed over the years. */
  const readDependency = (data: YamlData): GemDependency => {
    const members = isMap(data) ? data : new Map<string, YamlData>();
    const name = findText(members.get('name'));
    if (name === undefined || !isGemName(name))
      throw new GemError('a dependency in its gemspec is not valid');
    const names = ['requirement', 'version_requirements', 'version_requirement'];
    const requirement = names
      .map((member) => members.get(member))
      .find((member) => member !== undefined && member !== null);
    const type = findText(members.get('type'))?.replace(/^:/, '');
    return {
      name,
      requirement: readRequirement(requirement),
      type: type === 'development' ? 'development' : 'runtime',
    };
  };
  return {
    findText,
    listItems,
    listTexts,
    findTextMap,
    findVersion,
    findPlatform,
    readRequirement,
    readDependency,
  };
}

import { isJsonObject } from '../../util/json-object';
import { isCrateName } from './coordinate';
import { PublishError } from './publish-error';
import { isVersion } from './version';

export interface PublishedDependency {
  /** As its registry has it. */
  readonly name: string;
  readonly versionReq: string;
  readonly features: readonly string[];
  readonly optional: boolean;
  readonly defaultFeatures: boolean;
  readonly target: string | undefined;
  readonly kind: (typeof KINDS)[number];
  /** Index of the registry it is from; undefined for the one that is published to. */
  readonly registry: string | undefined;
  /** What the crate calls it, where that is another name. */
  readonly explicitName: string | undefined;
}

/** What a crate says of itself; the same words in a publish and in Cargo.toml. */
export interface CrateDescription {
  readonly description?: string | undefined;
  readonly homepage?: string | undefined;
  readonly documentation?: string | undefined;
  readonly repository?: string | undefined;
  readonly license?: string | undefined;
  readonly licenseFile?: string | undefined;
  /** The text. */
  readonly readme?: string | undefined;
}

/** The JSON part of a publish (CRG-051). */
export interface PublishedCrate extends CrateDescription {
  readonly name: string;
  readonly vers: string;
  readonly deps: readonly PublishedDependency[];
  readonly features: Readonly<Record<string, readonly string[]>>;
  readonly links: string | undefined;
  readonly rustVersion: string | undefined;
}

type Json = Readonly<Record<string, unknown>>;

const KINDS = ['normal', 'build', 'dev'] as const;

/**
 * Reads the JSON part of a publish; members that are not known are ignored, those that are missing are empty (CRG-051).
 * @throws PublishError for what cargo could not use (CRG-057)
 */
export function parsePublishMetadata(text: Buffer): PublishedCrate {
  const json = parseJson(text);
  const name = readText(json, 'name') ?? '';
  const vers = readText(json, 'vers') ?? '';
  if (!isCrateName(name)) throw new PublishError(`invalid crate name: \`${name}\``);
  if (!isVersion(vers)) throw new PublishError(`invalid version of crate \`${name}\`: \`${vers}\``);
  return {
    name,
    vers,
    deps: readList(json, 'deps').map(toDependency),
    features: readFeatures(json),
    links: readText(json, 'links'),
    rustVersion: readText(json, 'rust_version'),
    description: readText(json, 'description'),
    homepage: readText(json, 'homepage'),
    documentation: readText(json, 'documentation'),
    repository: readText(json, 'repository'),
    license: readText(json, 'license'),
    licenseFile: readText(json, 'license_file'),
    readme: readText(json, 'readme'),
  };
}

function parseJson(text: Buffer): Json {
  let json: unknown;
  try {
    json = JSON.parse(text.toString('utf8'));
  } catch {
    throw new PublishError('the metadata is not JSON');
  }
  if (!isJsonObject(json)) throw new PublishError('the metadata is not a JSON object');
  return json;
}

function toDependency(value: unknown): PublishedDependency {
  if (!isJsonObject(value)) throw new PublishError('a dependency is not a JSON object');
  const name = readText(value, 'name');
  const versionReq = readText(value, 'version_req');
  if (!name) throw new PublishError('a dependency has no name');
  if (!versionReq) throw new PublishError(`dependency \`${name}\` has no version_req`);
  const kind = readText(value, 'kind') ?? 'normal';
  const known = KINDS.find((one) => one === kind);
  if (!known) throw new PublishError(`dependency \`${name}\` is of an unknown kind: \`${kind}\``);
  return {
    name,
    versionReq,
    features: readTexts(value, 'features'),
    optional: readFlag(value, 'optional', false),
    defaultFeatures: readFlag(value, 'default_features', true),
    target: readText(value, 'target'),
    kind: known,
    registry: readText(value, 'registry'),
    explicitName: readText(value, 'explicit_name_in_toml'),
  };
}

function readFeatures(json: Json): PublishedCrate['features'] {
  const features = json.features ?? {};
  if (!isJsonObject(features)) throw wrongType('features');
  return Object.fromEntries(Object.keys(features).map((name) => [name, readTexts(features, name)]));
}

function readText(json: Json, key: string): string | undefined {
  const value = json[key] ?? undefined;
  if (value !== undefined && typeof value !== 'string') throw wrongType(key);
  return value;
}

function readFlag(json: Json, key: string, otherwise: boolean): boolean {
  const value = json[key] ?? otherwise;
  if (typeof value !== 'boolean') throw wrongType(key);
  return value;
}

function readList(json: Json, key: string): readonly unknown[] {
  const value = json[key] ?? [];
  if (!Array.isArray(value)) throw wrongType(key);
  return value;
}

function readTexts(json: Json, key: string): readonly string[] {
  return readList(json, key).map((value) => {
    if (typeof value !== 'string') throw wrongType(key);
    return value;
  });
}

function wrongType(key: string): PublishError {
  return new PublishError(`\`${key}\` of the metadata has a wrong type`);
}

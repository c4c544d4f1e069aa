import { invalidRequest } from '../registry/errors';
import type { FormatRules, PackageCoordinate } from '../registry/ports';
import type { FormatName } from '../registry/records';

interface FormatNames {
  readonly name: FormatName;
  readonly namespace: 'required' | 'optional' | 'forbidden';
  readonly displayName: (coordinate: PackageCoordinate) => string;
  /** How names and namespaces are stored; verbatim by default (PKG-014). */
  readonly normalizeName?: (name: string) => string;
  /** PyPI alone: the API takes names as they are, only the package manager's door normalises them (PKG-011). */
  readonly verbatimInApi?: boolean;
  readonly normalizeVersion?: (version: string) => string;
  readonly defaultTag?: string;
  /** Refuses names that can be asked for but not stored. */
  readonly assertStorable?: (coordinate: PackageCoordinate) => void;
  readonly searchesUpstreams?: false;
  readonly growth?: 'asset' | 'version';
  readonly assertAssetName?: (name: string) => void;
}

const verbatim = (text: string): string => text;

/** Completes what a format says of its names to the rules that the core calls (PKG-002, PKG-003). */
export function defineFormatRules(names: FormatNames): FormatRules {
  const { name, namespace: rule, displayName, defaultTag, growth, assertAssetName } = names;
  const normalizeName = names.normalizeName ?? verbatim;
  const normalizeInApi = names.verbatimInApi ? verbatim : normalizeName;
  return {
    name,
    displayName,
    namespaceRule: rule,
    normalizeName,
    normalizePrefix: normalizeInApi,
    normalizeVersion: names.normalizeVersion ?? verbatim,
    searchesUpstreams: names.searchesUpstreams ?? true,
    ...(defaultTag === undefined ? {} : { defaultTag }),
    ...(growth === undefined ? {} : { growth }),
    ...(assertAssetName && { assertAssetName }),
    toStoredCoordinate(coordinate) {
      names.assertStorable?.(coordinate);
      return {
        format: name,
        namespace: normalizeName(coordinate.namespace),
        package: normalizeName(coordinate.package),
      };
    },
    parseCoordinate(raw) {
      if (rule === 'required' && raw.namespace === undefined) {
        throw invalidRequest(`A namespace is required for packages of format ${name}.`);
      }
      if (rule === 'forbidden' && raw.namespace !== undefined) {
        throw invalidRequest(`Packages of format ${name} have no namespace.`);
      }
      return {
        format: name,
        namespace: normalizeInApi(raw.namespace ?? ''),
        package: normalizeInApi(raw.package),
      };
    },
  };
}

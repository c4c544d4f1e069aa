/** Paths below the endpoint; clients find them through the service index (NUG-022). */
export const PATHS = {
  content: '/v3/flatcontainer',
  registration: '/v3/registration4',
  search: '/v3/query',
  autocomplete: '/v3/autocomplete',
  publish: '/v2/package',
} as const;

const SEARCH_VERSIONS = ['', '/3.0.0-beta', '/3.0.0-rc', '/3.5.0'];

/**
 * The document that clients begin with. Each type is an entry of its own, under every name that any client looks for
 * (NUG-022, NUG-024); what is not served is not named (NUG-023).
 */
export function toServiceIndex(endpoint: string): Record<string, unknown> {
  const resources = [
    ['PackageBaseAddress/3.0.0', `${PATHS.content}/`],
    ...['', '/3.0.0-beta', '/3.0.0-rc', '/3.4.0', '/3.6.0'].map((version) => [
      `RegistrationsBaseUrl${version}`,
      `${PATHS.registration}/`,
    ]),
    ...SEARCH_VERSIONS.map((version) => [`SearchQueryService${version}`, PATHS.search]),
    ...SEARCH_VERSIONS.map((version) => [`SearchAutocompleteService${version}`, PATHS.autocomplete]),
    ['PackagePublish/2.0.0', PATHS.publish],
  ];
  return {
    version: '3.0.0',
    resources: resources.map(([type, path]) => ({ '@id': `${endpoint}${path}`, '@type': type })),
  };
}

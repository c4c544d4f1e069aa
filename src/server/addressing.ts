import { FORMAT_NAMES, type FormatName, type RepositoryId } from '../registry/records';
import type { HttpRequest } from '../util/http';

export interface AddressingOptions {
  readonly endpointStyle: 'path' | 'host';
  /** What follows the region in host-style endpoints. */
  readonly endpointSuffix: string;
}

/** A package manager's request, taken apart. */
export interface EndpointAddress {
  readonly format: FormatName;
  readonly domain: string;
  readonly domainOwner: string;
  /** Known in host style only; path style leaves it to the token (REPO-178). */
  readonly region?: string;
  readonly repository: string;
  /** The endpoint as the client spelled it, without the last slash. */
  readonly endpoint: string;
  /** Raw path below the endpoint, starting with one `/`. */
  readonly path: string;
}

const FORMATS = FORMAT_NAMES.join('|');
const PATH_STYLE = new RegExp(`^/(${FORMATS})/d/([^/]+)-(\\d{12})/([^/]+)(/.*)?$`, 's');
const HOST_STYLE_PATH = new RegExp(`^/(${FORMATS})/([^/]+)(/.*)?$`, 's');
const HOST_STYLE_HOST = /^([^.]+)-(\d{12})\.d\.codeartifact\.([a-z0-9-]+)\./i;

/**
 * Recognises a repository endpoint in whichever form it is addressed (REPO-176): by path on any host, or by the real
 * service's host names under any suffix. Gives undefined for requests that are no package manager's.
 */
export function parseEndpointAddress(http: HttpRequest): EndpointAddress | undefined {
  const origin = `${http.scheme}://${http.authority}`;
  const byPath = PATH_STYLE.exec(http.path);
  if (byPath) {
    const [, format, domain, domainOwner, repository, rest] = byPath as unknown as AddressMatch;
    const endpoint = `${origin}/${format}/d/${domain}-${domainOwner}/${repository}`;
    return {
      format,
      domain: decode(domain),
      domainOwner,
      repository: decode(repository),
      endpoint,
      path: below(rest),
    };
  }
  const host = HOST_STYLE_HOST.exec(http.authority);
  const onHost = host && HOST_STYLE_PATH.exec(http.path);
  if (!onHost) return undefined;
  const [, domain = '', domainOwner = '', region = ''] = host;
  const [, format, repository, rest] = onHost as unknown as [string, FormatName, string, string | undefined];
  return {
    format,
    domain: domain.toLowerCase(),
    domainOwner,
    region: region.toLowerCase(),
    repository: decode(repository),
    endpoint: `${origin}/${format}/${repository}`,
    path: below(rest),
  };
}

// The expression has exactly these groups, and its first one lists the format names.
type AddressMatch = [string, FormatName, string, string, string, string | undefined];

/** Clients that join with a slash of their own send two after the endpoint (NPM-002); none at all is the root. */
function below(rest: string | undefined): string {
  return (rest ?? '/').replace(/^\/+/, '/');
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment; // matches no name, so it ends as not found
  }
}

/** The endpoint of a repository as the sender of `http` can reach it, ending in `/` (DESIGN D7, REPO-170 … REPO-173). */
export function renderRepositoryEndpoint(
  http: Pick<HttpRequest, 'scheme' | 'authority'>,
  id: RepositoryId,
  format: FormatName,
  options: AddressingOptions,
): string {
  if (options.endpointStyle === 'path') {
    return `${http.scheme}://${http.authority}/${format}/d/${id.domain}-${id.domainOwner}/${id.repository}/`;
  }
  const port = /:\d+$/.exec(http.authority)?.[0] ?? '';
  const host = `${id.domain}-${id.domainOwner}.d.codeartifact.${id.region}.${options.endpointSuffix}${port}`;
  return `${http.scheme}://${host}/${format}/${id.repository}/`;
}

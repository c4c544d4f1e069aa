import type { Remote } from '../../util/remote';
import { isJsonObject } from '../../util/json-object';

/** Where a public registry has what, each ending in a slash; it may be on other hosts than its index. */
export interface PublicServices {
  readonly registration: string;
  readonly content: string | undefined;
}

// In the order in which NuGet's own client chooses; the later ones are said to hide SemVer 2 (NUG-111).
const REGISTRATIONS = ['/Versioned', '/3.6.0', '/3.4.0', '/3.0.0-rc', '/3.0.0-beta', ''].map(
  (version) => `RegistrationsBaseUrl${version}`,
);
const CONTENTS = ['/Versioned', '/3.0.0', ''].map((version) => `PackageBaseAddress${version}`);

/** Reads a public registry's service index; undefined when it cannot be asked or has no registrations. */
export async function findPublicServices(remote: Remote): Promise<PublicServices | undefined> {
  const address = await remote.address();
  if (address === undefined) return undefined;
  // The address of a source is that of its index wherever NuGet is configured, so people give it here too.
  const index = address.endsWith('.json/') ? address.slice(0, -1) : `${address}v3/index.json`;
  return remote.findDocument(index, {
    accept: 'application/json',
    parse: (body) => parseServiceIndex(body, index),
  });
}

function parseServiceIndex(body: Buffer, base: string): PublicServices | undefined {
  const document: unknown = JSON.parse(body.toString('utf8').replace(/^\uFEFF/, ''));
  const resources: unknown = isJsonObject(document) ? document.resources : undefined;
  if (!Array.isArray(resources)) throw new Error('The service index has no resources');
  const find = (types: readonly string[]): string | undefined => {
    for (const type of types) {
      for (const resource of resources as readonly unknown[]) {
        const url =
          isJsonObject(resource) && hasType(resource['@type'], type)
            ? toUrl(resource['@id'], base)
            : undefined;
        if (url !== undefined) return url.endsWith('/') ? url : `${url}/`;
      }
    }
    return undefined;
  };
  const registration = find(REGISTRATIONS);
  if (registration === undefined) throw new Error('The service index has no RegistrationsBaseUrl');
  return { registration, content: find(CONTENTS) };
}

function hasType(value: unknown, type: string): boolean {
  return Array.isArray(value) ? value.includes(type) : value === type;
}

/** An address in a document of a public registry; undefined when it is none of the web. */
export function toUrl(value: unknown, base: string): string | undefined {
  if (typeof value !== 'string' || value === '' || !URL.canParse(value, base)) return undefined;
  const url = new URL(value, base);
  return /^https?:$/.test(url.protocol) ? url.href : undefined;
}

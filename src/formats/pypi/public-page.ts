import { isJsonObject } from '../../util/json-object';
import type { FileDetails } from './file-details';
import { parseHtmlLinks, type LinkAttributes } from './html-links';

/** A file as a public index lists it. */
export interface PublicFile {
  readonly name: string;
  readonly url: string;
  readonly details: FileDetails;
}

/** A project page of a public index; JSON alone lists the versions by themselves (PEP 700). */
export interface PublicPage {
  readonly files: readonly PublicFile[];
  readonly versions: readonly string[];
}

/**
 * Reads a project page, in JSON (PEP 691) or HTML (PEP 503), whichever the index sent (PYPI-144).
 * @throws Error for JSON that is no project page
 */
export function parsePublicPage(body: Buffer, url: string): PublicPage {
  const text = body.toString();
  return text.trimStart().startsWith('{') ? parseJson(text, url) : parseHtml(text, url);
}

function parseJson(text: string, base: string): PublicPage {
  const page: unknown = JSON.parse(text);
  const files: unknown = isJsonObject(page) ? page.files : undefined;
  if (!isJsonObject(page) || !Array.isArray(files)) throw new Error('the document is no project page');
  const versions: readonly unknown[] = Array.isArray(page.versions) ? page.versions : [];
  return {
    files: (files as unknown[]).flatMap((file) => (isJsonObject(file) ? toFile(file, base) : [])),
    versions: versions.filter((version) => typeof version === 'string'),
  };
}

function toFile(file: Readonly<Record<string, unknown>>, base: string): PublicFile[] {
  const { filename, url, hashes, size, yanked } = file;
  if (typeof filename !== 'string' || typeof url !== 'string') return [];
  const address = toHttpUrl(url, base);
  if (!address) return [];
  const requiresPython = file['requires-python'];
  const uploadTime = file['upload-time'];
  return [
    {
      name: filename,
      url: address.href,
      details: {
        ...(isJsonObject(hashes) && { hashes: toHashes(Object.entries(hashes)) }),
        ...(typeof size === 'number' && Number.isSafeInteger(size) && size >= 0 && { size }),
        ...(typeof requiresPython === 'string' && { requiresPython }),
        ...(typeof uploadTime === 'string' && { uploadTime }),
        ...(yanked === true && { yanked: '' }),
        ...(typeof yanked === 'string' && { yanked }),
      },
    },
  ];
}

function parseHtml(text: string, url: string): PublicPage {
  const { base, links } = parseHtmlLinks(text);
  const resolved = base === undefined ? undefined : toHttpUrl(base, url)?.href;
  return { files: links.flatMap((link) => toLinkedFile(link, resolved ?? url)), versions: [] };
}

function toLinkedFile(attributes: LinkAttributes, base: string): PublicFile[] {
  const address = attributes.href === undefined ? undefined : toHttpUrl(attributes.href, base);
  if (!address) return [];
  const name = decode(/[^/]*$/.exec(address.pathname)?.[0] ?? '');
  const [, algorithm = '', digest = ''] = /^#([a-z\d_]+)=([^&]*)/.exec(address.hash) ?? [];
  address.hash = '';
  const requiresPython = attributes['data-requires-python'];
  const yanked = attributes['data-yanked'];
  return [
    {
      name,
      url: address.href,
      details: {
        hashes: toHashes([[algorithm, digest]]),
        ...(requiresPython !== undefined && requiresPython !== '' && { requiresPython }),
        ...(yanked !== undefined && { yanked }),
      },
    },
  ];
}

/** Those that can be checked, see verify-download.ts. */
function toHashes(entries: readonly (readonly [string, unknown])[]): Record<string, string> {
  return Object.fromEntries(
    entries.flatMap(([algorithm, digest]) =>
      /^(?:md5|sha1|sha224|sha256|sha384|sha512)$/.test(algorithm) &&
      typeof digest === 'string' &&
      /^[\da-f]+$/i.test(digest)
        ? [[algorithm, digest.toLowerCase()]]
        : [],
    ),
  );
}

function toHttpUrl(text: string, base: string): URL | undefined {
  if (!URL.canParse(text, base)) return undefined;
  const url = new URL(text, base);
  return url.protocol === 'http:' || url.protocol === 'https:' ? url : undefined;
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

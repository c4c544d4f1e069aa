import { ServiceError } from '../../errors';
import type { HttpResponse } from '../../util/http';
import { respondWithDocument, toDocument } from '../document-response';
import type { FormatContext, FormatRequest } from '../format';
import { pickUrls, toIndexUrl, toLeafUrl } from './registration';
import {
  completeIds,
  listListedVersions,
  searchPackages,
  type SearchHit,
  type VersionFilter,
} from './search';
import { toPackageTarget } from './target';

const DEFAULT_TAKE = 20;
const MAX_TAKE = 1000;

/** GET v3/query (NUG-055 … NUG-059). */
export async function getSearch(request: FormatRequest, ctx: FormatContext): Promise<HttpResponse> {
  const query = new URLSearchParams(request.http.query);
  const { totalHits, hits } = await ctx.store.read((tx) =>
    searchPackages(tx, request.repository, {
      text: query.get('q') ?? '',
      // NuGet.Client spells it with `Filter`, the protocol without.
      packageType: query.get('packageType') || query.get('packageTypeFilter') || undefined,
      ...toFilter(query),
      ...toWindow(query),
    }),
  );
  return respond(request, { totalHits, data: hits.map((hit) => toResult(hit, request.endpoint)) });
}

/** GET v3/autocomplete: ids, or the versions of one (NUG-060). */
export async function getAutocomplete(request: FormatRequest, ctx: FormatContext): Promise<HttpResponse> {
  const query = new URLSearchParams(request.http.query);
  const filter = toFilter(query);
  const id = query.get('id');
  if (id !== null) {
    const target = toPackageTarget(id, request.repository);
    const versions = await ctx.store.read((tx) => listListedVersions(tx, target, filter));
    return respond(request, { data: versions.map(({ version }) => version) });
  }
  const window = toWindow(query);
  const { totalHits, ids } = await ctx.store.read((tx) =>
    completeIds(tx, request.repository, query.get('q') ?? '', { ...filter, ...window }),
  );
  return respond(request, { totalHits, data: ids });
}

async function respond({ http }: FormatRequest, body: object): Promise<HttpResponse> {
  return respondWithDocument(http, toDocument(JSON.stringify(body)), 'application/json');
}

/** A search result as clients read it (NUG-056). */
function toResult({ target, versions, description }: SearchHit, endpoint: string): Record<string, unknown> {
  const view = { id: target.package };
  const { id, version, tags, packageTypes } = description;
  const registration = toIndexUrl(view, endpoint);
  return {
    '@id': registration,
    '@type': 'Package',
    registration,
    id,
    version,
    description: description.description ?? '',
    summary: description.summary ?? '',
    title: description.title ?? id,
    ...pickUrls(description),
    tags,
    authors: toNames(description.authors),
    owners: toNames(description.owners),
    totalDownloads: 0,
    verified: false,
    packageTypes: packageTypes.length === 0 ? [{ name: 'Dependency' }] : packageTypes,
    versions: versions.map((one) => ({
      '@id': toLeafUrl(view, { version: one }, endpoint),
      version: one,
      downloads: 0,
    })),
  };
}

function toNames(text: string | undefined): string[] {
  return text?.split(',').map((name) => name.trim()) ?? [];
}

function toFilter(query: URLSearchParams): VersionFilter {
  return {
    prerelease: query.get('prerelease')?.toLowerCase() === 'true',
    semVer2: /^2\./.test(query.get('semVerLevel') ?? ''),
  };
}

function toWindow(query: URLSearchParams): { readonly skip: number; readonly take: number } {
  return { skip: toCount(query, 'skip', 0), take: Math.min(toCount(query, 'take', DEFAULT_TAKE), MAX_TAKE) };
}

/** Throws 400 for what is no whole number (NUG-055). */
function toCount(query: URLSearchParams, name: string, otherwise: number): number {
  const text = query.get(name);
  if (text === null || text === '') return otherwise;
  if (!/^\d{1,15}$/.test(text))
    throw new ServiceError('BadRequest', 400, `'${name}' must be a whole number.`);
  return Number(text);
}

import type { HttpResponse } from '../../util/http';
import { respondWithDocument, toDocument } from '../document-response';
import type { FormatContext, FormatRequest } from '../format';
import { lookAround } from '../package-surroundings';
import { notFound, readPackageView } from './package-view';
import {
  toRegistrationIndex,
  toRegistrationLeaf,
  toRegistrationPage,
  toVersionList,
  type PackageView,
} from './registration';
import { toServiceIndex } from './service-index';
import { decodeSegment, toPackageTarget } from './target';
import { normalizeVersion } from './version';

const JSON_TYPE = 'application/json';

/** GET v3/index.json (NUG-020). */
export async function getServiceIndex({ http, endpoint }: FormatRequest): Promise<HttpResponse> {
  return respondWithDocument(http, toDocument(JSON.stringify(toServiceIndex(endpoint))), JSON_TYPE);
}

/** GET v3/flatcontainer/{id}/index.json (NUG-030). */
export function getVersionList(request: FormatRequest, ctx: FormatContext): Promise<HttpResponse> {
  return respondWithView('versions', request, ctx, toVersionList);
}

/** GET v3/registration4/{id}/index.json (NUG-040). */
export function getRegistrationIndex(request: FormatRequest, ctx: FormatContext): Promise<HttpResponse> {
  return respondWithView('registration', request, ctx, (view) => toRegistrationIndex(view, request.endpoint));
}

/** GET v3/registration4/{id}/page/{lower}/{upper}.json (NUG-041). */
export function getRegistrationPage(request: FormatRequest, ctx: FormatContext): Promise<HttpResponse> {
  const lower = decodeSegment(request.labels.lower);
  const upper = toName(request.labels.upper);
  return respondWithView(`page ${lower} ${upper}`, request, ctx, (view) =>
    toRegistrationPage(view, lower, upper, request.endpoint),
  );
}

/** GET v3/registration4/{id}/{version}.json (NUG-046). */
export function getRegistrationLeaf(request: FormatRequest, ctx: FormatContext): Promise<HttpResponse> {
  const wanted = normalizeVersion(toName(request.labels.version)).toLowerCase();
  return respondWithView(`leaf ${wanted}`, request, ctx, (view) => {
    const shown = view.versions.find(({ version }) => version.toLowerCase() === wanted);
    return shown && toRegistrationLeaf(view, shown, request.endpoint);
  });
}

/** What a segment names that has to end in `.json`. Throws 404. */
function toName(segment: string | undefined): string {
  const file = decodeSegment(segment);
  if (!file.endsWith('.json')) throw notFound();
  return file.slice(0, -'.json'.length);
}

/** Rendered once for what it is rendered from and the endpoint. Throws 404 where `render` has nothing. */
async function respondWithView(
  kind: string,
  { http, labels, repository, endpoint }: FormatRequest,
  ctx: FormatContext,
  render: (view: PackageView) => Record<string, unknown> | undefined,
): Promise<HttpResponse> {
  const target = toPackageTarget(decodeSegment(labels.id), repository);
  const name = ['nuget', target.region, endpoint, target.package, kind].join(' ');
  const surroundings = await lookAround(target, ctx);
  let document = ctx.documents.find(name, surroundings.identity);
  if (!document) {
    const rendered = render(await ctx.store.read((tx) => readPackageView(tx, surroundings)));
    if (!rendered) throw notFound();
    document = toDocument(JSON.stringify(rendered));
    ctx.documents.keep(name, surroundings.identity, document);
  }
  return respondWithDocument(http, document, JSON_TYPE);
}

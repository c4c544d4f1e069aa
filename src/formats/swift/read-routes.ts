import type { ReadTransaction } from '../../registry/store';
import type { HttpResponse } from '../../util/http';
import type { CachedDocument } from '../document-cache';
import { respondWithDocument, toDocument } from '../document-response';
import type { FormatContext, FormatRequest } from '../format';
import { lookAround, toNotFound, type Surroundings } from '../package-surroundings';
import { getArchive } from './archive-routes';
import { packageNotFound, releaseNotFound } from './errors';
import { isListed, listReleases, readDescription, type Release } from './find-release';
import { renderLinks, type Link } from './link-header';
import { renderRelease, renderReleaseList } from './release-documents';
import { readLabel, toAddress, toPackageTarget, toVersionTarget } from './target';

/** GET {scope}/{name}, with or without `.json` (SWIFT-010, SWIFT-020 … SWIFT-024). */
export function getReleaseList(request: FormatRequest, ctx: FormatContext): Promise<HttpResponse> {
  const name = readLabel(request, 'name').replace(/\.json$/i, '');
  const target = toPackageTarget(request, readLabel(request, 'scope'), name);
  return respondWith(['list'], request, ctx, target, async (tx, { walk }, releases) => {
    const listed = releases.filter(isListed);
    const latest = listed.at(-1);
    if (!latest) throw toNotFound(walk, packageNotFound(target));
    const { repositoryUrls } = await readDescription(tx, latest.id);
    const links = [
      toLink(request, latest, 'latest-version'),
      ...repositoryUrls.map((url, index): Link => [url, { rel: index === 0 ? 'canonical' : 'alternate' }]),
    ];
    return { body: renderReleaseList(toAddress(request.endpoint, target), listed), links };
  });
}

/**
 * GET {scope}/{name}/{version}: the release, or with `.zip` its archive; no version is understood that ends in one of
 * the suffixes (SWIFT-010, SWIFT-030 … SWIFT-037).
 */
export function getRelease(request: FormatRequest, ctx: FormatContext): Promise<HttpResponse> {
  const label = readLabel(request, 'version');
  if (/\.zip$/i.test(label)) {
    return getArchive(request, ctx, toVersionTarget(request, label.slice(0, -'.zip'.length)));
  }
  const target = toVersionTarget(request, label.replace(/\.json$/i, ''));
  return respondWith(['release', target.version], request, ctx, target, async (tx, { walk }, releases) => {
    const release = releases.find(({ version }) => version === target.version);
    if (!release) throw toNotFound(walk, releaseNotFound(target));
    const description = await readDescription(tx, release.id);
    return { body: renderRelease(release, description), links: toVersionLinks(request, releases, release) };
  });
}

/** Among the listed ones; a release that is not listed has neighbours too (SWIFT-033). */
function toVersionLinks(request: FormatRequest, releases: readonly Release[], release: Release): Link[] {
  const at = releases.indexOf(release);
  const latest = releases.findLast(isListed);
  const successor = releases.slice(at + 1).find(isListed);
  const predecessor = releases.slice(0, at).findLast(isListed);
  return [
    ...(latest ? [toLink(request, latest, 'latest-version')] : []),
    ...(successor ? [toLink(request, successor, 'successor-version')] : []),
    ...(predecessor ? [toLink(request, predecessor, 'predecessor-version')] : []),
  ];
}

function toLink({ endpoint }: FormatRequest, { id, version }: Release, rel: string): Link {
  return [toAddress(endpoint, id, version), { rel }];
}

interface Rendered {
  readonly body: string;
  readonly links: readonly Link[];
}

/** Rendered once for what it is rendered from and the endpoint. */
async function respondWith(
  kind: readonly string[],
  { http, endpoint }: FormatRequest,
  ctx: FormatContext,
  target: Surroundings['target'],
  render: (tx: ReadTransaction, around: Surroundings, releases: readonly Release[]) => Promise<Rendered>,
): Promise<HttpResponse> {
  const { region, namespace, package: name } = target;
  const key = JSON.stringify(['swift', region, endpoint, namespace, name, ...kind]);
  const around = await lookAround(target, ctx);
  let document = ctx.documents.find(key, around.identity);
  if (!document) {
    document = await ctx.store.read(async (tx) => {
      return withLinks(await render(tx, around, await listReleases(tx, target, around.walk)));
    });
    ctx.documents.keep(key, around.identity, document);
  }
  return respondWithDocument(http, document, 'application/json');
}

function withLinks({ body, links }: Rendered): CachedDocument {
  const link = renderLinks(links);
  return toDocument(body, link === undefined ? {} : { link });
}

import type { PackageTarget } from '../../registry/packages';
import type { HttpResponse } from '../../util/http';
import { respondWithDocument, toDocument } from '../document-response';
import type { FormatContext, FormatRequest } from '../format';
import { lookAround, type Surroundings } from '../package-surroundings';
import { decodeSegment, isCrateName, notFound, toPackageTarget } from './coordinate';
import { readCrateView, type ShownVersion } from './crate-view';
import { findCrate } from './find-spelling';
import { toIndexPath } from './index-path';
import { findReleaseTimes, renderVersions } from './version-list';

/** GET config.json: where crates are and where the web API is (CRG-020, CRG-021). */
export async function getConfig({ endpoint }: FormatRequest): Promise<HttpResponse> {
  const config = { dl: `${endpoint}/api/v1/crates`, api: endpoint, 'auth-required': true };
  return {
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(config),
  };
}

/** GET of an index file, whose path follows from its name (CRG-022 … CRG-034). */
export async function getIndexFile(request: FormatRequest, ctx: FormatContext): Promise<HttpResponse> {
  const { first, second, name: raw } = request.labels;
  const name = decodeSegment(raw).toLowerCase();
  const path = [first, second, name].flatMap((part) => (part === undefined ? [] : decodeSegment(part)));
  if (!isCrateName(name) || path.join('/').toLowerCase() !== toIndexPath(name)) throw notFound();
  const surroundings = await lookAtCrate(name, request, ctx);
  return respondWithView(
    'index',
    [],
    surroundings,
    { request, ctx },
    'text/plain; charset=utf-8',
    (versions) => versions.map(({ line }) => `${JSON.stringify(line)}\n`).join(''),
  );
}

/** GET api/v1/crates/{name}/versions, which tells when versions were published (CRG-070, CRG-071). */
export async function getVersions(request: FormatRequest, ctx: FormatContext): Promise<HttpResponse> {
  const name = decodeSegment(request.labels.name);
  if (!isCrateName(name)) throw notFound(`crate \`${name}\` does not exist`);
  const surroundings = await lookAtCrate(name, request, ctx);
  const times = await findReleaseTimes(surroundings, ctx);
  return respondWithView('versions', times, surroundings, { request, ctx }, 'application/json', (versions) =>
    renderVersions(versions, times),
  );
}

/** Looks for the crate in the spelling that it has where it is. */
async function lookAtCrate(
  name: string,
  { repository }: FormatRequest,
  ctx: FormatContext,
): Promise<Surroundings> {
  const surroundings = await lookAround(await findCrate(name, repository, ctx), ctx);
  const spelled = findOfferedName(surroundings);
  if (spelled === undefined || spelled === surroundings.target.package) return surroundings;
  if (surroundings.walk.sources.some((source) => source.kind === 'repository' && source.package))
    return surroundings;
  // Origin controls go by the real name (PG-600).
  const target: PackageTarget = toPackageTarget(spelled, repository);
  return lookAround(target, ctx);
}

function findOfferedName({ offered }: Surroundings): string | undefined {
  for (const found of offered) {
    for (const version of found?.versions.values() ?? []) return version.metadata.displayName;
  }
  return undefined;
}

/** Rendered once for what it is rendered from. Throws 404 where there is no version to show. */
async function respondWithView(
  kind: string,
  more: readonly unknown[],
  surroundings: Surroundings,
  { request: { http }, ctx }: { readonly request: FormatRequest; readonly ctx: FormatContext },
  contentType: string,
  render: (versions: readonly ShownVersion[]) => string,
): Promise<HttpResponse> {
  const { target, identity } = surroundings;
  const { region, domainOwner, domain, repository } = target;
  const name = ['cargo', region, domainOwner, domain, repository, target.package, kind].join(' ');
  const source = [...identity, ...more];
  let document = ctx.documents.find(name, source);
  if (!document) {
    const versions = await ctx.store.read((tx) => readCrateView(tx, surroundings));
    document = toDocument(render(versions));
    ctx.documents.keep(name, source, document);
  }
  return respondWithDocument(http, document, contentType);
}

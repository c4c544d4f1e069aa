import { createHash } from 'node:crypto';
import type { HttpResponse } from '../../util/http';
import type { CachedDocument } from '../document-cache';
import { respondWithDocument, toDocument } from '../document-response';
import type { FormatContext, FormatRequest } from '../format';
import { lookAround, type Surroundings } from '../package-surroundings';
import { dumpDependencyList, toListedVersion, type ListedVersion } from './dependency-list';
import { renderInfoLine } from './info-line';
import { getShownVersions, readShownVersions } from './package-view';
import { listRequestedGems } from './requested-gems';
import { decodeSegment, findPackageTarget, notFound } from './target';
import { respondPlainly } from './plain-response';

const TEXT_TYPE = 'text/plain; charset=utf-8';
const BINARY_TYPE = 'application/octet-stream';
// Each name may take a public registry's answer.
const CONCURRENCY = 10;

/** The endpoint itself, which RubyGems before 3.5.19 probes (RUBY-020). */
export async function getRoot(): Promise<HttpResponse> {
  return { status: 200, headers: { 'content-type': TEXT_TYPE }, body: '' };
}

/**
 * RubyGems from 3.5.19 on probes for the list of all versions, and then does without it; Bundler wants to have it, and
 * goes on to the Dependencies API when it is not there (RUBY-021).
 */
export async function probeVersions({ http }: FormatRequest): Promise<HttpResponse> {
  if (http.method !== 'HEAD') throw notFound();
  return { status: 200, headers: { 'content-type': TEXT_TYPE } };
}

/** GET info/{name} (RUBY-024 … RUBY-027). */
export async function getInfo(
  { http, labels, repository }: FormatRequest,
  ctx: FormatContext,
): Promise<HttpResponse> {
  const target = findPackageTarget(decodeSegment(labels.name), repository);
  if (!target) throw notFound();
  const surroundings = await lookAround(target, ctx);
  const document = await findOrRender(
    `info ${toPlace(surroundings)} ${target.package}`,
    [surroundings],
    ctx,
    () =>
      ctx.store.read(async (tx) => {
        const versions = await getShownVersions(tx, surroundings);
        return ['---', ...versions.map(({ spec, checksum }) => renderInfoLine(spec, checksum)), ''].join(
          '\n',
        );
      }),
  );
  return respondPlainly(http, document, TEXT_TYPE);
}

/** GET api/v1/dependencies?gems=… (RUBY-028, RUBY-029). */
export function getDependencies(request: FormatRequest, ctx: FormatContext): Promise<HttpResponse> {
  return respondWithDependencies(request, ctx, BINARY_TYPE, dumpDependencyList);
}

/** The same for programs that are not written in Ruby (RUBY-031). */
export function getDependenciesJson(request: FormatRequest, ctx: FormatContext): Promise<HttpResponse> {
  return respondWithDependencies(request, ctx, 'application/json', (versions) => JSON.stringify(versions));
}

async function respondWithDependencies(
  { http, repository }: FormatRequest,
  ctx: FormatContext,
  contentType: string,
  render: (versions: readonly ListedVersion[]) => string | Buffer,
): Promise<HttpResponse> {
  const names = listRequestedGems(http.query);
  if (names.length === 0) return { status: 200, headers: { 'content-type': contentType }, body: '' };
  const targets = names.flatMap((name) => findPackageTarget(name, repository) ?? []);
  const all: Surroundings[] = [];
  for (let at = 0; at < targets.length; at += CONCURRENCY) {
    const some = targets.slice(at, at + CONCURRENCY);
    all.push(...(await Promise.all(some.map((target) => lookAround(target, ctx)))));
  }
  const { region, domainOwner, domain } = repository;
  const asked = createHash('sha256')
    .update(targets.map((target) => target.package).join())
    .digest('base64');
  const place = [region, domainOwner, domain, repository.repository].join(' ');
  const document = await findOrRender(`${contentType} ${place} ${asked}`, all, ctx, () =>
    ctx.store.read(async (tx) => {
      const versions: ListedVersion[] = [];
      for (const surroundings of all) {
        for (const { spec } of await readShownVersions(tx, surroundings))
          versions.push(toListedVersion(spec));
      }
      return render(versions);
    }),
  );
  return respondWithDocument(http, document, contentType);
}

/** Rendered once for what it is rendered from. */
async function findOrRender(
  name: string,
  all: readonly Surroundings[],
  { documents }: FormatContext,
  render: () => Promise<string | Buffer>,
): Promise<CachedDocument> {
  const identity = all.flatMap((surroundings) => surroundings.identity);
  const kept = documents.find(`ruby ${name}`, identity);
  if (kept) return kept;
  const document = toDocument(await render());
  documents.keep(`ruby ${name}`, identity, document);
  return document;
}

function toPlace({ target }: Surroundings): string {
  return [target.region, target.domainOwner, target.domain, target.repository].join(' ');
}

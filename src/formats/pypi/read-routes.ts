import type { PackageVersionTarget } from '../../registry/package-versions';
import type { PackageTarget } from '../../registry/packages';
import { resolveAsset } from '../../registry/resolve-asset';
import { findServedVersion } from '../../registry/resolve-version';
import { findAsset } from '../../registry/version-assets';
import type { HttpResponse } from '../../util/http';
import { respondWithAsset } from '../asset-response';
import { respondWithDocument, toDocument } from '../document-response';
import type { FormatContext, FormatRequest } from '../format';
import { lookAround } from '../package-surroundings';
import { pypiRules } from './coordinate';
import { readProjectPage, type ListedFile } from './project-page';
import { renderHtmlPage, renderJsonPage } from './render-page';
import { negotiate } from './representation';
import { decodeSegment, notFound, parseProjectSegment } from './target';

const FILE_TYPE = 'application/octet-stream';

/** GET simple/{project}/ (PYPI-020 … PYPI-050). */
export function getProject(request: FormatRequest, ctx: FormatContext): Promise<HttpResponse> {
  return respondWithProject(request, '', ctx);
}

/** Without the slash links would lead elsewhere, so they name the project again (PYPI-022). */
export function getProjectWithoutSlash(request: FormatRequest, ctx: FormatContext): Promise<HttpResponse> {
  const { package: project } = parseProjectSegment(request.labels.project, request.repository);
  return respondWithProject(request, `${project}/`, ctx);
}

/** Rendered once for what it is rendered from, and for each form. */
async function respondWithProject(
  { http, labels, repository, endpoint }: FormatRequest,
  prefix: string,
  ctx: FormatContext,
): Promise<HttpResponse> {
  const target = parseProjectSegment(labels.project, repository);
  const { form, contentType } = negotiate(http.headers.accept);
  const name = ['pypi', target.region, endpoint, target.package, form, prefix].join(' ');
  const surroundings = await lookAround(target, ctx);
  let document = ctx.documents.find(name, surroundings.identity);
  if (!document) {
    const page = await ctx.store.read((tx) => readProjectPage(tx, surroundings));
    document = toDocument(form === 'json' ? renderJsonPage(page, prefix) : renderHtmlPage(page, prefix));
    ctx.documents.keep(name, surroundings.identity, document);
  }
  return respondWithDocument(http, document, contentType);
}

/** GET simple/{project}/{version}/{file}, and under packages/ too (PYPI-036, PYPI-055 … PYPI-062). */
export async function getFile(request: FormatRequest, ctx: FormatContext): Promise<HttpResponse> {
  const { labels, repository, http } = request;
  const project = parseProjectSegment(labels.project, repository);
  const target = { ...project, version: decodeSegment(labels.version) };
  const file = decodeSegment(labels.file);
  if (http.method === 'HEAD') return describeFile(target, file, request, ctx);
  const { asset, record } = await resolveAsset(ctx, pypiRules, target, file);
  return respondWithAsset(http, ctx.blobs, asset, FILE_TYPE, record.publishedTime);
}

/** Nothing is fetched for it: of a file that is still elsewhere the page's facts are told (PYPI-061, UP-060). */
async function describeFile(
  target: PackageVersionTarget,
  file: string,
  { http }: FormatRequest,
  ctx: FormatContext,
): Promise<HttpResponse> {
  const { record } = await findServedVersion(ctx, target);
  const asset = findAsset(record, file);
  if (asset) return respondWithAsset(http, ctx.blobs, asset, FILE_TYPE, record.publishedTime);
  const listed = await findListed(target, file, ctx);
  if (!listed) throw notFound();
  return {
    status: 200,
    headers: {
      'content-type': FILE_TYPE,
      'accept-ranges': 'bytes',
      ...(listed.size !== undefined && { 'content-length': String(listed.size) }),
      ...(listed.hashes.sha256 !== undefined && { etag: `"${listed.hashes.sha256}"` }),
    },
  };
}

async function findListed(
  target: PackageVersionTarget,
  file: string,
  ctx: FormatContext,
): Promise<ListedFile | undefined> {
  const project: PackageTarget = target;
  const surroundings = await lookAround(project, ctx);
  const { files } = await ctx.store.read((tx) => readProjectPage(tx, surroundings));
  return files.find(({ version, name }) => version === target.version && name === file);
}

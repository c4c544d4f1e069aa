import { invalidRequest } from '../../registry/errors';
import { listReachableCoordinates } from '../../registry/list-reachable-packages';
import type { HttpResponse } from '../../util/http';
import { ServiceError } from '../../errors';
import { walkUpstreams } from '../../registry/walk-upstreams';
import type { FormatContext, FormatRequest } from '../format';
import type { RepositoryId } from '../../registry/records';
import type { ReadTransaction } from '../../registry/store';
import { listReleases, readDescription } from './find-release';
import { toRepositoryKey } from './repository-url';
import { toPackageTarget } from './target';

/** GET identifiers?url=…: the packages whose releases name that source repository (SWIFT-055). */
export async function getIdentifiers(
  { http, repository }: FormatRequest,
  { store }: FormatContext,
): Promise<HttpResponse> {
  // SwiftPM leaves a plus as it is.
  const url = new URLSearchParams(http.query.replaceAll('+', '%2B')).get('url');
  if (!url) throw invalidRequest("The parameter 'url' is missing.");
  const key = toRepositoryKey(url);
  const identifiers = key === undefined ? [] : await store.read((tx) => findIdentifiers(tx, repository, key));
  if (identifiers.length === 0) throw new ServiceError('NotFound', 404, `no package is known for ${url}.`);
  const headers = { 'content-type': 'application/json' };
  return { status: 200, headers, body: JSON.stringify({ identifiers }) };
}

async function findIdentifiers(
  tx: ReadTransaction,
  repository: RepositoryId,
  key: string,
): Promise<string[]> {
  const identifiers: string[] = [];
  for (const { namespace, package: name } of await listReachableCoordinates(tx, repository, 'swift')) {
    const target = toPackageTarget({ repository }, namespace, name);
    const releases = await listReleases(tx, target, await walkUpstreams(tx, target, target));
    for (const { id } of releases.toReversed()) {
      const description = await readDescription(tx, id);
      if (!description.repositoryUrls.some((one) => toRepositoryKey(one) === key)) continue;
      identifiers.push(description.id);
      break;
    }
  }
  return identifiers;
}

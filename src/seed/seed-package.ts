import type { BuiltPackage } from '../fixtures/built-package';
import { isJsonObject } from '../util/json-object';
import { buildPackage } from './build-package';
import { isBuiltPackage } from './read-seed';
import type { SeedPackage } from './seed';
import { at } from './seed-error';
import type { SeedPlace } from './seed-place';
import { renderQuery, toApiRequest, toEndpointRequest } from './seed-request';

interface Repository {
  readonly domain: string;
  readonly repository: string;
}

/** Builds a package, publishes it through the door of its format, and gives it its status. */
export async function publishPackage(
  repository: Repository,
  entry: SeedPackage | BuiltPackage,
  place: SeedPlace,
): Promise<void> {
  await at(place.at, async () => {
    const isBuilt = isBuiltPackage(entry);
    const built = isBuilt ? entry : await buildPackage(entry, place.directory);
    await publish(repository, built, place);
    const status = isBuilt ? undefined : entry.status;
    if (status !== undefined && status !== 'Published' && status !== 'Unfinished') {
      await setStatus(repository, built, status, place);
    }
  });
}

async function publish(
  { domain, repository }: Repository,
  { format, requests, inputs }: BuiltPackage,
  { send, caller }: SeedPlace,
): Promise<void> {
  const endpoint = `/${format}/d/${domain}-${caller.account}/${repository}`;
  for (const request of requests) await send(caller, toEndpointRequest(endpoint, request));
  for (const input of inputs) {
    const query = {
      ...{ domain, repository, format, namespace: input.namespace, package: input.package },
      ...{ version: input.packageVersion, asset: input.assetName, unfinished: String(input.unfinished) },
    };
    await send(caller, {
      ...{ method: 'POST', path: '/v1/package/version/publish', query: renderQuery(query) },
      headers: { 'content-type': 'application/octet-stream', 'x-amz-content-sha256': input.assetSHA256 },
      body: input.assetContent,
    });
  }
}

async function setStatus(
  names: Repository,
  { format, namespace, package: name, version }: BuiltPackage,
  targetStatus: string,
  { send, caller }: SeedPlace,
): Promise<void> {
  const query = { ...names, format, ...(namespace !== undefined && { namespace }), package: name };
  const isDisposal = targetStatus === 'Disposed';
  const path = `package/versions/${isDisposal ? 'dispose' : 'update_status'}`;
  const body = { versions: [version], ...(!isDisposal && { targetStatus }) };
  assertNoneFailed(await send(caller, toApiRequest('POST', path, query, body)));
}

/** What went wrong with a version stands in an answer that is otherwise a success. */
function assertNoneFailed(answer: unknown): void {
  const failed =
    isJsonObject(answer) && isJsonObject(answer['failedVersions']) ? answer['failedVersions'] : {};
  for (const failure of Object.values(failed)) {
    throw new Error(isJsonObject(failure) ? String(failure['errorMessage']) : 'the status cannot be changed');
  }
}

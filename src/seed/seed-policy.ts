import { readFile } from 'node:fs/promises';
import type { SeedPolicy } from './seed';
import { at } from './seed-error';
import { toPath } from './seed-path';
import type { SeedPlace } from './seed-place';
import { toApiRequest } from './seed-request';

/** Puts the policy of a repository, or of the domain where there is no name. */
export async function putPolicy(
  domain: string,
  { name, policy }: { readonly name?: string; readonly policy?: SeedPolicy | undefined },
  place: SeedPlace,
): Promise<void> {
  if (policy === undefined) return;
  await at(`${place.at}.policy`, async () => {
    const policyDocument = await toDocument(policy, place.directory);
    const request =
      name === undefined
        ? toApiRequest('PUT', 'domain/permissions/policy', {}, { domain, policyDocument })
        : toApiRequest(
            'PUT',
            'repository/permissions/policy',
            { domain, repository: name },
            { policyDocument },
          );
    await place.send(place.caller, request);
  });
}

/** The text of a policy. */
export async function toDocument(policy: SeedPolicy, directory: string | undefined): Promise<string> {
  if (typeof policy !== 'string') return JSON.stringify(policy);
  return policy.trimStart().startsWith('{') ? policy : readFile(toPath(policy, directory), 'utf8');
}

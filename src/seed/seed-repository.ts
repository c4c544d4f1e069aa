import { repositoryArn } from '../util/arn';
import { findExisting } from './find-existing';
import type { SeedRepository } from './seed';
import { at, SeedError } from './seed-error';
import type { SeedPlace } from './seed-place';
import { toApiRequest } from './seed-request';
import { toTags } from './seed-tags';

/** Creates a repository without its upstreams, which may not be there yet; one that is there gets what is said of it. */
export async function createRepository(
  domain: string,
  { name, description, tags }: SeedRepository,
  place: SeedPlace,
): Promise<void> {
  const { send, caller } = place;
  const named = { domain, repository: name };
  const about = description === undefined ? {} : { description };
  await at(place.at, async () => {
    if (!(await findExisting(send(caller, toApiRequest('GET', 'repository', named))))) {
      await send(caller, toApiRequest('POST', 'repository', named, { ...about, tags: toTags(tags) }));
      return;
    }
    if (description !== undefined) await send(caller, toApiRequest('PUT', 'repository', named, about));
    const resourceArn = repositoryArn({ region: caller.region, domainOwner: caller.account, ...named });
    if (tags) await send(caller, toApiRequest('POST', 'tag', { resourceArn }, { tags: toTags(tags) }));
  });
}

/** Gives a repository its upstreams. */
export async function linkRepository(
  domain: string,
  { name, upstreams }: SeedRepository,
  place: SeedPlace,
): Promise<void> {
  if (!upstreams) return;
  const { send, caller } = place;
  for (const [index, upstream] of upstreams.entries()) {
    const where = `${place.at}.upstreams[${index}]`;
    if (upstream === name) throw new SeedError(`seed: ${where}: '${upstream}' is the repository itself`);
    if (upstreams.indexOf(upstream) !== index)
      throw new SeedError(`seed: ${where}: '${upstream}' is there twice`);
    const request = toApiRequest('GET', 'repository', { domain, repository: upstream });
    await at(where, () => send(caller, request));
  }
  const links = upstreams.map((repositoryName) => ({ repositoryName }));
  const request = toApiRequest('PUT', 'repository', { domain, repository: name }, { upstreams: links });
  await at(`${place.at}.upstreams`, () => send(caller, request));
}

/** Gives a repository its external connections, after its packages: no registry is asked about those. */
export async function connectRepository(
  domain: string,
  { name, externalConnections = [] }: SeedRepository,
  place: SeedPlace,
): Promise<void> {
  const { send, caller } = place;
  for (const [index, connection] of externalConnections.entries()) {
    const named = { domain, repository: name, 'external-connection': connection };
    const request = toApiRequest('POST', 'repository/external-connection', named);
    await at(`${place.at}.externalConnections[${index}]`, () => send(caller, request));
  }
}

import { ConflictException } from '../errors';
import { packageGroupArn } from '../util/arn';
import type { SeedPackageGroup } from './seed';
import { at } from './seed-error';
import type { SeedPlace } from './seed-place';
import { toApiRequest } from './seed-request';
import { toTags } from './seed-tags';

/** Creates a package group, or changes the one that is there, as the root group always is. */
export async function createGroup(
  domain: string,
  { pattern, tags, restrictions, allowedRepositories = {}, ...about }: SeedPackageGroup,
  place: SeedPlace,
): Promise<void> {
  const { send, caller } = place;
  const body = { packageGroup: pattern, ...about };
  await at(place.at, async () => {
    try {
      await send(caller, toApiRequest('POST', 'package-group', { domain }, { ...body, tags: toTags(tags) }));
    } catch (error) {
      if (!(error instanceof ConflictException)) throw error;
      await send(caller, toApiRequest('PUT', 'package-group', { domain }, body));
      const resourceArn = packageGroupArn(
        { region: caller.region, domainOwner: caller.account, domain },
        pattern,
      );
      if (tags) await send(caller, toApiRequest('POST', 'tag', { resourceArn }, { tags: toTags(tags) }));
    }
    const addAllowedRepositories = Object.entries(allowedRepositories).flatMap(
      ([originRestrictionType, names]) =>
        names.map((repositoryName) => ({ repositoryName, originRestrictionType })),
    );
    if (!restrictions && addAllowedRepositories.length === 0) return;
    const query = { domain, 'package-group': pattern };
    const changes = { restrictions: restrictions ?? {}, addAllowedRepositories };
    await send(caller, toApiRequest('PUT', 'package-group-origin-configuration', query, changes));
  });
}

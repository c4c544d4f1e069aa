import { domainArn } from '../util/arn';
import { findExisting } from './find-existing';
import type { SeedDomain } from './seed';
import { at } from './seed-error';
import type { SeedPlace } from './seed-place';
import { toApiRequest } from './seed-request';
import { toTags } from './seed-tags';

/** Creates a domain with its tags; one that is there gets the tags. */
export async function createDomain({ name, tags }: SeedDomain, place: SeedPlace): Promise<void> {
  const { send, caller } = place;
  await at(place.at, async () => {
    const existing = await findExisting(send(caller, toApiRequest('GET', 'domain', { domain: name })));
    if (existing === undefined) {
      await send(caller, toApiRequest('POST', 'domain', { domain: name }, { tags: toTags(tags) }));
    } else if (tags) {
      const resourceArn = domainArn({ region: caller.region, domainOwner: caller.account, domain: name });
      await send(caller, toApiRequest('POST', 'tag', { resourceArn }, { tags: toTags(tags) }));
    }
  });
}

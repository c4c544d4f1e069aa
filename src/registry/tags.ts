import { duplicateTagKey, quotaExceeded, reservedTag } from './errors';
import { tagKey, tagsOf } from './keys';
import type { Limits } from './ports';
import type { TagRecord } from './records';
import type { ReadTransaction, WriteTransaction } from './store';

/** What carries tags, and how errors about it call it. */
export interface TaggedResource {
  readonly arn: string;
  readonly name: string;
  /** Absent for package groups, which the errors have no type for (TAG-016). */
  readonly type?: 'domain' | 'repository';
}

/** The tags of a resource, ascending by key (TAG-005). */
export async function listTags(tx: ReadTransaction, resourceArn: string): Promise<TagRecord[]> {
  const tags: TagRecord[] = [];
  for await (const { record } of tx.scan(tagsOf(resourceArn))) tags.push(record);
  return tags;
}

/**
 * Adds tags, and overwrites those whose key is there (TAG-002).
 * @throws ValidationException for reserved or repeated keys (TAG-010, TAG-011)
 * @throws ServiceQuotaExceededException when too many would result (TAG-013)
 */
export async function putTags(
  tx: WriteTransaction,
  resource: TaggedResource,
  tags: readonly TagRecord[],
  limits: Limits,
): Promise<void> {
  assertTags(tags);
  const keys = new Set((await listTags(tx, resource.arn)).map((tag) => tag.key));
  for (const tag of tags) keys.add(tag.key);
  if (tags.length > 0 && keys.size > limits.tagsPerResource) {
    throw quotaExceeded('tags per resource', limits.tagsPerResource, resource.type, resource.name);
  }
  for (const tag of tags) tx.put(tagKey(resource.arn, tag.key), tag);
}

/**
 * Takes tags away; keys that are not there are ignored (TAG-006).
 * @throws ValidationException for a reserved key (TAG-010)
 */
export function removeTags(tx: WriteTransaction, resourceArn: string, keys: readonly string[]): void {
  keys.forEach(assertNotReserved);
  for (const key of keys) tx.delete(tagKey(resourceArn, key));
}

/** Takes away all tags of a resource that is being deleted (TAG-019). */
export async function removeAllTags(tx: WriteTransaction, resourceArn: string): Promise<void> {
  for (const tag of await listTags(tx, resourceArn)) tx.delete(tagKey(resourceArn, tag.key));
}

function assertTags(tags: readonly TagRecord[]): void {
  const keys = new Set<string>();
  for (const tag of tags) {
    assertNotReserved(tag.key);
    assertNotReserved(tag.value);
    if (keys.has(tag.key)) throw duplicateTagKey(tag.key);
    keys.add(tag.key);
  }
}

function assertNotReserved(text: string): void {
  if (text.toLowerCase().startsWith('aws:')) throw reservedTag(text);
}

import type { SeedTags } from './seed';

/** Tags as the API takes them. */
export function toTags(tags: SeedTags = {}): { readonly key: string; readonly value: string }[] {
  return Object.entries(tags).map(([key, value]) => ({ key, value }));
}

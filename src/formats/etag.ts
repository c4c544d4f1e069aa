/** Whether an If-None-Match header names this entity tag; weak comparison, lists and `*` (NPM-057). */
export function matchesEtag(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  if (header.trim() === '*') return true;
  const given: readonly string[] = header.match(/"[^"]*"/g) ?? [];
  return given.includes(etag);
}

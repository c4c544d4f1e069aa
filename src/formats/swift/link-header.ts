/** One entry of a Link header: where it leads, and its parameters in order. */
export type Link = readonly [url: string, parameters: Readonly<Record<string, string>>];

// Much longer ones exceed what HTTP clients take of headers.
const MAX_LENGTH = 6000;

/**
 * Renders a Link header; undefined without links. SwiftPM splits it at every comma and semicolon, so no address has one
 * (SWIFT-021, SWIFT-041). Links that make it too long for clients are left out.
 */
export function renderLinks(links: readonly Link[]): string | undefined {
  let header = '';
  for (const [url, parameters] of links) {
    const fields = Object.entries(parameters).map(([name, value]) => `; ${name}="${value}"`);
    const entry = `<${escapeUrl(url)}>${fields.join('')}`;
    if (header.length + entry.length > MAX_LENGTH) break;
    header += header === '' ? entry : `, ${entry}`;
  }
  return header === '' ? undefined : header;
}

/** Leaves what an address may consist of (RFC 3986), without commas and semicolons. */
function escapeUrl(url: string): string {
  // By way of bytes, because half a surrogate pair has no escape.
  return Buffer.from(url)
    .toString()
    .replace(/[^A-Za-z0-9\-._~:/?#[\]@!$&'()*+=%]/gu, (character) => encodeURIComponent(character));
}

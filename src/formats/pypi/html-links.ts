/** An anchor of an HTML page; attribute names in lower case, values decoded. */
export type LinkAttributes = Readonly<Record<string, string>>;

export interface HtmlLinks {
  /** What links are relative to, where the page says so. */
  readonly base?: string;
  readonly links: readonly LinkAttributes[];
}

const TAG = /^<(a|base)\s/i;
const ATTRIBUTE = /([^\s"'>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/g;

/** The links of an HTML page, as far as package indexes use HTML (PEP 503). */
export function parseHtmlLinks(html: string): HtmlLinks {
  const links: LinkAttributes[] = [];
  let base: string | undefined;
  for (const text of listTags(html)) {
    const tag = TAG.exec(text)?.[1];
    if (tag === undefined) continue;
    const attributes = parseAttributes(text.slice(tag.length + 1));
    if (tag.toLowerCase() === 'a') links.push(attributes);
    else base ??= attributes.href;
  }
  return { links, ...(base !== undefined && { base }) };
}

/** Everything from a `<` to its `>`, but comments. Goes over the page once, however hostile it is. */
function* listTags(html: string): Generator<string> {
  let at = html.indexOf('<');
  while (at >= 0) {
    const isComment = html.startsWith('<!--', at);
    const end = isComment ? html.indexOf('-->', at) : findTagEnd(html, at);
    if (end < 0) return;
    if (!isComment) yield html.slice(at, end);
    at = html.indexOf('<', end);
  }
}

/** Where a tag's `>` is; values may have one in quotes. */
function findTagEnd(html: string, start: number): number {
  let quote = '';
  for (let at = start; at < html.length; at += 1) {
    const character = html.charAt(at);
    if (quote !== '') quote = character === quote ? '' : quote;
    else if (character === '>') return at;
    else if (character === '"' || character === "'") quote = character;
  }
  return -1;
}

function parseAttributes(text: string): LinkAttributes {
  const attributes: Record<string, string> = {};
  for (const [, name = '', double, single, bare] of text.matchAll(ATTRIBUTE)) {
    attributes[name.toLowerCase()] ??= decodeEntities(double ?? single ?? bare ?? '');
  }
  return attributes;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function decodeEntities(text: string): string {
  return text.replace(
    /&(?:#x([\da-f]{1,6})|#(\d{1,7})|([a-z]+));/gi,
    (entity, hex, decimal, name: string) => {
      if (name) return ENTITIES[name.toLowerCase()] ?? entity;
      const code = hex ? parseInt(String(hex), 16) : Number(decimal);
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : entity;
    },
  );
}

/** An anchor of an HTML page; attribute names in lower case, values decoded. */
export type LinkAttributes = Readonly<Record<string, string>>;

export interface HtmlLinks {
  /** What links are relative to, where the page says so. */
  readonly base?: string;
  readonly links: readonly LinkAttributes[];
}

// Values may have a `>` in quotes. The bounds keep a hostile page from costing more than its length.
const TAG = /<(a|base)\s((?:[^>"']|"[^"]{0,9999}"|'[^']{0,9999}'){0,9999})>/gi;
const ATTRIBUTE = /([^\s"'>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/g;

/** The links of an HTML page, as far as package indexes use HTML (PEP 503). */
export function parseHtmlLinks(html: string): HtmlLinks {
  const links: LinkAttributes[] = [];
  let base: string | undefined;
  for (const [, tag = '', text = ''] of html.replace(/<!--[^]*?-->/g, '').matchAll(TAG)) {
    const attributes = parseAttributes(text);
    if (tag.toLowerCase() === 'a') links.push(attributes);
    else base ??= attributes.href;
  }
  return { links, ...(base !== undefined && { base }) };
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

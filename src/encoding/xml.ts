import { createRequire } from 'node:module';
import type * as saxes from 'saxes';

// Loads on first use; not `import()`, which Jest does not have.
const load = createRequire(__filename);

const MAX_DEPTH = 100;

/** Text that is not well-formed XML, or nested deeper than documents of any use are. */
export class XmlError extends Error {}

/** An element; names are without their namespace prefix. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  /** All text directly inside, trimmed. */
  readonly text: string;
}

/**
 * Reads an XML document whole and gives its root. A document type is read past: no entity but XML's own five is known,
 * and nothing is ever fetched. Throws XmlError.
 */
export function parseXml(document: string | Buffer): XmlElement {
  const { SaxesParser } = load('saxes') as typeof saxes; // what that package exports
  const parser = new SaxesParser();
  const open: Building[] = [];
  let root: XmlElement | undefined;
  parser.on('error', (error) => {
    throw new XmlError(error.message);
  });
  parser.on('opentag', ({ name, attributes }) => {
    if (open.length === MAX_DEPTH) throw new XmlError('the document is nested too deeply');
    open.push({ name: withoutPrefix(name), attributes, children: [], text: '' });
  });
  const addText = (text: string): void => {
    const current = open.at(-1);
    if (current) current.text += text;
  };
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('closetag', () => {
    const closed = open.pop();
    if (!closed) return;
    const element = { ...closed, text: closed.text.trim() };
    const parent = open.at(-1);
    if (parent) parent.children.push(element);
    else root = element;
  });
  const text = Buffer.isBuffer(document) ? document.toString('utf8') : document;
  parser.write(text.startsWith('\uFEFF') ? text.slice(1) : text).close();
  if (!root) throw new XmlError('the document has no element');
  return root;
}

const NOT_IN_XML = /[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

/** A text as it stands between tags; what no document can hold becomes U+FFFD (XML 1.0, 2.2). */
export function escapeXml(text: string): string {
  return text
    .replace(NOT_IN_XML, '\ufffd')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/\r/g, '&#13;');
}

/** The first child of this name. */
export function findChild(element: XmlElement | undefined, name: string): XmlElement | undefined {
  return element?.children.find((child) => child.name === name);
}

/** All children of this name. */
export function listChildren(element: XmlElement | undefined, name: string): readonly XmlElement[] {
  return element?.children.filter((child) => child.name === name) ?? [];
}

/** The text of the first child of this name; undefined when there is none or it is empty. */
export function findText(element: XmlElement | undefined, name: string): string | undefined {
  return findChild(element, name)?.text || undefined;
}

interface Building {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: XmlElement[];
  text: string;
}

function withoutPrefix(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

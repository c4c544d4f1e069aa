import { MergeError } from './merge-error';

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Element[];
  text: string;
  readonly start: number;
  /** Behind the opening tag. */
  readonly inside: number;
  /** Before the closing tag; that of `<a/>` is where it starts. */
  insideEnd: number;
  end: number;
  readonly isEmpty: boolean;
}

export interface XmlPlace {
  /** Elements that it stands in, from the root down; made where they are missing. */
  readonly path: readonly string[];
  /** The element, whole, without indentation. */
  readonly xml: string;
  /** Whether an element that is there is the one to replace. */
  readonly isSame: (element: Pick<Element, 'name' | 'attributes' | 'children'>) => boolean;
}

/** Puts an element into an XML file, in place of the one it is the same as, and leaves all other text as it is. */
export async function mergeXml(text: string, { path, xml, isSame }: XmlPlace): Promise<string> {
  const [rootName = '', ...names] = path;
  let at = await parse(text);
  if (at.name !== rootName) throw new MergeError(`is no <${rootName}>`);
  let depth = 1;
  for (const name of names) {
    const next = at.children.find((child) => child.name === name);
    if (!next) {
      const missing = names.slice(depth - 1);
      return insert(text, at, wrap(missing, xml), depth);
    }
    at = next;
    depth += 1;
  }
  const present = at.children.find(isSame);
  if (!present) return insert(text, at, xml, depth);
  return text.slice(0, present.start) + indent(xml, depth).trimStart() + text.slice(present.end);
}

const UNIT = '  ';
const indent = (xml: string, depth: number): string => xml.replaceAll(/^/gm, UNIT.repeat(depth));

function wrap(names: readonly string[], xml: string): string {
  return names.reduceRight((inner, name) => `<${name}>\n${indent(inner, 1)}\n</${name}>`, xml);
}

function insert(text: string, parent: Element, xml: string, depth: number): string {
  const block = `${indent(xml, depth)}\n${UNIT.repeat(depth - 1)}`;
  if (parent.isEmpty) {
    const opening = text.slice(parent.start, parent.inside).replace(/\s*\/>$/, '>');
    return `${text.slice(0, parent.start)}${opening}\n${block}</${parent.name}>${text.slice(parent.end)}`;
  }
  const before = text.slice(0, parent.insideEnd).replace(/[ \t]+$/, '');
  return `${before}${before.endsWith('\n') ? '' : '\n'}${block}${text.slice(parent.insideEnd)}`;
}

async function parse(text: string): Promise<Element> {
  const { SaxesParser } = await import('saxes');
  const parser = new SaxesParser();
  const open: Element[] = [];
  let root: Element | undefined;
  let start = 0;
  parser.on('error', (error) => {
    throw new MergeError(`is no XML: ${error.message}`);
  });
  parser.on('opentagstart', () => (start = text.lastIndexOf('<', parser.position - 1)));
  parser.on('opentag', ({ name, attributes, isSelfClosing }) => {
    const [inside, insideEnd, end] = [parser.position, parser.position, parser.position];
    const element = { name, attributes, children: [], text: '', start, inside, insideEnd, end };
    const made: Element = { ...element, isEmpty: isSelfClosing };
    open.at(-1)?.children.push(made);
    root ??= made;
    open.push(made);
  });
  parser.on('text', (part) => {
    const last = open.at(-1);
    if (last) last.text += part;
  });
  parser.on('closetag', () => {
    const closed = open.pop();
    if (!closed || closed.isEmpty) return;
    closed.end = parser.position;
    closed.insideEnd = text.lastIndexOf('<', parser.position - 1);
  });
  parser.write(text).close();
  if (!root) throw new MergeError('is no XML');
  return root;
}

/** The text of a child element. */
export function childText(element: Pick<Element, 'children'>, name: string): string | undefined {
  return element.children.find((child) => child.name === name)?.text.trim();
}

export function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}

import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

export const DOCS = join(__dirname, '../../docs');

/** A fenced block: its language, and the words behind it (`runs`, `file=NAME`, `with=CLIENT`, `in=PROJECT`). */
export interface DocBlock {
  readonly language: string;
  /** Whether it is a program that the page's readers run as it stands. */
  readonly runs: boolean;
  /** The file whose content it is; `~/` is the home folder. */
  readonly file: string | undefined;
  /** The client that has to be on the machine. */
  readonly client: string | undefined;
  /** The project that it belongs to, where a page has several. */
  readonly project: string | undefined;
  /** For failures: page and line. */
  readonly place: string;
  readonly text: string;
}

/** Markdown files that are written by hand for users, below `docs`. */
export function listPages(): readonly string[] {
  return readdirSync(DOCS, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md') && !/^(?:behaviours|decisions)\//.test(name))
    .filter((name) => name !== 'coverage.md')
    .sort();
}

export function readPage(name: string): string {
  return readFileSync(join(DOCS, name), 'utf8');
}

/** The fenced blocks of a page, in order. */
export function readBlocks(name: string): readonly DocBlock[] {
  const page = readPage(name);
  return [...page.matchAll(/^```(\w+)([^\n]*)\n([^]*?)^```$/gm)].map((match) => {
    const [, language = '', info = '', text = ''] = match;
    const words = info.trim().split(/\s+/);
    const find = (key: string): string | undefined =>
      words.find((word) => word.startsWith(`${key}=`))?.slice(key.length + 1);
    const line = page.slice(0, match.index).split('\n').length;
    return {
      ...{ language, text, runs: words.includes('runs'), file: find('file'), client: find('with') },
      project: find('in'),
      place: `${relative(process.cwd(), join(DOCS, name))}:${line}`,
    };
  });
}

/** The ids that the text of one catalogue file defines, in their order. */
export function parseRows(text: string): string[];
/** The ids of a title's head; a range stands for its ends and for every defined id between them. */
export function parseCitations(head: string, defined: readonly string[]): string[];
/** Catalogue and citations, with the text that docs/coverage.md should have. */
export function readCoverage(): {
  readonly catalogue: ReadonlyMap<string, readonly string[]>;
  readonly citations: ReadonlyMap<string, ReadonlySet<string>>;
  readonly unknown: readonly { readonly id: string; readonly files: readonly string[] }[];
  readonly report: string;
};

/** What a package manager needs to know of a repository. */
export interface Grant {
  /** The repository's endpoint for the format, with the final slash. */
  readonly endpoint: string;
  readonly token: string;
  readonly domain: string;
  readonly repository: string;
  /** Scope of npm or Swift, without `@`. */
  readonly namespace: string | undefined;
  /** The project's folder, absolute. */
  readonly directory: string;
}

/** One file to write: its path below the project, and how it comes from what is there (`''`: nothing). */
export interface Edit {
  readonly path: string;
  edit(present: string): string | Promise<string>;
}

/** What a client takes from files and what it wants besides. */
export interface Configuration {
  readonly edits: readonly Edit[];
  /** Variables to export. */
  readonly exports?: Readonly<Record<string, string>>;
  /** What else is to know, line by line. */
  readonly hints?: readonly string[];
}

/** Works out a client's configuration. */
export type Configure = (grant: Grant) => Configuration | Promise<Configuration>;

/** What the repository is called in the configuration of clients that want a name. */
export const NAME = 'codeartifact';

/** The endpoint with the token as password in it. */
export function withToken({ token }: Grant, url: string): string {
  return url.replace('://', `://aws:${encodeURIComponent(token)}@`);
}

import type { Readable } from 'node:stream';

/** How a document of a public registry is asked for and read. */
export interface DocumentRequest<T> {
  readonly accept: string;
  /**
   * Reads a complete document; undefined when it says that there is nothing. What it throws is logged, and the document
   * counts as not received (EXT-044). It is called again only for other bytes, so the result's identity is a validator.
   * @param lastModified what the registry says of the document, milliseconds
   */
  parse(body: Buffer, lastModified: number | undefined): T | undefined;
}

/**
 * A public registry as a package format asks it: what comes back is cached, recorded or replayed as its connection is
 * set up (DESIGN D8), and nothing of who asks is sent along (EXT-041).
 */
export interface Remote {
  /** `public:npmjs` … */
  readonly connection: string;
  /** Address that paths are relative to, ending in a slash; undefined when there is none to ask. */
  address(): Promise<string | undefined>;
  /**
   * The document at `path` below the address, or at a whole URL; undefined when it is not there or cannot be asked.
   * Never rejects.
   */
  findDocument<T extends object>(path: string, request: DocumentRequest<T>): Promise<T | undefined>;
  /**
   * Streams the asset at `url` to `consume`, which may be called a second time after a broken connection and whose own
   * errors are passed on; `unavailable` when there is none or the registry cannot be asked. Only the latter is logged.
   */
  fetchAsset<T>(url: string, consume: (body: Readable) => Promise<T>): Promise<T | 'unavailable'>;
}

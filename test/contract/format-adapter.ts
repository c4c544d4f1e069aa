import type { CodeartifactClient, PackageFormat } from '@aws-sdk/client-codeartifact';

/** A repository as a package manager reaches it, with its token. */
export interface Door {
  readonly domain: string;
  readonly repository: string;
  readonly client: CodeartifactClient;
  /** A request below the endpoint of the adapter's format. */
  readonly send: (path: string, init?: RequestInit) => Promise<Response>;
}

/** What a download gave; `bytes` of a 200. */
export interface Download {
  readonly status: number;
  readonly bytes?: Buffer;
}

/**
 * How the shared suite speaks one format: each member does what a client of the format does, with one package whose name
 * is fixed. Versions are `1.0.0`, `1.1.0` and the like.
 */
export interface FormatAdapter {
  readonly format: PackageFormat;
  readonly namespace?: string;
  /** As the API names the package. */
  readonly package: string;
  /** The external connection of the format, where there is one. */
  readonly connection?: string;
  /** Absent for generic: the API is the only door it has. */
  readonly door?: {
    /** Path of the version's main asset below the endpoint. */
    readonly path: (version: string) => string;
  };
  /** Name of the version's main asset in the API. */
  asset(version: string): string;
  /** Publishes a whole version; equal markers give equal bytes. Gives the status that ended it. */
  publish(door: Door, version: string, marker: string): Promise<number>;
  /** The main asset, as a client downloads it. */
  download(door: Door, version: string): Promise<Download>;
  /** The versions a client may choose from, ascending, or the status when there is no such package. */
  list(door: Door): Promise<readonly string[] | number>;
}

/** How the suite of hostile archives reaches the reader of a format's archives. */
export interface ArchiveAdapter {
  readonly format: PackageFormat;
  readonly container: 'zip' | 'tar' | 'tgz';
  /** The file in the archive that the door reads. */
  readonly metadataPath: string;
  /** Sends the archive as a version's file, with all that belongs to it. Gives the status. */
  upload(door: Door, version: string, archive: Buffer): Promise<number>;
}

/** Status and bytes of a response. */
export async function toDownload(response: Response): Promise<Download> {
  const bytes = Buffer.from(await response.arrayBuffer());
  return response.status === 200 ? { status: 200, bytes } : { status: response.status };
}

import type { Caller } from '../auth/types';
import type { ServiceError } from '../errors';
import type { BlobStore, FormatRules, Limits, PackageCoordinate, PublicSource } from '../registry/ports';
import type { ResolverPorts } from '../registry/resolve-version';
import type { RepositoryId } from '../registry/records';
import type { HttpRequest, HttpResponse } from '../util/http';
import type { Remote } from '../util/remote';
import type { DocumentCache } from './document-cache';

/** The permission that a package manager's request needs, as policies and audit records call it (IAM-040 …). */
export type FormatAction = 'ReadFromRepository' | PackageAction;
export type PackageAction = 'PublishPackageVersion' | 'PutPackageMetadata';

/** A package manager's request after authentication and routing. */
export interface FormatRequest {
  readonly http: HttpRequest;
  /** Label values of the route's template, still percent-encoded. */
  readonly labels: Readonly<Record<string, string>>;
  readonly repository: RepositoryId;
  /** The endpoint as the client spelled it (scheme, host, port, path style), without the last slash (REPO-181). */
  readonly endpoint: string;
  readonly caller: Caller;
  /**
   * Asks whether the caller may do this to the package (IAM-040 …). Every route that changes a package does so as soon
   * as it knows which, and before it stores anything. Throws the 403 of the door.
   */
  readonly authorize: (action: PackageAction, coordinate: PackageCoordinate) => Promise<void>;
}

export interface FormatContext extends ResolverPorts {
  readonly limits: Limits;
  readonly documents: DocumentCache;
}

export interface FormatRoute {
  /** GET routes answer HEAD too. */
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE' | 'OPTIONS';
  /**
   * Smithy URI template below the repository's endpoint, matched on the raw path: `/-/ping`, `/{package}/-/{file}`,
   * `/{path+}`; a literal beats a label beats a greedy label.
   */
  readonly path: string;
  /** Asked for on the repository. Absent where a valid token is enough, or the handler asks for the package itself. */
  readonly action?: 'ReadFromRepository';
  handle(request: FormatRequest, ctx: FormatContext): Promise<HttpResponse>;
}

/** An error as a format's clients want it. */
export interface RenderedError {
  readonly contentType: string;
  readonly body: string;
  readonly headers?: HttpResponse['headers'];
}

/** What a format is handed to read a public registry. */
export interface PublicSourceParts {
  readonly remote: Remote;
  readonly blobs: BlobStore;
  /** What an asset may have at most. */
  readonly maxAssetBytes: number;
}

/** One package format: its rules for the core, its door, and how it reads public registries. */
export interface PackageFormat extends FormatRules {
  /** Empty for a format without an endpoint of its own (generic). */
  readonly routes: readonly FormatRoute[];
  /** Turns an error into what this format's clients print; status, challenges and request id are the door's. */
  renderError(error: ServiceError): RenderedError;
  /** How many requests one counts as against the rates of the service; one by default (QUOTA-020). */
  readonly countRequests?: (http: HttpRequest) => number;
  /** Whether a token without a scheme before it is no token here, though it is for other formats (RUBY-003). */
  readonly refusesBareTokens?: true;
  /** Reads a public registry of this format; absent where there is no external connection for it (EXT-002). */
  readonly createPublicSource?: (parts: PublicSourceParts) => PublicSource;
}

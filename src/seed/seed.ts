import type { BuiltPackage, FileContent } from '../fixtures/built-package';
import type { FormatName } from '../registry/records';

/** What an emulator begins with (DESIGN D10; docs/seeding.md). */
export interface Seed {
  readonly domains: readonly SeedDomain[];
}

export interface SeedDomain {
  readonly name: string;
  /** The emulator's own account by default. */
  readonly owner?: string | undefined;
  /** The emulator's own by default. */
  readonly region?: string | undefined;
  readonly policy?: SeedPolicy | undefined;
  readonly tags?: SeedTags | undefined;
  readonly packageGroups?: readonly SeedPackageGroup[] | undefined;
  readonly repositories?: readonly SeedRepository[] | undefined;
}

export interface SeedRepository {
  readonly name: string;
  readonly description?: string | undefined;
  /** Repositories of the same domain, in the order in which they are searched; they may stand further below. */
  readonly upstreams?: readonly string[] | undefined;
  readonly externalConnections?: readonly string[] | undefined;
  readonly policy?: SeedPolicy | undefined;
  readonly tags?: SeedTags | undefined;
  /** Published in this order, so that the last of an npm package is `latest` unless tags say otherwise. */
  readonly packages?: readonly (SeedPackage | BuiltPackage)[] | undefined;
}

/** One version. Without files, directory or archive a small one is made. */
export interface SeedPackage {
  readonly format: FormatName;
  /** Scope without `@`, groupId, or namespace. */
  readonly namespace?: string | undefined;
  readonly package: string;
  readonly version: string;
  readonly description?: string | undefined;
  readonly license?: string | undefined;
  readonly readme?: string | undefined;
  readonly files?: Readonly<Record<string, FileContent | { readonly base64: string }>> | undefined;
  /** Path of a directory with the files, relative to the seed file. */
  readonly directory?: string | undefined;
  /** A file that is published as it is: its path, relative to the seed file, or its name and bytes. */
  readonly archive?: string | { readonly name: string; readonly base64: string } | undefined;
  readonly dependencies?: Readonly<Record<string, string>> | undefined;
  readonly status?: 'Published' | 'Unfinished' | 'Unlisted' | 'Archived' | 'Disposed' | undefined;
  /** Dist-tags of npm. */
  readonly tags?: readonly string[] | undefined;
}

type Restricted = 'PUBLISH' | 'INTERNAL_UPSTREAM' | 'EXTERNAL_UPSTREAM';
type Restriction = 'ALLOW' | 'ALLOW_SPECIFIC_REPOSITORIES' | 'BLOCK' | 'INHERIT';

export interface SeedPackageGroup {
  /** `/*` changes the root group, which is there already. */
  readonly pattern: string;
  readonly description?: string | undefined;
  readonly contactInfo?: string | undefined;
  readonly tags?: SeedTags | undefined;
  readonly restrictions?: Readonly<Partial<Record<Restricted, Restriction>>> | undefined;
  readonly allowedRepositories?: Readonly<Partial<Record<Restricted, readonly string[]>>> | undefined;
}

/** A document, its JSON text, or the path of a file with it. */
export type SeedPolicy = string | object;
export type SeedTags = Readonly<Record<string, string>>;

/** A seed that has been read, and the directory its paths begin at; undefined where paths are not allowed. */
export interface ReadSeed {
  readonly seed: Seed;
  readonly directory: string | undefined;
}

/** A seed, alone or with its directory, the path of a file with one (YAML, JSON or a module), or a function that gives one. */
export type SeedSource = Seed | ReadSeed | string | (() => Seed | Promise<Seed>);

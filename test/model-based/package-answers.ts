import { OTHER_REVISION } from '../support/package-world';
import type { RawResponse } from '../support/raw-api';
import type { Answer } from './package-model';

interface Origin {
  readonly domainEntryPoint: { readonly repositoryName: string };
}
interface Configuration {
  readonly restrictions: { readonly publish: string; readonly upstream: string };
}
/** What the test reads in answers; which members are there is the operation's matter. */
export interface Reply {
  readonly successfulVersions: Readonly<Record<string, unknown>>;
  readonly failedVersions: Readonly<Record<string, { readonly errorCode: string }>>;
  readonly deletedPackage: { readonly originConfiguration: Configuration };
  readonly originConfiguration: Configuration;
  readonly defaultDisplayVersion?: string;
  readonly versions: readonly { readonly origin: Origin }[];
  readonly versionRevision: string;
  readonly status: string;
  readonly packageVersion: {
    readonly status: string;
    readonly revision: string;
    readonly origin: Origin;
    readonly publishedTime?: number;
  };
  readonly packages: readonly { readonly format: string; readonly originConfiguration: Configuration }[];
  readonly 'dist-tags': unknown;
  readonly domain: { readonly assetSizeBytes: number };
}

/** The part of an answer that the model knows, or its error. */
export function toAnswer({ status, errorType, body }: RawResponse, read: (body: Reply) => unknown): Answer {
  return status === 200 ? { ok: read(JSON.parse(body.toString()) as Reply) } : { error: errorType };
}

/** The two maps of a batch, failures by their code alone. */
export function toBatch({ successfulVersions, failedVersions }: Reply): unknown {
  const failed = Object.entries(failedVersions).map(([name, failure]) => [name, failure.errorCode]);
  return { successful: successfulVersions, failed: Object.fromEntries(failed) };
}

/** Which real revision stands for which content of the model; each learned where it is first seen. */
export class RevisionPairs {
  private readonly realOf = new Map<string, string>();
  private readonly spelledOf = new Map<string, string>();

  toReal(spelled: string): string {
    return this.realOf.get(spelled) ?? OTHER_REVISION;
  }

  /** The real answer with its revisions spelled as the model does; each has exactly one counterpart (VER-506). */
  spell(real: unknown, expected: unknown): unknown {
    if (Array.isArray(real)) {
      return real.map((item, index) =>
        this.spell(item, Array.isArray(expected) ? expected[index] : undefined),
      );
    }
    if (typeof real !== 'object' || real === null) return real;
    return Object.fromEntries(
      Object.entries(real).map(([key, value]: [string, unknown]) => {
        const counterpart = (expected as Record<string, unknown> | undefined)?.[key];
        if (key !== 'revision') return [key, this.spell(value, counterpart)];
        const revision = String(value);
        if (!this.spelledOf.has(revision) && !this.realOf.has(String(counterpart))) {
          this.spelledOf.set(revision, String(counterpart));
          this.realOf.set(String(counterpart), revision);
        }
        return [key, this.spelledOf.get(revision) ?? revision];
      }),
    );
  }
}

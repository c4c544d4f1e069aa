import type { DomainId } from '../registry/records';

/** One thing that a caller must be allowed to do for a request to be answered (IAM-011, IAM-020). */
export interface Permission {
  /** `codeartifact:DescribeDomain` */
  readonly action: string;
  /** ARNs of which a policy must match one, the first in messages; `*` for actions on no resource (IAM-013, IAM-014). */
  readonly resources: readonly [string, ...string[]];
  /** The domain, and the name of the repository, whose policies apply; neither for actions on no resource (IAM-070). */
  readonly domain?: DomainId;
  readonly repository?: string;
  /** The policy that cannot keep its own replacement from being put (IAM-071). */
  readonly skips?: 'domain' | 'repository';
  /** Whether the first resource can have tags (IAM-012, IAM-093). */
  readonly isTaggable?: boolean;
  readonly requestTags?: readonly { readonly key: string; readonly value: string }[];
  /** `aws:TagKeys`, where they are not those of `requestTags` (IAM-094). */
  readonly tagKeys?: readonly string[];
  /** Whether this very object stands for the same in request after request. */
  readonly isLasting?: boolean;
  /** Condition keys of this action alone, lower-cased. */
  readonly context?: Readonly<Record<string, string>>;
}

import type { ResourcePolicy } from '@aws-sdk/client-codeartifact';
import type { PolicyRecord } from '../registry/records';

/** The policy of a domain or a repository; the document stays the JSON string that was put (DOM-092, REPO-201). */
export function toResourcePolicy(policy: PolicyRecord): ResourcePolicy {
  return { resourceArn: policy.resourceArn, document: policy.document, revision: policy.revision };
}

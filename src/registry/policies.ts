import { policyNotFound, policyRevisionMismatch } from './errors';
import { policyKey } from './keys';
import { assertPolicyDocument } from './policy-document';
import type { PolicyRecord } from './records';
import type { ReadTransaction, WriteTransaction } from './store';

/** What carries a policy, and how errors about it call it. */
export interface PolicyHolder {
  readonly arn: string;
  readonly name: string;
  readonly kind: 'domain' | 'repository';
}

/** The policy of a domain or repository; ResourceNotFoundException when it has none (DOM-098, REPO-204). */
export async function getPolicy(tx: ReadTransaction, holder: PolicyHolder): Promise<PolicyRecord> {
  const policy = await tx.get(policyKey(holder.arn));
  if (!policy) throw policyNotFound(holder.kind, holder.name);
  return policy;
}

/**
 * Replaces the whole policy; the text is kept byte for byte (DOM-095, DOM-102, REPO-201).
 * @param policy its text, its new revision and, where the caller insists on replacing a known policy, that one's
 * @throws ValidationException for a malformed document (IAM-062)
 * @throws ConflictException when another revision is there, or none (DOM-096, DOM-097, REPO-207, REPO-208)
 */
export async function putPolicy(
  tx: WriteTransaction,
  holder: PolicyHolder,
  policy: {
    readonly document: string;
    readonly revision: string;
    readonly expectedRevision: string | undefined;
  },
): Promise<PolicyRecord> {
  assertPolicyDocument(policy.document);
  const current = await tx.get(policyKey(holder.arn));
  assertRevision(holder, current, policy.expectedRevision);
  const record = { resourceArn: holder.arn, revision: policy.revision, document: policy.document };
  tx.put(policyKey(holder.arn), record);
  return record;
}

/**
 * Takes the policy away and returns it (DOM-099, REPO-205).
 * @throws ResourceNotFoundException when there is none (REPO-206)
 * @throws ConflictException when it has another revision than the one insisted on (REPO-210)
 */
export async function deletePolicy(
  tx: WriteTransaction,
  holder: PolicyHolder,
  expectedRevision: string | undefined,
): Promise<PolicyRecord> {
  const policy = await getPolicy(tx, holder);
  assertRevision(holder, policy, expectedRevision);
  tx.delete(policyKey(holder.arn));
  return policy;
}

function assertRevision(
  holder: PolicyHolder,
  policy: PolicyRecord | undefined,
  expected: string | undefined,
): void {
  if (expected !== undefined && policy?.revision !== expected) {
    throw policyRevisionMismatch(holder.kind, holder.name);
  }
}

import { createHash } from 'node:crypto';

/** An IAM unique id of a user (`AIDA`) or role (`AROA`), the same in every run: made from the ARN. */
export function toUniqueId(prefix: 'AIDA' | 'AROA', arn: string): string {
  const digest = BigInt(`0x${createHash('sha256').update(arn).digest('hex')}`);
  return prefix + digest.toString(36).toUpperCase().slice(0, 17);
}

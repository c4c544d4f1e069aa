import type { Caller } from '../auth/types';
import { parseArn } from '../util/arn';
import { toUniqueId } from '../util/unique-id';

/**
 * Who called, as CloudTrail writes it (TRAIL-005). Unique ids are made from the ARN, so they are the same in every run.
 * @param sessionBegan milliseconds
 */
export function toUserIdentity({ principalArn, account, accessKeyId }: Caller, sessionBegan: number): object {
  const common = { arn: principalArn, accountId: account, ...(accessKeyId !== undefined && { accessKeyId }) };
  const { service, resource = '', partition = 'aws' } = parseArn(principalArn) ?? {};
  const [kind = '', ...names] = resource.split('/');
  if (service === 'sts' && kind === 'assumed-role') {
    const [role = '', session = ''] = names;
    const arn = `arn:${partition}:iam::${account}:role/${role}`;
    const principalId = toUniqueId('AROA', arn);
    return {
      ...{ type: 'AssumedRole', principalId: `${principalId}:${session}`, ...common },
      sessionContext: {
        attributes: { mfaAuthenticated: 'false', creationDate: toSeconds(sessionBegan) },
        sessionIssuer: { type: 'Role', principalId, arn, accountId: account, userName: role },
      },
    };
  }
  if (kind === 'user') {
    const userName = names.at(-1) ?? '';
    return { type: 'IAMUser', principalId: toUniqueId('AIDA', principalArn), ...common, userName };
  }
  if (kind === 'root') return { type: 'Root', principalId: account, ...common };
  return { type: 'AWSAccount', principalId: account, ...common };
}

/** A time as CloudTrail writes it (TRAIL-004). */
export function toSeconds(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d+Z$/, 'Z');
}

import { toUserId } from '../access/request-context';
import type { StsElements, StsRequest } from './sts-request';

/** Who the caller is; needs no permission, and none can be denied. */
export function getCallerIdentity({ caller }: StsRequest): StsElements {
  return { Arn: caller.principalArn, UserId: toUserId(caller), Account: caller.account };
}

import type { Decider, Decision } from './evaluate';

const KINDS: Readonly<Record<Decider, { readonly any: string; readonly one: string }>> = {
  identity: { any: 'no identity-based policy', one: 'an identity-based policy' },
  resource: { any: 'no resource-based policy', one: 'a resource-based policy' },
  boundary: { any: 'no permissions boundary', one: 'a permissions boundary' },
  session: { any: 'no session policy', one: 'a session policy' },
};

/** A refusal in the service's words (IAM-110, IAM-111). */
export function describeDenial(
  principalArn: string,
  action: string,
  resource: string,
  { effect, decider }: Pick<Decision, 'effect' | 'decider'>,
): string {
  const { any, one } = KINDS[decider];
  const reason =
    effect === 'explicit deny'
      ? `with an explicit deny in ${one}`
      : `because ${any} allows the ${action} action`;
  return `User: ${principalArn} is not authorized to perform: ${action} on resource: ${resource} ${reason}`;
}

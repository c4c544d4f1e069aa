import type { Credential } from '../auth/types';
import type { AttachedPolicy } from '../policy/evaluate';
import { parseArn } from '../util/arn';
import type { PolicyOption, PrincipalOption } from './access-options';
import { readPolicy } from './read-policy';

/** A principal of the configuration, ready to be asked for. */
export interface KnownPrincipal {
  /** Of the user, session, root or role. */
  readonly arn: string;
  readonly account: string;
  readonly credential?: Credential;
  readonly policies: readonly AttachedPolicy[];
  readonly boundary?: AttachedPolicy;
  readonly trust?: AttachedPolicy;
  readonly tags: Readonly<Record<string, string>>;
}

const MEMBERS: Readonly<Record<keyof PrincipalOption, 'text' | 'object' | 'list' | 'policy'>> = {
  ...{ accessKeyId: 'text', secretAccessKey: 'text', sessionToken: 'text', arn: 'text', roleArn: 'text' },
  ...{ sessionIssued: 'text', sessionExpires: 'text', tags: 'object', policies: 'list' },
  ...{ boundary: 'policy', trust: 'policy' },
};
const PRINCIPAL_ARN =
  /^arn:[a-z-]+:(?:iam::\d{12}:(?:root|user\/[^*?\s]+)|sts::\d{12}:assumed-role\/[^/*?\s]+\/[^/*?\s]+)$/;
const ROLE_ARN = /^arn:[a-z-]+:iam::\d{12}:role\/[^*?\s]+$/;

/**
 * Reads a principal of the configuration (AUTH-140).
 * @param at where it stands, as errors name it
 * @throws RangeError naming the offending place (AUTH-141)
 */
export function readPrincipal(option: unknown, at: string): KnownPrincipal {
  assertMembers(option, at);
  const arn = readArn(option, at);
  const read = (policy: PolicyOption, member: string, kind?: 'trust') =>
    readPolicy(policy, `${at}.${member}`, kind);
  const { policies = [], boundary, trust, tags = {} } = option;
  for (const [key, value] of Object.entries(tags)) {
    if (typeof value !== 'string') throw new RangeError(`${at}.tags.${key} is not a text`);
  }
  const credential = readCredential(option, arn, at);
  return {
    arn,
    account: parseArn(arn)?.account ?? '',
    ...(credential && { credential }),
    policies: policies.map((policy, index) => read(policy, `policies[${index}]`)),
    ...(boundary !== undefined && { boundary: read(boundary, 'boundary') }),
    ...(trust !== undefined && { trust: read(trust, 'trust', 'trust') }),
    tags,
  };
}

/** Unknown members are a mistake that would otherwise only show as a permission that is not there. */
function assertMembers(option: unknown, at: string): asserts option is PrincipalOption {
  if (typeof option !== 'object' || option === null || Array.isArray(option)) {
    throw new RangeError(`${at} is not an object`);
  }
  for (const [name, value] of Object.entries(option)) {
    if (!Object.hasOwn(MEMBERS, name)) throw new RangeError(`${at} has an unknown member '${name}'`);
    const kind = MEMBERS[name as keyof PrincipalOption]; // an own member, as was just seen
    if (value !== undefined && !isOfKind(value, kind)) throw new RangeError(`${at}.${name} is not a ${kind}`);
  }
}

function isOfKind(value: unknown, kind: 'text' | 'object' | 'list' | 'policy'): boolean {
  if (kind === 'text') return typeof value === 'string' && value !== '';
  if (kind === 'list') return Array.isArray(value) && value.every((each) => isOfKind(each, 'policy'));
  if (kind === 'policy' && typeof value === 'string') return true;
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function readArn({ arn, roleArn, accessKeyId }: PrincipalOption, at: string): string {
  if (roleArn !== undefined && !ROLE_ARN.test(roleArn)) {
    throw new RangeError(`${at}.roleArn: '${roleArn}' is not the ARN of a role`);
  }
  if (arn === undefined) {
    if (roleArn !== undefined && accessKeyId === undefined) return roleArn;
    throw new RangeError(`${at}.arn is missing`);
  }
  if (PRINCIPAL_ARN.test(arn)) return arn;
  throw new RangeError(`${at}.arn: '${arn}' is not the ARN of a user, a session of a role, or a root`);
}

function readCredential(option: PrincipalOption, arn: string, at: string): Credential | undefined {
  const { accessKeyId, secretAccessKey, sessionToken, sessionIssued, sessionExpires, roleArn } = option;
  if (accessKeyId === undefined) return undefined;
  if (secretAccessKey === undefined) throw new RangeError(`${at}.secretAccessKey is missing`);
  const issued = readTime(sessionIssued, `${at}.sessionIssued`);
  const expires = readTime(sessionExpires, `${at}.sessionExpires`);
  return {
    ...{ accessKeyId, secretAccessKey, account: parseArn(arn)?.account ?? '', principalArn: arn },
    ...(sessionToken !== undefined && { sessionToken }),
    ...(expires !== undefined && { sessionExpires: expires }),
    ...(sessionToken !== undefined && {
      session: { issued: issued ?? 0, policies: [], tags: {}, ...(roleArn !== undefined && { roleArn }) },
    }),
  };
}

/** Milliseconds of a time in ISO 8601. */
export function readTime(text: string | undefined, at: string): number | undefined {
  if (text === undefined) return undefined;
  const time = Date.parse(text);
  if (Number.isNaN(time)) throw new RangeError(`${at}: '${text}' is not a time`);
  return time;
}

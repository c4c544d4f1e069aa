import type { Authorizer } from '../access/authorizer';
import { findManagedPolicy } from '../access/managed-policies';
import type { Principals } from '../access/principals';
import type { SessionAuthority } from '../auth/session-authority';
import { AccessDeniedException, ServiceError } from '../errors';
import { assertPolicyDocument } from '../registry/policy-document';
import { parseArn } from '../util/arn';
import { toUserId } from '../access/request-context';
import { renderCredential } from './render-credential';
import {
  needParameter,
  readDuration,
  readList,
  validationError,
  type StsElements,
  type StsRequest,
} from './sts-request';

const ROLE_ARN = /^arn:[a-z-]+:iam::\d{12}:role\/[\w+=,.@/-]{1,512}$/;
const SESSION_NAME = /^[\w+=,.@-]{2,64}$/;
const MAX_POLICY_CHARACTERS = 2048;
const HOUR = 3600;

export interface AssumeRoleParts {
  readonly sessions: SessionAuthority;
  readonly principals: Principals;
  /** Absent: anybody may assume any role. */
  readonly authorizer: Authorizer | undefined;
  /** Whether what is not granted is refused. */
  readonly refuses: boolean;
}

/** Temporary credentials of a role, for whoever its trust policy lets in (AUTH-143). */
export async function assumeRole(request: StsRequest, parts: AssumeRoleParts): Promise<StsElements> {
  const roleArn = needParameter(request, 'RoleArn', ROLE_ARN);
  const name = needParameter(request, 'RoleSessionName', SESSION_NAME);
  const seconds = readSessionDuration(request);
  const policies = readPolicies(request);
  const tags = Object.fromEntries(
    readList(request, 'Tags').map((tag) => [tag.get('Key') ?? '', tag.get('Value') ?? '']),
  );
  await assertTrusted(request, roleArn, name, parts);
  const { partition = 'aws', account = '', resource = '' } = parseArn(roleArn) ?? {};
  const role = resource.slice(resource.lastIndexOf('/') + 1);
  const principalArn = `arn:${partition}:sts::${account}:assumed-role/${role}/${name}`;
  const isMfaAuthenticated = request.parameters.has('SerialNumber') && request.parameters.has('TokenCode');
  const session = { issued: request.now, roleArn, policies, tags, isMfaAuthenticated };
  const expires = request.now + seconds * 1000;
  const assumed = { ...request.caller, principalArn, account, session };
  return {
    Credentials: renderCredential(parts.sessions.issue({ principalArn, account, session, expires }), expires),
    AssumedRoleUser: { AssumedRoleId: toUserId(assumed), Arn: principalArn },
    ...(policies.length > 0 && {
      PackedPolicySize: String(Math.ceil((policies.join('').length / MAX_POLICY_CHARACTERS) * 100)),
    }),
  };
}

/** A session that began with a role lasts an hour at most. */
function readSessionDuration(request: StsRequest): number {
  const seconds = readDuration(request, { least: 900, most: 12 * HOUR, usual: HOUR });
  if (request.caller.session?.roleArn !== undefined && seconds > HOUR) {
    throw validationError(
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining',
    );
  }
  return seconds;
}

/** `Policy` and the managed ones of `PolicyArns`; all together allow what one of them allows. */
function readPolicies(request: StsRequest): string[] {
  const inline = request.parameters.get('Policy');
  const managed = readList(request, 'PolicyArns').map((member) => {
    const arn = member.get('arn') ?? '';
    const document = findManagedPolicy(arn);
    if (document === undefined) throw malformed(`The policy '${arn}' does not exist here.`);
    return document;
  });
  if (inline === undefined) return managed;
  if (inline.length > MAX_POLICY_CHARACTERS) {
    throw validationError(`Member 'policy' must have length less than or equal to ${MAX_POLICY_CHARACTERS}`);
  }
  try {
    assertPolicyDocument(inline, 'identity');
  } catch (error) {
    throw malformed((error as Error).message); // nothing else is thrown there
  }
  return [inline, ...managed];
}

function malformed(message: string): ServiceError {
  return new ServiceError('MalformedPolicyDocument', 400, message);
}

/** A role that there is not is refused in the same words as one that may not be assumed. */
async function assertTrusted(
  request: StsRequest,
  roleArn: string,
  name: string,
  { principals, authorizer, refuses }: AssumeRoleParts,
): Promise<void> {
  const { caller, parameters } = request;
  if (caller.principalArn.endsWith(':root')) {
    throw new AccessDeniedException('Roles may not be assumed by root accounts.');
  }
  if (!authorizer || !refuses) return;
  const role = principals.findRole(roleArn);
  const externalId = parameters.get('ExternalId');
  const permission = {
    action: 'sts:AssumeRole',
    resources: [roleArn],
    context: {
      'sts:rolesessionname': name,
      ...(externalId !== undefined && { 'sts:externalid': externalId }),
    },
  } as const;
  const own = { policies: role?.trust ? [role.trust] : [], account: role?.account ?? '' };
  const { effect } = await authorizer.decide(request, permission, own);
  // Without a trust policy anybody known may, whom no policy denies it.
  const isAllowed = role?.trust ? effect === 'allow' : role !== undefined && effect !== 'explicit deny';
  if (isAllowed) return;
  throw new AccessDeniedException(
    `User: ${caller.principalArn} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`,
  );
}

import { createSessionAuthority } from '../../../src/auth/session-authority';
import type { Caller } from '../../../src/auth/types';
import { parseXml } from '../../../src/encoding/xml';
import { ServiceError } from '../../../src/errors';
import { compilePolicy } from '../../../src/policy/compile-policy';
import { evaluate } from '../../../src/policy/evaluate';
import { assertPolicyDocument, type PolicyKind } from '../../../src/registry/policy-document';
import { renderStsError, renderStsResult } from '../../../src/sts/render-sts';
import { answerSts } from '../../../src/sts/sts-actions';
import type { FuzzTarget } from '../target';

const ACCOUNT = '123456789012';
const ARN = `arn:aws:iam::${ACCOUNT}:user/dev`;
const KINDS: readonly PolicyKind[] = ['resource', 'identity', 'trust'];

const CONTEXT: Readonly<Record<string, readonly string[]>> = {
  'aws:username': ['dev'],
  'aws:sourceip': ['::ffff:10.0.0.1'],
  'aws:currenttime': ['2026-03-04T05:06:07Z'],
  'aws:tagkeys': ['a', 'b'],
  'aws:principalarn': [ARN],
  'aws:securetransport': ['false'],
};

const toPolicy = (...statements: object[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements });
const ALLOW = { Sid: 'a', Effect: 'Allow', Action: 'codeartifact:*', Resource: '*' };
const POLICIES = [
  toPolicy({ ...ALLOW, Principal: { AWS: [ACCOUNT, ARN] }, Resource: 'arn:aws:*:${aws:username}/?*' }),
  toPolicy(
    { ...ALLOW, Condition: { StringLike: { 'aws:username': ["${aws:PrincipalTag/x, 'y'}", '${*}'] } } },
    {
      ...{ Effect: 'Deny', NotAction: ['a:B*'], NotResource: 'x' },
      Condition: {
        'ForAllValues:StringEqualsIfExists': { 'aws:TagKeys': ['a'] },
        IpAddress: { 'aws:SourceIp': ['10.0.0.0/8', '::1/128'] },
        DateLessThan: { 'aws:CurrentTime': '2026-01-01T00:00:00Z' },
        NumericLessThan: { 'aws:MultiFactorAuthAge': '300' },
        Bool: { 'aws:SecureTransport': true },
        Null: { 'aws:TokenIssueTime': 'true' },
        ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:user/*' },
        BinaryEquals: { 'aws:username': 'ZGV2' },
      },
    },
  ),
  toPolicy({ Effect: 'Allow', Principal: '*', Action: 'sts:AssumeRole' }),
];

/** Decides by a policy of one kind; whatever was accepted must be decidable, and alike every time. */
function decide(text: string, kind: PolicyKind): void {
  try {
    assertPolicyDocument(text, kind);
  } catch (error) {
    if (error instanceof ServiceError) return;
    throw error;
  }
  const attached = [{ name: 'p', policy: compilePolicy(text) }];
  const none = { identity: [], resource: [], session: [] };
  const policies = kind === 'identity' ? { ...none, identity: attached } : { ...none, resource: attached };
  for (const action of ['codeartifact:DescribeDomain', 'sts:AssumeRole', 'codeartifact:']) {
    const request = {
      ...{ principal: { account: ACCOUNT, arn: ARN }, isRoot: false, action, isOwnAccount: true },
      resources: ['arn:aws:codeartifact:us-east-1:123456789012:domain/dev', '*'],
      context: (key: string) => (Object.hasOwn(CONTEXT, key) ? CONTEXT[key] : undefined),
    };
    const [first, second] = [evaluate(request, policies), evaluate(request, policies)];
    if (JSON.stringify(first) !== JSON.stringify(second)) throw new Error('decided in two ways');
    // Nothing but a policy allows anything, and a deny on top always wins.
    const deny = {
      name: 'd',
      policy: compilePolicy(toPolicy({ Effect: 'Deny', Action: '*', Resource: '*' })),
    };
    const denied = evaluate(request, { ...policies, session: [deny] });
    if (denied.effect !== 'explicit deny') throw new Error(`${denied.effect} in spite of a deny`);
  }
}

const CALLER: Caller = { account: ACCOUNT, region: 'us-east-1', principalArn: ARN, temporary: false };
const counting = (length: number): Buffer => Buffer.alloc(length, 7);
const sessions = createSessionAuthority(Buffer.alloc(32, 1), counting);
const grant = {
  ...{ principalArn: ARN, account: ACCOUNT, expires: 2_000_000_000_000 },
  session: { issued: 1, policies: [], tags: {}, isMfaAuthenticated: false },
};
const issued = sessions.issue(grant);

/** Answers a query of the token service; the answer is XML, whatever the words in it. */
async function askSts(body: string): Promise<void> {
  const parameters = new Map(new URLSearchParams(body));
  const request = { caller: CALLER, now: 1_772_000_000_000, sourceIp: '::1', isSecure: false, parameters };
  const principals = { findRole: () => undefined };
  const parts = { sessions, principals, refuses: false } as unknown as Parameters<typeof answerSts>[1]; // no more is used
  try {
    parseXml(Buffer.from(renderStsResult('X', await answerSts(request, parts), 'id')));
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    if (error.statusCode >= 500) throw new Error(`answered ${error.statusCode}`);
    parseXml(Buffer.from(renderStsError(error, 'id')));
  }
}

const STS = 'Version=2011-06-15&Action=';

/** What decides who may do what. */
export const accessTargets: readonly FuzzTarget[] = [
  {
    name: 'policy-decisions',
    seeds: POLICIES,
    run: (input) => KINDS.forEach((kind) => decide(input.toString(), kind)),
  },
  {
    name: 'sts-queries',
    seeds: [
      `${STS}GetCallerIdentity`,
      `${STS}GetSessionToken&DurationSeconds=900&SerialNumber=a&TokenCode=1`,
      `${STS}AssumeRole&RoleArn=arn:aws:iam::${ACCOUNT}:role/r&RoleSessionName=s&DurationSeconds=900&Tags.member.1.Key=a` +
        `&Tags.member.1.Value=b&TransitiveTagKeys.member.1=a&Policy=${encodeURIComponent(toPolicy(ALLOW))}`,
      `${STS}AssumeRole&RoleArn=arn:aws:iam::${ACCOUNT}:role/r&RoleSessionName=s&PolicyArns.member.1.arn=arn:aws:iam::aws:policy/x`,
    ],
    run: (input) => askSts(input.toString()),
  },
  {
    name: 'session-tokens',
    seeds: [`${issued.accessKeyId} ${issued.sessionToken}`, `${issued.accessKeyId} ${issued.sessionToken}=`],
    run(input) {
      const [accessKeyId = '', ...rest] = input.toString().split(' ');
      const sessionToken = rest.join(' ');
      const found = sessions.find(accessKeyId, sessionToken);
      const isIt = accessKeyId === issued.accessKeyId && sessionToken === issued.sessionToken;
      if ((found !== undefined) !== isIt)
        throw new Error(isIt ? 'not known again' : 'taken for what was issued');
    },
  },
];

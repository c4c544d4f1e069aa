import { compileCondition, type Condition } from './compile-condition';
import { compilePrincipal, type PrincipalTest } from './compile-principal';
import type { ConditionContext } from './condition-context';
import { compilePattern } from './pattern';

/** A statement of a policy, made ready to be asked. */
export interface Statement {
  readonly sid: string | undefined;
  readonly effect: 'Allow' | 'Deny';
  /** How it names somebody; absent in identity policies. */
  readonly namesPrincipal: PrincipalTest | undefined;
  /** Whether it speaks of an action, lower-cased (IAM-010). */
  readonly coversAction: (action: string) => boolean;
  /** Whether it speaks of one of the ARNs. */
  readonly coversResource: (resources: readonly string[], context: ConditionContext) => boolean;
  readonly holds: Condition;
}

/** A policy, made ready to be asked. */
export interface Policy {
  /** Whether it asks for tags of the resource anywhere, so that nobody else has to look them up. */
  readonly mentionsResourceTags: boolean;
  /** The statements that speak of an action. */
  statementsOf(action: string): readonly Statement[];
}

// There are 51 actions and a few of other services; anything more is somebody's trick.
const MAX_ACTIONS = 100;

/** Compiles a policy document whose grammar was checked (IAM-060, IAM-061). */
export function compilePolicy(document: string): Policy {
  const { Version, Statement: member } = JSON.parse(document) as PolicyDocument; // the grammar was checked
  const statements = [member].flat().map((each) => compileStatement(each, Version === '2012-10-17'));
  const byAction = new Map<string, readonly Statement[]>();
  return {
    mentionsResourceTags: /aws:resourcetag/i.test(document),
    statementsOf(action) {
      const known = byAction.get(action);
      if (known) return known;
      const lowered = action.toLowerCase();
      const found = statements.filter((statement) => statement.coversAction(lowered));
      if (byAction.size < MAX_ACTIONS) byAction.set(action, found);
      return found;
    },
  };
}

type Texts = string | readonly string[];

interface StatementDocument {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal?: unknown;
  readonly NotPrincipal?: unknown;
  readonly Action?: Texts;
  readonly NotAction?: Texts;
  readonly Resource?: Texts;
  readonly NotResource?: Texts;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

interface PolicyDocument {
  readonly Version?: string;
  readonly Statement: StatementDocument | readonly StatementDocument[];
}

const NO_CONTEXT: ConditionContext = () => undefined;

/** Variables are looked for only since the version of 2012 (IAM-068). */
function compileStatement(statement: StatementDocument, variables: boolean): Statement {
  const {
    Sid,
    Effect,
    Principal,
    NotPrincipal,
    Action,
    NotAction,
    Resource,
    NotResource,
    Condition: when,
  } = statement;
  const actions = toList(Action ?? NotAction).map((action) =>
    compilePattern(action.toLowerCase(), { wildcards: true, variables: false }),
  );
  // A role's trust policy has no resource: it is about the role.
  const resources = toList(Resource ?? NotResource ?? '*').map((resource) =>
    compilePattern(resource, { wildcards: true, variables }),
  );
  const named = Principal ?? NotPrincipal;
  return {
    sid: Sid,
    effect: Effect,
    namesPrincipal: named === undefined ? undefined : compilePrincipal(named, Principal === undefined),
    coversAction: (action) =>
      actions.some((matches) => matches(action, NO_CONTEXT)) === (NotAction === undefined),
    coversResource: (arns, context) =>
      resources.some((matches) => arns.some((arn) => matches(arn, context))) === (NotResource === undefined),
    holds: when ? compileCondition(when, variables) : () => true,
  };
}

function toList(texts: Texts | undefined): readonly string[] {
  return texts === undefined ? [] : [texts].flat();
}

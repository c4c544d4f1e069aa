import { compileCondition, type Condition } from './compile-condition';
import { compilePrincipal, type PrincipalTest } from './compile-principal';
import type { ConditionContext } from './condition-context';
import { compilePattern, hasVariables } from './pattern';

/** A statement of a policy, made ready to be asked. */
export interface Statement {
  readonly sid: string | undefined;
  readonly effect: 'Allow' | 'Deny';
  /** How it names somebody; absent in identity policies. */
  readonly namesPrincipal: PrincipalTest | undefined;
  /** Whether it speaks of an action, lower-cased (IAM-010). */
  readonly coversAction: (action: string) => boolean;
  /** Whether which ARNs it speaks of depends on the request. */
  readonly hasVariableResource: boolean;
  /** Whether it speaks of one of the ARNs. */
  readonly coversResource: (resources: readonly string[], context: ConditionContext) => boolean;
  readonly holds: Condition;
}

/** A policy, made ready to be asked. */
export interface Policy {
  /** Whether it asks for tags of the resource anywhere, so that nobody else has to look them up. */
  readonly mentionsResourceTags: boolean;
  /** The statements that may speak of an action on one of the ARNs; `key` stands for all of those. */
  find(action: string, resources: readonly string[], key: string): Statements;
}

export interface Statements {
  readonly allow: readonly Statement[];
  readonly deny: readonly Statement[];
}

// The same few things are asked for again and again.
const MAX_REMEMBERED = 500;

/** Compiles a policy document whose grammar was checked (IAM-060, IAM-061). */
export function compilePolicy(document: string): Policy {
  const { Version, Statement: member } = JSON.parse(document) as PolicyDocument; // the grammar was checked
  const statements = [member].flat().map((each) => compileStatement(each, Version === '2012-10-17'));
  const remembered = new Map<string, Map<string, Statements>>();
  return {
    mentionsResourceTags: /aws:resourcetag/i.test(document),
    find(action, resources, key) {
      const ofAction = remembered.get(action) ?? new Map<string, Statements>();
      const known = ofAction.get(key);
      if (known) return known;
      const found = findStatements(statements, action.toLowerCase(), resources);
      if (ofAction.size >= MAX_REMEMBERED) ofAction.clear();
      // There are some 50 actions.
      remembered.set(action, ofAction.set(key, found));
      return found;
    },
  };
}

function findStatements(
  statements: readonly Statement[],
  action: string,
  resources: readonly string[],
): Statements {
  const found = statements.filter(
    (statement) =>
      statement.coversAction(action) &&
      (statement.hasVariableResource || statement.coversResource(resources, NO_CONTEXT)),
  );
  return {
    allow: found.filter(({ effect }) => effect === 'Allow'),
    deny: found.filter(({ effect }) => effect === 'Deny'),
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
    hasVariableResource: variables && toList(Resource ?? NotResource).some(hasVariables),
    coversResource: (arns, context) =>
      resources.some((matches) => arns.some((arn) => matches(arn, context))) === (NotResource === undefined),
    holds: when ? compileCondition(when, variables) : () => true,
  };
}

function toList(texts: Texts | undefined): readonly string[] {
  return texts === undefined ? [] : [texts].flat();
}

import type { ConditionContext } from '../policy/condition-context';
import type { AttachedPolicy, Decision } from '../policy/evaluate';
import type { Identity } from './principals';

/** What decides about a permission, besides the condition keys of the request. */
export interface DecisionInputs {
  readonly principalArn: string;
  readonly identity: Identity;
  readonly resource: readonly AttachedPolicy[];
  readonly accounts: readonly (string | undefined)[];
}

type Values = readonly string[] | undefined;

interface Remembered extends DecisionInputs {
  /** The condition keys that were asked for, with what was answered. */
  readonly asked: ReadonlyMap<string, Values>;
  readonly decision: Decision;
}

/** Decides about one permission, or knows the decision. */
export type Recall = (
  inputs: DecisionInputs,
  context: ConditionContext,
  decide: (context: ConditionContext) => Decision,
) => Decision;

const MAX_PRINCIPALS = 100;

/**
 * Remembers the decisions about one permission. One is made anew when anything that it was made from is another: who asks, a
 * policy, an account, or the value of a condition key that a statement asked for.
 */
export function createDecisionMemory(): Recall {
  const known = new Map<string, Remembered>();
  return (inputs, context, decide) => {
    const before = known.get(inputs.principalArn);
    if (before && isSame(before, inputs, context)) return before.decision;
    const asked = new Map<string, Values>();
    const decision = decide((key) => {
      const values = context(key);
      asked.set(key, values);
      return values;
    });
    if (known.size >= MAX_PRINCIPALS) known.clear();
    known.set(inputs.principalArn, { ...inputs, asked, decision });
    return decision;
  };
}

function isSame(before: Remembered, inputs: DecisionInputs, context: ConditionContext): boolean {
  if (before.identity !== inputs.identity) return false;
  if (!isSameList(before.resource, inputs.resource)) return false;
  if (!isSameList(before.accounts, inputs.accounts)) return false;
  for (const [key, values] of before.asked) if (!isSameList(values, context(key))) return false;
  return true;
}

function isSameList(a: readonly unknown[] | undefined, b: readonly unknown[] | undefined): boolean {
  if (a === b) return true;
  if (!a || !b || a.length !== b.length) return false;
  for (let at = 0; at < a.length; at += 1) if (a[at] !== b[at]) return false;
  return true;
}

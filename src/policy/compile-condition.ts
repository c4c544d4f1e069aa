import type { ConditionContext } from './condition-context';
import { findTest } from './condition-operators';

/** Whether a request meets the conditions of a statement. */
export type Condition = (context: ConditionContext) => boolean;

type Quantifier = 'ForAllValues' | 'ForAnyValue' | undefined;

/** Compiles a `Condition` member whose grammar was checked: every operator and key must hold (IAM-090). */
export function compileCondition(
  member: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
  variables: boolean,
): Condition {
  const conditions = Object.entries(member).flatMap(([operator, tests]) =>
    Object.entries(tests).map(([key, values]) =>
      compileOne(operator, key.toLowerCase(), toTexts(values), variables),
    ),
  );
  const [only, ...others] = conditions;
  // Most have one; the rest are not asked through closures of their own, for there are many for each request.
  if (only && others.length === 0) return only;
  return (context) => {
    for (const holds of conditions) if (!holds(context)) return false;
    return true;
  };
}

function toTexts(values: unknown): string[] {
  const list: unknown[] = Array.isArray(values) ? values : [values];
  return list.map(String);
}

function compileOne(operator: string, key: string, wanted: readonly string[], variables: boolean): Condition {
  const { quantifier, name, ifExists } = parseOperator(operator);
  if (name === 'Null') {
    const wantsAbsent = new Set(wanted.map((value) => value.toLowerCase() === 'true'));
    return (context) => wantsAbsent.has(!isPresent(context(key)));
  }
  const { negated, compile } = findTest(name);
  const tests = wanted.map((value) => compile(value, variables));
  return (context) => {
    const values = context(key);
    if (!isPresent(values)) return quantifier === 'ForAllValues' || ifExists || (negated && !quantifier);
    // Of several values wanted one is enough; with a negated operator none may be met.
    const meets = (value: string): boolean => tests.some((test) => test(value, context)) !== negated;
    const all = quantifier === 'ForAllValues' || (negated && quantifier === undefined);
    return all ? values.every(meets) : values.some(meets);
  };
}

function isPresent(values: readonly string[] | undefined): values is readonly string[] {
  return values !== undefined && values.length > 0;
}

function parseOperator(operator: string): { quantifier: Quantifier; name: string; ifExists: boolean } {
  const [, quantifier, name = '', ifExists] =
    /^(?:(ForAllValues|ForAnyValue):)?([A-Za-z]+?)(IfExists)?$/.exec(operator) ?? [];
  return {
    quantifier: quantifier === 'ForAllValues' || quantifier === 'ForAnyValue' ? quantifier : undefined,
    name,
    ifExists: ifExists !== undefined,
  };
}

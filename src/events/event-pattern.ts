import { isJsonObject } from '../util/json-object';

/** A rule's event pattern, as EventBridge has it: for each member a list of what it may be, or a pattern of its own. */
export interface EventPattern {
  readonly [member: string]: EventPattern | readonly Matcher[];
}

type Scalar = string | number | boolean | null;

/** A value, or a condition on it (EVT-078). */
export type Matcher =
  | Scalar
  | { readonly prefix: string }
  | { readonly exists: boolean }
  | { readonly 'anything-but': Scalar | readonly Scalar[] };

/** Whether an event has everything that a pattern asks for; a list in the event needs one value that fits. */
export function matchesPattern(event: unknown, pattern: EventPattern): boolean {
  const members = isJsonObject(event) ? event : {};
  return Object.entries(pattern).every(([name, wanted]) => {
    const value = Object.hasOwn(members, name) ? members[name] : undefined;
    if (!isList(wanted)) return matchesPattern(value, wanted);
    const values: readonly unknown[] = Array.isArray(value) ? value : [value];
    return wanted.some((matcher) => values.some((one) => fits(one, matcher)));
  });
}

function fits(value: unknown, matcher: Matcher): boolean {
  if (typeof matcher !== 'object' || matcher === null) return value === matcher;
  if ('exists' in matcher) return (value !== undefined) === matcher.exists;
  if ('prefix' in matcher) return typeof value === 'string' && value.startsWith(matcher.prefix);
  const others = matcher['anything-but'];
  return value !== undefined && !(isList(others) ? others : [others]).some((other) => other === value);
}

// Array.isArray does not narrow a readonly array out of a union.
function isList<T>(
  value: T | readonly T[] | EventPattern | readonly Matcher[],
): value is readonly T[] & readonly Matcher[] {
  return Array.isArray(value);
}

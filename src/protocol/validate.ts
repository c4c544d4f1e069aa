import type { Shape, Traits } from './service-model';
import { addViolation, type Violations } from './violations';

/** One constraint of a simple shape: the service's words for it and the test. */
export interface Constraint {
  readonly text: string;
  holds(value: unknown): boolean;
}

/**
 * The constraints on values of a shape in the order in which the service reports them. Patterns become regular
 * expressions here, once; throws on a pattern that JavaScript cannot express.
 */
export function compileConstraints(shape: Shape): readonly Constraint[] {
  const traits = shape.traits ?? {};
  return [...patternOf(traits), ...lengthOf(traits), ...rangeOf(traits), ...enumOf(shape)];
}

/** Reports each constraint that the value breaks. */
export function checkValue(
  constraints: readonly Constraint[],
  value: unknown,
  path: string,
  violations: Violations,
): void {
  for (const constraint of constraints) {
    if (!constraint.holds(value)) addViolation(violations, path, constraint.text, value);
  }
}

/** How the service speaks of the constraints on a list's elements or a map's keys: all of them, as one. */
export function describeAll(constraints: readonly Constraint[]): string {
  const texts = constraints.map((constraint) => constraint.text).reverse();
  return `[${[...texts, 'Member must not be null'].join(', ')}]`;
}

// Java's `\s` is ASCII only.
const JAVA_SPACE = ' \\t\\n\\v\\f\\r';

/**
 * Translates a Java pattern that is matched against the whole value (DESIGN D5); Java's `IsWhitespace` is Unicode's
 * White_Space. Throws on a pattern that JavaScript cannot express.
 */
export function toRegExp(pattern: string): RegExp {
  let inClass = false;
  const translated = unanchored(pattern).replaceAll(/\\p\{IsWhitespace\}|\\.|\[|\]/gu, (token) => {
    if (token === '[' || token === ']') inClass = token === '[';
    if (token === '\\p{IsWhitespace}') return '\\p{White_Space}';
    if (token === '\\s') return inClass ? JAVA_SPACE : `[${JAVA_SPACE}]`;
    // Inside a class this yields `[[^`, which the `u` flag refuses; no pattern of the service has it.
    if (token === '\\S') return `[^${JAVA_SPACE}]`;
    return token;
  });
  return new RegExp(`^(?:${translated})$`, 'u');
}

function patternOf(traits: Traits): Constraint[] {
  const pattern = traits['smithy.api#pattern'];
  if (pattern === undefined) return [];
  const expression = toRegExp(pattern);
  return [
    {
      text: `Member must satisfy regular expression pattern: ${unanchored(pattern)}`,
      holds: (value) => typeof value === 'string' && expression.test(value),
    },
  ];
}

function lengthOf(traits: Traits): Constraint[] {
  return boundsOf(traits['smithy.api#length'], 'length', sizeOf);
}

function rangeOf(traits: Traits): Constraint[] {
  return boundsOf(traits['smithy.api#range'], 'value', Number);
}

function boundsOf(
  bounds: { readonly min?: number; readonly max?: number } | undefined,
  what: string,
  measure: (value: unknown) => number,
): Constraint[] {
  const { min, max } = bounds ?? {};
  const found: Constraint[] = [];
  if (min !== undefined) {
    const text = `Member must have ${what} greater than or equal to ${min}`;
    found.push({ text, holds: (value) => measure(value) >= min });
  }
  if (max !== undefined) {
    const text = `Member must have ${what} less than or equal to ${max}`;
    found.push({ text, holds: (value) => measure(value) <= max });
  }
  return found;
}

function enumOf(shape: Shape): Constraint[] {
  if (shape.type !== 'enum') return [];
  const values = Object.values(shape.members ?? {}).map((member) => member.traits?.['smithy.api#enumValue']);
  const set = new Set<unknown>(values);
  return [
    {
      text: `Member must satisfy enum value set: [${values.join(', ')}]`,
      holds: (value) => set.has(value),
    },
  ];
}

// Lengths of strings count code points (DESIGN D5).
function sizeOf(value: unknown): number {
  if (typeof value === 'string') return codePoints(value);
  if (Array.isArray(value)) return value.length;
  return typeof value === 'object' && value !== null ? Object.keys(value).length : 0;
}

function codePoints(text: string): number {
  let count = text.length;
  for (let index = 0; index < text.length - 1; index++) {
    if ((text.codePointAt(index) ?? 0) > 0xffff) {
      count--;
      index++;
    }
  }
  return count;
}

function unanchored(pattern: string): string {
  return pattern.replace(/^\^/u, '').replace(/\$$/u, '');
}

import { ValidationException } from '../errors';

/** The sentences about one request's broken constraints, in the order they were found. */
export type Violations = string[];

// Enough to repair a request by; bounds what a hostile one makes us say.
const MAX_VIOLATIONS = 10;
const MAX_QUOTED = 1000;

/** Notes that the value at `path` breaks `constraint`; leave `value` out where it must not or cannot be quoted. */
export function addViolation(
  violations: Violations,
  path: string,
  constraint: string,
  value?: unknown,
): undefined {
  if (violations.length >= MAX_VIOLATIONS) return;
  const sentence = `Value ${quoted(value)}at '${shortened(path)}' failed to satisfy constraint: ${constraint}`;
  if (!violations.includes(sentence)) violations.push(sentence);
}

/** Throws one ValidationException naming every violation (DOM-162, PKG-006); returns where there are none. */
export function assertNoViolations(violations: Violations): void {
  if (violations.length === 0) return;
  const count = violations.length === 1 ? '1 validation error' : `${violations.length} validation errors`;
  throw new ValidationException(`${count} detected: ${violations.join('; ')}`, 'FIELD_VALIDATION_FAILED');
}

function quoted(value: unknown): string {
  if (value === undefined) return '';
  if (value === null) return 'null ';
  return `'${shortened(render(value))}' `;
}

// The service prints lists and maps the way Java does.
function render(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return `[${renderSome(value, (element: unknown) => render(element))}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null);
  return `{${renderSome(Object.entries(value), ([key, member]: [string, unknown]) => `${key}=${render(member)}`)}}`;
}

function renderSome<T>(parts: readonly T[], renderPart: (part: T) => string): string {
  let text = '';
  for (const part of parts) {
    if (text.length > MAX_QUOTED) break;
    text += text === '' ? renderPart(part) : `, ${renderPart(part)}`;
  }
  return text;
}

function shortened(text: string): string {
  return text.length <= MAX_QUOTED ? text : `${text.slice(0, MAX_QUOTED)}…`;
}

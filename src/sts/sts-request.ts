import type { RequestFacts } from '../access/request-context';
import { ServiceError } from '../errors';

/** A request to the token service, after authentication: query protocol, API version 2011-06-15. */
export interface StsRequest extends RequestFacts {
  readonly parameters: ReadonlyMap<string, string>;
}

/** Elements of an answer, by name, in order. */
export interface StsElements {
  readonly [element: string]: string | StsElements;
}

/** 400 for a parameter that is not as it must be. */
export function validationError(message: string): ServiceError {
  return new ServiceError('ValidationError', 400, message);
}

/** The value of a parameter that must be there and like a pattern. Throws ValidationError. */
export function needParameter({ parameters }: StsRequest, name: string, pattern: RegExp): string {
  const value = parameters.get(name);
  if (value !== undefined && pattern.test(value)) return value;
  const member = name.charAt(0).toLowerCase() + name.slice(1);
  throw validationError(
    `1 validation error detected: Value ${value === undefined ? 'null' : `'${value}'`} at '${member}' failed to ` +
      `satisfy constraint: Member must ${value === undefined ? 'not be null' : `satisfy regular expression pattern: ${pattern.source}`}`,
  );
}

/** `DurationSeconds`. Throws ValidationError for what is not within the limits. */
export function readDuration(
  { parameters }: StsRequest,
  { least, most, usual }: { readonly least: number; readonly most: number; readonly usual: number },
): number {
  const text = parameters.get('DurationSeconds');
  if (text === undefined) return usual;
  const seconds = /^\d{1,9}$/.test(text) ? Number(text) : NaN;
  if (seconds >= least && seconds <= most) return seconds;
  throw validationError(
    `1 validation error detected: Value '${text}' at 'durationSeconds' failed to satisfy constraint: ` +
      `Member must have value between ${least} and ${most}`,
  );
}

/** The members of a list parameter, `PolicyArns.member.1.arn`, each by its own names; a plain value is under `''`. */
export function readList({ parameters }: StsRequest, name: string): ReadonlyMap<string, string>[] {
  const members: Map<string, string>[] = [];
  for (let at = 1; at <= 50; at += 1) {
    const prefix = `${name}.member.${at}`;
    const found = [...parameters].filter(([key]) => key === prefix || key.startsWith(`${prefix}.`));
    if (found.length === 0) break;
    members.push(new Map(found.map(([key, value]) => [key.slice(prefix.length + 1), value])));
  }
  return members;
}

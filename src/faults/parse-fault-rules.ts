import { isJsonObject } from '../util/json-object';
import { OptionError } from '../util/option-error';
import type { FaultRule } from './fault-rule';
import { modelledStatus } from './modelled-status';
import { compileWildcard } from './wildcard';

type Check = (value: unknown) => boolean;

const MAX_TEXT = 4096;
const LONGEST_LATENCY_MS = 600_000;
const A_DAY = 86_400;

const isText: Check = (value) =>
  typeof value === 'string' && value !== '' && value.length <= MAX_TEXT && !/[\u0000-\u001f]/.test(value);
const isFlag: Check = (value) => typeof value === 'boolean';
const oneOf =
  (...values: readonly unknown[]): Check =>
  (value) =>
    values.includes(value);
const whole =
  (least: number, most = Number.MAX_SAFE_INTEGER): Check =>
  (value) =>
    Number.isInteger(value) && Number(value) >= least && Number(value) <= most;

const MEMBERS: Readonly<Record<keyof FaultRule, Check>> = {
  door: oneOf('api', 'package', 'sts'),
  account: (value) => isText(value) && /^\d{12}$/.test(String(value)),
  operation: isText,
  route: (value) => isText(value) && /^(?:[A-Z]+ )?[/*]/.test(String(value)),
  domain: isText,
  repository: isText,
  format: oneOf('cargo', 'generic', 'maven', 'npm', 'nuget', 'pypi', 'ruby', 'swift'),
  package: isText,
  nth: whole(1),
  times: whole(1),
  probability: (value) => typeof value === 'number' && value > 0 && value <= 1,
  error: isJsonObject,
  latencyMs: whole(0, LONGEST_LATENCY_MS),
  reset: oneOf(true, false, 'before', 'after'),
  truncate: (value) => isFlag(value) || whole(0)(value),
  corrupt: (value) => isFlag(value) || whole(0)(value),
  stale: isFlag,
};

const ERROR_MEMBERS: Readonly<Record<string, Check>> = {
  code: (value) => typeof value === 'string' && /^[A-Za-z][A-Za-z0-9.]{0,127}$/.test(value),
  status: whole(400, 599),
  message: isText,
  retryAfterSeconds: whole(0, A_DAY),
};

const KINDS = ['error', 'latencyMs', 'reset', 'truncate', 'corrupt', 'stale'] as const;

/**
 * Reads one rule or a list of them.
 * @param operations names of all operations and permissions there are; what is not among them is then refused
 * @throws OptionError naming the member that is unknown or has an impossible value
 */
export function parseFaultRules(value: unknown, operations?: readonly string[]): readonly FaultRule[] {
  const rules: readonly unknown[] = Array.isArray(value) ? value : [value];
  return rules.map((rule, index) => {
    const name = rules.length === 1 ? 'The fault' : `Fault ${index + 1} of ${rules.length}`;
    return parseRule(rule, name, operations);
  });
}

function parseRule(value: unknown, name: string, operations: readonly string[] | undefined): FaultRule {
  if (!isJsonObject(value)) throw new OptionError(`${name} is not a rule but ${toShort(value)}.`);
  checkMembers(value, MEMBERS, name, '');
  const rule = value as FaultRule; // as far as was looked at
  if (!KINDS.some((kind) => rule[kind] !== undefined && rule[kind] !== false)) {
    throw new OptionError(`${name} says nothing to go wrong: it needs one of ${KINDS.join(', ')}.`);
  }
  const { error, operation, door } = rule;
  if (error) checkError(error as unknown as Record<string, unknown>, name);
  if (operation !== undefined && operations && !operations.some(compileWildcard(operation))) {
    throw new OptionError(`${name} has an impossible 'operation': there is no ${toShort(operation)}.`);
  }
  if (rule.stale === true && door !== undefined && door !== 'package') {
    throw new OptionError(
      `${name} has an impossible 'stale': only package managers read metadata documents.`,
    );
  }
  // Nobody else's to change.
  return Object.freeze({ ...rule, ...(error && { error: Object.freeze({ ...error }) }) });
}

function checkError(error: Readonly<Record<string, unknown>>, name: string): void {
  checkMembers(error, ERROR_MEMBERS, name, 'error.');
  const { code, status } = error;
  if (typeof code !== 'string') throw new OptionError(`${name} needs an 'error.code'.`);
  if (status === undefined && !Object.hasOwn(modelledStatus, code)) {
    throw new OptionError(
      `${name} needs an 'error.status', because ${code} is none of the service's errors.`,
    );
  }
}

function checkMembers(
  value: Readonly<Record<string, unknown>>,
  members: Readonly<Record<string, Check>>,
  name: string,
  path: string,
): void {
  for (const [member, given] of Object.entries(value)) {
    const check = Object.hasOwn(members, member) ? members[member] : undefined;
    if (!check) throw new OptionError(`${name} has an unknown member '${path}${member}'.`);
    if (given !== undefined && !check(given)) {
      throw new OptionError(`${name} has an impossible '${path}${member}': ${toShort(given)}.`);
    }
  }
}

function toShort(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length <= 200 ? text : `${text.slice(0, 200)}…`;
}

import { BlockList, isIPv4, isIPv6 } from 'node:net';
import type { ConditionContext } from './condition-context';
import { compilePattern, type Pattern } from './pattern';

/** Whether a value of the request is as one value of the policy says. */
type Test = (value: string, context: ConditionContext) => boolean;

interface Operator {
  /** Holds when no value of the policy is met, and when the key is absent. */
  readonly negated: boolean;
  readonly compile: (wanted: string, variables: boolean) => Test;
}

const LITERAL = { wildcards: false } as const;
const LIKE = { wildcards: true } as const;

const compare =
  (read: (text: string) => number, holds: (value: number, wanted: number) => boolean) =>
  (wanted: string): Test => {
    const bound = read(wanted);
    // What is not a number compares as false either way.
    return (value) => holds(read(value), bound);
  };

const equals = (wanted: string, variables: boolean): Pattern =>
  compilePattern(wanted, { ...LITERAL, variables });
const like = (wanted: string, variables: boolean): Pattern => compilePattern(wanted, { ...LIKE, variables });

function equalsIgnoringCase(wanted: string, variables: boolean): Test {
  const test = equals(wanted.toLowerCase(), variables);
  return (value, context) =>
    test(value.toLowerCase(), (key) => context(key)?.map((known) => known.toLowerCase()));
}

const sameTruth = (wanted: string): Test => {
  const truth = wanted.toLowerCase();
  return (value) => value.toLowerCase() === truth;
};

const POSITIVE: Readonly<Record<string, Operator['compile']>> = {
  StringEquals: equals,
  StringEqualsIgnoreCase: equalsIgnoringCase,
  StringLike: like,
  Bool: sameTruth,
  BinaryEquals: (wanted) => (value) => value === wanted,
  IpAddress: isInRange,
  NumericEquals: compare(toNumber, (value, wanted) => value === wanted),
  NumericLessThan: compare(toNumber, (value, wanted) => value < wanted),
  NumericLessThanEquals: compare(toNumber, (value, wanted) => value <= wanted),
  NumericGreaterThan: compare(toNumber, (value, wanted) => value > wanted),
  NumericGreaterThanEquals: compare(toNumber, (value, wanted) => value >= wanted),
  DateEquals: compare(toTime, (value, wanted) => value === wanted),
  DateLessThan: compare(toTime, (value, wanted) => value < wanted),
  DateLessThanEquals: compare(toTime, (value, wanted) => value <= wanted),
  DateGreaterThan: compare(toTime, (value, wanted) => value > wanted),
  DateGreaterThanEquals: compare(toTime, (value, wanted) => value >= wanted),
  ArnEquals: isLikeArn,
  ArnLike: isLikeArn,
};

const NEGATIVE: Readonly<Record<string, string>> = {
  StringNotEquals: 'StringEquals',
  StringNotEqualsIgnoreCase: 'StringEqualsIgnoreCase',
  StringNotLike: 'StringLike',
  NotIpAddress: 'IpAddress',
  NumericNotEquals: 'NumericEquals',
  DateNotEquals: 'DateEquals',
  ArnNotEquals: 'ArnEquals',
  ArnNotLike: 'ArnLike',
};

/** A condition operator by its name without quantifier and `IfExists` (IAM-090). Throws for one that there is not. */
export function findTest(name: string): Operator {
  const positive = NEGATIVE[name];
  const compile = POSITIVE[positive ?? name];
  if (!compile) throw new Error(`no condition operator ${name}`); // the grammar was checked
  return { negated: positive !== undefined, compile };
}

function toNumber(text: string): number {
  return text.trim() === '' ? NaN : Number(text);
}

/** Seconds since the epoch, or a date of ISO 8601; NaN for anything else. */
function toTime(text: string): number {
  return /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text);
}

function isInRange(wanted: string): Test {
  const [address = '', bits] = wanted.split('/');
  const family = isIPv4(address) ? 'ipv4' : isIPv6(address) ? 'ipv6' : undefined;
  const length = bits === undefined ? (family === 'ipv4' ? 32 : 128) : Number(bits);
  if (!family || !(length >= 0 && length <= (family === 'ipv4' ? 32 : 128))) return () => false;
  const range = new BlockList();
  range.addSubnet(address, length, family);
  return (value) => {
    const plain = value.replace(/^::ffff:(?=\d+\.)/i, '');
    // An address of one family is in no range of the other, mapped or not.
    const isOfFamily = family === 'ipv4' ? isIPv4(plain) : isIPv6(plain);
    return isOfFamily && range.check(plain, family);
  };
}

/** The six parts of an ARN are compared one by one, each with its own wildcards. */
function isLikeArn(wanted: string, variables: boolean): Test {
  const patterns = splitArn(wanted).map((part) => like(part, variables));
  return (value, context) => {
    const parts = splitArn(value);
    return parts.length === patterns.length && patterns.every((test, at) => test(parts[at] ?? '', context));
  };
}

function splitArn(text: string): string[] {
  // Colons inside a variable are none of the ARN's.
  const parts = text.split(/:(?![^{]*\})/);
  return parts.length <= 6 ? parts : [...parts.slice(0, 5), parts.slice(5).join(':')];
}

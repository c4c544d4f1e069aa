import { ServiceError } from '../errors';
import type { FaultError, FaultFilter, FaultKinds, FaultRule } from './fault-rule';
import { modelledStatus } from './modelled-status';
import { parseFaultRules } from './parse-fault-rules';
import { compileWildcard } from './wildcard';

/** A rule, and how often it has struck. */
export type FaultStatus = FaultRule & { readonly hits: number };

/** What is known of a request when faults are looked for. */
export type FaultFacts = {
  readonly [K in Exclude<keyof FaultFilter, 'door' | 'route'>]: string | undefined;
} & { readonly door: NonNullable<FaultFilter['door']>; readonly method: string; readonly path: string } & {
  /** Whether it reads a metadata document of a package. */
  readonly isDocument: boolean;
};

/** What befalls one request, of all rules that strike it. */
export interface FaultEffect {
  /** Names of what goes wrong, for the request log. */
  readonly kinds: readonly (keyof FaultKinds)[];
  /** Of the first rule that has one. */
  readonly error: ServiceError | undefined;
  readonly latencyMs: number;
  readonly reset: 'before' | 'after' | undefined;
  readonly truncate: boolean | number;
  readonly corrupt: boolean | number;
  readonly stale: boolean;
}

export interface Faults {
  /** Whether there is any rule: all that is asked at a request when there is none. */
  readonly isActive: boolean;
  /** Whether a rule must know the package before it can say whether it is for a request. */
  readonly namesPackage: boolean;
  /** Whether a rule shows packages as they were. */
  readonly isStale: boolean;
  /** Adds one rule or several behind the others; throws RangeError, and adds none, for what is none. */
  add(rules: unknown): void;
  list(): readonly FaultStatus[];
  clear(): void;
  /** Returns to the rules that there were at the start, which have not struck yet. */
  restart(): void;
  /** Counts the request with every rule that is for it; undefined when none strikes. */
  strike(facts: FaultFacts): FaultEffect | undefined;
}

export interface FaultsOptions {
  readonly start: readonly FaultRule[];
  /** Of the operations and permissions that a rule may name. */
  readonly operations: readonly string[];
  /** From 0 to below 1. */
  readonly random: () => number;
  /** Is told when rules go, with what they have brought about. */
  readonly onClear: () => void;
}

interface Slot {
  readonly rule: FaultRule;
  readonly isFor: (facts: FaultFacts) => boolean;
  matches: number;
  hits: number;
}

const MAX_RULES = 1000;

/** The faults of an emulator (DESIGN D9). */
export function createFaults({ start, operations, random, onClear }: FaultsOptions): Faults {
  let slots: readonly Slot[] = [];
  const faults = {
    isActive: false,
    namesPackage: false,
    isStale: false,
    add(rules: unknown): void {
      const added = parseFaultRules(rules, operations);
      if (slots.length + added.length > MAX_RULES)
        throw new RangeError(`There may be ${MAX_RULES} faults at most.`);
      replace([...slots, ...added.map(toSlot)]);
    },
    list: () => slots.map(({ rule, hits }) => ({ ...rule, hits })),
    clear(): void {
      replace([]);
      onClear();
    },
    restart(): void {
      faults.clear();
      faults.add(start);
    },
    strike(facts: FaultFacts): FaultEffect | undefined {
      const struck = slots.filter((slot) => slot.isFor(facts) && strikes(slot, random));
      return struck.length > 0 ? toEffect(struck.map(({ rule }) => rule)) : undefined;
    },
  };

  function replace(replacement: readonly Slot[]): void {
    slots = replacement;
    faults.isActive = slots.length > 0;
    faults.namesPackage = slots.some(({ rule }) => rule.package !== undefined);
    faults.isStale = slots.some(({ rule }) => rule.stale === true);
  }

  faults.add(start);
  return faults;
}

function toSlot(rule: FaultRule): Slot {
  const { door, route } = rule;
  const names = ['account', 'operation', 'domain', 'repository', 'format', 'package'] as const;
  const wanted = names.flatMap((name) => {
    const pattern = rule[name];
    return pattern === undefined ? [] : [{ name, matches: compileWildcard(pattern) }];
  });
  const matchesRoute = route === undefined ? undefined : compileWildcard(route);
  const isWithMethod = route !== undefined && /^[A-Z]/.test(route);
  const isFor = (facts: FaultFacts): boolean => {
    if (door !== undefined && door !== facts.door) return false;
    if (rule.stale === true && !facts.isDocument) return false;
    if (matchesRoute && !matchesRoute(isWithMethod ? `${facts.method} ${facts.path}` : facts.path))
      return false;
    return wanted.every(({ name, matches }) => {
      const text = facts[name];
      return text !== undefined && matches(text);
    });
  };
  return { rule, isFor, matches: 0, hits: 0 };
}

/** Whether a rule strikes a request that it is for. */
function strikes(slot: Slot, random: () => number): boolean {
  const { nth, times = nth === undefined ? Infinity : 1, probability } = slot.rule;
  slot.matches++;
  if (slot.hits >= times || slot.matches < (nth ?? 1)) return false;
  if (probability !== undefined && random() >= probability) return false;
  slot.hits++;
  return true;
}

function toEffect(rules: readonly FaultRule[]): FaultEffect {
  const first = <K extends keyof FaultKinds>(kind: K): FaultRule[K] | undefined =>
    rules.find((rule) => rule[kind] !== undefined && rule[kind] !== false)?.[kind];
  const kinds = (['error', 'latencyMs', 'reset', 'truncate', 'corrupt', 'stale'] as const).filter(
    (kind) => first(kind) !== undefined,
  );
  const error = first('error');
  const reset = first('reset');
  return {
    kinds,
    error: error && toServiceError(error),
    latencyMs: rules.reduce((sum, { latencyMs = 0 }) => sum + latencyMs, 0),
    reset: reset === true ? 'before' : reset || undefined,
    truncate: first('truncate') ?? false,
    corrupt: first('corrupt') ?? false,
    stale: first('stale') !== undefined,
  };
}

function toServiceError({ code, status, message, retryAfterSeconds }: FaultError): ServiceError {
  const isThrottling = code === 'ThrottlingException';
  const retry = retryAfterSeconds ?? (isThrottling ? 1 : undefined);
  return new ServiceError(
    code,
    status ?? modelledStatus[code] ?? 500,
    message ?? (isThrottling ? 'Rate exceeded' : 'A fault that was asked for.'),
    {
      ...(retry !== undefined && { retryAfterSeconds: retry }),
      ...(code === 'ValidationException' && { reason: 'OTHER' }),
    },
  );
}

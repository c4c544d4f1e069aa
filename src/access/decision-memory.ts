import type { ConditionContext } from '../policy/condition-context';
import type { AttachedPolicy } from '../policy/evaluate';
import type { TagRecord } from '../registry/records';
import type { AccessNote } from './authorizer';
import type { Identity } from './principals';

/** What is looked up in the store for a permission. */
export interface Gathered {
  readonly resource: readonly AttachedPolicy[];
  /** That own the resource, or administer its repository. */
  readonly accounts: readonly (string | undefined)[];
  readonly tags: readonly TagRecord[];
}

/** Who asks, and when. */
export interface Asker {
  readonly principalArn: string;
  readonly identity: Identity;
  /** Of the store, before anything is looked up in it. */
  readonly revision: number;
  /** The condition keys of the request. */
  contextWith(tags: Gathered['tags']): ConditionContext;
}

type Values = readonly string[] | undefined;

interface Remembered extends Gathered {
  readonly identity: Identity;
  revision: number;
  /** The condition keys that were asked for, with what was answered. */
  readonly asked: ReadonlyMap<string, Values>;
  readonly note: AccessNote;
}

/** Remembers the decisions about one permission. */
export interface DecisionMemory {
  /** The last decision, if nothing can have changed that it was made from: nothing need be looked up then. */
  recall(asker: Asker): AccessNote | undefined;
  /** The last decision if it was made from the same, else what `decide` says. */
  decide(asker: Asker, found: Gathered, decide: (context: ConditionContext) => AccessNote): AccessNote;
}

const MAX_PRINCIPALS = 100;

/**
 * A decision is made anew when anything that it was made from is another: who asks, a policy, an account, or the value of
 * a condition key that a statement asked for.
 */
export function createDecisionMemory(): DecisionMemory {
  const known = new Map<string, Remembered>();
  const find = ({ principalArn, identity }: Asker): Remembered | undefined => {
    const before = known.get(principalArn);
    return before?.identity === identity ? before : undefined;
  };
  return {
    recall(asker) {
      const before = find(asker);
      if (before?.revision !== asker.revision) return undefined;
      return isAnsweredAsBefore(before, asker.contextWith(before.tags)) ? before.note : undefined;
    },
    decide(asker, found, decide) {
      const { principalArn, identity, revision } = asker;
      const context = asker.contextWith(found.tags);
      const before = find(asker);
      if (before && isSame(before, found) && isAnsweredAsBefore(before, context)) {
        before.revision = revision;
        return before.note;
      }
      const asked = new Map<string, Values>();
      const note = decide((key) => {
        const values = context(key);
        asked.set(key, values);
        return values;
      });
      if (known.size >= MAX_PRINCIPALS) known.clear();
      known.set(principalArn, { ...found, identity, revision, asked, note });
      return note;
    },
  };
}

function isSame(before: Gathered, found: Gathered): boolean {
  if (!isSameList(before.resource, found.resource)) return false;
  return isSameList(before.accounts, found.accounts) && isSameList(before.tags, found.tags);
}

function isAnsweredAsBefore({ asked }: Remembered, context: ConditionContext): boolean {
  for (const [key, values] of asked) if (!isSameList(values, context(key))) return false;
  return true;
}

function isSameList(a: readonly unknown[] | undefined, b: readonly unknown[] | undefined): boolean {
  if (a === b) return true;
  if (!a || !b || a.length !== b.length) return false;
  for (let at = 0; at < a.length; at += 1) if (a[at] !== b[at]) return false;
  return true;
}

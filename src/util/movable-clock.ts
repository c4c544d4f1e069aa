import type { Clock } from './clock';
import { assertPossible } from './instant';

/** What a clock shows. */
export interface ClockState {
  /** ISO 8601. */
  readonly now: string;
  readonly frozen: boolean;
}

/** A clock that can be stopped and moved. What is moved takes effect at once; the promises wait for what was put off. */
export interface MovableClock extends Clock {
  state(): ClockState;
  /** Whether it has been stopped or moved, so that it shows another time than the clock it goes by. */
  isMoved(): boolean;
  /** Stops at a moment, in milliseconds, or at the present one. */
  freeze(at?: number): Promise<void>;
  /** Shows another time from now on, and stands still or runs as before. */
  set(to: number): Promise<void>;
  /** Moves by seconds, backwards if they are negative. Rejects with RangeError for where no clock can be. */
  advance(seconds: number): Promise<void>;
  /** Runs again, from the time it shows. */
  resume(): Promise<void>;
  /** Returns to how it was made. */
  restart(): Promise<void>;
  /** Does the work when the clock has got that far. Work that is still due when the process ends is dropped. */
  after(seconds: number, work: () => Promise<unknown>): void;
}

interface Due {
  readonly at: number;
  readonly work: () => Promise<unknown>;
  timer: NodeJS.Timeout | undefined;
}

// Node's timers hold no more; one that rings early looks again.
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * A clock that goes by another one until it is told otherwise (DESIGN D9).
 * @param start milliseconds: it stands still there from the start
 */
export function createMovableClock(base: Clock, start?: number): MovableClock {
  let frozenAt = start;
  let offset = 0;
  const waiting = new Set<Due>();
  const now = (): number => frozenAt ?? base.now() + offset;

  async function run(due: Due): Promise<void> {
    if (!waiting.delete(due)) return;
    clearTimeout(due.timer);
    await due.work();
  }

  function ring(due: Due): void {
    const left = due.at - now();
    clearTimeout(due.timer);
    due.timer = undefined;
    if (frozenAt !== undefined) return;
    // How long that is, is for real time to say: a clock that was handed in may stand still.
    due.timer = setTimeout(
      () => void (left > LONGEST_TIMER_MS ? ring(due) : run(due)),
      Math.max(0, Math.min(left, LONGEST_TIMER_MS)),
    ).unref();
  }

  async function move(change: () => void): Promise<void> {
    change();
    const due = [...waiting].filter(({ at }) => at <= now()).sort((a, b) => a.at - b.at);
    const later = [...waiting].filter(({ at }) => at > now());
    later.forEach(ring);
    for (const each of due) await run(each);
  }

  function moveTo(to: number): Promise<void> {
    return move(() => {
      assertPossible(to);
      if (frozenAt === undefined) offset = to - base.now();
      else frozenAt = to;
    });
  }

  return {
    now,
    state: () => ({ now: new Date(now()).toISOString(), frozen: frozenAt !== undefined }),
    isMoved: () => frozenAt !== undefined || offset !== 0,
    async freeze(at = now()) {
      await move(() => (frozenAt = assertPossible(at)));
    },
    set: moveTo,
    advance: (seconds) => moveTo(now() + seconds * 1000),
    resume: () =>
      move(() => {
        if (frozenAt === undefined) return;
        offset = frozenAt - base.now();
        frozenAt = undefined;
      }),
    restart: () =>
      move(() => {
        frozenAt = start;
        offset = 0;
      }),
    after(seconds, work) {
      const due = { at: now() + seconds * 1000, work, timer: undefined };
      waiting.add(due);
      ring(due);
    },
  };
}

import type { Clock } from './clock';

/** What a clock says: the time in ISO 8601, and whether it stands still. */
export interface ClockState {
  readonly now: string;
  readonly frozen: boolean;
}

/** A clock that can be stopped, set and moved (DESIGN D9). Times in ISO 8601; a RangeError for a text that is none. */
export interface ControlledClock extends Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Stops it, now or at a time. */
  freeze(at?: string): void;
  /** Sets it; it stands or goes on as before. */
  set(to: string): void;
  /** Moves it, by a negative number backwards. */
  advance(seconds: number): void;
  /** Lets it go on from where it is. */
  resume(): void;
  state(): ClockState;
  /** As it was at the start. */
  restart(): void;
}

/**
 * A clock that follows another until somebody takes it over.
 * @param frozenAt where it stands still at the start
 */
export function createControlledClock(base: Clock, frozenAt?: string): ControlledClock {
  const start = frozenAt === undefined ? undefined : parseTime(frozenAt);
  let frozen = start;
  let offset = 0;
  const now = (): number => frozen ?? base.now() + offset;
  const moveTo = (time: number): void => {
    if (frozen === undefined) offset = time - base.now();
    else frozen = time;
  };
  return {
    now,
    freeze: (at) => void (frozen = at === undefined ? now() : parseTime(at)),
    set: (to) => moveTo(parseTime(to)),
    advance(seconds) {
      const to = now() + seconds * 1000;
      if (Number.isNaN(new Date(to).getTime())) throw new RangeError(`${seconds} is not a number of seconds`);
      moveTo(to);
    },
    resume() {
      offset = now() - base.now();
      frozen = undefined;
    },
    state: () => ({ now: new Date(now()).toISOString(), frozen: frozen !== undefined }),
    restart() {
      frozen = start;
      offset = 0;
    },
  };
}

function parseTime(text: string): number {
  const time = Date.parse(text);
  if (Number.isNaN(time)) throw new RangeError(`'${text}' is not a time`);
  return time;
}

import { assertPossible, parseInstant } from '../util/instant';
import type { ClockState, MovableClock } from '../util/movable-clock';

/** A moment: milliseconds since the epoch, ISO 8601 with a zone, or a Date. */
export type Moment = number | string | Date;

/**
 * The emulator's clock, which tokens, retention, events and the `Date` header go by. A change takes effect at once, and
 * begins the work that had been put off until then. All throw a RangeError, and change nothing, for a moment that there
 * is none of.
 */
export interface EmulatorClock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** As `GET /_codeartifact/clock` shows it. */
  state(): ClockState;
  /** Stops the clock, at the present moment unless another is given. */
  freeze(at?: Moment): void;
  /** Shows another time from now on, and stands still or runs as before. */
  set(to: Moment): void;
  /** Moves the clock by seconds, backwards if they are negative. */
  advance(seconds: number): void;
  /** Lets the clock run again, from the time it shows. */
  resume(): void;
}

/** The part of the clock that users move; they write moments as they like. */
export function toEmulatorClock(clock: MovableClock): EmulatorClock {
  return {
    now: () => clock.now(),
    state: () => clock.state(),
    freeze: (at) => void clock.freeze(at === undefined ? clock.now() : toMilliseconds(at)),
    set: (to) => void clock.set(toMilliseconds(to)),
    advance: (seconds) => void clock.set(assertPossible(clock.now() + seconds * 1000)),
    resume: () => void clock.resume(),
  };
}

function toMilliseconds(moment: Moment): number {
  const value = typeof moment === 'string' ? parseInstant(moment) : Number(moment);
  if (value === undefined) throw new RangeError(`Not a moment in ISO 8601 with a zone: '${String(moment)}'`);
  return assertPossible(value);
}

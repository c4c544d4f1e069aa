import { setImmediate } from 'node:timers';

// Like the import: a test that lets time stand still has others in their place.
const nextTick = process.nextTick.bind(process);

/** Milliseconds that requests may take of one turn of the event loop, before those that come then wait for the next. */
const MAX_TURN_MS = 10;

/**
 * Lets the event loop turn while there is more to do than fits in a moment. Node takes on one new connection a turn: where
 * hundreds are busy at once and all of them were answered in the same turn, the last of a few hundred new ones would wait a
 * minute until it is listened to.
 * @param now milliseconds
 * @returns runs its argument at once, or after those that wait already
 */
export function createTurns(now: () => number = () => performance.now()): (work: () => void) => void {
  const waiting: (() => void)[] = [];
  /** When the first request of this turn came; undefined before there is one. */
  let began: number | undefined;

  const onTurn = (): void => {
    began = undefined;
    if (waiting.length > 0) void take();
  };

  async function take(): Promise<void> {
    const start = begin();
    do {
      waiting.shift()?.();
      await settled();
    } while (waiting.length > 0 && now() - start < MAX_TURN_MS);
  }

  function begin(): number {
    began = now();
    setImmediate(onTurn);
    return began;
  }

  return (work) => {
    if (waiting.length > 0 || (began !== undefined && now() - began >= MAX_TURN_MS)) {
      waiting.push(work);
      return;
    }
    if (began === undefined) begin();
    work();
  };
}

/** Until every promise that is settled has gone on: a tick that is asked for by one of them comes after them all. */
async function settled(): Promise<void> {
  await Promise.resolve();
  await new Promise<void>((resolve) => nextTick(resolve));
}

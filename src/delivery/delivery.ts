/** Where events or records are sent: takes them in order, a batch at a time, and rejects when it could not deliver. */
export interface Target<T> {
  /** As it was configured, without secrets. */
  readonly name: string;
  /** How many it takes at once. */
  readonly batchSize: number;
  deliver(items: readonly T[]): Promise<void>;
  close(): Promise<void>;
}

/** What became of what is for one target. */
export interface DeliveryStatus {
  readonly target: string;
  readonly delivered: number;
  /** Given up after the last attempt, or because too many were waiting. */
  readonly failed: number;
  readonly pending: number;
  readonly lastError?: string;
}

export interface Delivery<T> {
  add(item: T): void;
  status(): DeliveryStatus;
  /** Waits for what is under way, then gives up what is still waiting after a while. */
  close(): Promise<void>;
}

export interface DeliveryOptions {
  readonly log: (message: string) => void;
  /** Milliseconds between attempts. */
  readonly delays?: readonly number[];
  readonly maxPending?: number;
  /** How long `close` waits, milliseconds. */
  readonly graceMs?: number;
}

/**
 * Delivers to a target in the background, so that a slow or dead one delays nobody (EVT-024): three attempts,
 * then the batch is dropped, counted and logged.
 */
export function createDelivery<T>(target: Target<T>, options: DeliveryOptions): Delivery<T> {
  const { log, delays = [200, 1_000], maxPending = 10_000, graceMs = 2_000 } = options;
  const waiting: T[] = [];
  const counts = { delivered: 0, failed: 0 };
  let lastError: string | undefined;
  let underWay = 0;
  let isClosing = false;
  let wake: (() => void) | undefined;
  let running: Promise<void> | undefined;

  const pause = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  const giveUp = (count: number, reason: string): void => {
    counts.failed += count;
    lastError = reason;
    log(`${target.name}: ${count} event(s) were not delivered: ${reason}`);
  };
  const attempt = async (batch: readonly T[]): Promise<void> => {
    for (let attempts = 0; ; attempts++) {
      try {
        await target.deliver(batch);
        counts.delivered += batch.length;
        return;
      } catch (error) {
        const delay = delays[attempts];
        const reason = error instanceof Error ? error.message : String(error);
        if (delay === undefined || isClosing) return giveUp(batch.length, reason);
        await pause(delay);
      }
    }
  };
  const run = async (): Promise<void> => {
    while (waiting.length > 0) {
      const batch = waiting.splice(0, target.batchSize);
      underWay = batch.length;
      await attempt(batch);
      underWay = 0;
    }
    running = undefined;
  };

  return {
    add(item) {
      if (waiting.length >= maxPending) return giveUp(1, 'too many events are waiting');
      waiting.push(item);
      running ??= run();
    },
    status: () => ({
      target: target.name,
      ...counts,
      pending: waiting.length + underWay,
      ...(lastError !== undefined && { lastError }),
    }),
    async close() {
      isClosing = true;
      wake?.();
      const timer = setTimeout(() => {
        if (waiting.length > 0) giveUp(waiting.splice(0).length, 'the emulator stops');
        void target.close();
      }, graceMs);
      await running;
      clearTimeout(timer);
      await target.close();
    },
  };
}

import { ThrottlingException } from '../errors';
import type { ThrottleRates } from '../util/throttle-rates';

/** A quota that a request counts against, and for whom it is counted. */
export interface Charge {
  /** Name of a rate. */
  readonly rate: string;
  /** Account, token or address. */
  readonly subject: string;
  /** How many requests it counts as; one by default (QUOTA-020). */
  readonly count?: number;
}

/** Throws ThrottlingException when one of the quotas is used up; none is charged then. */
export type Throttle = (charges: readonly Charge[]) => void;

interface Bucket {
  tokens: number;
  time: number;
}

const MAX_BUCKETS = 10_000;

/**
 * A bucket of one second's requests for each quota and subject, refilled as time passes (QUOTA-053). Undefined when no
 * rate is enforced, so that nobody pays for it (QUOTA-060).
 * @param now milliseconds
 */
export function createThrottle(rates: ThrottleRates, now: () => number): Throttle | undefined {
  if (Object.keys(rates).length === 0) return undefined;
  const buckets = new Map<string, Bucket>();
  const refill = (name: string, rate: number): Bucket => {
    const time = now();
    const known = buckets.get(name);
    const passed = known ? Math.max(0, time - known.time) / 1000 : 0;
    const bucket = { tokens: known ? Math.min(rate, known.tokens + passed * rate) : rate, time };
    buckets.delete(name);
    buckets.set(name, bucket);
    // The least recently used is full again, or nearly.
    for (const oldest of buckets.keys()) {
      if (buckets.size <= MAX_BUCKETS) break;
      buckets.delete(oldest);
    }
    return bucket;
  };
  return (charges) => {
    const due = charges.flatMap(({ rate: name, subject, count = 1 }) => {
      const rate = rates[name];
      return rate === undefined ? [] : [{ bucket: refill(`${name} ${subject}`, rate), rate, count }];
    });
    for (const { bucket, rate, count } of due) {
      // A request that counts for more than a second's worth waits for a full bucket.
      const needed = Math.min(count, rate);
      if (bucket.tokens >= needed) continue;
      throw new ThrottlingException('Rate exceeded', Math.max(1, Math.ceil((needed - bucket.tokens) / rate)));
    }
    for (const { bucket, count } of due) bucket.tokens -= count;
  };
}

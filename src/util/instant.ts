const INSTANT = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d))?$/;

/** The last moment that is written with a year of four digits. */
const LAST_INSTANT = Date.parse('9999-12-31T23:59:59.999Z');

/**
 * Milliseconds since the epoch of an ISO 8601 day (UTC) or moment with its zone, from 1970 to 9999; undefined for anything
 * else, a day that no month has among it.
 */
export function parseInstant(value: unknown): number | undefined {
  if (typeof value !== 'string' || !INSTANT.test(value)) return undefined;
  const instant = Date.parse(value);
  if (!(instant >= 0 && instant <= LAST_INSTANT)) return undefined;
  // Date.parse takes 31 February for 3 March.
  const day = value.slice(0, 10);
  return new Date(`${day}T00:00:00Z`).toISOString().startsWith(day) ? instant : undefined;
}

/** Gives a moment back. @throws RangeError for one outside of the years 1970 to 9999 */
export function assertPossible(instant: number): number {
  if (instant >= 0 && instant <= LAST_INSTANT) return instant;
  throw new RangeError(`No clock can be set to ${instant}; the years from 1970 to 9999 can be shown`);
}

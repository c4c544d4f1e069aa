/** A number in a query: `fallback` for what is absent; undefined for what is no whole number. */
export function toWholeNumber<T>(value: unknown, fallback: T): number | T | undefined {
  if (value === undefined || value === '') return fallback;
  return typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : undefined;
}

const BASIC = /^\d{8}T\d{6}Z$/;

/** Milliseconds as `yyyymmddThhmmssZ`. */
export function toIsoBasic(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;
}

/** Milliseconds of a `yyyymmddThhmmssZ` text; undefined for other forms and for times that do not exist. */
export function parseIsoBasic(text: string): number | undefined {
  if (!BASIC.test(text)) return undefined;
  const part = (from: number, to: number): number => Number(text.slice(from, to));
  const [month, day] = [part(4, 6) - 1, part(6, 8)];
  const [hour, minute, second] = [part(9, 11), part(11, 13), part(13, 15)];
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  const date = new Date(Date.UTC(part(0, 4), month, day, hour, minute, second));
  // What is out of range has become another day or month.
  return date.getUTCDate() === day && date.getUTCMonth() === month ? date.getTime() : undefined;
}

const BASIC = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/;

/** Milliseconds as `yyyymmddThhmmssZ`. */
export function toIsoBasic(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;
}

/** Milliseconds of a `yyyymmddThhmmssZ` text; undefined for other forms and for days that do not exist. */
export function parseIsoBasic(text: string): number | undefined {
  const [, year, month, day, hour, minute, second] = BASIC.exec(text) ?? [];
  if (year === undefined) return undefined;
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return !Number.isNaN(time) && toIsoBasic(time) === text ? time : undefined;
}

/** The two forms of a package document (NPM-054). */
export type Representation = 'full' | 'abbreviated';

const ABBREVIATED = 'application/vnd.npm.install-v1+json';

// The type, then whatever parameters it has, the quality among them.
const ABBREVIATED_RANGE =
  /(?:^|,)\s*application\/vnd\.npm\.install-v1\+json\s*(?=[;,]|$)(?:[^,]*?;\s*q=([^\s;,]*))?/i;
const FULL_RANGE = /(?:^|,)\s*application\/json\s*(?=[;,]|$)(?:[^,]*?;\s*q=([^\s;,]*))?/i;

/** Abbreviated only where a client names that form and prefers it to plain JSON; never 406 (NPM-054). */
export function toRepresentation(accept: string | undefined): Representation {
  if (accept === undefined || !accept.includes(ABBREVIATED)) return 'full';
  const [abbreviated, full] = [ABBREVIATED_RANGE.exec(accept), FULL_RANGE.exec(accept)];
  const [wanted, other] = [qualityOf(abbreviated), qualityOf(full)];
  if (wanted !== other) return wanted > other ? 'abbreviated' : 'full';
  return abbreviated && wanted > 0 && (!full || abbreviated.index < full.index) ? 'abbreviated' : 'full';
}

function qualityOf(range: RegExpExecArray | null): number {
  return range ? Number(range[1] ?? 1) : 0;
}

/** The two forms of a package document (NPM-054). */
export type Representation = 'full' | 'abbreviated';

const ABBREVIATED = 'application/vnd.npm.install-v1+json';

/** Abbreviated only where a client names that form and prefers it to plain JSON; never 406 (NPM-054). */
export function toRepresentation(accept: string | undefined): Representation {
  if (accept === undefined || !accept.includes(ABBREVIATED)) return 'full';
  const ranges = accept.split(',').map((range) => {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    const quality = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
    return { type, quality: quality === undefined ? 1 : Number(quality) };
  });
  const abbreviated = ranges.find(({ type }) => type === ABBREVIATED)?.quality ?? 0;
  const full = ranges.find(({ type }) => type === 'application/json')?.quality ?? 0;
  if (abbreviated !== full) return abbreviated > full ? 'abbreviated' : 'full';
  const first = ranges.find(({ type }) => type === ABBREVIATED || type === 'application/json');
  return abbreviated > 0 && first?.type === ABBREVIATED ? 'abbreviated' : 'full';
}

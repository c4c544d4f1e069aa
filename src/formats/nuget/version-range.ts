import { normalizeVersion, parseVersion } from './version';

// Without spaces, so that nothing can be matched in two ways.
const INTERVAL = /^([[(])([^,[\]()]*)(?:(,)([^,[\]()]*))?([\])])$/;

/**
 * A requirement of a nuspec in the interval notation of registrations: `[1.0.0, )` for `1.0`, `(, )` for none (NUG-045).
 * Undefined for what is no range: clients fail on the whole package if they are sent one.
 */
export function toInterval(requirement: string | undefined): string | undefined {
  const text = requirement?.trim() ?? '';
  if (text === '') return '(, )';
  if (parseVersion(text)) return `[${normalizeVersion(text)}, )`;
  const match = INTERVAL.exec(text.replace(/\s+/g, ''));
  if (!match) return undefined;
  const [, open, lower = '', comma, upper = comma === undefined ? lower : '', close] = match;
  const isBound = (bound: string): boolean => bound === '' || parseVersion(bound) !== undefined;
  const isExact = comma === undefined;
  if (!isBound(lower) || !isBound(upper) || (isExact && (lower === '' || open !== '[' || close !== ']')))
    return undefined;
  return `${open}${normalizeVersion(lower)}, ${normalizeVersion(upper)}${close}`;
}

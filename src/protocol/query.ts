import { cannotParse } from './errors';
import { addViolation, type Violations } from './violations';

/** Query names of an operation and the index of the slot for each. */
export type QuerySlots = ReadonlyMap<string, { readonly index: number; readonly member: string }>;

/**
 * The values of the bound names in a raw query, by slot. Decoded exactly once, `+` stays a plus (ASSET-321), unknown
 * names are ignored. A repeated name is a violation; what cannot be decoded throws CANNOT_PARSE.
 */
export function parseQuery(query: string, slots: QuerySlots, violations: Violations): (string | undefined)[] {
  const values = new Array<string | undefined>(slots.size);
  let start = 0;
  while (start < query.length) {
    const ampersand = query.indexOf('&', start);
    const end = ampersand === -1 ? query.length : ampersand;
    const equals = query.indexOf('=', start);
    const nameEnd = equals === -1 || equals > end ? end : equals;
    const slot = slots.get(decoded(query.slice(start, nameEnd), 'A query parameter name'));
    if (slot !== undefined) {
      if (values[slot.index] !== undefined)
        addViolation(violations, slot.member, 'Member must be given only once');
      values[slot.index] = decoded(query.slice(nameEnd + 1, end), `Value at '${slot.member}'`);
    }
    start = end + 1;
  }
  return values;
}

function decoded(raw: string, what: string): string {
  if (!raw.includes('%')) return raw;
  try {
    return decodeURIComponent(raw);
  } catch {
    throw cannotParse(`${what} is not percent-encoded UTF-8`);
  }
}

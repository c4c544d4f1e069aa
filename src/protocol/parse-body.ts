import { isUtf8 } from 'node:buffer';
import { cannotParse } from './errors';
import { isJsonObject } from './read-shape';

const EMPTY = Object.freeze({});

/**
 * A request's JSON object; an empty body is one without members (DOM-025, REPO-014). Throws CANNOT_PARSE for anything
 * that is not the UTF-8 text of a JSON object (REPO-016).
 */
export function parseBody(body: Buffer): Readonly<Record<string, unknown>> {
  if (body.length === 0) return EMPTY;
  if (!isUtf8(body)) throw cannotParse('The request body is not UTF-8');
  const value = parseJson(body.toString('utf8'));
  if (!isJsonObject(value)) throw cannotParse('The request body is not a JSON object');
  return value;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw cannotParse('The request body is not valid JSON');
  }
}

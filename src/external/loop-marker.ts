import type { HttpRequest } from '../util/http';

/** Names the emulator that a request to a public registry comes from (EXT-053). */
export const LOOP_MARKER_HEADER = 'x-codeartifact-local-instance';

/**
 * Whether a request came from the emulator `instance` itself: a connection that leads back here. Answer it with 508,
 * which the asking side takes for a registry that is down and does not repeat (EXT-053).
 */
export function isFromInstance({ headers }: Pick<HttpRequest, 'headers'>, instance: string): boolean {
  return headers[LOOP_MARKER_HEADER] === instance;
}

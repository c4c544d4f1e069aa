import type { IncomingMessage } from 'node:http';
import { readBody, toHttpRequest } from './http-adapter';

const MAX_BODY = 4 * 1024 * 1024;

/** The JSON body of a request of the admin API. Throws RangeError when there is none. */
export async function readJsonRequest(request: IncomingMessage): Promise<unknown> {
  const body = await readBody(toHttpRequest(request, 'http'), MAX_BODY);
  try {
    return JSON.parse(body?.toString() ?? '');
  } catch {
    throw new RangeError('The request body is not a JSON document.');
  }
}

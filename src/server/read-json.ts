import type { Request } from 'express';
import { readBody, toHttpRequest } from './http-adapter';

const MAX_BODY = 4 * 1024 * 1024;

/**
 * The JSON document that an admin request carries.
 * @throws RangeError when it carries none
 */
export async function readJson(request: Request): Promise<unknown> {
  const body = await readBody(toHttpRequest(request, 'http'), MAX_BODY);
  if (body === undefined) throw new RangeError('The request body is too large.');
  try {
    return JSON.parse(body.toString());
  } catch {
    throw new RangeError('The request body is not a JSON document.');
  }
}

import { ResourceNotFoundException } from '../errors';

/** What a request answers, or undefined when there is no such thing. */
export async function findExisting(request: Promise<unknown>): Promise<unknown> {
  try {
    return await request;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

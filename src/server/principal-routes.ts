import type { Router } from 'express';
import type { PrincipalOption } from '../access/access-options';
import { isJsonObject } from '../util/json-object';
import { readBody, toHttpRequest } from './http-adapter';

const MAX_BODY = 4 * 1024 * 1024;

export interface PrincipalRouteParts {
  /** Everybody who is configured, without what is secret. */
  readonly list: () => readonly object[];
  /** Throws a RangeError for somebody who is none. */
  readonly replace: (principals: readonly PrincipalOption[]) => void;
}

/** `GET` and `PUT /_codeartifact/principals`: who there is and what they may do, while running (AUTH-142). */
export function addPrincipalRoutes(router: Router, { list, replace }: PrincipalRouteParts): void {
  router.get('/_codeartifact/principals', (_request, response) => {
    response.json({ principals: list() });
  });
  router.put('/_codeartifact/principals', async (request, response) => {
    const body = await readBody(toHttpRequest(request, 'http'), MAX_BODY);
    try {
      replace(readPrincipals(body));
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      return void response.status(400).json({ message: error.message });
    }
    response.json({ principals: list() });
  });
}

/** What each principal must be is looked at one by one when they replace the others. */
function readPrincipals(body: Buffer | undefined): readonly PrincipalOption[] {
  let value: unknown;
  try {
    value = JSON.parse(body?.toString() ?? '');
  } catch {
    throw new RangeError('The request body is not a JSON document.');
  }
  if (!isJsonObject(value) || !Array.isArray(value.principals) || Object.keys(value).length > 1) {
    throw new RangeError('The request body must be {"principals": [...]}.');
  }
  return value.principals as PrincipalOption[]; // read with suspicion
}

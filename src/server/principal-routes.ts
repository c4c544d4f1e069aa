import type { Router } from 'express';
import type { PrincipalOption } from '../access/access-options';
import { isJsonObject } from '../util/json-object';
import { readJson } from './read-json';

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
    try {
      replace(toPrincipals(await readJson(request)));
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      return void response.status(400).json({ message: error.message });
    }
    response.json({ principals: list() });
  });
}

/** What each principal must be is looked at one by one when they replace the others. */
function toPrincipals(value: unknown): readonly PrincipalOption[] {
  if (!isJsonObject(value) || !Array.isArray(value.principals) || Object.keys(value).length > 1) {
    throw new RangeError('The request body must be {"principals": [...]}.');
  }
  return value.principals as PrincipalOption[]; // read with suspicion
}

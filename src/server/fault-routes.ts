import type { Router } from 'express';
import type { Faults } from '../faults/faults';
import { readJson } from './read-json';

/** `GET`, `POST` and `DELETE /_codeartifact/faults` (DESIGN D10). What is no rule is 400 and adds none. */
export function addFaultRoutes(router: Router, faults: Faults): void {
  router.get('/_codeartifact/faults', (_request, response) => {
    response.json({ faults: faults.list() });
  });
  router.post('/_codeartifact/faults', async (request, response) => {
    try {
      faults.add(await readJson(request));
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      return void response.status(400).json({ message: error.message });
    }
    response.json({ faults: faults.list() });
  });
  router.delete('/_codeartifact/faults', (_request, response) => {
    faults.clear();
    response.json({ faults: [] });
  });
}

import type { Router } from 'express';
import type { ReadSeed, Seed } from '../seed/seed';
import { SeedError } from '../seed/seed-error';
import { readBody, toHttpRequest } from './http-adapter';

const MAX_BODY = 256 * 1024 * 1024;

/** Takes in a seed; rejects with SeedError for what cannot be taken in. */
export type TakeSeed = (seed: ReadSeed) => Promise<void>;

/** `POST /_codeartifact/seed` with a seed as JSON, which cannot name files (DESIGN D10). */
export function addSeedRoutes(router: Router, seed: TakeSeed): void {
  router.post('/_codeartifact/seed', async (request, response) => {
    try {
      const body = await readBody(toHttpRequest(request, 'http'), MAX_BODY);
      await seed({ seed: parseJson(body) as Seed, directory: undefined }); // read with suspicion
      response.json({ status: 'ok' });
    } catch (error) {
      if (!(error instanceof SeedError)) throw error;
      response.status(400).json({ message: error.message });
    }
  });
}

function parseJson(body: Buffer | undefined): unknown {
  if (!body) throw new SeedError('seed: it is too large to be sent');
  try {
    return JSON.parse(body.toString());
  } catch {
    throw new SeedError('seed: it is not a JSON document');
  }
}

import type { Router } from 'express';
import { isJsonObject } from '../util/json-object';
import type { ControlledClock } from '../util/controlled-clock';
import { readJsonRequest } from './read-json-request';

/** `GET` and `POST /_codeartifact/clock`: what time it is, and what it is to be (DESIGN D9, D10). */
export function addClockRoutes(router: Router, clock: ControlledClock): void {
  router.get('/_codeartifact/clock', (_request, response) => {
    response.set('cache-control', 'no-store').json(clock.state());
  });
  router.post('/_codeartifact/clock', async (request, response) => {
    try {
      apply(await readJsonRequest(request), clock);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      return void response.status(400).json({ message: error.message });
    }
    response.json(clock.state());
  });
}

/** Throws RangeError for anything but one of the four commands. */
function apply(command: unknown, clock: ControlledClock): void {
  const entries = isJsonObject(command) ? Object.entries(command) : [];
  const [[name, value] = [undefined, undefined]] = entries;
  if (entries.length === 1) {
    if (name === 'freeze' && value === true) return clock.freeze();
    if (name === 'freeze' && typeof value === 'string') return clock.freeze(value);
    if (name === 'set' && typeof value === 'string') return clock.set(value);
    if (name === 'advance' && typeof value === 'number') return clock.advance(value);
    if (name === 'resume' && value === true) return clock.resume();
  }
  throw new RangeError(
    'The request body must be one of {"freeze": true | ISO}, {"set": ISO}, {"advance": SECONDS}, {"resume": true}.',
  );
}

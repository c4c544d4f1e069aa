import type { Router } from 'express';
import { parseInstant } from '../util/instant';
import { isJsonObject } from '../util/json-object';
import type { MovableClock } from '../util/movable-clock';
import { readJson } from './read-json';

/** `GET` and `POST /_codeartifact/clock` (DESIGN D10). What cannot be done is 400 and changes nothing. */
export function addClockRoutes(router: Router, clock: MovableClock): void {
  router.get('/_codeartifact/clock', (_request, response) => {
    response.json(clock.state());
  });
  router.post('/_codeartifact/clock', async (request, response) => {
    try {
      await moveClock(clock, await readJson(request));
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      return void response.status(400).json({ message: error.message });
    }
    response.json(clock.state());
  });
}

const SHAPE =
  'The request body must be one of {"freeze": true | ISO}, {"set": ISO}, {"advance": SECONDS}, {"resume": true}.';

/** @throws RangeError for what is none of the four commands */
async function moveClock(clock: MovableClock, body: unknown): Promise<void> {
  const [command, ...others] = isJsonObject(body) ? Object.entries(body) : [];
  if (!command || others.length > 0) throw new RangeError(SHAPE);
  const [name, value] = command;
  if (name === 'freeze') return clock.freeze(value === true ? undefined : toInstant(name, value));
  if (name === 'set') return clock.set(toInstant(name, value));
  if (name === 'advance' && typeof value === 'number') return clock.advance(value);
  if (name === 'resume' && value === true) return clock.resume();
  throw new RangeError(SHAPE);
}

function toInstant(name: string, value: unknown): number {
  const instant = parseInstant(value);
  if (instant !== undefined) return instant;
  throw new RangeError(
    `'${name}' must be a moment in ISO 8601 between 1970 and 9999, such as 2026-03-04T05:06:07Z`,
  );
}

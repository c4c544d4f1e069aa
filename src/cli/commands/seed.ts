import { inlineSeed } from '../../seed/inline-seed';
import { readSeed } from '../../seed/read-seed';
import { callAdmin } from '../call-emulator';
import { findAddress, URL_OPTION, type Command } from './command';

/** `seed FILE`: `POST seed` of the admin API, with what the file's paths lead to. */
export const seed: Command = {
  name: 'seed',
  positionals: [{ name: 'FILE' }],
  options: URL_OPTION,
  notes: [
    'FILE is YAML, JSON or a module (docs/seeding.md). It is taken in as a whole, or nothing of it is.',
  ],
  async run(given) {
    const file = given.need('FILE');
    const body = JSON.stringify(await inlineSeed(await readSeed(file)));
    const headers = { 'content-type': 'application/json' };
    (await callAdmin(findAddress(given), 'seed', { method: 'POST', headers, body })).resume();
    process.stdout.write(`${file} is taken in\n`);
    return 0;
  },
};

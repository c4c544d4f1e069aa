import { callAdmin } from '../call-emulator';
import { findAddress, URL_OPTION, type Command } from './command';

/** `snapshot NAME`: `POST snapshots/{name}` of the admin API. */
export const snapshot: Command = {
  name: 'snapshot',
  positionals: [{ name: 'NAME' }],
  options: URL_OPTION,
  notes: ['A snapshot lives as long as the emulator; dump writes one into a file.'],
  async run(given) {
    const name = given.need('NAME');
    const path = `snapshots/${encodeURIComponent(name)}`;
    (await callAdmin(findAddress(given), path, { method: 'POST' })).resume();
    process.stdout.write(`the state is kept as '${name}'\n`);
    return 0;
  },
};

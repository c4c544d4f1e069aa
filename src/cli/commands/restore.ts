import { callAdmin } from '../call-emulator';
import { findAddress, URL_OPTION, type Command } from './command';

/** `restore NAME`: `POST snapshots/{name}/restore` of the admin API. */
export const restore: Command = {
  name: 'restore',
  positionals: [{ name: 'NAME' }],
  options: URL_OPTION,
  notes: [],
  async run(given) {
    const name = given.need('NAME');
    const path = `snapshots/${encodeURIComponent(name)}/restore`;
    (await callAdmin(findAddress(given), path, { method: 'POST' })).resume();
    process.stdout.write(`the state is that of '${name}'\n`);
    return 0;
  },
};

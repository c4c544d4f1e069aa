import { callAdmin } from '../call-emulator';
import { findAddress, URL_OPTION, type Command } from './command';

/** `reset`: `POST reset` of the admin API. */
export const reset: Command = {
  name: 'reset',
  positionals: [],
  options: URL_OPTION,
  notes: [],
  async run(given) {
    const address = findAddress(given);
    (await callAdmin(address, 'reset', { method: 'POST' })).resume();
    process.stdout.write(`${address.origin} has forgotten all resources\n`);
    return 0;
  },
};

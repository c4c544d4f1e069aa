import { open } from 'node:fs/promises';
import { pipeline, type Readable } from 'node:stream';
import { callAdmin } from '../call-emulator';
import { createProgress } from '../progress';
import { findAddress, URL_OPTION, type Command } from './command';

/** `load FILE`: `PUT state` of the admin API. */
export const load: Command = {
  name: 'load',
  positionals: [{ name: 'FILE' }],
  options: URL_OPTION,
  notes: ['FILE is what dump wrote; - reads it from standard input. What is no whole state changes nothing.'],
  async run(given) {
    const file = given.need('FILE');
    const source: Readable = file === '-' ? process.stdin : (await open(file)).createReadStream();
    // What goes wrong with the file reaches the request through the stage behind it.
    const body = pipeline(source, createProgress('load'), () => undefined);
    const headers = { 'content-type': 'application/x-tar' };
    (await callAdmin(findAddress(given), 'state', { method: 'PUT', headers, body })).resume();
    process.stderr.write(`the state is that of ${file === '-' ? 'standard input' : file}\n`);
    return 0;
  },
};

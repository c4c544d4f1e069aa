import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { UsageError } from '../arguments';
import { callAdmin } from '../call-emulator';
import { createProgress } from '../progress';
import { findAddress, URL_OPTION, type Command } from './command';

/** `dump [FILE]`: `GET state` of the admin API, into a file that is there whole or not at all. */
export const dump: Command = {
  name: 'dump',
  positionals: [{ name: 'FILE', isOptional: true }],
  options: URL_OPTION,
  notes: ['Without FILE, or with -, the archive goes to standard output.'],
  async run(given) {
    const [file = '-'] = given.positionals;
    if (file === '-' && process.stdout.isTTY)
      throw new UsageError('dump writes an archive: name a file, or redirect standard output');
    const answer = await callAdmin(findAddress(given), 'state');
    if (file === '-') {
      await pipeline(answer, createProgress('dump'), process.stdout, { end: false });
      return 0;
    }
    const part = `${file}.${process.pid}.part`;
    try {
      await pipeline(answer, createProgress('dump'), createWriteStream(part, { flags: 'wx', mode: 0o600 }));
      await rename(part, file);
    } catch (error) {
      await rm(part, { force: true });
      throw error;
    }
    return 0;
  },
};

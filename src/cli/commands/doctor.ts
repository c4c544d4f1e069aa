import { examine } from '../doctor/examine';
import { findAddress, URL_OPTION, type Command } from './command';

/** `doctor`: why a client started here cannot reach or trust the emulator. */
export const doctor: Command = {
  name: 'doctor',
  positionals: [],
  options: {
    directory: { value: 'DIR', help: 'project whose configuration is read (the current folder)' },
    json: { help: 'print {"ok":…,"findings":[{"check","level","text","advice"?}]}' },
    ...URL_OPTION,
  },
  notes: ['Exit status 0 when nothing stands in the way, 1 when something does.'],
  async run(given) {
    const findings = await examine({
      address: findAddress(given),
      isGiven: given.text('url') !== undefined,
      environment: given.environment,
      directory: given.text('directory') ?? '.',
    });
    const ok = findings.every(({ level }) => level !== 'problem');
    const marks = { ok: 'ok      ', warning: 'warning ', problem: 'problem ' };
    const lines = findings.map(
      ({ level, text, advice }) =>
        `${marks[level]}${text}\n${advice === undefined ? '' : `        ${advice}\n`}`,
    );
    process.stdout.write(given.flag('json') ? `${JSON.stringify({ ok, findings })}\n` : lines.join(''));
    return ok ? 0 : 1;
  },
};

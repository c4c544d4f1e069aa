import { inspect } from 'node:util';
import type { Clock } from './clock';
import { redactSecrets } from './redact';

const LEVELS = ['silent', 'error', 'info', 'debug'] as const;

/** Writes lines to standard error, up to the level it was made for. */
export interface Logger {
  error(message: string, cause?: unknown): void;
  info(message: string): void;
  debug(message: string): void;
}

/** A logger that writes what is at or below `level`; standard output stays free for the ready line, and no secret is written. */
export function createLogger(level: (typeof LEVELS)[number], clock: Clock): Logger {
  const write = (at: (typeof LEVELS)[number], message: string): void => {
    if (LEVELS.indexOf(at) > LEVELS.indexOf(level)) return;
    process.stderr.write(`${new Date(clock.now()).toISOString()} ${at} ${redactSecrets(message)}\n`);
  };
  return {
    error: (message, cause) =>
      write('error', cause === undefined ? message : `${message}: ${inspect(cause)}`),
    info: (message) => write('info', message),
    debug: (message) => write('debug', message),
  };
}

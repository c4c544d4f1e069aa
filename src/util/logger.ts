import { inspect } from 'node:util';
import type { Clock } from './clock';
import { redactSecrets } from './redact';
import { createStatusLine, type StatusLine } from './status-line';

const LEVELS = ['silent', 'error', 'info', 'debug'] as const;

/** Writes lines to standard error, up to the level it was made for. */
export interface Logger {
  error(message: string, cause?: unknown): void;
  info(message: string): void;
  debug(message: string): void;
  /** How far long work is; absent where nobody would see it: below `info`, and where there is no terminal. */
  readonly status: StatusLine | undefined;
}

/** A logger that writes what is at or below `level`; standard output stays free for the ready line, and no secret is written. */
export function createLogger(level: (typeof LEVELS)[number], clock: Clock): Logger {
  const isWritten = (at: (typeof LEVELS)[number]): boolean => LEVELS.indexOf(at) <= LEVELS.indexOf(level);
  const status = isWritten('info') && process.stderr.isTTY ? createStatusLine() : undefined;
  const write = (at: (typeof LEVELS)[number], message: string): void => {
    if (!isWritten(at)) return;
    status?.clear();
    process.stderr.write(`${new Date(clock.now()).toISOString()} ${at} ${redactSecrets(message)}\n`);
  };
  return {
    error: (message, cause) =>
      write('error', cause === undefined ? message : `${message}: ${inspect(cause)}`),
    info: (message) => write('info', message),
    debug: (message) => write('debug', message),
    status,
  };
}

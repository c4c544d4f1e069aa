import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { createEmulator } from '../emulator';
import type { EmulatorOptions } from '../options';
import { toClientEnvironment } from './client-environment';

/** Signals that mean the program, when they are sent to us. */
const FORWARDED = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR2'] as const;

const NOT_FOUND = 127;
const NOT_EXECUTABLE = 126;
const BY_SIGNAL = 128;

/**
 * Starts an emulator, runs a program that finds it by its environment, stops it, and gives the program's exit status as
 * a shell does: 127 when there is no such program, 126 when it cannot be run, 128 and the signal that ended it.
 */
export async function exec(
  [command = '', ...args]: readonly string[],
  options: EmulatorOptions,
  environment: NodeJS.ProcessEnv,
): Promise<number> {
  // From now on, because a signal amid the start would leave files behind.
  const received: NodeJS.Signals[] = [];
  let forward = (signal: NodeJS.Signals): void => void received.push(signal);
  const onSignal = (signal: NodeJS.Signals): void => forward(signal);
  for (const signal of FORWARDED) process.on(signal, onSignal);
  try {
    const emulator = await createEmulator(options);
    try {
      const [first] = received;
      if (first !== undefined) return BY_SIGNAL + constants.signals[first];
      const { tls, url, region, credentials } = emulator;
      const changes = toClientEnvironment(
        { region, credentials, url: tls?.url ?? url, trust: tls?.trust },
        environment,
      );
      return await run(command, args, { ...environment, ...changes }, (send) => (forward = send));
    } finally {
      await emulator.close();
    }
  } finally {
    for (const signal of FORWARDED) process.off(signal, onSignal);
  }
}

function run(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  onForward: (send: (signal: NodeJS.Signals) => void) => void,
): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(command, [...args], { env, stdio: 'inherit' });
    onForward((signal) => {
      // A terminal sends these to all that run in its foreground: the program has it already.
      const isFromTerminal = process.stdin.isTTY && (signal === 'SIGINT' || signal === 'SIGQUIT');
      if (!isFromTerminal) child.kill(signal);
    });
    child.once('error', (error: NodeJS.ErrnoException) => {
      const isMissing = error.code === 'ENOENT';
      const reason = isMissing ? 'command not found' : error.message;
      process.stderr.write(`codeartifact-local: ${command}: ${reason}\n`);
      resolve(isMissing ? NOT_FOUND : NOT_EXECUTABLE);
    });
    child.once('exit', (code, signal) => {
      resolve(code ?? BY_SIGNAL + constants.signals[signal ?? 'SIGTERM']);
    });
  });
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** The emulator as users run it: a process of its own. */
export interface EmulatorProcess {
  readonly port: number;
  readonly url: string;
  /** Whether it is still running. */
  alive(): boolean;
  /** What it has written to standard error. */
  errors(): string;
  readonly pid: number;
  /** Ends it and gives its exit status. */
  stop(): Promise<number | null>;
  /** Ends it at once, as a loss of power would. */
  kill(): Promise<void>;
}

/** Starts the built command on a free port. @throws when it ends before it is ready */
export async function startEmulatorProcess(...options: string[]): Promise<EmulatorProcess> {
  const launcher = join(__dirname, '../../bin/codeartifact-local.js');
  const child = spawn(process.execPath, [launcher, '--port', '0', '--json', ...options], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const exited = once(child, 'exit');
  for await (const line of createInterface(child.stdout)) {
    const { url } = JSON.parse(line) as { url: string };
    child.stdout.resume();
    return {
      port: Number(new URL(url).port),
      url,
      pid: child.pid ?? 0,
      alive: () => child.exitCode === null && child.signalCode === null,
      errors: () => errors,
      async stop() {
        child.kill('SIGTERM');
        await exited;
        return child.exitCode;
      },
      async kill() {
        child.kill('SIGKILL');
        await exited;
      },
    };
  }
  throw new Error(`The emulator did not start: ${errors}`);
}

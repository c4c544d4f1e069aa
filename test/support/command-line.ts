import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

export interface CommandResult {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunningCommand {
  readonly child: ChildProcess;
  readonly ended: Promise<CommandResult>;
  /** Waits until standard output has what is expected. @throws when the command ends before */
  readonly output: (expected: RegExp) => Promise<string>;
}

const LAUNCHER = join(__dirname, '../../bin/codeartifact-local.js');

/** Variables of whoever runs the tests that would steer the command. */
const FOREIGN = /^(?:CODEARTIFACT_LOCAL_|AWS_|JAVA_TOOL_OPTIONS$)/;

/** Starts the built command in the caller's environment, less what would steer it, with changes. */
export function startCommand(
  args: readonly string[],
  changes: Readonly<Record<string, string>> = {},
): RunningCommand {
  const inherited = Object.entries(process.env).filter(([name]) => !FOREIGN.test(name));
  const child = spawn(process.execPath, [LAUNCHER, ...args], {
    env: { ...Object.fromEntries(inherited), ...changes },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  child.stdin.on('error', () => undefined);
  const ended = once(child, 'close').then(() => ({ status: child.exitCode, stdout, stderr }));
  return {
    child,
    ended,
    async output(expected) {
      while (!expected.test(stdout)) {
        const result = await Promise.race([once(child.stdout, 'data'), ended]);
        if (!Array.isArray(result) && !expected.test(stdout)) {
          throw new Error(`ended: ${JSON.stringify(result)}`);
        }
      }
      return stdout;
    },
  };
}

/** Runs the built command to its end. */
export function runCommand(
  args: readonly string[],
  changes?: Readonly<Record<string, string>>,
): Promise<CommandResult> {
  const { child, ended } = startCommand(args, changes);
  child.stdin?.end();
  return ended;
}

import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Emulator } from '../../src';
import type { Environment, RunResult, Sandbox } from './sandbox';

export interface AwsCliOptions {
  /** A 12-digit account is a caller of that account; the emulator's own key by default. */
  readonly accessKeyId?: string;
  readonly secretAccessKey?: string;
  readonly region?: string;
}

export interface AwsCli {
  /** Runs `aws codeartifact …` in the given folder, the home folder by default. */
  run(args: readonly string[], cwd?: string): Promise<RunResult>;
  /** As `run`, and parses what it prints. @throws Error with the output when the command fails */
  json(args: readonly string[], cwd?: string): Promise<unknown>;
}

/** The real `aws` command pointed at an emulator by nothing but the environment. */
export function createAwsCli(
  path: string,
  emulator: Emulator,
  sandbox: Sandbox,
  options: AwsCliOptions = {},
): AwsCli {
  const environment: Environment = {
    AWS_ENDPOINT_URL_CODEARTIFACT: emulator.url,
    AWS_ACCESS_KEY_ID: options.accessKeyId ?? emulator.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: options.secretAccessKey ?? emulator.credentials.secretAccessKey,
    AWS_DEFAULT_REGION: options.region ?? emulator.region,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_MAX_ATTEMPTS: '1',
    AWS_PAGER: '',
    TZ: 'UTC',
    // Where `pip install --user` may have put the command: the sandbox has another home.
    PYTHONUSERBASE: process.env['PYTHONUSERBASE'] ?? join(homedir(), '.local'),
  };
  const run: AwsCli['run'] = (args, cwd = sandbox.home) =>
    sandbox.run(cwd, path, ['codeartifact', ...args], environment);
  return {
    run,
    async json(args, cwd) {
      const result = await run(args, cwd);
      if (result.code !== 0) throw new Error(`aws codeartifact ${args.join(' ')}\n${result.output}`);
      return JSON.parse(result.stdout) as unknown;
    },
  };
}

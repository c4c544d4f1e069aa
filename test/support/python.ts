import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Emulator } from '../../src';

const SCRIPTS = join(__dirname, '..', 'boto3');

export interface PythonOptions {
  readonly secretAccessKey?: string;
}

/**
 * Runs a script of test/boto3 against an emulator: hands it `input` as JSON on standard input and gives what it prints,
 * parsed. @throws Error with the script's output when it fails or prints no JSON
 */
export function runPython(
  python: string,
  script: string,
  emulator: Emulator,
  input: unknown,
  options: PythonOptions = {},
): Promise<unknown> {
  const env = {
    ...process.env,
    // The user's own settings and credentials must not matter; neither file exists.
    AWS_CONFIG_FILE: join(SCRIPTS, 'no-config'),
    AWS_SHARED_CREDENTIALS_FILE: join(SCRIPTS, 'no-credentials'),
    AWS_PROFILE: undefined,
    AWS_SESSION_TOKEN: undefined,
    NO_PROXY: '*',
    AWS_ENDPOINT_URL_CODEARTIFACT: emulator.url,
    AWS_ACCESS_KEY_ID: emulator.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: options.secretAccessKey ?? emulator.credentials.secretAccessKey,
    AWS_DEFAULT_REGION: emulator.region,
    AWS_EC2_METADATA_DISABLED: 'true',
    PYTHONDONTWRITEBYTECODE: '1',
  };
  return new Promise((resolve, reject) => {
    const child = spawn(python, [join(SCRIPTS, script)], { env });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    child.on('error', reject);
    child.on('close', (code) => {
      const text = Buffer.concat(out).toString();
      const fail = (): void =>
        reject(new Error(`${script}: ${code}\n${text}\n${Buffer.concat(err).toString()}`));
      if (code !== 0) return fail();
      try {
        resolve(JSON.parse(text));
      } catch {
        fail();
      }
    });
    child.stdin.end(JSON.stringify(input));
  });
}

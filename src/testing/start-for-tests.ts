import { toClientEnvironment, type Changes } from '../cli/client-environment';
import { createEmulator, type Emulator } from '../emulator';
import type { EmulatorOptions } from '../options';
import { resolveTestSetting, type TestSetting } from './test-setting';
import { toWorkerAccount } from './worker-account';

/** An emulator that this process and those it starts find by their environment. */
export interface RunningForTests {
  readonly emulator: Emulator;
  /** Stops the emulator and gives the environment back. */
  stop(): Promise<void>;
}

export interface StartForTests {
  /** How many workers get an account each; none when the tests run in this process as one caller. */
  readonly workers?: number;
}

/**
 * Starts the emulator of a test run and sets the variables by which SDKs, the AWS CLI and package managers find it, with
 * `CODEARTIFACT_LOCAL_URL` for whoever wants the address alone.
 */
export async function startForTests(
  setting: TestSetting,
  { workers = 0 }: StartForTests = {},
): Promise<RunningForTests> {
  const options = await resolveTestSetting(setting);
  const emulator = await createEmulator({ ...options, ...toWorkerCredentials(options, workers) });
  const { tls, url, region, credentials, accountId } = emulator;
  const address = tls?.url ?? url;
  const isIsolated = workers > 0 && isOfAccounts(options);
  const restore = changeEnvironment({
    ...toClientEnvironment({ url: address, region, credentials, trust: tls?.trust }, process.env),
    CODEARTIFACT_LOCAL_URL: address,
    CODEARTIFACT_LOCAL_BASE_ACCOUNT: isIsolated ? accountId : undefined,
  });
  return {
    emulator,
    async stop() {
      restore();
      await emulator.close();
    },
  };
}

/** With `iam` who may do what is the setting's own: callers have to be those that it names. */
function isOfAccounts({ auth }: EmulatorOptions): boolean {
  return toMode(auth) !== 'iam';
}

/** `strict` refuses keys it does not know, so those of the workers are made known (AUTH-132 holds for the lenient modes). */
function toWorkerCredentials(options: EmulatorOptions, workers: number): EmulatorOptions {
  if (toMode(options.auth) !== 'strict' || workers === 0) return {};
  const { account = '000000000000', credentials = [] } = options;
  const ofWorkers = Array.from({ length: workers }, (_, index) => {
    const own = toWorkerAccount(account, String(index + 1));
    return { accessKeyId: own, secretAccessKey: 'test', account: own };
  });
  return { credentials: [...credentials, ...ofWorkers] };
}

function toMode(auth: EmulatorOptions['auth']): string | undefined {
  return typeof auth === 'object' ? auth.mode : auth;
}

/** Sets what has a value and takes away what has none; the function that is returned undoes it. */
export function changeEnvironment(changes: Changes): () => void {
  const before = Object.fromEntries(Object.keys(changes).map((name) => [name, process.env[name]]));
  apply(changes);
  return () => apply(before);
}

function apply(changes: Changes): void {
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
}

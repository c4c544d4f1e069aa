import { createEmulator, type Emulator } from '../emulator';
import { BUILT_IN_CREDENTIAL, resolveConfig, toUrlHost, type EmulatorOptions } from '../options';
import { version } from '../util/version';
import { parseArguments, renderHelp, UsageError, type Arguments } from './arguments';

/** Runs the command line; sets the exit status (2 for a mistake in the call, 1 when it cannot start). */
export function main(argv: readonly string[]): void {
  run(argv).catch((error: unknown) => {
    process.stderr.write(`codeartifact-local: ${toLine(error)}\n`);
    process.exitCode = error instanceof UsageError ? 2 : 1;
  });
}

async function run(argv: readonly string[]): Promise<void> {
  const parsed = parseArguments(argv, process.env);
  if (parsed.command === 'help') process.stdout.write(renderHelp());
  else if (parsed.command === 'version') process.stdout.write(`${version}\n`);
  else if (parsed.command === 'env') process.stdout.write(renderExports(parsed.options));
  else await start(parsed);
}

async function start({ options, json }: Arguments): Promise<void> {
  const emulator = await createEmulator(options);
  stopOnSignal(emulator);
  const { url, region, accountId: account } = emulator;
  const ready = json
    ? JSON.stringify({ ready: true, url, region, account })
    : `codeartifact-local ready at ${url}`;
  process.stdout.write(`${ready}\nReady.\n`);
}

/** The first signal finishes what is under way; a second one does not wait. */
function stopOnSignal(emulator: Emulator): void {
  const stop = (): void => {
    process.once('SIGINT', () => process.exit(130)).once('SIGTERM', () => process.exit(143));
    emulator.close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.once('SIGINT', stop).once('SIGTERM', stop);
}

function renderExports(options: EmulatorOptions): string {
  const { host, port, region } = resolveConfig(options);
  if (port === 0) throw new UsageError('env needs the port of a running emulator, not 0');
  const url = `http://${toUrlHost(host)}:${port}`;
  const variables = {
    AWS_ENDPOINT_URL_CODEARTIFACT: url,
    AWS_ENDPOINT_URL: url,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: BUILT_IN_CREDENTIAL.accessKeyId,
    AWS_SECRET_ACCESS_KEY: BUILT_IN_CREDENTIAL.secretAccessKey,
  };
  return Object.entries(variables)
    .map(([name, value]) => `export ${name}=${value}\n`)
    .join('');
}

function toLine(error: unknown): string {
  const { code, message, port } = error as NodeJS.ErrnoException & { port?: number }; // only read, as far as there
  if (code === 'EADDRINUSE') return `port ${port} is already in use; choose another with --port`;
  return (message || String(error)).split('\n', 1).join('');
}

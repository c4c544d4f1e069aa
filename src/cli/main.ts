import { createEmulator, type Emulator } from '../emulator';
import { BUILT_IN_CREDENTIAL, resolveConfig, toUrlHost } from '../options';
import { OptionError } from '../util/option-error';
import { version } from '../util/version';
import { findConfigArgument, parseArguments, renderHelp, UsageError, type Arguments } from './arguments';
import { renderExports, toClientEnvironment } from './client-environment';
import type * as runCommandModule from './commands/run-command';
import { isSubcommand, renderCommandList } from './commands/subcommands';
import { exec } from './exec';
import { findEmulator } from './find-emulator';
import { findConfigFile, readConfigFile } from './read-config';
import { runReadyHooks } from './ready-hooks';

/** Runs the command line; sets the exit status (2 for a mistake in the call, 1 when it cannot start). */
export function main(argv: readonly string[]): void {
  run(argv).catch((error: unknown) => {
    process.stderr.write(`codeartifact-local: ${toLine(error)}\n`);
    process.exitCode = error instanceof UsageError || error instanceof OptionError ? 2 : 1;
  });
}

async function run(argv: readonly string[]): Promise<void> {
  if (isSubcommand(argv)) {
    const { runCommand } = require('./commands/run-command') as typeof runCommandModule; // our own
    process.exitCode = await runCommand(argv, process.env);
    return;
  }
  const named = findConfigArgument(argv, process.env);
  const path = named === undefined ? findConfigFile(process.cwd()) : named;
  const parsed = parseArguments(argv, process.env, path ? await readConfigFile(path) : {});
  if (parsed.command === 'help') process.stdout.write(`${renderHelp()}\n${renderCommandList()}`);
  else if (parsed.command === 'version') process.stdout.write(`${version}\n`);
  else if (parsed.command === 'env') await printEnvironment(parsed);
  else if (parsed.command === 'exec')
    process.exitCode = await exec(parsed.program, parsed.options, process.env);
  else await start(parsed);
}

async function start({ options, json, readyHooks }: Arguments): Promise<void> {
  const emulator = await createEmulator(options);
  stopOnSignal(emulator);
  const { url, region, accountId: account, tls } = emulator;
  if (readyHooks !== undefined) await runHooks(readyHooks, emulator);
  const ready = json
    ? JSON.stringify({ ready: true, url, region, account, ...(tls && toReadyTls(tls)) })
    : `codeartifact-local ready at ${url}${tls ? ` and ${tls.url}` : ''}${tls?.trust ? ` (CA: ${tls.trust.ca})` : ''}`;
  process.stdout.write(`${ready}\nReady.\n`);
}

/** A hook that fails leaves half of what the start was to bring: nobody is to take that for ready. */
async function runHooks(directory: string, emulator: Emulator): Promise<void> {
  const { url, tls, region, credentials } = emulator;
  emulator.setReady(false);
  try {
    const changes = toClientEnvironment(
      { url: tls?.url ?? url, region, credentials, trust: tls?.trust },
      process.env,
    );
    await runReadyHooks(directory, { ...process.env, ...changes });
    emulator.setReady(true);
  } catch (error) {
    await emulator.close();
    throw error;
  }
}

function toReadyTls({ url, trust }: NonNullable<Emulator['tls']>) {
  return { httpsUrl: url, ...trust };
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

/** Nobody is asked where the options say it all, so that the exports can be had before the emulator runs. */
async function printEnvironment({ options, url, json }: Arguments): Promise<void> {
  const { host, port, region, tls } = resolveConfig(options);
  if (url === undefined && port === 0)
    throw new UsageError('env needs the port of a running emulator, not 0');
  const address = url ?? `http://${toUrlHost(host)}:${port}`;
  const isToAsk = url !== undefined || tls !== undefined;
  const found = isToAsk
    ? await findEmulator(address)
    : { url: address, region, credentials: BUILT_IN_CREDENTIAL };
  const changes = toClientEnvironment(found, process.env);
  const asJson = (_name: string, value: unknown): unknown => value ?? null;
  process.stdout.write(json ? `${JSON.stringify(changes, asJson)}\n` : renderExports(changes));
}

interface SystemError extends NodeJS.ErrnoException {
  readonly port?: number;
  /** The option that led to it. */
  readonly flag?: string;
}

function toLine(error: unknown): string {
  const { code, message, port, flag } = error as SystemError; // only read, as far as there
  if (code === 'EADDRINUSE') return `port ${port} is already in use; choose another with ${flag ?? '--port'}`;
  return (message || String(error)).split('\n', 1).join('');
}

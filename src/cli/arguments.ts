import { parseArgs, type ParseArgsConfig } from 'node:util';
import type { FaultRule } from '../index';
import {
  AUTH_MODES,
  ENDPOINT_STYLES,
  LOG_LEVELS,
  QUOTA_MODES,
  resolveConfig,
  THROTTLE_MODES,
  type EmulatorOptions,
  type TlsOptions,
} from '../options';

export const COMMANDS = ['start', 'exec', 'env'] as const;
export type Command = (typeof COMMANDS)[number] | 'help' | 'version';

export interface Arguments {
  readonly command: Command;
  readonly options: EmulatorOptions;
  readonly json: boolean;
  /** Of `start`: the directory whose programs run before the emulator counts as ready. */
  readonly readyHooks: string | undefined;
  /** Of `exec`: the program and its arguments. */
  readonly program: readonly string[];
  /** Of `env`: address of the running emulator, if that is said otherwise than by port and host. */
  readonly url: string | undefined;
}

/** A mistake of whoever started the program: one line, exit status 2. */
export class UsageError extends Error {}

/** What is given by option: the emulator's, and the command's own. */
interface Given extends EmulatorOptions {
  readonly readyHooks?: string;
}

type Read = (value: string) => Partial<Given>;

const oneOf = <T extends string>(values: readonly T[], value: string): T => {
  const found = values.find((candidate) => candidate === value);
  if (found === undefined) throw new UsageError(`must be one of ${values.join(', ')}`);
  return found;
};

const wholeNumber = (value: string): number => {
  if (!/^\d{1,15}$/.test(value)) throw new UsageError('must be a whole number');
  return Number(value);
};

/** What the rules must be is looked at with the other options. */
const readRules = (value: string): readonly FaultRule[] => {
  try {
    return (JSON.parse(`[${value}]`) as FaultRule[]).flat();
  } catch {
    throw new UsageError('must be JSON');
  }
};

const tls = (part: TlsOptions): Partial<EmulatorOptions> => ({ tls: part });

/** Every option, as flag (`--log-level`) and in the environment (`CODEARTIFACT_LOCAL_LOG_LEVEL`). */
const OPTIONS: Readonly<Record<string, { readonly read: Read; readonly help: string }>> = {
  port: { read: (v) => ({ port: wholeNumber(v) }), help: 'TCP port, 0 for a free one (4680)' },
  host: { read: (v) => ({ host: v }), help: 'address to listen on (127.0.0.1)' },
  config: {
    read: () => ({}), // by then it has been read
    help: 'file of options (codeartifact.config.yaml, .yml, .json or .js in the working directory)',
  },
  seed: { read: (v) => ({ seed: v }), help: 'YAML, JSON or JavaScript file of what is there at the start' },
  data: { read: (v) => ({ data: v }), help: 'directory in which everything is kept (in memory)' },
  tls: {
    read: (v) => (oneOf(['on', 'off'], v) === 'on' ? tls({}) : { tls: false }),
    help: 'https beside http; so does each of the next five (off)',
  },
  'tls-port': {
    read: (v) => tls({ port: wholeNumber(v) }),
    help: 'TCP port of https (the one after --port)',
  },
  'tls-host': {
    read: (v) => tls({ hosts: v.split(',') }),
    help: 'name or address the certificate covers besides the usual, repeatable',
  },
  'tls-dir': {
    read: (v) => tls({ directory: v }),
    help: 'directory that keeps authority and certificate (tls below --data)',
  },
  cert: { read: (v) => tls({ cert: v }), help: 'PEM file of a certificate of your own, with its chain' },
  key: { read: (v) => tls({ key: v }), help: 'PEM file of its private key' },
  region: { read: (v) => ({ region: v }), help: 'region of requests without one (us-east-1)' },
  account: { read: (v) => ({ account: v }), help: 'account of callers without one (000000000000)' },
  auth: { read: (v) => ({ auth: oneOf(AUTH_MODES, v) }), help: `${AUTH_MODES.join(' | ')} (lenient)` },
  'clock-skew': {
    read: (v) => ({ clockSkewSeconds: wholeNumber(v) }),
    help: 'seconds a signature may be off, 0 for any (900)',
  },
  'endpoint-style': {
    read: (v) => ({ endpointStyle: oneOf(ENDPOINT_STYLES, v) }),
    help: `${ENDPOINT_STYLES.join(' | ')} (path)`,
  },
  'endpoint-suffix': {
    read: (v) => ({ endpointSuffix: v }),
    help: 'suffix of host-style endpoints (localhost)',
  },
  'log-level': {
    read: (v) => ({ logLevel: oneOf(LOG_LEVELS, v) }),
    help: `${LOG_LEVELS.join(' | ')} (info)`,
  },
  admin: {
    read: (v) => ({ admin: oneOf(['on', 'off'], v) === 'on' }),
    help: 'on | off: /_codeartifact/ (on)',
  },
  external: {
    // Several at once come from the environment, where an option cannot be repeated.
    read: (v) => ({ external: v.split(',') }),
    help: '[NAME=]live | off | record:DIR | replay:DIR | URL, repeatable (live)',
  },
  events: {
    read: (v) => ({ events: v.split(',') }),
    help: 'file:PATH | webhook:URL | eventbridge:URL, repeatable: where events are sent',
  },
  audit: {
    read: (v) => ({ audit: v.split(',') }),
    help: 'off | memory | file:PATH | directory:PATH, repeatable: audit trail (off)',
  },
  quotas: { read: (v) => ({ quotas: oneOf(QUOTA_MODES, v) }), help: `${QUOTA_MODES.join(' | ')} (roomy)` },
  throttle: {
    read: (v) => ({ throttle: oneOf(THROTTLE_MODES, v) }),
    help: `${THROTTLE_MODES.join(' | ')}: 429 beyond the service's rates (off)`,
  },
  'external-ttl': {
    read: (v) => ({ externalTtlSeconds: wholeNumber(v) }),
    help: "seconds a public registry's document is used without asking (0)",
  },
  'retention-delay': {
    read: (v) => ({ retentionDelaySeconds: wholeNumber(v) }),
    help: 'seconds between a download and its retention (0)',
  },
  clock: { read: (v) => ({ clock: v }), help: 'moment in ISO 8601 at which the clock stands still' },
  fault: {
    // Several come joined by commas, each a rule or a list of them.
    read: (v) => ({ faults: readRules(v) }),
    help: 'JSON of a rule of docs/testing.md, repeatable: what goes wrong',
  },
  'seed-ids': { read: (v) => ({ seedIds: wholeNumber(v) }), help: 'repeatable ids, revisions and tokens' },
  'ready-hooks': {
    read: (v) => ({ readyHooks: v }),
    help: 'of start: directory of programs to run before the ready line',
  },
};

/** What workers of test runs find in their environment (docs/jest.md); no options, and no mistake. */
const NO_OPTIONS = ['CODEARTIFACT_LOCAL_URL', 'CODEARTIFACT_LOCAL_BASE_ACCOUNT'];

const PARSE_CONFIG = {
  strict: true,
  allowPositionals: true,
  options: {
    ...Object.fromEntries(Object.keys(OPTIONS).map((name) => [name, { type: 'string' as const }])),
    external: { type: 'string', multiple: true },
    events: { type: 'string', multiple: true },
    audit: { type: 'string', multiple: true },
    fault: { type: 'string', multiple: true },
    'tls-host': { type: 'string', multiple: true },
    tls: { type: 'boolean' },
    url: { type: 'string' },
    json: { type: 'boolean' },
    help: { type: 'boolean', short: 'h' },
    version: { type: 'boolean', short: 'v' },
  },
} satisfies ParseArgsConfig;

/**
 * The configuration file that the command line or the environment names.
 * @returns undefined where none is, and null where none would be of use
 * @throws UsageError as `parseArguments`
 */
export function findConfigArgument(
  argv: readonly string[],
  environment: NodeJS.ProcessEnv,
): string | undefined | null {
  const { values } = parseStrictly(splitProgram(argv).own);
  if (values.help === true || values.version === true) return null;
  const given =
    (values as Readonly<Record<string, unknown>>)['config'] ?? environment['CODEARTIFACT_LOCAL_CONFIG'];
  return typeof given === 'string' && given !== '' ? given : undefined;
}

/**
 * Reads the command line over the environment over a configuration file over the defaults (DESIGN D10).
 * @throws UsageError saying in one line what is wrong
 */
export function parseArguments(
  argv: readonly string[],
  environment: NodeJS.ProcessEnv,
  file: EmulatorOptions = {},
): Arguments {
  const { own, program } = splitProgram(argv);
  const { values, positionals } = parseStrictly(own);
  if (values.help === true) return { ...NOTHING, command: 'help' };
  if (values.version === true) return { ...NOTHING, command: 'version' };
  const [name = 'start', ...rest] = positionals;
  const command = COMMANDS.find((candidate) => candidate === name);
  if (command === undefined) throw new UsageError(`unknown command '${name}'`);
  if (command === 'exec' && !program?.length) throw new UsageError('exec wants a command after --');
  const [unexpected] = [...rest, ...(command === 'exec' ? [] : (program ?? []))];
  if (unexpected !== undefined) throw new UsageError(`unexpected argument '${unexpected}'`);
  if (values.url !== undefined && command !== 'env') throw new UsageError('--url is of use with env only');
  const { readyHooks, ...chosen } = merge(readEnvironment(environment), readFlags(values));
  const given = merge(command === 'exec' ? withoutPorts(file) : file, chosen);
  const options: EmulatorOptions = { ...DEFAULTS[command], ...given };
  try {
    resolveConfig(options);
  } catch (error) {
    throw new UsageError((error as Error).message); // resolveConfig throws nothing else
  }
  // What a file says of the address is for the emulator of this directory, the variable is for whoever set it.
  const isAddressGiven = chosen.port !== undefined || chosen.host !== undefined;
  const url = values.url ?? (isAddressGiven ? undefined : environment['AWS_ENDPOINT_URL_CODEARTIFACT']);
  const json = values.json === true;
  return { command, options, json, readyHooks, program: program ?? [], url: url || undefined };
}

const NOTHING = { options: {}, json: false, readyHooks: undefined, program: [], url: undefined };

/** `exec` leaves the output to its program, and takes a free port so that several can run at once. */
const DEFAULTS: Readonly<Record<(typeof COMMANDS)[number], EmulatorOptions>> = {
  start: { port: 4680, logLevel: 'info' },
  env: { port: 4680, logLevel: 'info' },
  exec: { port: 0, logLevel: 'error' },
};

/** What is behind the first `--` is not ours to read. */
function splitProgram(argv: readonly string[]): {
  readonly own: readonly string[];
  readonly program: readonly string[] | undefined;
} {
  const end = argv.indexOf('--');
  return end < 0
    ? { own: argv, program: undefined }
    : { own: argv.slice(0, end), program: argv.slice(end + 1) };
}

/** A file's ports are those of the emulator of its directory; `exec` has one of its own beside that. */
function withoutPorts(file: EmulatorOptions): EmulatorOptions {
  const { tls } = file;
  return { ...withoutPort(file), ...(typeof tls === 'object' && { tls: withoutPort(tls) }) };
}

function withoutPort<T extends { readonly port?: number }>(options: T): T {
  return Object.fromEntries(Object.entries(options).filter(([name]) => name !== 'port')) as T; // it is optional
}

/** The parts of `tls` come by options of their own, and the mode of `auth` apart from who there is. */
function merge(left: Given, right: Given): Given {
  const merged = { ...left, ...right };
  if (typeof left.auth === 'object' && typeof right.auth === 'string') {
    return mergeTls(left, { ...merged, auth: { ...left.auth, mode: right.auth } }, right);
  }
  return mergeTls(left, merged, right);
}

function mergeTls(left: Given, merged: Given, right: Given): Given {
  if (left.tls === undefined || !right.tls) return merged;
  const partsOf = (tls: boolean | TlsOptions): TlsOptions => (typeof tls === 'object' ? tls : {});
  return { ...merged, tls: { ...partsOf(left.tls), ...partsOf(right.tls) } };
}

function parseStrictly(argv: readonly string[]) {
  try {
    return parseArgs({ ...PARSE_CONFIG, args: [...argv] });
  } catch (error) {
    // parseArgs throws nothing else; its further sentences explain how a file name could begin with a dash.
    throw new UsageError((error as Error).message.split(/\.? To specify|\n/, 1).join(''));
  }
}

function readFlags(values: Readonly<Record<string, unknown>>): Given {
  return readAll((name) => {
    const value = values[name];
    const text = value === true ? 'on' : value; // a flag that takes no value
    return [`--${name}`, Array.isArray(text) ? text.join(',') : text];
  });
}

function readEnvironment(environment: NodeJS.ProcessEnv): Given {
  const prefix = 'CODEARTIFACT_LOCAL_';
  const variableOf = (name: string): string => prefix + name.replaceAll('-', '_').toUpperCase();
  const known = new Set([...Object.keys(OPTIONS).map(variableOf), ...NO_OPTIONS]);
  for (const variable of Object.keys(environment)) {
    if (variable.startsWith(prefix) && !known.has(variable)) {
      throw new UsageError(`unknown environment variable ${variable}`);
    }
  }
  // Empty is how container tools pass on a variable that is not set.
  return readAll((name) => [variableOf(name), environment[variableOf(name)] || undefined]);
}

function readAll(lookUp: (name: string) => readonly [string, unknown]): Given {
  let options: Given = {};
  for (const [name, { read }] of Object.entries(OPTIONS)) {
    const [spelling, value] = lookUp(name);
    if (typeof value !== 'string') continue;
    try {
      options = merge(options, read(value));
    } catch (error) {
      throw new UsageError(`${spelling} ${(error as Error).message}, not '${value}'`); // read throws UsageError only
    }
  }
  return options;
}

/** What `start`, `exec` and `env` take: the table above, and the flags of the command line alone. */
export function listOptions(): readonly {
  readonly name: string;
  readonly help: string;
  readonly isFlag: boolean;
}[] {
  return [
    ...Object.entries(OPTIONS).map(([name, { help }]) => ({ name, help, isFlag: name === 'tls' })),
    { name: 'json', help: 'print as JSON', isFlag: true },
    { name: 'url', help: 'of env: the running emulator', isFlag: false },
  ];
}

/** The text of `--help`. */
export function renderHelp(): string {
  const flags = Object.entries(OPTIONS).map(([name, { help }]) => `  --${name.padEnd(16)} ${help}`);
  return [
    'Usage: codeartifact-local [start | env] [options]',
    '       codeartifact-local exec [options] -- COMMAND [ARGUMENT…]',
    '',
    '  start              start the emulator (default)',
    '  exec               start one, run a command that finds it by its environment, stop it',
    '  env                print the exports with which the AWS CLI, SDKs and package managers find it',
    '',
    ...flags,
    '  --json             print the ready line, or what env prints, as JSON',
    '  --url URL          of env: the running emulator (AWS_ENDPOINT_URL_CODEARTIFACT, else by port and host)',
    '',
    'Options with a value can also be set as CODEARTIFACT_LOCAL_<OPTION> in the environment; flags win.',
    '',
  ].join('\n');
}

import { tmpdir } from 'node:os';
import type { AccessOptions } from './access/access-options';
import { Principals } from './access/principals';
import { createStaticTokens } from './access/static-tokens';
import { join } from 'node:path';
import type { AuthMode, Credential } from './auth/types';
import type { Limits } from './registry/ports';
import { parseEventTarget, type EventTargetOption, type TargetSetting } from './events/target-setting';
import { parseAudit, type AuditSetting } from './audit/audit-setting';
import { parseExternalOption, type SourceSetting } from './external/source-setting';
import type { FaultRule } from './faults/fault-rule';
import { parseFaultRules } from './faults/parse-fault-rules';
import { externalConnectionFormats } from './registry/external-connections';
import { realLimits, roomyLimits } from './registry/quotas';
import type { SeedSource } from './seed/seed';
import { parseTls, type TlsOptions, type TlsSetting } from './tls/tls-setting';
import { systemClock, type Clock } from './util/clock';
import { parseInstant } from './util/instant';
import { createMovableClock, type MovableClock } from './util/movable-clock';
import { realRates, type ThrottleRates } from './util/throttle-rates';

/** How much is checked of who is calling (DESIGN D6). */
export const AUTH_MODES = ['off', 'lenient', 'warn', 'strict', 'iam'] as const satisfies readonly AuthMode[];

export const ENDPOINT_STYLES = ['path', 'host'] as const;
export type { TlsOptions };
export type EndpointStyle = (typeof ENDPOINT_STYLES)[number];

export const QUOTA_MODES = ['roomy', 'strict'] as const;
export const THROTTLE_MODES = ['off', 'real'] as const;

export const LOG_LEVELS = ['silent', 'error', 'info', 'debug'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** An access key whose signatures are verified; `account` is the emulator's own unless given. */
export type ConfiguredCredential = Omit<Credential, 'account'> & { readonly account?: string };

/** Who there is, and how they are checked. */
export interface AuthOption extends AccessOptions {
  readonly mode?: AuthMode;
}

/** What `createEmulator` takes; every member has a default. */
export interface EmulatorOptions {
  /** TCP port; 0, the default, takes a free one. */
  readonly port?: number;
  /** Address to listen on, `127.0.0.1` by default. */
  readonly host?: string;
  /** Whether https is served beside http, on a port of its own, and by which certificate; false by default (docs/tls.md). */
  readonly tls?: boolean | TlsOptions;
  /** Region of requests that do not say theirs, `us-east-1` by default. */
  readonly region?: string;
  /** Account of callers that are nobody in particular, `000000000000` by default. */
  readonly account?: string;
  /** How callers are checked, or that (`mode`) and who there is (docs/access-control.md). */
  readonly auth?: AuthMode | AuthOption;
  /** Known access keys besides the built-in `test` / `test`. */
  readonly credentials?: readonly ConfiguredCredential[];
  /** How far a signature's time may be off, seconds; 0 accepts any. 900 by default (AUTH-014). */
  readonly clockSkewSeconds?: number;
  readonly endpointStyle?: EndpointStyle;
  /** What follows the region in host-style endpoints, `localhost` by default. */
  readonly endpointSuffix?: string;
  /**
   * Where external connections lead: `live` (the default), `off`, `record:DIR`, `replay:DIR` or a URL, by connection
   * name (`{ 'public:npmjs': 'off' }`) or spelled as on the command line (`['off', 'public:npmjs=live']`), where one of
   * the first four alone is for all connections (DESIGN D8).
   */
  readonly external?: string | readonly string[] | Readonly<Record<string, string>>;
  /** How long a public registry's document is used without asking again, seconds; 0 by default (EXT-043). */
  readonly externalTtlSeconds?: number;
  /** How long after a download its version is retained, seconds; 0, the default, is before the answer (UP-058). */
  readonly retentionDelaySeconds?: number;
  /**
   * Where events are sent besides the log: `file:PATH`, `webhook:URL`, `eventbridge:URL` (DESIGN D10); nowhere by default. A
   * pattern beside the target chooses which, as in a rule of EventBridge.
   */
  readonly events?: readonly EventTargetOption[];
  /**
   * Whether an audit trail is kept (`memory`) and where it goes besides (`file:PATH`, `directory:PATH`), several separated
   * by commas; `off` by default (TRAIL-030).
   */
  readonly audit?: string | readonly string[];
  /** Whether `/_codeartifact/` is served, true by default. */
  readonly admin?: boolean;
  /** `strict`: as many domains and repositories as a new account has; `roomy`, the default: many more. */
  readonly quotas?: (typeof QUOTA_MODES)[number];
  /** Limits that differ from those, one by one. */
  readonly limits?: Partial<Limits>;
  /** Rates that are enforced with 429: none (`off`, the default), the guide's (`real`), or calls a second by name. */
  readonly throttle?: (typeof THROTTLE_MODES)[number] | Readonly<Record<string, number>>;
  /** Directory in which everything is kept; without it all is gone when the emulator is closed (docs/storage.md). */
  readonly data?: string;
  /**
   * What is there when it is ready and after each reset: a seed, the path of a file with one, or a function that gives one.
   * A data directory that holds something already is left as it is (docs/seeding.md).
   */
  readonly seed?: SeedSource;
  /** Asset bytes kept in memory before they go to temporary files, 256 MiB by default. */
  readonly blobMemoryBytes?: number;
  readonly temporaryDirectory?: string;
  /** Makes ids, revisions and tokens the same in every run (DESIGN D9). */
  readonly seedIds?: number;
  /**
   * What the emulator's own clock goes by, the machine's by default; or a moment in ISO 8601 with a zone, at which it stands
   * still until it is told otherwise (docs/testing.md).
   */
  readonly clock?: Clock | string;
  /** What goes wrong from the start, and again after a reset; nothing by default (docs/testing.md). */
  readonly faults?: readonly FaultRule[];
  /** What is logged to standard error; `silent` by default in process. */
  readonly logLevel?: LogLevel;
}

/** The options with every default filled in. */
export interface EmulatorConfig extends Omit<
  Required<EmulatorOptions>,
  | 'data'
  | 'seed'
  | 'seedIds'
  | 'clock'
  | 'limits'
  | 'quotas'
  | 'throttle'
  | 'external'
  | 'events'
  | 'audit'
  | 'auth'
  | 'tls'
> {
  readonly auth: AuthMode;
  readonly access: AccessOptions;
  readonly clock: MovableClock;
  /** Undefined: http only. */
  readonly tls: TlsSetting | undefined;
  /** Undefined: no trail is kept. */
  readonly audit: readonly AuditSetting[] | undefined;
  readonly events: readonly TargetSetting[];
  readonly throttle: ThrottleRates;
  /** By connection name; `live` where there is none. */
  readonly external: ReadonlyMap<string, SourceSetting>;
  readonly data: string | undefined;
  readonly seed: SeedSource | undefined;
  readonly seedIds: number | undefined;
  readonly limits: Limits;
}

/** The built-in access key (DESIGN D6). */
export const BUILT_IN_CREDENTIAL = { accessKeyId: 'test', secretAccessKey: 'test' } as const;

const ACCOUNT = /^\d{12}$/;
// Names and addresses, IPv6 among them; what is printed for a shell stays one plain word.
const HOST = /^[A-Za-z0-9._:%-]+$/;

/**
 * Fills in the defaults and freezes the result.
 * @throws RangeError naming the option that has an impossible value
 */
export function resolveConfig(options: EmulatorOptions = {}): EmulatorConfig {
  const { mode = 'lenient', ...access } =
    typeof options.auth === 'object' ? options.auth : { mode: options.auth };
  const config: EmulatorConfig = {
    port: options.port ?? 0,
    host: options.host ?? '127.0.0.1',
    tls: resolveTls(options),
    region: options.region ?? 'us-east-1',
    account: options.account ?? '000000000000',
    auth: mode,
    access,
    credentials: options.credentials ?? [],
    clockSkewSeconds: options.clockSkewSeconds ?? 900,
    endpointStyle: options.endpointStyle ?? 'path',
    endpointSuffix: options.endpointSuffix ?? 'localhost',
    external: resolveExternal(options.external ?? []),
    externalTtlSeconds: options.externalTtlSeconds ?? 0,
    retentionDelaySeconds: options.retentionDelaySeconds ?? 0,
    events: (options.events ?? []).map(parseEventTarget),
    audit: parseAudit(options.audit ?? 'off'),
    admin: options.admin ?? true,
    limits: { ...(options.quotas === 'strict' ? realLimits : roomyLimits), ...options.limits },
    throttle: resolveThrottle(options.throttle ?? 'off'),
    data: options.data,
    seed: options.seed,
    blobMemoryBytes: options.blobMemoryBytes ?? 256 * 1024 * 1024,
    temporaryDirectory: options.temporaryDirectory ?? tmpdir(),
    seedIds: options.seedIds,
    clock: resolveClock(options.clock ?? systemClock),
    faults: parseFaultRules(options.faults ?? []),
    logLevel: options.logLevel ?? 'silent',
  };
  assertPossible(config);
  // Throws for who or what is none.
  new Principals(access, config.account);
  createStaticTokens(access.staticTokens ?? [], config.region);
  return Object.freeze(config);
}

function assertPossible(config: EmulatorConfig): void {
  const check = <K extends keyof EmulatorConfig>(
    holds: boolean,
    option: EmulatorConfig[K] extends string | number ? K : never,
  ): void => {
    if (!holds)
      throw new RangeError(`Option '${option}' has an impossible value: ${JSON.stringify(config[option])}`);
  };
  check(Number.isInteger(config.port) && config.port >= 0 && config.port <= 65535, 'port');
  check(HOST.test(config.host), 'host');
  check(ACCOUNT.test(config.account), 'account');
  check(/^[a-z]{2}(-[a-z]+)+-\d+$/.test(config.region), 'region');
  check((AUTH_MODES as readonly string[]).includes(config.auth), 'auth');
  check((ENDPOINT_STYLES as readonly string[]).includes(config.endpointStyle), 'endpointStyle');
  check(HOST.test(config.endpointSuffix), 'endpointSuffix');
  check((LOG_LEVELS as readonly string[]).includes(config.logLevel), 'logLevel');
  check(config.clockSkewSeconds >= 0, 'clockSkewSeconds');
  check(config.blobMemoryBytes >= 0, 'blobMemoryBytes');
  if (config.data === '') throw new RangeError("Option 'data' names no directory");
  for (const { accessKeyId, account } of config.credentials) {
    if (account !== undefined && !ACCOUNT.test(account)) {
      throw new RangeError(`The account of credential '${accessKeyId}' is not 12 digits: ${account}`);
    }
  }
}

/** Throws RangeError for what is no moment. */
function resolveClock(clock: Clock | string): MovableClock {
  if (typeof clock !== 'string') return createMovableClock(clock);
  const start = parseInstant(clock);
  if (start === undefined) {
    throw new RangeError(
      `Option 'clock' must be a moment in ISO 8601 with a zone, such as 2026-03-04T05:06:07Z, not '${clock}'`,
    );
  }
  return createMovableClock(systemClock, start);
}

/** Throws RangeError for a rate that there is none of, or that lets nothing through. */
function resolveThrottle(throttle: NonNullable<EmulatorOptions['throttle']>): ThrottleRates {
  if (throttle === 'off') return {};
  if (throttle === 'real') return realRates;
  for (const [name, rate] of Object.entries(throttle)) {
    if (!Object.hasOwn(realRates, name)) throw new RangeError(`Option 'throttle' knows no rate '${name}'`);
    if (!(rate > 0)) throw new RangeError(`Option 'throttle' has an impossible rate for '${name}': ${rate}`);
  }
  return throttle;
}

/** What is made is kept with everything else. */
function resolveTls({ tls = false, port = 0, data }: EmulatorOptions): TlsSetting | undefined {
  const setting = parseTls(tls, port);
  if (!setting || setting.own || setting.directory !== undefined || data === undefined) return setting;
  return { ...setting, directory: join(data, 'tls') };
}

/** How a listening address is written in a URL: a wildcard is reached over loopback, IPv6 wants brackets. */
export function toUrlHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}

/**
 * Reads the option `external`; what names no connection is for all that no other setting names, wherever it stands.
 * @throws RangeError for an unknown connection or an impossible source
 */
export function resolveExternal(
  external: NonNullable<EmulatorOptions['external']>,
): ReadonlyMap<string, SourceSetting> {
  const settings = toExternalSettings(external).map(parseExternalOption);
  const resolved = new Map<string, SourceSetting>();
  for (const { connection, setting } of settings) {
    if (connection !== undefined) continue;
    for (const name of externalConnectionFormats.keys()) resolved.set(name, setting);
  }
  for (const { connection, setting } of settings) {
    if (connection !== undefined) resolved.set(connection, setting);
  }
  return resolved;
}

function toExternalSettings(external: NonNullable<EmulatorOptions['external']>): readonly string[] {
  if (typeof external === 'string') return [external];
  if (isList(external)) return external;
  return Object.entries(external).map(([name, source]) => `${name}=${source}`);
}

// Array.isArray does not narrow a readonly array out of a union.
function isList(value: object): value is readonly string[] {
  return Array.isArray(value);
}

import { randomUUID } from 'node:crypto';
import { Principals } from './access/principals';
import { AuditTrail } from './audit/audit-trail';
import { signPost } from './auth/sign-post';
import { createEventFeed, type EventFeed } from './events/event-feed';
import { createFaults } from './faults/faults';
import { createPackageHistory } from './faults/package-history';
import { createDoors } from './create-doors';
import { createSeeder } from './create-seeder';
import { fetchToken, toEndpoint } from './library/emulator-access';
import type { Emulator } from './library/emulator-interface';
import { createEmulatorClient } from './library/emulator-client';
import { createEmulatorRequests } from './library/emulator-requests';
import { toEmulatorClock } from './library/emulator-clock';
import { packageFormats as formats } from './formats';
import {
  BUILT_IN_CREDENTIAL,
  resolveConfig,
  resolveExternal,
  toUrlHost,
  type EmulatorConfig,
  type EmulatorOptions,
} from './options';
import { loadProtocol } from './protocol/model';
import { repositoryKey } from './registry/keys';
import type { Store } from './registry/store';
import { watchVersions } from './registry/watch-versions';
import type { AdminParts } from './server/admin';
import { listOperations, toCoverage } from './server/coverage';
import { createFallback } from './server/app';
import { createPublicSources } from './server/public-sources';
import { createExplain } from './server/explain';
import { toConnection, type Connection } from './server/connection-routes';
import type { ListenerParts } from './server/listener';
import { openListeners, type Listeners } from './server/open-listeners';
import { Metrics } from './server/metrics';
import { RequestLog } from './server/request-log';
import { openState } from './storage/open-state';
import type { State } from './storage/state';
import { openTls, type OpenTls } from './tls/open-tls';
import { findServerNames } from './tls/server-names';
import { createIds, type Ids } from './util/ids';
import { createLogger, type Logger } from './util/logger';
import { version } from './util/version';

export type { Emulator, EmulatorFaults } from './library/emulator-interface';

/**
 * Starts an emulator in this process. Any number may run at once; they share nothing.
 * @throws RangeError for an impossible option, and the system's error when the address cannot be listened on
 */
export async function createEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const config = resolveConfig(options);
  const logger = createLogger(config.logLevel, config.clock);
  const state = await openState(config, logger);
  const {
    listeners,
    connection,
    close,
    log,
    reset,
    restore,
    sources,
    feed,
    trail,
    explain,
    principals,
    replacePrincipals,
    readiness,
    faults,
    seeder,
  } = await start(config, state, logger);
  const host = toUrlHost(config.host);
  const served = connection().tls;
  const target = {
    url: `http://${host}:${listeners.port}`,
    region: config.region,
    accountId: config.account,
    credentials: toPublicCredentials(config, principals),
  };
  return {
    ...target,
    port: listeners.port,
    tls: served && { url: `https://${host}:${served.port}`, ...served },
    client: (as = {}, client = {}) => createEmulatorClient(target, as, client),
    token: (domain, request = {}) => fetchToken(target, domain, request, config.clock.now()),
    endpoint: (domain, repository, format = 'npm', of = {}) =>
      toEndpoint(target, { domain, repository, format }, of, config),
    clock: toEmulatorClock(config.clock),
    faults: { add: (rules) => faults.add(rules), list: () => faults.list(), clear: () => faults.clear() },
    requests: createEmulatorRequests(log),
    events: feed.log,
    trail,
    explain: (question) => explain({ ...question }),
    principals: () => principals.list(),
    setPrincipals: replacePrincipals,
    setReady: (ready) => void (readiness.ready = ready),
    seed: (seed) => seeder.seed(seed),
    reset,
    snapshot: (name) => state.snapshot(name),
    restore,
    // Async, so that an impossible setting rejects.
    setExternal: async (external) => sources.redirect(resolveExternal(external)),
    close,
  };
}

async function start(config: EmulatorConfig, state: State, logger: Logger) {
  let tls: OpenTls | undefined;
  let listeners: Listeners | undefined;
  let parts: ReturnType<typeof createParts> | undefined;
  const close = async (): Promise<void> => {
    await Promise.all([listeners?.close(), parts?.sources.close()]);
    await Promise.all([parts?.feed.close(), parts?.trail?.close(), tls?.close()]);
    await state.close();
    logger.status?.clear();
  };
  try {
    const ids = createIdsOf(config, state, 0);
    const tokenKey = await state.tokenKey(() => ids.bytes(16));
    tls = await openTlsOf(config, logger);
    const connection = (): Connection => toConnection(config, tls?.trust, listeners?.tlsPort);
    parts = createParts(config, { state, ids, tokenKey, trust: tls?.trust, connection }, logger);
    const secure = tls && config.tls && { ...tls, port: config.tls.port };
    listeners = await openListeners({ ...config, tls: secure }, parts.listener);
    await parts.seeder.begin();
    return { ...parts, listeners, connection, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function openTlsOf(config: EmulatorConfig, logger: Logger): Promise<OpenTls | undefined> {
  if (!config.tls) return undefined;
  return openTls(config.tls, {
    names: findServerNames({ ...config, hosts: config.tls.hosts }),
    temporaryDirectory: config.temporaryDirectory,
    environment: process.env,
    now: Date.now(),
    log: (message) => logger.error(message),
  });
}

/** A stream of ids; a state that was kept goes on with others than it began with. */
function createIdsOf({ seedIds }: EmulatorConfig, { age }: State, stream: number): Ids {
  if (seedIds === undefined) return createIds();
  return createIds(age === 0 ? seedIds + stream : `${seedIds + stream}@${age}`);
}

/** The access key that is good in every mode (AUTH-135). */
function toPublicCredentials(config: EmulatorConfig, principals: Principals): Emulator['credentials'] {
  const [first] = [...config.credentials, ...principals.credentials()];
  const { accessKeyId, secretAccessKey } = first ?? BUILT_IN_CREDENTIAL;
  return { accessKeyId, secretAccessKey };
}

/** The state and what it was opened with, and how clients get at it. */
interface OpenState {
  readonly state: State;
  readonly ids: Ids;
  readonly tokenKey: Buffer;
  readonly trust: OpenTls['trust'];
  readonly connection: () => Connection;
}

function createParts(
  config: EmulatorConfig,
  { state, ids, tokenKey, trust, connection }: OpenState,
  logger: Logger,
) {
  const { account, region, limits, clock } = config;
  const { blobs } = state;
  const feed = createFeed(config, createIdsOf(config, state, 2), logger);
  const protocol = loadProtocol();
  const random = createIdsOf(config, state, 4);
  const faults = createFaults({
    start: config.faults,
    operations: listOperations(protocol),
    random: () => random.bytes(4).readUInt32BE() / 2 ** 32,
    onClear: () => history.clear(),
  });
  const history = createPackageHistory(state.store, state.view, () => faults.isStale);
  const store = watchVersions(history.store, feed.add);
  const onUnexpectedError = (error: unknown): void => logger.error('unexpected error', error);
  const log = new RequestLog();
  if (config.logLevel === 'debug')
    log.listen(({ method, uri, status }) => logger.debug(`${method} ${uri} ${status}`));
  const metrics = new Metrics();
  const trail = createTrail(config, store, createIdsOf(config, state, 3), logger);
  // Not a repeatable id: two emulators with one seed may well stand behind each other.
  const instance = randomUUID();
  const sources = createPublicSources({
    instance,
    clock,
    log: logger,
    settings: config.external,
    ttlSeconds: config.externalTtlSeconds,
    formats,
    blobs,
    maxAssetBytes: limits.assetSizeBytes,
  });
  const publicSources = sources.byConnection;
  const reset = async (): Promise<void> => {
    await state.reset();
    log.clear();
    feed.log.clear();
    metrics.clear();
    trail?.clear();
    replacePrincipals(config.access.principals ?? []);
    faults.restart();
    await clock.restart();
    await seeder.replay();
  };
  // What packages were before their last changes was in another state.
  const importState: State['importState'] = async (entries) => {
    await state.importState(entries);
    history.clear();
  };
  const restore: State['restore'] = async (name) => {
    const isThere = await state.restore(name);
    history.clear();
    return isThere;
  };
  const seeder = createSeeder(config, {
    ...{ state, protocol, onUnexpectedError },
    createIds: () => createIdsOf(config, state, 5),
  });
  const principals = new Principals(config.access, account);
  const { doors, authorizer, replacePrincipals } = createDoors(config, {
    ...{ store, blobs, ids, tokenKey, protocol, publicSources, instance, principals, onUnexpectedError },
    ...{ faults, history },
  });
  const now = (): number => clock.now();
  const explain = createExplain({ formats, account, region, store, publicSources, authorizer, now });
  const readiness = { ready: true };
  const admin: AdminParts = {
    isReady: () => readiness.ready && seeder.isReady(),
    principals: { list: () => principals.list(), replace: replacePrincipals },
    ...state,
    importState,
    restore,
    seed: (seed) => seeder.seed(seed),
    reset,
    version,
    coverage: toCoverage(protocol),
    log,
    explain,
    connection,
    events: feed,
    metrics,
    clock,
    faults,
    trail,
    limits,
    throttle: config.throttle,
  };
  const listener: ListenerParts = {
    doors,
    fallback: createFallback(config.admin ? admin : undefined, trust, onUnexpectedError),
    // A stream of its own: how many requests came before must not change the ids of what they create.
    ids: createIdsOf(config, state, 1),
    log,
    metrics,
    trail,
    now,
    onUnexpectedError,
  };
  const settings = { reset, restore, seeder, principals, replacePrincipals, readiness, faults };
  return { ...settings, listener, log, sources, feed, trail, explain };
}

function createTrail(
  { audit }: EmulatorConfig,
  store: Store,
  ids: Ids,
  logger: Logger,
): AuditTrail | undefined {
  if (!audit) return undefined;
  return new AuditTrail({
    settings: audit,
    findAdministrator: async (id) =>
      (await store.read((tx) => tx.get(repositoryKey(id))))?.administratorAccount,
    uuid: () => ids.uuid(),
    log: (message) => logger.error(message),
  });
}

function createFeed({ events, clock, credentials }: EmulatorConfig, ids: Ids, logger: Logger): EventFeed {
  return createEventFeed({
    targets: events,
    sign: ({ account, ...request }) => {
      const known = credentials.find((credential) => credential.account === account);
      // Emulators of other services take a 12-digit key for the account (EVT-076).
      const key = known ?? { accessKeyId: account, secretAccessKey: BUILT_IN_CREDENTIAL.secretAccessKey };
      // The receiver's clock is the real one, whatever ours says.
      return signPost(request, key, Date.now());
    },
    now: () => clock.now(),
    uuid: () => ids.uuid(),
    log: (message) => logger.error(message),
  });
}

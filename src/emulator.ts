import { randomBytes } from 'node:crypto';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAuthenticator } from './auth/authenticator';
import { createTokenAuthority } from './auth/authorization-token';
import { toDefaultCaller } from './auth/local-caller';
import { packageFormats as formats } from './formats';
import { DocumentCache } from './formats/document-cache';
import { operations } from './operations';
import {
  BUILT_IN_CREDENTIAL,
  resolveConfig,
  toUrlHost,
  type EmulatorConfig,
  type EmulatorOptions,
} from './options';
import { loadProtocol, type Protocol } from './protocol/model';
import type { BlobStore, PublicSource } from './registry/ports';
import type { Store } from './registry/store';
import { createApiDoor } from './server/api-door';
import type { AdminParts, Coverage } from './server/admin';
import { createFallback } from './server/app';
import { createExplain } from './server/explain';
import { createFormatDoor } from './server/format-door';
import { closeListener, createListener } from './server/listener';
import { RequestLog, type RequestLogEntry } from './server/request-log';
import { createMemoryBlobStore } from './storage/memory/memory-blobs';
import { createMemoryStore, type StoreSnapshot } from './storage/memory/memory-store';
import { createIds } from './util/ids';
import { createLogger, type Logger } from './util/logger';
import { createSingleFlight } from './util/single-flight';
import { version } from './util/version';

const DOCUMENT_CACHE_BYTES = 64 * 1024 * 1024;

/** A running emulator. */
export interface Emulator {
  /** Address of the API and, below it, of every repository endpoint; without a final slash. */
  readonly url: string;
  readonly port: number;
  readonly region: string;
  readonly accountId: string;
  /** The first configured access key, else the built-in one. */
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** The last 1,000 requests of both doors, oldest first. */
  requests(): readonly RequestLogEntry[];
  /** Forgets all resources and the request log; snapshots stay. */
  reset(): Promise<void>;
  /** Keeps the present state under `name`, replacing a snapshot of that name. */
  snapshot(name: string): Promise<void>;
  /** Returns to the state kept under `name`; false when there is none. */
  restore(name: string): Promise<boolean>;
  /** Finishes the requests under way, frees the port and removes temporary files. */
  close(): Promise<void>;
}

/**
 * Starts an emulator in this process. Any number may run at once; they share nothing.
 * @throws RangeError for an impossible option, and the system's error when the address cannot be listened on
 */
export async function createEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const config = resolveConfig(options);
  const logger = createLogger(config.logLevel, config.clock);
  const state = createState(config, logger);
  const { server, log, reset } = createServerOf(config, state, logger);
  try {
    await listen(server, config);
  } catch (error) {
    await state.close();
    throw error;
  }
  const { port } = server.address() as AddressInfo; // listening on a TCP port
  return {
    url: `http://${toUrlHost(config.host)}:${port}`,
    port,
    region: config.region,
    accountId: config.account,
    credentials: toPublicCredentials(config),
    requests: () => log.list(),
    reset,
    snapshot: (name) => state.snapshot(name),
    restore: (name) => state.restore(name),
    async close() {
      await closeListener(server);
      await state.close();
    },
  };
}

/** The access key that is good in every mode (AUTH-135). */
function toPublicCredentials(config: EmulatorConfig): Emulator['credentials'] {
  const { accessKeyId, secretAccessKey } = config.credentials[0] ?? BUILT_IN_CREDENTIAL;
  return { accessKeyId, secretAccessKey };
}

async function listen(server: Server, { port, host }: EmulatorConfig): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

interface State {
  readonly store: Store;
  readonly blobs: BlobStore;
  reset(): Promise<void>;
  snapshot(name: string): Promise<void>;
  restore(name: string): Promise<boolean>;
  close(): Promise<void>;
}

function createState(config: EmulatorConfig, logger: Logger): State {
  const { blobMemoryBytes: maxMemoryBytes, temporaryDirectory } = config;
  const store = createMemoryStore({ onEffectError: (error) => logger.error('unexpected error', error) });
  const blobs = createMemoryBlobStore({ maxMemoryBytes, temporaryDirectory });
  const snapshots = new Map<string, StoreSnapshot>();
  // A snapshot may refer to any blob, so none is freed while there is one.
  const keptBlobs: BlobStore = {
    write: (source, maxBytes) => blobs.write(source, maxBytes),
    read: (sha256, range) => blobs.read(sha256, range),
    delete: async (sha256) => {
      if (snapshots.size === 0) await blobs.delete(sha256);
    },
  };
  return {
    store,
    blobs: keptBlobs,
    async reset() {
      await store.reset();
      if (snapshots.size === 0) blobs.clear();
    },
    async snapshot(name) {
      snapshots.set(name, store.snapshot());
    },
    async restore(name) {
      const snapshot = snapshots.get(name);
      if (snapshot) await store.restore(snapshot);
      return snapshot !== undefined;
    },
    close: () => blobs.close(),
  };
}

function createServerOf(config: EmulatorConfig, state: State, logger: Logger) {
  const { clock, limits, endpointStyle, endpointSuffix } = config;
  const { store, blobs } = state;
  const protocol = loadProtocol();
  const ids = createIds(config.seedIds);
  // A stream of its own: how many requests came before must not change the ids of what they create.
  const requestIds = createIds(config.seedIds === undefined ? undefined : config.seedIds + 1);
  const tokenKey = config.seedIds === undefined ? randomBytes(16) : ids.bytes(16);
  const tokens = createTokenAuthority(tokenKey, (length) => ids.bytes(length));
  const now = (): number => clock.now();
  const onUnexpectedError = (error: unknown): void => logger.error('unexpected error', error);
  const log = new RequestLog((entry) => logger.debug(`${entry.method} ${entry.uri} ${entry.status}`));
  const { account, region } = config;
  const authenticator = createAuthenticator({
    mode: config.auth,
    account,
    region,
    clockSkewSeconds: config.clockSkewSeconds,
    credentials: config.credentials.map((credential) => ({ account, ...credential })),
  });
  const anonymous = config.auth === 'off' ? toDefaultCaller(account, region) : undefined;
  const documents = new DocumentCache(DOCUMENT_CACHE_BYTES);
  const publicSources = new Map<string, PublicSource>();
  const reset = async (): Promise<void> => {
    await state.reset();
    log.clear();
  };
  const explain = createExplain({ formats, account, region, store, publicSources });
  const admin: AdminParts = { ...state, reset, version, coverage: toCoverage(protocol), log, explain };
  const server = createListener({
    doors: [
      createApiDoor({
        protocol,
        authenticator,
        operations,
        addressing: { endpointStyle, endpointSuffix },
        shared: { ids, store, blobs, limits, tokens, formats },
        now,
        onUnexpectedError,
      }),
      createFormatDoor({
        formats,
        tokens,
        anonymous,
        shared: { store, blobs, limits, documents, publicSources, singleFlight: createSingleFlight() },
        now,
        onUnexpectedError,
      }),
    ],
    fallback: createFallback(config.admin ? admin : undefined, onUnexpectedError),
    ids: requestIds,
    log,
    now,
    onUnexpectedError,
  });
  return { server, log, reset };
}

/** What works and what a later version brings. */
function toCoverage(protocol: Protocol): Coverage {
  const names = [...protocol.operations.keys()].sort();
  // Generic packages have no endpoint at the service either.
  const endpoints = [...formats.values()].filter((format) => format.name !== 'generic');
  return {
    operations: {
      implemented: names.filter((name) => operations.has(name)),
      missing: names.filter((name) => !operations.has(name)),
    },
    endpoints: {
      implemented: endpoints.filter((format) => format.routes.length > 0).map((format) => format.name),
      missing: endpoints.filter((format) => format.routes.length === 0).map((format) => format.name),
    },
  };
}

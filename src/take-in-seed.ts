import { Readable } from 'node:stream';
import { toDefaultCaller } from './auth/local-caller';
import { createTokenAuthority } from './auth/authorization-token';
import type { Authenticator, Caller } from './auth/types';
import { packageFormats as formats } from './formats';
import { DocumentCache } from './formats/document-cache';
import { operations } from './operations';
import type { EmulatorConfig } from './options';
import type { SeederParts } from './create-seeder';
import { createApiDoor } from './server/api-door';
import type { Door, Outcome } from './server/door';
import { createFormatDoor } from './server/format-door';
import { watchVersions } from './registry/watch-versions';
import { applySeed } from './seed/apply-seed';
import { readSeed } from './seed/read-seed';
import type { SeedSource } from './seed/seed';
import { SeedError } from './seed/seed-error';
import type { SeedRequest, SendSeedRequest } from './seed/seed-request';
import type { Draft } from './storage/draft';
import type { HttpRequest } from './util/http';
import type { Ids } from './util/ids';
import { createSingleFlight } from './util/single-flight';

/**
 * Takes in a seed, all of it or nothing: through doors of its own that ask nobody who they are, with every rule and no
 * more. Neither request log nor audit trail nor events tell of it, no rate is enforced, and no public registry is asked.
 */
export async function takeInSeed(
  source: SeedSource,
  config: EmulatorConfig,
  parts: SeederParts,
): Promise<void> {
  const { account, region } = config;
  try {
    const read = await readSeed(source);
    await parts.state.draft((draft) =>
      applySeed(read, createSend(config, parts, draft), { account, region }),
    );
  } catch (error) {
    if (typeof source !== 'string' || !(error instanceof SeedError)) throw error;
    throw new SeedError(
      error.message.replace('seed', () => source),
      { cause: error },
    );
  }
}

function createSend(config: EmulatorConfig, parts: SeederParts, draft: Draft): SendSeedRequest {
  const ids = parts.createIds();
  const doors = new Map<string, readonly Door[]>();
  return async ({ account, region }, request) => {
    const name = `${account} ${region}`;
    const open = doors.get(name) ?? openDoors(config, parts, draft, ids, toDefaultCaller(account, region));
    doors.set(name, open);
    const http = toHttp(request);
    for (const door of open) {
      const handle = door.accept(http);
      if (!handle) continue;
      const outcome: Outcome = {};
      const { body } = await handle(ids.uuid(), outcome);
      http.body.resume();
      if (outcome.error) throw outcome.error;
      const isJson = request.path.startsWith('/v1/') && typeof body === 'string' && body !== '';
      return isJson ? (JSON.parse(body) as unknown) : undefined;
    }
    throw new Error(`nothing is served at ${request.path}`);
  };
}

function openDoors(
  config: EmulatorConfig,
  parts: SeederParts,
  draft: Draft,
  ids: Ids,
  caller: Caller,
): readonly Door[] {
  const { protocol } = parts;
  const onUnexpectedError = (error: unknown): void => parts.onUnexpectedError(error);
  const { limits, clock, endpointStyle, endpointSuffix } = config;
  // The sequence numbers of events go on; the events are nobody's.
  const store = watchVersions(draft.store, () => undefined);
  const { blobs } = draft;
  const now = (): number => clock.now();
  // A key of its own: nobody presents a token here.
  const tokens = createTokenAuthority(ids.bytes(16), (length) => ids.bytes(length));
  const authenticator: Authenticator = {
    defaultCaller: caller,
    authenticate: () => caller,
    replaceCredentials: () => undefined,
  };
  const api = createApiDoor({
    ...{ protocol, authenticator, operations, now, onUnexpectedError },
    addressing: { endpointStyle, endpointSuffix },
    shared: { ids, store, blobs, limits, tokens, formats },
  });
  const packages = createFormatDoor({
    ...{ formats, tokens, anonymous: caller, instance: '', now, onUnexpectedError },
    isKnown: () => true,
    findStaticCaller: () => undefined,
    shared: {
      ...{ store, blobs, limits, singleFlight: createSingleFlight(), publicSources: new Map() },
      documents: new DocumentCache(0),
    },
  });
  return [api, packages];
}

function toHttp({
  method,
  path,
  query = '',
  headers = {},
  body = Buffer.alloc(0),
}: SeedRequest): HttpRequest {
  const sent = { ...headers, host: 'localhost', 'content-length': String(body.length) };
  return {
    ...{ method, path, query, headers: sent, rawHeaders: Object.entries(sent).flat() },
    ...{ scheme: 'http', authority: 'localhost', remoteAddress: '127.0.0.1' },
    body: Readable.from([body], { objectMode: false }),
  };
}

import { externalConnectionFormats } from '../registry/external-connections';
import type { Clock } from '../util/clock';
import type { Remote } from '../util/remote';
import { createRemote, type RemoteLog, type RemoteOptions } from './create-remote';
import { createHttpClient, type HttpClient, type HttpClientOptions } from './http-client';
import { readNpmRegistryAddress } from './npm-registry-address';
import { publicAddresses } from './public-addresses';
import { openRecording } from './recording';
import { createRecordTransport, createReplayTransport } from './recording-transports';
import type { SourceSetting } from './source-setting';
import { createLiveTransport, offTransport, type Transport } from './transport';

export interface ExternalConnectionsOptions
  extends
    Omit<HttpClientOptions, 'instance'>,
    Pick<RemoteOptions, 'ttlSeconds' | 'memoryOfFailureMs' | 'monotonic'> {
  /** Id of the emulator, see `isFromInstance`. */
  readonly instance: string;
  readonly clock: Clock;
  readonly log: RemoteLog;
  /** By connection; `live` where there is none. */
  readonly settings: ReadonlyMap<string, SourceSetting>;
  /** Addresses that differ from the public ones (DESIGN D8: overridden by option or environment). */
  readonly addresses?: ReadonlyMap<string, string>;
}

export interface ExternalConnections {
  /** One for each of the ten connections, by name. */
  readonly remotes: ReadonlyMap<string, Remote>;
  /** Aborts what is under way. */
  close(): Promise<void>;
}

/** Sets up all external connections (DESIGN D8). Nothing is contacted, read or loaded before a package is asked for. */
export function createExternalConnections(options: ExternalConnectionsOptions): ExternalConnections {
  const client = createHttpClient(options);
  const npmAddress = memoize(readNpmRegistryAddress);
  const findAddress = (connection: string): string | undefined =>
    options.addresses?.get(connection) ??
    (connection === 'public:npmjs' ? npmAddress() : publicAddresses.get(connection));
  const remotes = [...externalConnectionFormats.keys()].map((connection): [string, Remote] => {
    const setting = options.settings.get(connection) ?? { kind: 'live' };
    const transport = toTransport(connection, setting, client, () => findAddress(connection));
    return [connection, createRemote({ ...options, connection, transport })];
  });
  return { remotes: new Map(remotes), close: () => client.close() };
}

function toTransport(
  connection: string,
  setting: SourceSetting,
  client: HttpClient,
  findAddress: () => string | undefined,
): Transport {
  switch (setting.kind) {
    case 'off':
      return offTransport;
    case 'url':
      return createLiveTransport(client, () => setting.url);
    case 'live':
      return createLiveTransport(client, findAddress);
    case 'record':
      return createRecordTransport(
        createLiveTransport(client, findAddress),
        openRecording(setting.directory, connection),
      );
    case 'replay':
      return createReplayTransport(openRecording(setting.directory, connection));
  }
}

function memoize<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

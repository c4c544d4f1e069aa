import { externalConnectionFormats } from '../registry/external-connections';
import type { Clock } from '../util/clock';
import type { Remote } from '../util/remote';
import { toMebibytes } from '../util/status-line';
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
  const onKept = countKept(options.log);
  const remotes = [...externalConnectionFormats.keys()].map((connection): [string, Remote] => {
    const setting = options.settings.get(connection) ?? { kind: 'live' };
    const live = createLiveTransport(client, () => findAddress(connection));
    const transport = toTransport(connection, setting, { client, live, onKept });
    return [connection, createRemote({ ...options, connection, transport })];
  });
  return { remotes: new Map(remotes), close: () => client.close() };
}

/** Shows how much has been recorded: that of a large tree takes a while. */
function countKept({ status }: RemoteLog): (bytes: number) => void {
  let answers = 0;
  let total = 0;
  return (bytes) => {
    answers++;
    total += bytes;
    status?.show(`answers recorded: ${answers}, ${toMebibytes(total)}`);
  };
}

interface TransportParts {
  readonly client: HttpClient;
  readonly live: Transport;
  readonly onKept: (bytes: number) => void;
}

function toTransport(
  connection: string,
  setting: SourceSetting,
  { client, live, onKept }: TransportParts,
): Transport {
  switch (setting.kind) {
    case 'off':
      return offTransport;
    case 'url':
      return createLiveTransport(client, () => setting.url);
    case 'live':
      return live;
    case 'record':
      return createRecordTransport(live, openRecording(setting.directory, connection), onKept);
    case 'replay':
      return createReplayTransport(openRecording(setting.directory, connection));
  }
}

function memoize<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

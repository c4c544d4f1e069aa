import {
  createExternalConnections,
  type ExternalConnectionsOptions,
} from '../../src/external/external-connections';
import { parseSourceSetting } from '../../src/external/source-setting';
import { createNpmPublicSource, type NpmPublicSource } from '../../src/formats/npm/public-source';
import type { PackageCoordinate } from '../../src/registry/ports';
import { createMemoryBlobStore, type MemoryBlobStore } from '../../src/storage/memory/memory-blobs';
import type { Remote } from '../../src/util/remote';

export interface NpmSource {
  readonly source: NpmPublicSource;
  readonly remote: Remote;
  readonly blobs: MemoryBlobStore;
  /** Everything that was logged, in order. */
  readonly log: readonly string[];
  /** The emulator's clock; stands still. */
  readonly clock: { time: number };
  /** Real time, which stands still too. */
  readonly monotonic: { time: number };
  close(): Promise<void>;
}

export type NpmSourceOptions = Partial<ExternalConnectionsOptions> & { readonly maxAssetBytes?: number };

/** `public:npmjs` set to `setting`, without an emulator around it and deaf to the machine's proxies. */
export function createNpmSource(setting: string, options: NpmSourceOptions = {}): NpmSource {
  const log: string[] = [];
  const clock = { time: 0 };
  const monotonic = { time: 0 };
  const { maxAssetBytes = 1_000_000, ...others } = options;
  const connections = createExternalConnections({
    instance: 'this-emulator',
    clock: { now: () => clock.time },
    monotonic: () => monotonic.time,
    log: {
      info: (message) => void log.push(message),
      error: (message, cause) => void log.push(`${message}: ${String(cause)}`),
    },
    environment: {},
    settings: new Map([['public:npmjs', parseSourceSetting(setting)]]),
    ...others,
  });
  const remote = connections.remotes.get('public:npmjs');
  if (!remote) throw new Error('public:npmjs is not set up');
  const blobs = createMemoryBlobStore();
  const source = createNpmPublicSource({ remote, blobs, maxAssetBytes });
  return { source, remote, blobs, log, clock, monotonic, close: () => connections.close() };
}

export function npmCoordinate(name: string, namespace = ''): PackageCoordinate {
  return { format: 'npm', namespace, package: name };
}

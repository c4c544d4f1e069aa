import {
  createExternalConnections,
  type ExternalConnections,
  type ExternalConnectionsOptions,
} from '../external/external-connections';
import type { PackageFormat } from '../formats/format';
import { externalConnectionFormats } from '../registry/external-connections';
import type { BlobStore, PublicSource } from '../registry/ports';
import type { FormatName } from '../registry/records';

type Settings = ExternalConnectionsOptions['settings'];

export interface PublicSourcesOptions extends ExternalConnectionsOptions {
  readonly formats: ReadonlyMap<FormatName, PackageFormat>;
  readonly blobs: BlobStore;
  /** What an asset may have at most. */
  readonly maxAssetBytes: number;
}

/** The public registries that can be asked. */
export interface PublicSources {
  /** By the name of the external connection; always the present ones. */
  readonly byConnection: ReadonlyMap<string, PublicSource>;
  /** Leads the connections elsewhere; what is under way from where they led before is aborted. */
  redirect(settings: Settings): Promise<void>;
  close(): Promise<void>;
}

/** One source for every external connection whose format can read its registry; none is contacted yet (DESIGN D8). */
export function createPublicSources(options: PublicSourcesOptions): PublicSources {
  const byConnection = new Map<string, PublicSource>();
  const open = (settings: Settings): ExternalConnections => {
    const connections = createExternalConnections({ ...options, settings });
    for (const [name, source] of listSources(connections, options)) byConnection.set(name, source);
    return connections;
  };
  let connections = open(options.settings);
  return {
    byConnection,
    async redirect(settings) {
      const before = connections;
      connections = open(settings);
      await before.close();
    },
    close: () => connections.close(),
  };
}

function listSources(
  { remotes }: ExternalConnections,
  { formats, blobs, maxAssetBytes }: PublicSourcesOptions,
): [string, PublicSource][] {
  return [...externalConnectionFormats].flatMap(([name, format]) => {
    const remote = remotes.get(name);
    const source = remote && formats.get(format)?.createPublicSource?.({ remote, blobs, maxAssetBytes });
    return source ? [[name, source] as [string, PublicSource]] : []; // a pair, not a list
  });
}

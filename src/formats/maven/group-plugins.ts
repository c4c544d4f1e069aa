import { packageKey, uploadedDocumentKey } from '../../registry/keys';
import type { RepositoryId, UploadedDocumentRecord } from '../../registry/records';
import { walkOnce } from '../../registry/remembered-walk';
import type { ReadTransaction } from '../../registry/store';
import type { FormatContext } from '../format';
import { toPackageTarget } from './coordinate';
import type { Plugin } from './metadata-document';

/** What a group's document is kept as, and how public registries give it; JSON-safe. */
export interface PluginList extends Readonly<Record<string, unknown>> {
  readonly plugins: readonly Plugin[];
}

/** The plugins of a group as its clients see them, and what they were read from (see `Surroundings`). */
export interface GroupPlugins {
  readonly plugins: readonly Plugin[];
  readonly identity: readonly unknown[];
}

/** Where the documents of a folder are remembered. */
export const documentKey = (repository: RepositoryId, folder: readonly string[]) =>
  uploadedDocumentKey({ ...repository, format: 'maven' }, folder.join('/'));

/** The plugins in what is kept of a group's document. */
export function readPluginList(content: UploadedDocumentRecord['content']): readonly Plugin[] {
  // Only `PluginList`s are kept for documents.
  return (content as PluginList | undefined)?.plugins ?? [];
}

/**
 * The plugins of a group in a repository and everything upstream of it, by prefix; the nearest wins (MVN-161). A plugin
 * whose package is not in the repository that lists it is not there to be called, and is left out [inferred].
 */
export async function readGroupPlugins(
  repository: RepositoryId,
  folder: readonly string[],
  { store, publicSources }: Pick<FormatContext, 'store' | 'publicSources'>,
): Promise<GroupPlugins> {
  const groupId = folder.join('.');
  // No package has an empty name: this asks where packages of the group may come from.
  const { sources } = await walkOnce(store, toPackageTarget(repository, groupId, ''));
  const lists = await Promise.all(
    sources.map(async (source) => {
      if (source.kind === 'repository') return store.read((tx) => readStored(tx, source.id, folder));
      const list = await publicSources.get(source.name)?.findNamespaceDocument?.(groupId);
      return { plugins: readPluginList(list), identity: [list] };
    }),
  );
  const byPrefix = new Map<string, Plugin>();
  for (const { plugins } of lists) {
    for (const plugin of plugins) if (!byPrefix.has(plugin.prefix)) byPrefix.set(plugin.prefix, plugin);
  }
  return { plugins: [...byPrefix.values()], identity: lists.flatMap(({ identity }) => identity) };
}

async function readStored(
  tx: ReadTransaction,
  repository: RepositoryId,
  folder: readonly string[],
): Promise<GroupPlugins> {
  const record = await tx.get(documentKey(repository, folder));
  const plugins: Plugin[] = [];
  for (const plugin of readPluginList(record?.content)) {
    const target = toPackageTarget(repository, folder.join('.'), plugin.artifactId);
    if (await tx.get(packageKey(target))) plugins.push(plugin);
  }
  return { plugins, identity: [record, plugins.map(({ artifactId }) => artifactId).join(' ')] };
}

import { invalidRequest } from '../../registry/errors';
import { packageKey } from '../../registry/keys';
import { rememberUpload } from '../../registry/uploaded-documents';
import type { FormatContext, FormatRequest } from '../format';
import type { Checksums } from './checksum';
import { mavenRules, toPackageTarget } from './coordinate';
import { documentKey, readPluginList, type PluginList } from './group-plugins';
import type { MetadataDocument, Plugin } from './metadata-document';

/**
 * Keeps the plugins that a group's document lists; they take the place of those of the same artifacts (MVN-160). Clients
 * send back what they were shown, so only what is new here and has its package here asks for permission.
 * @throws 400 for a document of another group, or without plugins
 */
export async function putPlugins(
  { repository, authorize }: FormatRequest,
  { store }: FormatContext,
  folder: readonly string[],
  document: MetadataDocument,
  checksums: Checksums,
): Promise<void> {
  const groupId = folder.join('.');
  if (document.groupId !== undefined && document.groupId !== groupId) {
    throw invalidRequest(`The document is of group '${document.groupId}', not of '${groupId}'.`);
  }
  const [first] = document.plugins;
  if (!first) throw invalidRequest('The document lists neither versions nor plugins.');
  const target = ({ artifactId }: Plugin) => toPackageTarget(repository, groupId, artifactId);
  const changed = await store.read(async (tx) => {
    const known = readPluginList((await tx.get(documentKey(repository, folder)))?.content);
    const found: Plugin[] = [];
    for (const plugin of document.plugins) {
      const isKnown = known.some((other) => isSame(other, plugin));
      if (!isKnown && (await tx.get(packageKey(target(plugin))))) found.push(plugin);
    }
    return found;
  });
  for (const plugin of changed.length === 0 ? [first] : changed) {
    await authorize('PutPackageMetadata', target(plugin));
  }
  await store.write(async (tx) => {
    const known = readPluginList((await tx.get(documentKey(repository, folder)))?.content);
    const content: PluginList = { plugins: merge(known, document.plugins) };
    const id = { ...repository, format: mavenRules.name };
    await rememberUpload(tx, id, folder.join('/'), { checksums, content });
  });
}

function merge(known: readonly Plugin[], arriving: readonly Plugin[]): Plugin[] {
  const byArtifact = new Map([...known, ...arriving].map((plugin) => [plugin.artifactId, plugin]));
  return [...byArtifact.values()];
}

function isSame(a: Plugin, b: Plugin): boolean {
  return a.artifactId === b.artifactId && a.prefix === b.prefix && a.name === b.name;
}

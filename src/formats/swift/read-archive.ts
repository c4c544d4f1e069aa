import { ArchiveError } from '../../encoding/archive-error';
import { readZip, type ZipEntry, type ZipSource } from '../../encoding/zip-entries';
import type { BlobStore } from '../../registry/ports';
import type { AssetRecord } from '../../registry/records';
import { isManifestName, MAIN_MANIFEST, readToolsVersion, type Manifest } from './manifest';

const LIMITS = { maxEntries: 200_000 };
const MAX_FILE_BYTES = 1024 * 1024;
// Each is announced in a header; packages have a handful.
const MAX_MANIFESTS = 32;

/** What a source archive has in its top folder. */
export interface SourceArchive {
  /** The top folder, with its slash; empty when the package is not in a folder. */
  readonly root: string;
  readonly manifests: readonly Manifest[];
  readonly readme?: string;
}

type Blob = Pick<AssetRecord, 'sha256' | 'size'>;

/**
 * Reads a source archive that is in the blob store, as far as its manifests and readme; undefined when it has no
 * manifest at its root or in its single top folder, where SwiftPM looks for it (SWIFT-066).
 * @throws ArchiveError when it is no usable zip archive
 */
export async function readSourceArchive(blobs: BlobStore, blob: Blob): Promise<SourceArchive | undefined> {
  const { root, files } = await findTopFolder(blobs, blob);
  if (!files.includes(MAIN_MANIFEST)) return undefined;
  const names = [...new Set(files)].filter(isManifestName).sort();
  if (names.length > MAX_MANIFESTS) throw new ArchiveError('the archive has too many manifests');
  const readmeName = files.find(isReadmeName);
  const manifests = new Map<string, Manifest>();
  let readme: string | undefined;
  for await (const entry of readZip(toSource(blobs, blob), LIMITS)) {
    const { path } = entry;
    if (!path.startsWith(root)) continue;
    const fileName = path.slice(root.length);
    if (names.includes(fileName) && !manifests.has(fileName)) {
      manifests.set(fileName, { fileName, toolsVersion: readToolsVersion(await entry.read(MAX_FILE_BYTES)) });
    } else if (fileName === readmeName) {
      readme ??= await readText(entry);
    }
  }
  const found = names.flatMap((name) => manifests.get(name) ?? []);
  return { root, manifests: found, ...(readme !== undefined && { readme }) };
}

/** The bytes of one manifest. @throws ArchiveError when they are gone */
export async function readManifest(blobs: BlobStore, blob: Blob, path: string): Promise<Buffer> {
  for await (const entry of readZip(toSource(blobs, blob), LIMITS)) {
    if (entry.path === path) return entry.read(MAX_FILE_BYTES);
  }
  throw new ArchiveError('the archive has no such manifest');
}

/** What stands at the top: of an archive with a manifest at its root that, else its only folder. */
async function findTopFolder(blobs: BlobStore, blob: Blob) {
  const atRoot: string[] = [];
  const inFolder: string[] = [];
  let folder: string | undefined;
  let hasOneFolder = true;
  for await (const { path } of readZip(toSource(blobs, blob), LIMITS)) {
    const [first = '', second, ...deeper] = path.split('/', 3);
    const file = second ?? first;
    const isWanted = deeper.length === 0 && (isManifestName(file) || isReadmeName(file));
    if (second === undefined) {
      if (isWanted) atRoot.push(file);
      continue;
    }
    folder ??= first;
    if (folder !== first) hasOneFolder = false;
    else if (isWanted) inFolder.push(file);
  }
  if (atRoot.includes(MAIN_MANIFEST) || folder === undefined) return { root: '', files: atRoot };
  return { root: `${folder}/`, files: hasOneFolder ? inFolder : [] };
}

function isReadmeName(fileName: string): boolean {
  return fileName.toLowerCase() === 'readme.md';
}

/** A readme that cannot be had is no reason to refuse a package. */
async function readText(entry: ZipEntry): Promise<string | undefined> {
  try {
    return (await entry.read(MAX_FILE_BYTES)).toString() || undefined;
  } catch (error) {
    if (error instanceof ArchiveError) return undefined;
    throw error;
  }
}

function toSource(blobs: BlobStore, { sha256, size }: Blob): ZipSource {
  return { size, read: (start, end) => blobs.read(sha256, { start, end }) };
}

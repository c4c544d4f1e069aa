import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Store } from '../../../src/registry/store';
import { openFileState, type FileStateOptions } from '../../../src/storage/file/file-state';
import type { State } from '../../../src/storage/state';

const made: string[] = [];
const opened: State[] = [];

/** An empty directory; all of them are removed by `removeDirectories`. */
export async function makeDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'codeartifact-data-'));
  made.push(directory);
  return directory;
}

/** A copy of a directory as it is, as if its process had been killed just now. */
export async function copyDirectory(from: string): Promise<string> {
  const directory = await makeDirectory();
  await cp(from, directory, { recursive: true });
  await rm(join(directory, 'lock'), { force: true });
  return directory;
}

/** Closes every state that `open` opened and removes every directory. */
export async function removeDirectories(): Promise<void> {
  await Promise.all(opened.splice(0).map((state) => state.close().catch(() => undefined)));
  await Promise.all(made.splice(0).map((directory) => rm(directory, { recursive: true, force: true })));
}

export interface OpenData {
  readonly state: State;
  /** What was reported when it was opened, and since. */
  readonly reports: readonly string[];
}

/** Opens the state in a directory. */
export async function openData(
  directory: string,
  options: Partial<FileStateOptions> = {},
): Promise<OpenData> {
  const reports: string[] = [];
  const state = await openFileState({
    directory,
    report: (message) => reports.push(message),
    onEffectError: (error) => reports.push(String(error)),
    ...options,
  });
  opened.push(state);
  return { state, reports };
}

/** Every record of a store, in the order of the keys. */
export function dump(store: Store): Promise<[string, unknown][]> {
  return store.read(async (tx) => {
    const entries: [string, unknown][] = [];
    for await (const { key, record } of tx.scan('')) entries.push([key, record]);
    return entries;
  });
}

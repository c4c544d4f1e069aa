import { chmod, mkdir, readFile, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { MergeError } from '../merge/merge-error';
import type { Edit } from './grant';

export interface Change {
  readonly path: string;
  readonly kind: 'created' | 'changed' | 'unchanged';
  readonly text: string;
  /** Its lines that were not there. */
  readonly added: readonly string[];
}

/**
 * Works out what every file becomes, all of them before the first is written, so that one that cannot be merged leaves
 * the project as it was. @throws MergeError naming the file
 */
export async function planEdits(directory: string, edits: readonly Edit[]): Promise<readonly Change[]> {
  const changes: Change[] = [];
  for (const change of edits) {
    const { path } = change;
    try {
      await assertInside(directory, path);
      const present = await readPresent(join(directory, path));
      const text = await change.edit(present ?? '');
      const kind = present === undefined ? 'created' : present === text ? 'unchanged' : 'changed';
      const before = new Set(present?.split(/\r?\n/));
      const added = text.split(/\r?\n/).filter((line) => line !== '' && !before.has(line));
      changes.push({ path, kind, text, added });
    } catch (error) {
      if (error instanceof MergeError) throw new MergeError(`${join(directory, path)} ${error.message}`);
      throw error;
    }
  }
  return changes;
}

/** Writes the changes; a new file, holding a token, is its owner's alone. */
export async function applyChanges(directory: string, changes: readonly Change[]): Promise<void> {
  for (const { path, kind, text } of changes) {
    if (kind === 'unchanged') continue;
    const target = join(directory, path);
    if (kind === 'created') {
      await mkdir(dirname(target), { recursive: true });
      await writeFile(target, text, { mode: 0o600, flag: 'wx' });
    } else await replace(await realpath(target), text);
  }
}

async function replace(target: string, text: string): Promise<void> {
  const part = `${target}.${process.pid}.part`;
  try {
    await writeFile(part, text, { mode: 0o600, flag: 'wx' });
    await chmod(part, 0o600);
    await rename(part, target);
  } finally {
    await rm(part, { force: true });
  }
}

/** A link may lead out of the project, into a home directory say: nothing is written there. */
async function assertInside(directory: string, path: string): Promise<void> {
  const root = await realpath(directory);
  for (let at = join(directory, path); at !== directory; at = dirname(at)) {
    const real = await realpath(at).catch(() => undefined);
    if (real === undefined) continue;
    if (relative(root, real).split(sep)[0] === '..') throw new MergeError('leads out of the project');
    return;
  }
}

function readPresent(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
}

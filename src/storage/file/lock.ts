import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { isJsonObject } from '../../util/json-object';
import { StorageError, type Disk } from './disk';
import type { Layout } from './layout';

/** A process, told apart from others that had its number before. */
interface Owner {
  readonly pid: number;
  /** When it began, as exactly as the system says. */
  readonly started: string;
}

/**
 * Makes this process the only one in a data directory; takes over from one that is dead.
 * @returns gives the directory free
 * @throws StorageError when another process, or another emulator in this one, is using it
 */
export async function acquireLock(disk: Disk, layout: Layout): Promise<() => Promise<void>> {
  const mine = JSON.stringify({ pid: process.pid, started: await findStart(process.pid) });
  while (!(await disk.createExclusively(layout.lock, `${mine}\n`))) {
    const found = await readText(disk, layout.lock);
    const owner = parseOwner(found);
    if (owner && (await isRunning(owner))) {
      throw new StorageError(
        `${layout.directory} is in use by process ${owner.pid}; stop it, or choose another --data`,
      );
    }
    await removeStale(disk, layout, found);
  }
  return () => disk.remove(layout.lock);
}

/** Takes a dead process's lock away, unless a third process has done so in the meantime and holds its own. */
async function removeStale(disk: Disk, { lock }: Layout, expected: string | undefined): Promise<void> {
  const aside = `${lock}.${process.pid}.tmp`;
  await disk.rename(lock, aside).catch(() => undefined);
  const taken = await readText(disk, aside);
  if (taken !== undefined && taken !== expected) await disk.createExclusively(lock, taken);
  await disk.remove(aside);
}

async function isRunning({ pid, started }: Owner): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // It is there, though somebody else's.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  const start = await findStart(pid);
  return start === '' || start === started;
}

/** Tells a process from an earlier one with its number; empty where the system does not say. */
async function findStart(pid: number): Promise<string> {
  try {
    const [boot, stat] = await Promise.all([
      readFile('/proc/sys/kernel/random/boot_id', 'utf8'),
      readFile(`/proc/${pid}/stat`, 'utf8'),
    ]);
    // The name in parentheses may hold anything; the start is the 22nd field (proc(5)).
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return `${boot.trim()} ${fields[19] ?? ''}`;
  } catch {
    return pid === process.pid ? String(Math.round(performance.timeOrigin)) : '';
  }
}

async function readText(disk: Disk, path: string): Promise<string | undefined> {
  const source = await disk.read(path);
  return source && text(source);
}

function parseOwner(json: string | undefined): Owner | undefined {
  try {
    const value: unknown = JSON.parse(json ?? '');
    if (!isJsonObject(value)) return undefined;
    const { pid, started } = value;
    return typeof pid === 'number' && typeof started === 'string' ? { pid, started } : undefined;
  } catch {
    return undefined;
  }
}

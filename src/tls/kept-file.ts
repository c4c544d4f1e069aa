import { randomBytes } from 'node:crypto';
import { constants, copyFile, link, readFile, rename, rm, writeFile } from 'node:fs/promises';

const PUBLIC = 0o644;
const SECRET = 0o600;

/** The text of a file, or undefined when there is none. */
export async function readKept(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Writes a file that others see as a whole or not at all; a secret one only its owner can read. */
export async function keep(
  path: string,
  content: string | Buffer,
  secrecy: 'public' | 'secret',
): Promise<void> {
  await place(path, content, secrecy, (temporary) => rename(temporary, path));
}

/** As `keep` for a secret, but leaves a file alone that is there by now; what then stands there is for the caller to read. */
export async function keepFirst(path: string, content: string): Promise<void> {
  await place(path, content, 'secret', async (temporary) => {
    // Not every file system has links; a copy is not there at once, but there or not.
    const copy = (): Promise<void> => copyFile(temporary, path, constants.COPYFILE_EXCL);
    const isThere = ({ code }: NodeJS.ErrnoException): boolean => code === 'EEXIST';
    await link(temporary, path)
      .catch((error: NodeJS.ErrnoException) => (isThere(error) ? undefined : copy()))
      .catch((error: NodeJS.ErrnoException) => {
        if (!isThere(error)) throw error;
      });
    await rm(temporary);
  });
}

async function place(
  path: string,
  content: string | Buffer,
  secrecy: 'public' | 'secret',
  move: (temporary: string) => Promise<void>,
): Promise<void> {
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    await writeFile(temporary, content, { mode: secrecy === 'secret' ? SECRET : PUBLIC, flag: 'wx' });
    await move(temporary);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

import type { Disk, DiskFile } from './disk';
import type { Layout } from './layout';

/** Writes a file that is there either as a whole or not at all, whenever the power goes. */
export async function writeWhole(
  disk: Disk,
  layout: Layout,
  path: string,
  write: (file: DiskFile) => Promise<void>,
): Promise<void> {
  const temporary = `${path}.tmp`;
  const file = await disk.open(temporary, 'new');
  try {
    await write(file);
    await file.sync();
  } finally {
    await file.close();
  }
  await disk.rename(temporary, path);
  await disk.syncDirectory(layout.directory);
}

/** As `writeWhole`, for a file of one text. */
export function writeWholeText(disk: Disk, layout: Layout, path: string, text: string): Promise<void> {
  return writeWhole(disk, layout, path, (file) => file.write(Buffer.from(text)));
}

import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { BuiltFile, FileMap } from '../fixtures/built-package';
import { toPath } from './seed-path';
import type { SeedPackage } from './seed';

/** The content of an entry of a seed: files to pack, or an archive to publish as it is. */
export interface PackageContent {
  readonly files?: FileMap;
  readonly archive?: BuiltFile;
}

/** Reads what an entry names. @throws Error for more than one of them, and for what is not there */
export async function readContent(
  { files, directory, archive }: SeedPackage,
  base: string | undefined,
): Promise<PackageContent> {
  const given = Object.entries({ files, directory, archive }).flatMap(([name, value]) =>
    value === undefined ? [] : [name],
  );
  if (given.length > 1) throw new Error(`${given.join(' and ')} exclude each other`);
  if (files) return { files: toFiles(files) };
  if (directory !== undefined) return { files: await readDirectory(toPath(directory, base)) };
  if (archive === undefined) return {};
  if (typeof archive !== 'string')
    return { archive: { name: archive.name, bytes: Buffer.from(archive.base64, 'base64') } };
  const path = toPath(archive, base);
  return { archive: { name: basename(path), bytes: await readFile(path) } };
}

function toFiles(files: NonNullable<SeedPackage['files']>): FileMap {
  return Object.fromEntries(
    Object.entries(files).map(([path, content]) => [
      path,
      typeof content === 'object' && 'base64' in content ? Buffer.from(content.base64, 'base64') : content,
    ]),
  );
}

/** Regular files by their path with slashes; links are not followed. */
async function readDirectory(directory: string): Promise<FileMap> {
  const files: Record<string, Buffer> = {};
  const walk = async (below: string): Promise<void> => {
    for (const entry of await readdir(join(directory, below), { withFileTypes: true })) {
      const path = below === '' ? entry.name : `${below}/${entry.name}`;
      if (entry.isDirectory()) await walk(path);
      else if (entry.isFile()) files[path] = await readFile(join(directory, path));
    }
  };
  await walk('');
  return files;
}

import { cp, lstat, readdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

const FIXTURES = join(__dirname, '..', '..', 'fixtures', 'packages', 'npm');

/** Copies a package of fixtures/packages/npm to an empty folder, with members of its package.json replaced. */
export async function copyFixture(
  fixture: string,
  to: string,
  overrides: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  await cp(join(FIXTURES, fixture), to, { recursive: true });
  await editManifest(to, overrides);
}

/** Replaces members of the package.json in a folder. */
export async function editManifest(
  folder: string,
  members: Readonly<Record<string, unknown>>,
): Promise<void> {
  const path = join(folder, 'package.json');
  const manifest = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>; // our own fixture
  await writeFile(path, `${JSON.stringify({ ...manifest, ...members }, null, 2)}\n`);
}

/** Where a fixture's sources are. */
export function fixtureFolder(fixture: string): string {
  return join(FIXTURES, fixture);
}

/** Relative path, with slashes, of every file below a folder → its bytes; installed dependencies are left out. */
export async function readTree(folder: string): Promise<Map<string, Buffer>> {
  const files = new Map<string, Buffer>();
  const visit = async (path: string): Promise<void> => {
    for (const name of (await readdir(path)).sort()) {
      const child = join(path, name);
      const kind = await lstat(child);
      if (kind.isDirectory() && name !== 'node_modules') await visit(child);
      if (kind.isFile()) files.set(relative(folder, child).split(sep).join('/'), await readFile(child));
    }
  };
  await visit(folder);
  return files;
}

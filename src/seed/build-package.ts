import { Readable } from 'node:stream';
import { readTarGz } from '../encoding/tar-entries';
import { toBytes } from '../fixtures/archives';
import type { BuiltFile, BuiltPackage, FileMap } from '../fixtures/built-package';
import { pkg } from '../fixtures/pkg';
import type { FormatName } from '../registry/records';
import { isJsonObject } from '../util/json-object';
import { readContent, type PackageContent } from './package-files';
import type { SeedPackage } from './seed';

const HAS_NAMESPACE: Readonly<Record<FormatName, 'required' | 'optional' | 'forbidden'>> = {
  ...{ npm: 'optional', maven: 'required', generic: 'required', swift: 'required' },
  ...{ pypi: 'forbidden', nuget: 'forbidden', ruby: 'forbidden', cargo: 'forbidden' },
};
const MAX_MANIFEST_BYTES = 1024 * 1024;
const LIMITS = { maxEntries: 100_000, maxBytes: 512 * 1024 * 1024 };

/**
 * Builds the package that an entry of a seed describes.
 * @throws Error for members that its format has no use for, and content that cannot be read
 */
export async function buildPackage(entry: SeedPackage, directory: string | undefined): Promise<BuiltPackage> {
  assertMembers(entry);
  return build(entry, await readContent(entry, directory));
}

function assertMembers({ format, namespace, status, tags, dependencies }: SeedPackage): void {
  const rule = HAS_NAMESPACE[format];
  if (rule === 'required' && !namespace) throw new Error(`a package of format ${format} needs a namespace`);
  const unfit = (member: string): Error => new Error(`a package of format ${format} has no ${member}`);
  if (rule === 'forbidden' && namespace !== undefined) throw unfit('namespace');
  if (tags && format !== 'npm') throw unfit('tags');
  if (dependencies && format === 'generic') throw unfit('dependencies');
  if (status === 'Unfinished' && format !== 'generic' && format !== 'maven') throw unfit('status Unfinished');
}

async function build(entry: SeedPackage, { files, archive }: PackageContent): Promise<BuiltPackage> {
  const { format, namespace = '', package: name, version, tags } = entry;
  const { description, license, readme, dependencies } = entry;
  const unfinished = entry.status === 'Unfinished';
  const about = { version, description, license, readme, dependencies, files, archive: archive?.bytes };
  switch (format) {
    case 'npm': {
      const manifest = await findManifest(files, archive);
      return pkg.npm({ ...about, name: namespace === '' ? name : `@${namespace}/${name}`, tags, manifest });
    }
    case 'maven':
      return pkg.maven({ ...about, groupId: namespace, artifactId: name, unfinished });
    case 'pypi':
      return pkg.pypi({ ...about, name, archive });
    case 'nuget':
      return pkg.nuget({ ...about, name });
    case 'cargo':
      return pkg.cargo({ ...about, name });
    case 'ruby':
      return pkg.gem({ ...about, name });
    case 'swift':
      return pkg.swift({ ...about, scope: namespace, name });
    case 'generic': {
      const assets = archive
        ? { [archive.name]: archive.bytes }
        : (files ?? { [`${name}.txt`]: `${name} ${version}\n` });
      return pkg.generic({ namespace, name, version, files: assets, unfinished });
    }
  }
}

/** The package.json that is among the files of an npm package, or in its tarball. */
async function findManifest(
  files: FileMap | undefined,
  archive: BuiltFile | undefined,
): Promise<Record<string, unknown> | undefined> {
  const given = files?.['package.json'];
  const text = archive ? await readPackedManifest(archive.bytes) : given && toBytes(given).toString();
  if (text === undefined) return undefined;
  let manifest: unknown;
  try {
    manifest = JSON.parse(text);
  } catch {
    throw new Error('its package.json is not JSON');
  }
  if (!isJsonObject(manifest)) throw new Error('its package.json is not an object');
  return manifest;
}

/** Packed below a folder, mostly called `package`. */
async function readPackedManifest(tarball: Buffer): Promise<string> {
  for await (const entry of readTarGz(Readable.from([tarball]), LIMITS)) {
    if (/^[^/]+\/package\.json$/.test(entry.path)) return (await entry.read(MAX_MANIFEST_BYTES)).toString();
  }
  throw new Error('the archive has no package.json');
}

import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { createGunzip } from 'node:zlib';
import {
  GetPackageVersionAssetCommand,
  GetPackageVersionReadmeCommand,
  ListPackageVersionDependenciesCommand,
} from '@aws-sdk/client-codeartifact';
import { extract } from 'tar-stream';
import { describeWithClients } from '../support/clients';
import { readTree } from '../support/npm-fixtures';
import { expectSuccess } from '../support/sandbox';
import { npm } from './npm-client/clients';
import { createNpmWorld, DOMAIN, REPOSITORY, type NpmWorld } from './npm-client/world';

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

/**
 * Packages of the public npm registry which the project has installed anyway, so that no network is needed: one scoped
 * with a dependency, one with more than a thousand files, one of many megabytes with a README and a program.
 */
const PACKAGES = ['@types/node', '@smithy/core', 'typescript'];

/** Where Node would look for a package when asked by a file of `from`. */
function findPackage(name: string, from: string): string {
  const folder = join(from, 'node_modules', name);
  if (existsSync(join(folder, 'package.json'))) return folder;
  if (dirname(from) === from) throw new Error(`${name} is not installed`);
  return findPackage(name, dirname(from));
}

function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest; // npm installed it
}

/** Folders of a package and of everything it depends on. */
function findClosure(folder: string, found = new Set<string>()): Set<string> {
  if (found.has(folder)) return found;
  found.add(folder);
  for (const name of Object.keys(readManifest(folder).dependencies ?? {})) {
    findClosure(findPackage(name, folder), found);
  }
  return found;
}

/** Path inside the package → SHA-256 of every file of a tarball. */
async function readTarball(path: string): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  const entries = extract();
  createReadStream(path).pipe(createGunzip()).pipe(entries);
  for await (const entry of entries) {
    const hash = createHash('sha256');
    for await (const chunk of entry) hash.update(chunk as Buffer); // tar-stream gives buffers
    if (entry.header.type === 'file')
      files.set(entry.header.name.replace(/^package\//, ''), hash.digest('hex'));
  }
  return files;
}

function toHashes(tree: Map<string, Buffer>): Map<string, string> {
  const hashed = [...tree].map(
    ([name, bytes]) => [name, createHash('sha256').update(bytes).digest('hex')] as const,
  );
  return new Map(hashed);
}

describeWithClients(['npm'], 'packages of the public registry', (path) => {
  const folders = new Map(PACKAGES.map((name) => [name, findPackage(name, __dirname)]));
  const tarballs = new Map<string, string>();
  let world: NpmWorld;

  let project: string;
  let fetched: string;

  beforeAll(async () => {
    world = await createNpmWorld(npm, path);
    const closure = [...new Set([...folders.values()].flatMap((folder) => [...findClosure(folder)]))];
    const packed = await world.sandbox.folder('packed');
    const listed = expectSuccess(await world.run(packed, ['pack', ...closure, '--ignore-scripts', '--json']));
    const files = JSON.parse(listed.stdout) as { name: string; version: string; filename: string }[]; // npm's
    for (const folder of closure) {
      const { name, version } = readManifest(folder);
      const { filename = '' } = files.find((file) => file.name === name && file.version === version) ?? {};
      tarballs.set(folder, join(packed, filename));
      const publish = ['publish', join(packed, filename), '--ignore-scripts', '--tag', 'real'];
      expectSuccess(await world.run(packed, publish));
    }
    const specs = [...folders].map(([name, folder]) => `${name}@${readManifest(folder).version}`);
    await world.sandbox.clearCaches();
    project = await world.project('installed');
    expectSuccess(await world.run(project, ['install', ...specs, '--ignore-scripts']));
    fetched = await world.sandbox.folder('fetched');
    expectSuccess(await world.run(fetched, ['pack', ...specs]));
  });
  afterAll(() => world.close());

  describe.each([...folders])('%s', (name, folder) => {
    const { version, dependencies = {} } = readManifest(folder);
    const [scope, bare = ''] = name.startsWith('@') ? name.slice(1).split('/') : [undefined, name];
    const coordinate = {
      domain: DOMAIN,
      repository: REPOSITORY,
      format: 'npm' as const,
      package: bare,
      packageVersion: version,
      ...(scope !== undefined && { namespace: scope }),
    };
    const readTarballBytes = (): Promise<Buffer> => readFile(tarballs.get(folder) ?? '');

    test('NPM-194 the stored asset is the tarball, byte for byte', async () => {
      const command = new GetPackageVersionAssetCommand({ ...coordinate, asset: 'package.tgz' });
      const { asset } = await world.emulator.client().send(command);
      const stored = Buffer.from((await asset?.transformToByteArray()) ?? []);
      expect(stored.equals(await readTarballBytes())).toBe(true);
    });

    test('NPM-090 installed from an empty cache, every file has the bytes it had', async () => {
      const installed = toHashes(await readTree(join(project, 'node_modules', name)));
      expect(installed).toEqual(await readTarball(tarballs.get(folder) ?? ''));
      const sources = toHashes(await readTree(folder));
      expect([...installed].filter(([file, hash]) => sources.get(file) !== hash)).toEqual([]);
      expect(installed.size).toBeGreaterThan(50);
    });

    test('NPM-066 the tarball that npm is sent to is the one published', async () => {
      const file = basename(tarballs.get(folder) ?? '');
      expect((await readFile(join(fetched, file))).equals(await readTarballBytes())).toBe(true);
    });

    test('NPM-190, VER-402 readme and dependencies are those of its files', async () => {
      const sdk = world.emulator.client();
      const { readme } = await sdk.send(new GetPackageVersionReadmeCommand(coordinate));
      expect(readme).toBe(await readFile(join(folder, 'README.md'), 'utf8'));
      const listed = await sdk.send(new ListPackageVersionDependenciesCommand(coordinate));
      const regular = (listed.dependencies ?? []).filter(
        ({ dependencyType }) => dependencyType === 'regular',
      );
      const requirements = regular.map((item) => {
        const full = item.namespace === undefined ? item.package : `@${item.namespace}/${item.package}`;
        return [full, item.versionRequirement];
      });
      expect(Object.fromEntries(requirements)).toEqual(dependencies);
    });
  });
});

import { createHash } from 'node:crypto';
import {
  CreateDomainCommand,
  CreateRepositoryCommand,
  DescribeDomainCommand,
  DescribePackageVersionCommand,
  GetPackageVersionAssetCommand,
  ListPackageVersionAssetsCommand,
  ListPackageVersionsCommand,
  PublishPackageVersionCommand,
  type CodeartifactClient,
  type PackageFormat,
  type PublishPackageVersionCommandInput,
} from '@aws-sdk/client-codeartifact';
import type { EmulatorOptions } from '../../src';
import { startEmulator, type TestEmulator } from './emulator';
import { createNpmPackage, publishNpmPackage, type NpmPackageOptions } from './npm-package';

/** Names a package in the repository `app` of the domain `dom`. */
export interface PackageNames {
  readonly repository?: string;
  readonly format: PackageFormat;
  readonly namespace?: string;
  readonly package: string;
}

export const DOMAIN = { domain: 'dom' } as const;
export const APP = { ...DOMAIN, repository: 'app' } as const;
export const GENERIC = { ...APP, format: 'generic', namespace: 'ns', package: 'tool' } as const;
export const NPM = { ...APP, format: 'npm', package: 'chalk' } as const;

export const sha256 = (content: string | Buffer): string =>
  createHash('sha256').update(content).digest('hex');

/** A revision that no package version has. */
export const OTHER_REVISION = `${'A'.repeat(43)}=`;

/** What tests look at in a package document. */
export interface Packument {
  readonly 'dist-tags': Readonly<Record<string, string>>;
  readonly versions: Readonly<Record<string, { readonly dist: { readonly tarball: string } } | undefined>>;
}

export interface PackageWorld {
  readonly emulator: TestEmulator;
  readonly client: CodeartifactClient;
  /** Back to an empty domain `dom` with the repositories `app` and `other`. */
  reset(): Promise<void>;
  createRepository(repository: string, ...upstreams: string[]): Promise<unknown>;
  /** Publishes one asset of a generic version; `ns/tool` in `app` unless told otherwise. */
  publish(
    version: string,
    assets: Readonly<Record<string, string>>,
    input?: Partial<PublishPackageVersionCommandInput>,
  ): Promise<void>;
  /** Publishes an npm package; must succeed. */
  publishNpm(
    name: string,
    version: string,
    options?: NpmPackageOptions & { repository?: string },
  ): Promise<void>;
  /** A request at the npm door, with the token. */
  npm(path: string, init?: RequestInit & { repository?: string }): Promise<Response>;
  /** The package document at the npm door. */
  packument(name: string, repository?: string): Promise<Packument>;
  revision(version: string, names?: PackageNames): Promise<string>;
  /** Version → status, as ListPackageVersions shows them. */
  statuses(names?: PackageNames): Promise<Record<string, string>>;
  /** Asset → content; every asset of the version is downloaded and held against its listed digest. */
  contents(version: string, names?: PackageNames): Promise<Record<string, string>>;
  assetSizeBytes(): Promise<number>;
}

/** An emulator with some packages' worth of shorthand around its SDK client. */
export async function startPackageWorld(options: EmulatorOptions = {}): Promise<PackageWorld> {
  const emulator = await startEmulator(options);
  const client = emulator.client();
  let token = '';
  const world: PackageWorld = {
    emulator,
    client,
    async reset() {
      await emulator.reset();
      await client.send(new CreateDomainCommand(DOMAIN));
      for (const name of ['app', 'other']) await world.createRepository(name);
      token = await emulator.token('dom');
    },
    createRepository: (repository, ...upstreams) =>
      client.send(
        new CreateRepositoryCommand({
          ...DOMAIN,
          repository,
          upstreams: upstreams.map((repositoryName) => ({ repositoryName })),
        }),
      ),
    async publish(packageVersion, assets, input = {}) {
      const names = Object.keys(assets);
      for (const [index, [assetName, content]] of Object.entries(assets).entries()) {
        await client.send(
          new PublishPackageVersionCommand({
            ...GENERIC,
            packageVersion,
            assetName,
            assetContent: Buffer.from(content),
            assetSHA256: sha256(content),
            unfinished: index < names.length - 1,
            ...input,
          }),
        );
      }
    },
    async publishNpm(name, version, { repository = 'app', ...npmOptions } = {}) {
      const built = await createNpmPackage(name, version, npmOptions);
      const answer = await publishNpmPackage(emulator.endpoint('dom', repository), token, built);
      if (answer.status !== 200) throw new Error(`publish: ${answer.status} ${await answer.text()}`);
    },
    npm: (path, { repository = 'app', ...init } = {}) =>
      fetch(emulator.endpoint('dom', repository) + path, {
        ...init,
        headers: { ...(init.headers as Record<string, string>), authorization: `Bearer ${token}` },
      }),
    async packument(name, repository = 'app') {
      const answer = await world.npm(`/${name.replace('/', '%2f')}`, { repository });
      if (answer.status !== 200) throw new Error(`GET ${name}: ${answer.status}`);
      return (await answer.json()) as Packument; // of our own making
    },
    async revision(packageVersion, names = GENERIC) {
      const command = new DescribePackageVersionCommand({ ...APP, ...names, packageVersion });
      return (await client.send(command)).packageVersion?.revision ?? '';
    },
    async statuses(names = GENERIC) {
      const { versions = [] } = await client.send(new ListPackageVersionsCommand({ ...APP, ...names }));
      return Object.fromEntries(versions.map(({ version, status }) => [version, status])) as Record<
        string,
        string
      >;
    },
    async contents(packageVersion, names = GENERIC) {
      const target = { ...APP, ...names, packageVersion };
      const { assets = [] } = await client.send(new ListPackageVersionAssetsCommand(target));
      const contents = new Map<string, string>();
      for (const { name = '', hashes } of assets) {
        const { asset } = await client.send(new GetPackageVersionAssetCommand({ ...target, asset: name }));
        const bytes = Buffer.from((await asset?.transformToByteArray()) ?? []);
        if (sha256(bytes) !== hashes?.['SHA-256']) throw new Error(`${name} is not what it is listed as`);
        contents.set(name, bytes.toString());
      }
      return Object.fromEntries(contents);
    },
    async assetSizeBytes() {
      return (await client.send(new DescribeDomainCommand(DOMAIN))).domain?.assetSizeBytes ?? -1;
    },
  };
  await world.reset();
  return world;
}

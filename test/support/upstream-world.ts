import {
  AssociateExternalConnectionCommand,
  CreatePackageGroupCommand,
  DeletePackageVersionsCommand,
  DeleteRepositoryCommand,
  DescribePackageCommand,
  DescribePackageVersionCommand,
  ListPackageVersionsCommand,
  PutPackageOriginConfigurationCommand,
  ResourceNotFoundException,
  UpdatePackageGroupOriginConfigurationCommand,
  UpdatePackageVersionsStatusCommand,
  UpdateRepositoryCommand,
  type AllowPublish,
  type AllowUpstream,
  type PackageGroupOriginRestrictionMode as Mode,
  type PackageGroupOriginRestrictionType as Type,
  type PackageVersionDescription,
  type PackageVersionStatus,
} from '@aws-sdk/client-codeartifact';
import type { EmulatorOptions } from '../../src';
import { startFakeNpmRegistry, type FakeNpmRegistry } from './fake-npm-registry';
import { createNpmPackage, publishNpmPackage, type NpmPackageOptions } from './npm-package';
import { DOMAIN, sha256, startPackageWorld, type PackageWorld } from './package-world';

/** Where a version is put: its repository, and what is to be different about it. */
interface Placement extends NpmPackageOptions {
  readonly name?: string;
  /** Makes the bytes of the tarball different from those of the same version elsewhere. */
  readonly marker?: string;
}

/** Every member speaks of the package `name` unless told otherwise; each test has a name of its own. */
export interface UpstreamWorld extends PackageWorld {
  readonly name: string;
  /** Behind `public:npmjs`. */
  readonly registry: FakeNpmRegistry;
  /** Creates repositories with their upstreams; those named first are there when the next are created. */
  graph(repositories: Readonly<Record<string, readonly string[]>>): Promise<void>;
  setUpstreams(repository: string, ...upstreams: string[]): Promise<unknown>;
  connect(repository: string): Promise<unknown>;
  deleteRepository(repository: string): Promise<unknown>;
  /** Lets the package in both ways, so that only the graph decides. */
  allow(
    repository: string,
    publish?: AllowPublish,
    upstream?: AllowUpstream,
    name?: string,
  ): Promise<unknown>;
  /** Opens the package in a repository and publishes a version there, marked with the repository's name. */
  place(repository: string, version: string, placement?: Placement): Promise<void>;
  /** A publish whose status is of interest. */
  tryPublish(repository: string, version: string, placement?: Placement): Promise<number>;
  /** Adds a version to the public registry, marked `public`. */
  offer(version: string, placement?: Placement): Promise<void>;
  remove(repository: string, ...versions: string[]): Promise<unknown>;
  setStatus(repository: string, version: string, targetStatus: PackageVersionStatus): Promise<unknown>;
  /** Marker of the tarball that a client gets, or the status if that is not 200. */
  install(repository: string, version: string, name?: string): Promise<string | number>;
  /** Versions that a client may choose from, or the status if that is not 200. */
  visible(repository: string, name?: string): Promise<string[] | number>;
  tags(repository: string): Promise<Record<string, string>>;
  /** Versions stored in the repository, in ascending order; none when the package is not there. */
  stored(repository: string, name?: string): Promise<(string | undefined)[]>;
  describe(repository: string, version: string, name?: string): Promise<PackageVersionDescription>;
  /** `publish/upstream` of the package, as `BLOCK/ALLOW`. */
  restrictions(repository: string, name?: string): Promise<string>;
  /** Creates a group, unless it is the root, and sets modes; a list of repositories is what is allowed. */
  group(pattern: string, modes: Partial<Record<Type, Mode | readonly string[]>>): Promise<void>;
}

/** A package world with a public registry and shorthand for graphs of repositories. */
export async function startUpstreamWorld(options: EmulatorOptions = {}): Promise<UpstreamWorld> {
  const registry = await startFakeNpmRegistry();
  const base = await startPackageWorld({ external: { 'public:npmjs': registry.url }, ...options });
  const { client, emulator } = base;
  const markers = new Map<string, string>();
  let count = 0;
  const current = (): string => `p${count}`;
  const npm = (repository: string, name = current()) =>
    ({ ...DOMAIN, repository, format: 'npm', ...toNames(name) }) as const;

  const build = async (version: string, marker: string, { name, ...rest }: Placement) => {
    const built = await createNpmPackage(name ?? current(), version, { files: { marker }, ...rest });
    markers.set(sha256(built.tarball), marker);
    return built;
  };

  const world: UpstreamWorld = {
    ...base,
    registry,
    get name() {
      return current();
    },
    async reset() {
      count += 1;
      registry.heal();
      await base.reset();
    },
    async graph(repositories) {
      for (const [repository, upstreams] of Object.entries(repositories)) {
        await base.createRepository(repository, ...upstreams);
      }
    },
    setUpstreams: (repository, ...names) =>
      client.send(
        new UpdateRepositoryCommand({
          ...DOMAIN,
          repository,
          upstreams: names.map((repositoryName) => ({ repositoryName })),
        }),
      ),
    connect: (repository) =>
      client.send(
        new AssociateExternalConnectionCommand({
          ...DOMAIN,
          repository,
          externalConnection: 'public:npmjs',
        }),
      ),
    deleteRepository: (repository) => client.send(new DeleteRepositoryCommand({ ...DOMAIN, repository })),
    allow: (repository, publish = 'ALLOW', upstream = 'ALLOW', name) =>
      client.send(
        new PutPackageOriginConfigurationCommand({
          ...npm(repository, name),
          restrictions: { publish, upstream },
        }),
      ),
    async place(repository, version, placement = {}) {
      await world.allow(repository, 'ALLOW', 'ALLOW', placement.name);
      const status = await world.tryPublish(repository, version, placement);
      if (status !== 200) throw new Error(`publish to ${repository}: ${status}`);
    },
    async tryPublish(repository, version, { marker = repository, ...placement } = {}) {
      const built = await build(version, marker, placement);
      const token = await emulator.token('dom');
      return (await publishNpmPackage(emulator.endpoint('dom', repository), token, built)).status;
    },
    async offer(version, { marker = 'public', ...placement } = {}) {
      registry.add(await build(version, marker, placement));
    },
    remove: (repository, ...versions) =>
      client.send(new DeletePackageVersionsCommand({ ...npm(repository), versions })),
    setStatus: (repository, version, targetStatus) =>
      client.send(
        new UpdatePackageVersionsStatusCommand({ ...npm(repository), versions: [version], targetStatus }),
      ),
    async install(repository, version, name = current()) {
      const file = `${name.slice(name.indexOf('/') + 1)}-${version}.tgz`;
      const answer = await base.npm(`/${name}/-/${file}`, { repository });
      const bytes = Buffer.from(await answer.arrayBuffer());
      return answer.status === 200 ? (markers.get(sha256(bytes)) ?? 'unknown bytes') : answer.status;
    },
    async visible(repository, name = current()) {
      const answer = await base.npm(`/${name.replace('/', '%2f')}`, { repository });
      const document = (await answer.json()) as { versions?: object }; // of our own making
      return answer.status === 200 ? Object.keys(document.versions ?? {}) : answer.status;
    },
    async tags(repository) {
      return (await base.packument(current(), repository))['dist-tags'];
    },
    async stored(repository, name) {
      try {
        const { versions = [] } = await client.send(new ListPackageVersionsCommand(npm(repository, name)));
        return versions.map(({ version }) => version).sort();
      } catch (error) {
        if (error instanceof ResourceNotFoundException) return [];
        throw error;
      }
    },
    async describe(repository, packageVersion, name) {
      const command = new DescribePackageVersionCommand({ ...npm(repository, name), packageVersion });
      return (await client.send(command)).packageVersion ?? {};
    },
    async restrictions(repository, name) {
      const described = await client.send(new DescribePackageCommand(npm(repository, name)));
      const { publish, upstream } = described.package?.originConfiguration?.restrictions ?? {};
      return `${publish}/${upstream}`;
    },
    async group(packageGroup, modes) {
      if (packageGroup !== '/*')
        await client.send(new CreatePackageGroupCommand({ ...DOMAIN, packageGroup }));
      const entries = Object.entries(modes) as [Type, Mode | readonly string[]][]; // keys as in the parameter's type
      await client.send(
        new UpdatePackageGroupOriginConfigurationCommand({
          ...DOMAIN,
          packageGroup,
          restrictions: Object.fromEntries(
            entries.map(([type, mode]) => [
              type,
              typeof mode === 'string' ? mode : 'ALLOW_SPECIFIC_REPOSITORIES',
            ]),
          ),
          addAllowedRepositories: entries.flatMap(([originRestrictionType, mode]) =>
            typeof mode === 'string'
              ? []
              : mode.map((repositoryName) => ({ repositoryName, originRestrictionType })),
          ),
        }),
      );
    },
  };
  await world.reset();
  return world;
}

/** Ends the world and its registry. */
export async function closeUpstreamWorld({ emulator, registry }: UpstreamWorld): Promise<void> {
  await emulator.close();
  await registry.close();
}

function toNames(name: string): { readonly namespace?: string; readonly package: string } {
  const [, namespace, bare] = /^@([^/]+)\/(.+)$/.exec(name) ?? [];
  return namespace !== undefined && bare !== undefined ? { namespace, package: bare } : { package: name };
}

import {
  AssociateExternalConnectionCommand,
  CreateDomainCommand,
  CreateRepositoryCommand,
  DescribePackageVersionCommand,
  ListPackageVersionAssetsCommand,
  ListPackageVersionsCommand,
  PutPackageOriginConfigurationCommand,
  ResourceNotFoundException,
  UpdatePackageVersionsStatusCommand,
  type AllowPublish,
  type AllowUpstream,
  type CodeartifactClient,
  type PackageVersionDescription,
  type PackageVersionStatus,
} from '@aws-sdk/client-codeartifact';
import type { EmulatorOptions } from '../../src';
import { startEmulator, type TestEmulator } from './emulator';
import { renderMavenMetadata, renderPom, renderSnapshotMetadata } from './maven-package';

/** The artifact that tests speak of unless they name another. */
export const LIB = { groupId: 'com.ex', artifactId: 'lib' } as const;
const DOMAIN = { domain: 'dom' } as const;

export interface MavenAnswer {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
}

/** An emulator whose domain `dom` has the repository `app`, and the Maven door of its repositories. */
export interface MavenWorld {
  readonly emulator: TestEmulator;
  readonly client: CodeartifactClient;
  reset(): Promise<void>;
  createRepository(repository: string, ...upstreams: string[]): Promise<unknown>;
  connect(repository: string, connection?: string): Promise<unknown>;
  /** A request below the endpoint of a repository (`app`), with the token unless it brings credentials. */
  send(path: string, init?: RequestInit & { readonly repository?: string }): Promise<MavenAnswer>;
  get(path: string, repository?: string): Promise<MavenAnswer>;
  /** Uploads a file and gives the status. */
  put(path: string, body: string | Buffer, repository?: string): Promise<number>;
  /** Uploads files of a version of `com.ex:lib` by their ending, and unless told otherwise the document after them. */
  release(version: string, options?: ReleaseOptions): Promise<void>;
  /** Uploads a build of a snapshot of `com.ex:lib`, and the snapshot's document after it. */
  build(snapshot: string, timestamp: string, number: number, repository?: string): Promise<void>;
  /** Version to status; empty for an unknown package. */
  statuses(repository?: string, artifactId?: string): Promise<Record<string, string>>;
  assets(version: string, repository?: string, artifactId?: string): Promise<readonly string[]>;
  describe(version: string, repository?: string): Promise<PackageVersionDescription>;
  setStatus(version: string, status: PackageVersionStatus, repository?: string): Promise<unknown>;
  restrict(publish: AllowPublish, upstream: AllowUpstream, repository?: string): Promise<unknown>;
}

export interface ReleaseOptions {
  /** Ending to content: `.jar` and `.pom` by default. */
  readonly files?: Readonly<Record<string, string>>;
  readonly repository?: string;
  readonly finish?: boolean;
}

/** Starts an emulator in an empty domain. Close the emulator at the end. */
export async function startMavenWorld(options: EmulatorOptions = {}): Promise<MavenWorld> {
  const emulator = await startEmulator(options);
  const client = emulator.client();
  const named = (repository = 'app', artifactId: string = LIB.artifactId) =>
    ({ ...DOMAIN, repository, format: 'maven', namespace: LIB.groupId, package: artifactId }) as const;
  let token = '';
  const mustPut = async (path: string, body: string, repository?: string): Promise<void> => {
    const status = await world.put(path, body, repository);
    if (status !== 201) throw new Error(`PUT ${path}: ${status}`);
  };
  const world: MavenWorld = {
    emulator,
    client,
    async reset() {
      await emulator.reset();
      await client.send(new CreateDomainCommand(DOMAIN));
      await world.createRepository('app');
      token = await emulator.token(DOMAIN.domain);
    },
    createRepository: (repository, ...upstreams) =>
      client.send(
        new CreateRepositoryCommand({
          ...DOMAIN,
          repository,
          upstreams: upstreams.map((repositoryName) => ({ repositoryName })),
        }),
      ),
    connect: (repository, externalConnection = 'public:maven-central') =>
      client.send(new AssociateExternalConnectionCommand({ ...DOMAIN, repository, externalConnection })),
    async send(path, { repository = 'app', ...init } = {}) {
      const url = `${emulator.endpoint(DOMAIN.domain, repository, 'maven')}${path}`;
      const headers = { authorization: `Bearer ${token}`, ...(init.headers as object) };
      const answer = await fetch(url, { redirect: 'manual', ...init, headers });
      return { status: answer.status, text: await answer.text(), headers: answer.headers };
    },
    get: (path, repository = 'app') => world.send(path, { repository }),
    put: async (path, body, repository = 'app') =>
      (await world.send(path, { method: 'PUT', body, repository })).status,
    async release(version, { files, repository, finish = true } = {}) {
      const contents = files ?? { '.jar': `jar of ${version}`, '.pom': renderPom({ ...LIB, version }) };
      for (const [ending, content] of Object.entries(contents)) {
        await mustPut(`/com/ex/lib/${version}/lib-${version}${ending}`, content, repository);
      }
      if (!finish) return;
      await mustPut('/com/ex/lib/maven-metadata.xml', renderMavenMetadata({ ...LIB, version }), repository);
    },
    async build(version, timestamp, number, repository) {
      const value = `${version.replace('-SNAPSHOT', '')}-${timestamp}-${number}`;
      const path = `/com/ex/lib/${version}`;
      await mustPut(`${path}/lib-${value}.jar`, `jar of ${value}`, repository);
      await mustPut(`${path}/lib-${value}.pom`, renderPom({ ...LIB, version }), repository);
      const document = renderSnapshotMetadata({ ...LIB, version }, timestamp, number);
      await mustPut(`${path}/maven-metadata.xml`, document, repository);
    },
    async statuses(repository, artifactId) {
      try {
        const command = new ListPackageVersionsCommand(named(repository, artifactId));
        const { versions = [] } = await client.send(command);
        return Object.fromEntries(versions.map(({ version, status }) => [version ?? '', status ?? '']));
      } catch (error) {
        if (error instanceof ResourceNotFoundException) return {};
        throw error;
      }
    },
    async assets(packageVersion, repository, artifactId) {
      const command = new ListPackageVersionAssetsCommand({
        ...named(repository, artifactId),
        packageVersion,
      });
      return ((await client.send(command)).assets ?? []).map(({ name }) => name ?? '');
    },
    async describe(packageVersion, repository) {
      const command = new DescribePackageVersionCommand({ ...named(repository), packageVersion });
      return (await client.send(command)).packageVersion ?? {};
    },
    setStatus: (version, targetStatus, repository) =>
      client.send(
        new UpdatePackageVersionsStatusCommand({ ...named(repository), versions: [version], targetStatus }),
      ),
    restrict: (publish, upstream, repository) =>
      client.send(
        new PutPackageOriginConfigurationCommand({
          ...named(repository),
          restrictions: { publish, upstream },
        }),
      ),
  };
  await world.reset();
  return world;
}

import {
  AssociateExternalConnectionCommand,
  CreateDomainCommand,
  CreateRepositoryCommand,
  DescribePackageVersionCommand,
  ListPackageVersionsCommand,
  ResourceNotFoundException,
  UpdatePackageVersionsStatusCommand,
  type CodeartifactClient,
  type PackageVersionStatus,
} from '@aws-sdk/client-codeartifact';
import type { EmulatorOptions } from '../../src';
import { createCrate, createPublishMetadata, toPublishBody, type CrateOptions } from './cargo-package';
import { startEmulator, type TestEmulator } from './emulator';

export const CARGO = { domain: 'dom', repository: 'app', format: 'cargo' } as const;

/** A line of an index file, as far as tests look at it. */
export interface Line extends Record<string, unknown> {
  readonly name: string;
  readonly vers: string;
  readonly yanked: boolean;
  readonly cksum: string;
}

/** An emulator with the repositories `app` and, upstream of it, `up`, as cargo reaches them. */
export interface CargoWorld {
  readonly emulator: TestEmulator;
  readonly client: CodeartifactClient;
  reset(): Promise<void>;
  token(): string;
  /** Address of a repository's endpoint, without the slash. */
  endpoint(repository?: string): string;
  /** A request below the endpoint of `app`, with the token as cargo sends it. */
  send(path: string, init?: RequestInit & { repository?: string }): Promise<Response>;
  /** Publishes a body of any bytes. */
  sendPublish(body: Buffer, repository?: string): Promise<Response>;
  /** Publishes a crate; must succeed. Gives its bytes. */
  publish(name: string, version: string, options?: CrateOptions & { repository?: string }): Promise<Buffer>;
  /** The lines of an index file, or the status of what is none. */
  lines(path: string, repository?: string): Promise<readonly Line[] | number>;
  /** Versions of the crate `demo-lib`, with a star where they are yanked; or the status. */
  listed(repository?: string): Promise<readonly string[] | number>;
  download(name: string, version: string, repository?: string): Promise<Response>;
  /** Version to origin, as the API tells. */
  stored(name: string, repository?: string): Promise<Record<string, string>>;
  describe(name: string, version: string, repository?: string): ReturnType<typeof describeVersion>;
  setStatus(
    name: string,
    version: string,
    status: PackageVersionStatus,
    repository?: string,
  ): Promise<unknown>;
  connect(repository: string): Promise<unknown>;
}

export async function startCargoWorld(options: EmulatorOptions = {}): Promise<CargoWorld> {
  const emulator = await startEmulator(options);
  const client = emulator.client();
  let token = '';
  const world: CargoWorld = {
    emulator,
    client,
    async reset() {
      await emulator.reset();
      await client.send(new CreateDomainCommand({ domain: 'dom' }));
      await client.send(new CreateRepositoryCommand({ domain: 'dom', repository: 'up' }));
      const upstreams = [{ repositoryName: 'up' }];
      await client.send(new CreateRepositoryCommand({ domain: 'dom', repository: 'app', upstreams }));
      token = await emulator.token('dom');
    },
    token: () => token,
    endpoint: (repository = 'app') => emulator.endpoint('dom', repository, 'cargo'),
    send: (path, { repository, ...init } = {}) =>
      fetch(world.endpoint(repository) + path, {
        ...init,
        headers: { authorization: token, ...(init.headers as Record<string, string>) },
      }),
    sendPublish: (body, repository = 'app') =>
      world.send('/api/v1/crates/new', { repository, method: 'PUT', body: new Uint8Array(body) }),
    async publish(name, version, { repository = 'app', ...crateOptions } = {}) {
      const crate = await createCrate(name, version, crateOptions);
      const metadata = createPublishMetadata(name, version, crateOptions.metadata);
      const answer = await world.sendPublish(toPublishBody(metadata, crate), repository);
      if (answer.status !== 200) throw new Error(`publish: ${answer.status} ${await answer.text()}`);
      return crate;
    },
    async lines(path, repository = 'app') {
      const answer = await world.send(path, { repository });
      const text = await answer.text();
      if (answer.status !== 200) return answer.status;
      return text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Line])); // our own
    },
    async listed(repository) {
      const lines = await world.lines('/de/mo/demo-lib', repository);
      return typeof lines === 'number'
        ? lines
        : lines.map(({ vers, yanked }) => (yanked ? `${vers}*` : vers));
    },
    download: (name, version, repository = 'app') =>
      world.send(`/api/v1/crates/${name}/${version}/download`, { repository }),
    async stored(name, repository = 'app') {
      try {
        const input = { ...CARGO, repository, package: name };
        const { versions = [] } = await client.send(new ListPackageVersionsCommand(input));
        return Object.fromEntries(
          versions.map(({ version, origin: { domainEntryPoint } = {} }) => [
            version ?? '',
            domainEntryPoint?.repositoryName ?? domainEntryPoint?.externalConnectionName ?? '',
          ]),
        );
      } catch (error) {
        if (error instanceof ResourceNotFoundException) return {};
        throw error;
      }
    },
    describe: (name, packageVersion, repository = 'app') =>
      describeVersion(client, { ...CARGO, repository, package: name, packageVersion }),
    setStatus: (name, version, targetStatus, repository = 'app') =>
      client.send(
        new UpdatePackageVersionsStatusCommand({
          ...{ ...CARGO, repository, package: name, versions: [version], targetStatus },
        }),
      ),
    connect: (repository) =>
      client.send(
        new AssociateExternalConnectionCommand({
          ...{ domain: 'dom', repository, externalConnection: 'public:crates-io' },
        }),
      ),
  };
  await world.reset();
  return world;
}

async function describeVersion(
  client: CodeartifactClient,
  input: ConstructorParameters<typeof DescribePackageVersionCommand>[0],
) {
  return (await client.send(new DescribePackageVersionCommand(input))).packageVersion;
}

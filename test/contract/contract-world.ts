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
  type PackageVersionStatus,
} from '@aws-sdk/client-codeartifact';
import type { EmulatorOptions } from '../../src';
import { startEmulator, type TestEmulator } from '../support/emulator';
import type { Door, FormatAdapter } from './format-adapter';

export const DOMAIN = 'dom';

/** An emulator and what the shared suite does to the adapter's package in it. */
export interface ContractWorld {
  readonly emulator: TestEmulator;
  readonly names: {
    readonly domain: string;
    readonly format: FormatAdapter['format'];
    readonly package: string;
  };
  /** An empty domain with repositories `up` and `app`, which has `up` upstream. */
  reset(): Promise<void>;
  door(repository: string, token?: string): Door;
  createRepository(repository: string, ...upstreams: string[]): Promise<unknown>;
  connect(repository: string): Promise<unknown>;
  /** Version to status and origin, as the API tells; empty when the package is not there. */
  stored(repository: string): Promise<Record<string, string>>;
  describe(repository: string, version: string): ReturnType<typeof describeVersion>;
  assets(repository: string, version: string): Promise<readonly string[]>;
  setStatus(repository: string, version: string, status: PackageVersionStatus): Promise<unknown>;
  restrict(repository: string, publish: AllowPublish, upstream: AllowUpstream): Promise<unknown>;
}

/** Starts an emulator around the adapter's package. */
export async function startContractWorld(
  adapter: FormatAdapter,
  options: EmulatorOptions = {},
): Promise<ContractWorld> {
  const emulator = await startEmulator(options);
  const client = emulator.client();
  const { format, namespace, package: name } = adapter;
  const names = { domain: DOMAIN, format, package: name, ...(namespace !== undefined && { namespace }) };
  let token = '';
  const world: ContractWorld = {
    emulator,
    names,
    async reset() {
      await emulator.reset();
      await client.send(new CreateDomainCommand({ domain: DOMAIN }));
      await world.createRepository('up');
      await world.createRepository('app', 'up');
      token = await emulator.token(DOMAIN);
    },
    door: (repository, as = token) => ({
      domain: DOMAIN,
      repository,
      client,
      send: (path, init = {}) =>
        fetch(emulator.endpoint(DOMAIN, repository, format) + path, {
          redirect: 'manual',
          ...init,
          headers: { ...(as !== '' && { authorization: `Bearer ${as}` }), ...(init.headers as object) },
        }),
    }),
    createRepository: (repository, ...upstreams) =>
      client.send(
        new CreateRepositoryCommand({
          domain: DOMAIN,
          repository,
          upstreams: upstreams.map((repositoryName) => ({ repositoryName })),
        }),
      ),
    connect: (repository) =>
      client.send(
        new AssociateExternalConnectionCommand({
          domain: DOMAIN,
          repository,
          externalConnection: adapter.connection,
        }),
      ),
    async stored(repository) {
      try {
        const { versions = [] } = await client.send(new ListPackageVersionsCommand({ ...names, repository }));
        return Object.fromEntries(
          versions.map(({ version, status, origin }) => [
            version ?? '',
            `${status} ${origin?.domainEntryPoint?.repositoryName ?? origin?.domainEntryPoint?.externalConnectionName}`,
          ]),
        );
      } catch (error) {
        if (error instanceof ResourceNotFoundException) return {};
        throw error;
      }
    },
    describe: (repository, version) =>
      describeVersion(client, { ...names, repository, packageVersion: version }),
    async assets(repository, version) {
      const { assets = [] } = await client.send(
        new ListPackageVersionAssetsCommand({ ...names, repository, packageVersion: version }),
      );
      return assets.map((asset) => asset.name ?? '');
    },
    setStatus: (repository, version, targetStatus) =>
      client.send(
        new UpdatePackageVersionsStatusCommand({ ...names, repository, versions: [version], targetStatus }),
      ),
    restrict: (repository, publish, upstream) =>
      client.send(
        new PutPackageOriginConfigurationCommand({
          ...names,
          repository,
          restrictions: { publish, upstream },
        }),
      ),
  };
  await world.reset();
  return world;
}

async function describeVersion(
  client: ReturnType<TestEmulator['client']>,
  input: ConstructorParameters<typeof DescribePackageVersionCommand>[0],
) {
  return (await client.send(new DescribePackageVersionCommand(input))).packageVersion;
}

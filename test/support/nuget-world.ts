import {
  AssociateExternalConnectionCommand,
  CreateDomainCommand,
  CreateRepositoryCommand,
  UpdatePackageVersionsStatusCommand,
  type CodeartifactClient,
  type PackageVersionStatus,
} from '@aws-sdk/client-codeartifact';
import type { EmulatorOptions } from '../../src';
import { startEmulator, type TestEmulator } from './emulator';
import { createNugetPackage, toPush, type NugetPackageOptions } from './nuget-package';

export const NUGET = { domain: 'dom', repository: 'app', format: 'nuget' } as const;

/** An emulator with the repositories `app` and, upstream of it, `up`, as NuGet's clients reach them. */
export interface NugetWorld {
  readonly emulator: TestEmulator;
  readonly client: CodeartifactClient;
  reset(): Promise<void>;
  /** Address of a repository's endpoint, without the slash. */
  endpoint(repository?: string): string;
  /** A request below the endpoint of `app`, with the token. */
  send(path: string, init?: RequestInit & { repository?: string }): Promise<Response>;
  /** The JSON document at a path; fails on any status but 200. */
  json<T>(path: string, repository?: string): Promise<T>;
  /** Pushes bytes and gives the status. */
  pushBytes(nupkg: Buffer, repository?: string): Promise<number>;
  /** Pushes a package; must succeed. Gives its bytes. */
  push(id: string, version: string, options?: NugetPackageOptions & { repository?: string }): Promise<Buffer>;
  setStatus(
    name: string,
    version: string,
    status: PackageVersionStatus,
    repository?: string,
  ): Promise<unknown>;
  connect(repository: string): Promise<unknown>;
}

export async function startNugetWorld(options: EmulatorOptions = {}): Promise<NugetWorld> {
  const emulator = await startEmulator(options);
  const client = emulator.client();
  let token = '';
  const world: NugetWorld = {
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
    endpoint: (repository = 'app') => emulator.endpoint('dom', repository, 'nuget'),
    send: (path, { repository, ...init } = {}) =>
      fetch(world.endpoint(repository) + path, {
        ...init,
        headers: { authorization: `Bearer ${token}`, ...(init.headers as Record<string, string>) },
      }),
    async json<T>(path: string, repository?: string) {
      const answer = await world.send(path, repository === undefined ? {} : { repository });
      if (answer.status !== 200) throw new Error(`GET ${path}: ${answer.status} ${await answer.text()}`);
      return (await answer.json()) as T; // of our own making
    },
    async pushBytes(nupkg, repository = 'app') {
      return (await world.send('/v2/package/', { repository, ...toPush(nupkg) })).status;
    },
    async push(id, version, { repository = 'app', ...nupkgOptions } = {}) {
      const nupkg = createNugetPackage(id, version, nupkgOptions);
      const status = await world.pushBytes(nupkg, repository);
      if (status !== 201) throw new Error(`push of ${id} ${version}: ${status}`);
      return nupkg;
    },
    setStatus: (name, version, targetStatus, repository = 'app') =>
      client.send(
        new UpdatePackageVersionsStatusCommand({
          ...{ ...NUGET, repository, package: name, versions: [version], targetStatus },
        }),
      ),
    connect: (repository) =>
      client.send(
        new AssociateExternalConnectionCommand({
          ...{ domain: 'dom', repository, externalConnection: 'public:nuget-org' },
        }),
      ),
  };
  await world.reset();
  return world;
}

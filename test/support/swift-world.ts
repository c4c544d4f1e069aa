import {
  CreateDomainCommand,
  CreateRepositoryCommand,
  UpdatePackageVersionsStatusCommand,
  type CodeartifactClient,
  type PackageVersionStatus,
} from '@aws-sdk/client-codeartifact';
import type { EmulatorOptions } from '../../src';
import { startEmulator, type TestEmulator } from './emulator';
import { createSwiftPackage, toPublish, type SwiftPackageOptions, type SwiftPublish } from './swift-package';

export const SWIFT = { domain: 'dom', repository: 'app', format: 'swift' } as const;
export const DEMO = { ...SWIFT, namespace: 'demo', package: 'linkedlib' } as const;

export type PublishOptions = SwiftPackageOptions &
  Partial<SwiftPublish> & { readonly repository?: string; readonly id?: string };

/** An emulator with the repositories `app` and, upstream of it, `up`, as SwiftPM reaches them. */
export interface SwiftWorld {
  readonly emulator: TestEmulator;
  readonly client: CodeartifactClient;
  reset(): Promise<void>;
  /** Address of a repository's endpoint, without the slash. */
  endpoint(repository?: string): string;
  token(): string;
  /** A request below the endpoint of `app`, with the token. */
  send(path: string, init?: RequestInit & { repository?: string }): Promise<Response>;
  /** The JSON document at a path; fails on any status but 200. */
  json<T>(path: string, repository?: string): Promise<T>;
  /** Publishes a release of `demo.LinkedLib` unless `id` says otherwise. */
  put(version: string, options?: PublishOptions): Promise<Response>;
  /** As `put`; must succeed. Gives the archive. */
  publish(version: string, options?: PublishOptions): Promise<Buffer>;
  /** Of `demo.LinkedLib`. */
  setStatus(version: string, status: PackageVersionStatus, repository?: string): Promise<unknown>;
}

export async function startSwiftWorld(options: EmulatorOptions = {}): Promise<SwiftWorld> {
  const emulator = await startEmulator(options);
  const client = emulator.client();
  let token = '';
  const world: SwiftWorld = {
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
    endpoint: (repository = 'app') => emulator.endpoint('dom', repository, 'swift'),
    token: () => token,
    send: (path, { repository, ...init } = {}) =>
      fetch(world.endpoint(repository) + path, {
        redirect: 'manual',
        ...init,
        headers: { authorization: `Bearer ${token}`, ...(init.headers as Record<string, string>) },
      }),
    async json<T>(path: string, repository?: string) {
      const answer = await world.send(path, repository === undefined ? {} : { repository });
      if (answer.status !== 200) throw new Error(`GET ${path}: ${answer.status} ${await answer.text()}`);
      return (await answer.json()) as T; // of our own making
    },
    put(version, { repository = 'app', id = 'demo.LinkedLib', ...rest } = {}) {
      const [scope = '', name = ''] = id.split('.');
      const archive = rest.archive ?? createSwiftPackage(name, rest);
      return world.send(`/${scope}/${name}/${version}`, { repository, ...toPublish({ ...rest, archive }) });
    },
    async publish(version, { id = 'demo.LinkedLib', ...rest } = {}) {
      const archive = rest.archive ?? createSwiftPackage(id.split('.')[1] ?? '', rest);
      const answer = await world.put(version, { id, ...rest, archive });
      if (answer.status !== 201)
        throw new Error(`publish of ${version}: ${answer.status} ${await answer.text()}`);
      return archive;
    },
    setStatus: (version, targetStatus, repository = 'app') =>
      client.send(
        new UpdatePackageVersionsStatusCommand({ ...DEMO, repository, versions: [version], targetStatus }),
      ),
  };
  await world.reset();
  return world;
}

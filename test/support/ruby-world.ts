import { inflateSync } from 'node:zlib';
import {
  AssociateExternalConnectionCommand,
  CreateDomainCommand,
  CreateRepositoryCommand,
  ListPackageVersionsCommand,
  ResourceNotFoundException,
  UpdatePackageVersionsStatusCommand,
  type CodeartifactClient,
  type PackageVersionStatus,
} from '@aws-sdk/client-codeartifact';
import type { EmulatorOptions } from '../../src';
import { startEmulator, type TestEmulator } from './emulator';
import { createGem, type GemOptions } from './gem-package';
import { loadMarshal, type Loaded } from './marshal-reader';

export const RUBY = { domain: 'dom', repository: 'app', format: 'ruby' } as const;

/** An emulator with the repositories `app` and, upstream of it, `up`, as gem clients reach them. */
export interface RubyWorld {
  readonly emulator: TestEmulator;
  readonly client: CodeartifactClient;
  reset(): Promise<void>;
  /** Address of a repository's endpoint, without the slash. */
  endpoint(repository?: string): string;
  /** A request below the endpoint of `app`, with the token. */
  send(path: string, init?: RequestInit & { repository?: string }): Promise<Response>;
  /** Lines of a gem's document, or the status. */
  info(name: string, repository?: string): Promise<readonly string[] | number>;
  /** What the Dependencies API says of gems. */
  dependencies(names: string, repository?: string): Promise<Loaded>;
  /** The fields of a gemspec, or the status. */
  gemspec(full: string, repository?: string): Promise<readonly Loaded[] | number>;
  pushBytes(gem: Buffer, repository?: string): Promise<Response>;
  /** Pushes a gem; must succeed. Gives its bytes. */
  push(name: string, version: string, options?: GemOptions & { repository?: string }): Promise<Buffer>;
  /** Versions of a gem that are stored; none when it is not there. */
  stored(name: string, repository?: string): Promise<readonly string[]>;
  setStatus(
    name: string,
    version: string,
    status: PackageVersionStatus,
    repository?: string,
  ): Promise<unknown>;
  connect(repository: string): Promise<unknown>;
}

export async function startRubyWorld(options: EmulatorOptions = {}): Promise<RubyWorld> {
  const emulator = await startEmulator(options);
  const client = emulator.client();
  let token = '';
  const world: RubyWorld = {
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
    endpoint: (repository = 'app') => emulator.endpoint('dom', repository, 'ruby'),
    send: (path, { repository, ...init } = {}) =>
      fetch(world.endpoint(repository) + path, {
        ...init,
        headers: { authorization: `Bearer ${token}`, ...(init.headers as Record<string, string>) },
      }),
    async info(name, repository = 'app') {
      const answer = await world.send(`/info/${name}`, { repository });
      const text = await answer.text();
      if (answer.status !== 200) return answer.status;
      const lines = text.split('\n');
      if (lines[0] !== '---' || lines.at(-1) !== '') throw new Error(`no compact index document: ${text}`);
      return lines.slice(1, -1);
    },
    async dependencies(names, repository = 'app') {
      const answer = await world.send(`/api/v1/dependencies?gems=${names}`, { repository });
      if (answer.status !== 200) throw new Error(`dependencies of ${names}: ${answer.status}`);
      return loadMarshal(Buffer.from(await answer.arrayBuffer()));
    },
    async gemspec(full, repository = 'app') {
      const answer = await world.send(`/quick/Marshal.4.8/${full}.gemspec.rz`, { repository });
      const bytes = Buffer.from(await answer.arrayBuffer());
      return answer.status === 200 ? loadGemspec(bytes) : answer.status;
    },
    pushBytes: (gem, repository = 'app') =>
      world.send('/api/v1/gems', {
        ...{ repository, method: 'POST', body: gem },
        headers: { 'content-type': 'application/octet-stream' },
      }),
    async push(name, version, { repository = 'app', ...gemOptions } = {}) {
      const gem = createGem(name, version, gemOptions);
      const answer = await world.pushBytes(gem, repository);
      if (answer.status !== 200)
        throw new Error(`push of ${name} ${version}: ${answer.status} ${await answer.text()}`);
      return gem;
    },
    async stored(name, repository = 'app') {
      try {
        const { versions = [] } = await client.send(
          new ListPackageVersionsCommand({ ...RUBY, repository, package: name }),
        );
        return versions.map(({ version = '' }) => version).toSorted();
      } catch (error) {
        if (error instanceof ResourceNotFoundException) return [];
        throw error;
      }
    },
    setStatus: (name, version, targetStatus, repository = 'app') =>
      client.send(
        new UpdatePackageVersionsStatusCommand({
          ...{ ...RUBY, repository, package: name, versions: [version], targetStatus },
        }),
      ),
    connect: (repository) =>
      client.send(
        new AssociateExternalConnectionCommand({
          ...{ domain: 'dom', repository, externalConnection: 'public:ruby-gems-org' },
        }),
      ),
  };
  await world.reset();
  return world;
}

/** The fields of a Gem::Specification in a `.gemspec.rz`. */
export function loadGemspec(packed: Buffer): readonly Loaded[] {
  const outer = loadMarshal(inflateSync(packed)) as { class: string; bytes: Buffer }; // what the next line looks at
  if (outer.class !== 'Gem::Specification') throw new Error(`a ${outer.class}`);
  return loadMarshal(outer.bytes) as readonly Loaded[]; // the fields are a list
}

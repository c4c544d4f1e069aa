import {
  AssociateExternalConnectionCommand,
  CreateDomainCommand,
  CreateRepositoryCommand,
  DescribePackageVersionCommand,
  ListPackageVersionAssetsCommand,
  ListPackageVersionsCommand,
  ResourceNotFoundException,
  UpdatePackageVersionsStatusCommand,
  type CodeartifactClient,
  type PackageFormat,
  type PackageVersionStatus,
} from '@aws-sdk/client-codeartifact';
import type { EmulatorOptions } from '../../src';
import { startEmulator, type TestEmulator } from './emulator';
import { toUploadForm, type PythonFile } from './python-package';

export const JSON_PAGE = 'application/vnd.pypi.simple.v1+json';

/** A project page in JSON. */
export interface SimplePage {
  readonly meta: { readonly 'api-version': string };
  readonly name: string;
  readonly versions: readonly string[];
  readonly files: readonly {
    readonly filename: string;
    readonly url: string;
    readonly hashes: Readonly<Record<string, string>>;
    readonly size?: number;
    readonly 'upload-time'?: string;
    readonly 'requires-python'?: string;
    readonly yanked: boolean | string;
  }[];
}

/** An emulator with the repositories `app` and, upstream of it, `up`, as Python's clients reach them. */
export interface PypiWorld {
  readonly emulator: TestEmulator;
  readonly client: CodeartifactClient;
  reset(): Promise<void>;
  /** A token for the domain. */
  token(): string;
  /** Address of a repository's endpoint, with the slash; with the token in it for clients that take it from there. */
  endpoint(repository?: string, as?: 'with token'): string;
  /** A request below the endpoint of `app`, with the token. */
  send(path: string, init?: RequestInit & { repository?: string }): Promise<Response>;
  page(project: string, repository?: string): Promise<SimplePage>;
  /** Uploads a file and gives the answer. */
  post(file: PythonFile, fields?: Parameters<typeof toUploadForm>[1], repository?: string): Promise<Response>;
  /** Uploads files, to `up` by default; must succeed. */
  publish(files: readonly PythonFile[], repository?: string): Promise<void>;
  describe(project: string, version: string, repository?: string): ReturnType<typeof describe>;
  /** Names of a version's assets. */
  assets(project: string, version: string, repository?: string): Promise<readonly string[]>;
  /** Version to status, as the API tells; empty when the package is not there. */
  stored(project: string, repository?: string): Promise<Readonly<Record<string, string>>>;
  setStatus(
    project: string,
    version: string,
    status: PackageVersionStatus,
    repository?: string,
  ): Promise<unknown>;
  createRepository(repository: string, ...upstreams: string[]): Promise<unknown>;
  connect(repository: string): Promise<unknown>;
}

/** Starts a world with empty repositories. */
export async function startPypiWorld(options: EmulatorOptions = {}): Promise<PypiWorld> {
  const emulator = await startEmulator(options);
  const client = emulator.client();
  let token = '';
  const names = (project: string, repository: string) => {
    const format: PackageFormat = 'pypi';
    return { domain: 'dom', repository, format, package: project };
  };
  const world: PypiWorld = {
    emulator,
    client,
    async reset() {
      await emulator.reset();
      await client.send(new CreateDomainCommand({ domain: 'dom' }));
      await world.createRepository('up');
      await world.createRepository('app', 'up');
      token = await emulator.token('dom');
    },
    token: () => token,
    endpoint(repository = 'app', as) {
      const url = `${emulator.endpoint('dom', repository, 'pypi')}/`;
      return as === undefined ? url : url.replace('://', `://aws:${token}@`);
    },
    send: (path, { repository = 'app', ...init } = {}) =>
      fetch(emulator.endpoint('dom', repository, 'pypi') + path, {
        ...init,
        headers: { authorization: `Bearer ${token}`, ...(init.headers as Record<string, string>) },
      }),
    async page(project, repository = 'app') {
      const path = `/simple/${project}/`;
      const answer = await world.send(path, { repository, headers: { accept: JSON_PAGE } });
      if (answer.status !== 200) throw new Error(`GET ${path}: ${answer.status} ${await answer.text()}`);
      return (await answer.json()) as SimplePage; // of our own making
    },
    post: (file, fields, repository = 'app') =>
      world.send('/', { repository, method: 'POST', body: toUploadForm(file, fields) }),
    async publish(files, repository = 'up') {
      for (const file of files) {
        const answer = await world.post(file, {}, repository);
        if (answer.status !== 200) throw new Error(`${file.name}: ${answer.status} ${await answer.text()}`);
      }
    },
    describe: (project, version, repository = 'up') =>
      describe(client, { ...names(project, repository), packageVersion: version }),
    async assets(project, version, repository = 'up') {
      const input = { ...names(project, repository), packageVersion: version };
      const { assets = [] } = await client.send(new ListPackageVersionAssetsCommand(input));
      return assets.map(({ name = '' }) => name);
    },
    async stored(project, repository = 'up') {
      try {
        const input = names(project, repository);
        const { versions = [] } = await client.send(new ListPackageVersionsCommand(input));
        return Object.fromEntries(versions.map(({ version = '', status = '' }) => [version, status]));
      } catch (error) {
        if (error instanceof ResourceNotFoundException) return {};
        throw error;
      }
    },
    setStatus: (project, version, targetStatus, repository = 'up') =>
      client.send(
        new UpdatePackageVersionsStatusCommand({
          ...names(project, repository),
          versions: [version],
          targetStatus,
        }),
      ),
    createRepository: (repository, ...upstreams) =>
      client.send(
        new CreateRepositoryCommand({
          domain: 'dom',
          repository,
          upstreams: upstreams.map((repositoryName) => ({ repositoryName })),
        }),
      ),
    connect: (repository) =>
      client.send(
        new AssociateExternalConnectionCommand({
          ...{ domain: 'dom', repository, externalConnection: 'public:pypi' },
        }),
      ),
  };
  await world.reset();
  return world;
}

async function describe(
  client: CodeartifactClient,
  input: ConstructorParameters<typeof DescribePackageVersionCommand>[0],
) {
  return (await client.send(new DescribePackageVersionCommand(input))).packageVersion;
}

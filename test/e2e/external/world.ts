import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  AssociateExternalConnectionCommand,
  CreateDomainCommand,
  CreateRepositoryCommand,
  paginateListPackages,
  paginateListPackageVersions,
  type CodeartifactClient,
} from '@aws-sdk/client-codeartifact';
import { startEmulator, type TestEmulator } from '../../support/emulator';
import { createSandbox, type RunResult, type Sandbox, type SandboxOptions } from '../../support/sandbox';
import { npm } from '../npm-client/clients';

export const DOMAIN = 'my-domain';

/** npm waits ten seconds before it asks again after a 5xx; what it says in the end is the same. */
const NO_RETRIES = ['--fetch-retries', '0'];

/** npm in a sandbox, and an emulator whose last repository has the connection to `public:npmjs`. */
export interface ExternalWorld {
  readonly emulator: TestEmulator;
  readonly sandbox: Sandbox;
  /** Runs npm, without its repeated attempts. */
  npm(cwd: string, ...args: string[]): Promise<RunResult>;
  /** A new, empty project. */
  project(name: string): Promise<string>;
  /** `name@version` of everything a repository stores, sorted. */
  listStored(repository: string): Promise<readonly string[]>;
  close(): Promise<void>;
}

export interface ExternalWorldOptions extends SandboxOptions {
  /** What `public:npmjs` is set to. */
  readonly source: string;
  /** Repositories, most downstream first: npm reads from the first. The guide's by default. */
  readonly chain?: readonly string[];
}

/** Starts an emulator with the chain of repositories, and a sandbox where npm is configured for the first of them. */
export async function createExternalWorld(
  path: string,
  options: ExternalWorldOptions,
): Promise<ExternalWorld> {
  const { source, chain = ['my-repo', 'npm-store'] } = options;
  const emulator = await startEmulator({ external: { 'public:npmjs': source } });
  const sandbox = await createSandbox(options);
  const sdk = emulator.client();
  await createChain(sdk, chain);
  const url = `${emulator.endpoint(DOMAIN, chain[0] ?? '')}/`;
  await npm.configure(sandbox, { url, token: await emulator.token(DOMAIN) });
  return {
    emulator,
    sandbox,
    npm: (cwd, ...args) => sandbox.run(cwd, path, [...args, ...NO_RETRIES]),
    async project(name) {
      const folder = await sandbox.folder(name);
      for (const [file, text] of Object.entries(npm.projectFiles)) await writeFile(join(folder, file), text);
      return folder;
    },
    listStored: (repository) => listStored(sdk, repository),
    async close() {
      await emulator.close();
      await sandbox.remove();
    },
  };
}

async function createChain(sdk: CodeartifactClient, chain: readonly string[]): Promise<void> {
  await sdk.send(new CreateDomainCommand({ domain: DOMAIN }));
  let upstreams: { repositoryName: string }[] = [];
  for (const repository of chain.toReversed()) {
    await sdk.send(new CreateRepositoryCommand({ domain: DOMAIN, repository, upstreams }));
    upstreams = [{ repositoryName: repository }];
  }
  const connected = { repository: chain.at(-1), externalConnection: 'public:npmjs' };
  await sdk.send(new AssociateExternalConnectionCommand({ domain: DOMAIN, ...connected }));
}

/** See `ExternalWorld.listStored`. */
export async function listStored(client: CodeartifactClient, repository: string): Promise<readonly string[]> {
  const input = { domain: DOMAIN, repository };
  const stored: string[] = [];
  // The paginators write their tokens into what they are given.
  for await (const { packages } of paginateListPackages({ client }, { ...input })) {
    for (const { namespace, package: name = '', format } of packages ?? []) {
      const target = { ...input, format, package: name, ...(namespace !== undefined && { namespace }) };
      const shown = namespace === undefined ? name : `@${namespace}/${name}`;
      for await (const { versions } of paginateListPackageVersions({ client }, target)) {
        stored.push(...(versions ?? []).map(({ version }) => `${shown}@${version}`));
      }
    }
  }
  return stored.sort();
}

/** The bytes of a file that a client installed into a project. */
export function readInstalled(project: string, name: string, file: string): Promise<Buffer> {
  return readFile(join(project, 'node_modules', name, file));
}

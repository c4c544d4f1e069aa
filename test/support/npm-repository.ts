import {
  CreateDomainCommand,
  CreateRepositoryCommand,
  type CodeartifactClient,
} from '@aws-sdk/client-codeartifact';
import type { EmulatorOptions } from '../../src';
import { startEmulator, type TestEmulator } from './emulator';
import { createNpmPackage, publishNpmPackage, type NpmPackage, type NpmPackageOptions } from './npm-package';

/** The members that name the test repository in every API call. */
export const REPOSITORY = { domain: 'dom', repository: 'app' } as const;

export interface NpmRepository {
  readonly emulator: TestEmulator;
  readonly client: CodeartifactClient;
  readonly endpoint: string;
  readonly token: string;
  /** A request below the endpoint, with the token. */
  readonly request: (path: string, init?: RequestInit) => Promise<Response>;
  /** The body of a GET that must succeed. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests look into documents of every shape
  readonly json: (path: string, headers?: Record<string, string>) => Promise<any>;
  /** Builds a package and publishes it; must succeed. */
  readonly publish: (name: string, version: string, options?: NpmPackageOptions) => Promise<NpmPackage>;
}

/** An emulator with domain `dom` and the empty repositories `app` and `other` in it. */
export async function startNpmRepository(options: EmulatorOptions = {}): Promise<NpmRepository> {
  const emulator = await startEmulator(options);
  const client = emulator.client();
  await client.send(new CreateDomainCommand({ domain: 'dom' }));
  for (const repository of ['app', 'other']) {
    await client.send(new CreateRepositoryCommand({ domain: 'dom', repository }));
  }
  const token = await emulator.token('dom');
  const endpoint = emulator.endpoint('dom', 'app');
  const request: NpmRepository['request'] = (path, init = {}) =>
    fetch(endpoint + path, {
      ...init,
      headers: { authorization: `Bearer ${token}`, ...(init.headers as Record<string, string>) },
    });
  return {
    emulator,
    client,
    endpoint,
    token,
    request,
    async json(path, headers = {}) {
      const response = await request(path, { headers });
      if (response.status !== 200)
        throw new Error(`GET ${path}: ${response.status} ${await response.text()}`);
      return response.json();
    },
    async publish(name, version, packageOptions) {
      const built = await createNpmPackage(name, version, packageOptions);
      const response = await publishNpmPackage(endpoint, token, built);
      if (response.status !== 200) throw new Error(`publish: ${response.status} ${await response.text()}`);
      return built;
    },
  };
}

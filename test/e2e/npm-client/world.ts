import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CreateDomainCommand, CreateRepositoryCommand } from '@aws-sdk/client-codeartifact';
import type { RequestLogEntry } from '../../../src';
import { startEmulator, type TestEmulator } from '../../support/emulator';
import { copyFixture, fixtureFolder, readTree } from '../../support/npm-fixtures';
import { createNpmPackage, publishNpmPackage } from '../../support/npm-package';
import { createSandbox, expectSuccess, type RunResult, type Sandbox } from '../../support/sandbox';
import type { NpmClient, RegistrySettings } from './npm-client';

export const DOMAIN = 'dom';
export const REPOSITORY = 'app';

/** A client in a sandbox beside an emulator with the repository `dom`/`app`. */
export interface NpmWorld {
  readonly emulator: TestEmulator;
  readonly sandbox: Sandbox;
  /** Address of the repository's npm endpoint, with its final slash. */
  readonly registry: string;
  run(cwd: string, args: readonly string[]): Promise<RunResult>;
  /** A new project of the client's; the name must not repeat in one world. */
  project(name: string): Promise<string>;
  /** Copies a fixture into a new folder, ready for the client to publish. */
  source(fixture: string, overrides?: Readonly<Record<string, unknown>>): Promise<string>;
  /** Publishes a fixture with the client. @throws Error with the client's output when it fails */
  publish(fixture: string, overrides?: Readonly<Record<string, unknown>>, tag?: string): Promise<void>;
  /** As `publish` in one request, without starting the client. */
  upload(fixture: string, overrides?: Readonly<Record<string, unknown>>): Promise<void>;
  /** Another sandbox with settings of its own; the caller removes it. */
  elsewhere(settings: Omit<RegistrySettings, 'url'>): Promise<NpmWorld>;
  close(): Promise<void>;
}

/** Starts an emulator and makes a world in which the client has a good token. */
export async function createNpmWorld(client: NpmClient, path: string): Promise<NpmWorld> {
  const emulator = await startEmulator();
  const sdk = emulator.client();
  await sdk.send(new CreateDomainCommand({ domain: DOMAIN }));
  await sdk.send(new CreateRepositoryCommand({ domain: DOMAIN, repository: REPOSITORY }));
  const world = await createWorldBeside(emulator, client, path, { token: await emulator.token(DOMAIN) });
  return {
    ...world,
    async close() {
      await world.close();
      await emulator.close();
    },
  };
}

async function createWorldBeside(
  emulator: TestEmulator,
  client: NpmClient,
  path: string,
  settings: Omit<RegistrySettings, 'url'>,
): Promise<NpmWorld> {
  const sandbox = await createSandbox();
  const registry = `${emulator.endpoint(DOMAIN, REPOSITORY)}/`;
  await client.configure(sandbox, { ...settings, url: registry });
  let sources = 0;
  const run: NpmWorld['run'] = (cwd, args) => sandbox.run(cwd, path, args);
  const source: NpmWorld['source'] = async (fixture, overrides) => {
    const folder = await sandbox.folder(`source-${++sources}`);
    // Whatever makes a project also makes a package of it; the fixture brings its own manifest.
    for (const [name, text] of Object.entries(client.projectFiles)) await writeFile(join(folder, name), text);
    await copyFixture(fixture, folder, overrides);
    return folder;
  };
  return {
    emulator,
    sandbox,
    registry,
    run,
    source,
    async project(name) {
      const folder = await sandbox.folder(name);
      for (const [file, text] of Object.entries(client.projectFiles))
        await writeFile(join(folder, file), text);
      return folder;
    },
    async publish(fixture, overrides, tag) {
      const folder = await source(fixture, overrides);
      for (const args of client.publish(tag)) expectSuccess(await run(folder, args));
    },
    async upload(fixture, overrides) {
      const { 'package.json': text, ...files } = Object.fromEntries(await readTree(fixtureFolder(fixture)));
      const source = { ...JSON.parse(String(text)), ...overrides } as { name: string; version: string }; // ours
      const { name, version, ...manifest } = source;
      const pkg = await createNpmPackage(name, version, { manifest, files });
      const token = await emulator.token(DOMAIN);
      const { status } = await publishNpmPackage(emulator.endpoint(DOMAIN, REPOSITORY), token, pkg);
      if (status !== 200) throw new Error(`upload of ${name} ${version}: ${status}`);
    },
    elsewhere: (other) => createWorldBeside(emulator, client, path, other),
    close: () => sandbox.remove(),
  };
}

/** Gives a function that lists the requests since now. */
export function watchRequests(emulator: TestEmulator): () => readonly RequestLogEntry[] {
  const before = new Set(emulator.requests().map(({ requestId }) => requestId));
  return () => emulator.requests().filter(({ requestId }) => !before.has(requestId));
}

/** Whether a request asked for a package document: not for a tarball, nor for one of the service's own routes. */
export function isPackumentRequest({ door, method, uri }: RequestLogEntry): boolean {
  return door === 'package' && method === 'GET' && !uri.includes('/-/');
}

/** Whether a request asked for a tarball. */
export function isTarballRequest({ door, method, uri }: RequestLogEntry): boolean {
  return door === 'package' && method === 'GET' && /\/-\/.*\.tgz$/.test(uri);
}

import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { MavenNames } from './maven-package';
import type { MavenWorld } from './maven-world';
import { createSandbox, type RunResult, type Sandbox } from './sandbox';

/** A machine with Maven on which nothing was ever built. */
export interface MavenMachine {
  readonly sandbox: Sandbox;
  /** Runs `mvn` in batch mode in a project's folder. */
  mvn(project: string, ...args: readonly string[]): Promise<RunResult>;
  /** Writes a project and gives its folder: a POM, if it has one, and other files by their paths. */
  project(name: string, pom: string | undefined, files?: Readonly<Record<string, string>>): Promise<string>;
  /** Path of a file in the local repository, where Maven keeps what it downloads. */
  local(path: string): string;
  /** Forgets what was downloaded or installed: everything, or what is below a folder of the local repository. */
  forget(folder?: string): Promise<void>;
  /** Adds to the settings, as XML. */
  configure(more: string): Promise<void>;
  close(): Promise<void>;
}

export interface MavenMachineOptions {
  /** The repository that stands for Maven Central. */
  readonly repository?: string;
  /** What the settings say the password is; a good token by default. */
  readonly password?: string;
}

/** Prepares a machine whose settings are those of the guide: a server `ca`, and a mirror of Maven Central (MVN-215). */
export async function createMavenMachine(
  mvn: string,
  { emulator }: MavenWorld,
  { repository = 'app', password }: MavenMachineOptions = {},
): Promise<MavenMachine> {
  const sandbox = await createSandbox({ timeoutMs: 150_000 });
  const local = join(sandbox.home, '.m2', 'repository');
  const token = password ?? '${env.CODEARTIFACT_AUTH_TOKEN}';
  const endpoint = emulator.endpoint('dom', repository, 'maven');
  const configure = (more: string): Promise<void> =>
    sandbox.writeHome(
      '.m2/settings.xml',
      `<settings>
        <servers><server><id>ca</id><username>aws</username><password>${token}</password></server></servers>
        <mirrors><mirror><id>ca</id><url>${endpoint}</url><mirrorOf>central</mirrorOf></mirror></mirrors>
        ${more}
      </settings>`,
    );
  await configure('');
  return {
    sandbox,
    configure,
    async mvn(project, ...args) {
      const environment = { CODEARTIFACT_AUTH_TOKEN: await emulator.token('dom') };
      const where = ['-s', join(sandbox.home, '.m2', 'settings.xml'), `-Dmaven.repo.local=${local}`];
      return sandbox.run(project, mvn, ['-B', '-ntp', ...where, ...args], environment);
    },
    async project(name, pom, files = {}) {
      const folder = await sandbox.folder(name);
      for (const [path, text] of Object.entries({ ...(pom !== undefined && { 'pom.xml': pom }), ...files })) {
        await mkdir(dirname(join(folder, path)), { recursive: true });
        await writeFile(join(folder, path), text);
      }
      return folder;
    },
    local: (path) => join(local, path),
    forget: (folder = '.') => rm(join(local, folder), { recursive: true, force: true }),
    close: () => sandbox.remove(),
  };
}

/** `<distributionManagement>` as the guide has people write it. */
export function renderDistribution({ emulator }: MavenWorld, repository: string): string {
  const url = emulator.endpoint('dom', repository, 'maven');
  return `<distributionManagement><repository><id>ca</id><url>${url}</url></repository></distributionManagement>`;
}

/** `<dependencies>` on artifacts. */
export function renderDependencies(
  ...dependencies: readonly (MavenNames & { readonly more?: string })[]
): string {
  const listed = dependencies.map(
    ({ groupId, artifactId, version, more = '' }) =>
      `<dependency><groupId>${groupId}</groupId><artifactId>${artifactId}</artifactId>` +
      `<version>${version}</version>${more}</dependency>`,
  );
  return `<dependencies>${listed.join('')}</dependencies>`;
}

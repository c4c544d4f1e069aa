import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { MavenWorld } from './maven-world';
import { createSandbox, expectSuccess, type RunResult } from './sandbox';

/** Gradle on a machine of its own, where it publishes and resolves `com.ex:lib` in the repository `app`. */
export interface GradleMachine {
  /** Builds and uploads a version with its sources; the marker makes the bytes of its jar different from others. */
  upload(version: string, marker: string): Promise<RunResult>;
  /** The jar that was built last for a version. */
  built(version: string): Promise<string>;
  /** Paths of the files that a build gets for a version or what stands for one. @throws Error when there are none */
  resolve(requirement: string, ...args: readonly string[]): Promise<readonly string[]>;
  /** What Gradle presents from now on; a good token by default. */
  setPassword(password: string): void;
  close(): Promise<void>;
}

/** This Gradle comes without what its `maven` plugin uploads with; Debian has it besides, as Maven's. */
const TRANSPORT = ['maven-resolver-transport-wagon', 'wagon-http', 'wagon-http-shared', 'wagon-provider-api']
  .concat('httpclient', 'httpcore')
  .map((name) => `'/usr/share/java/${name}.jar'`)
  .join(', ');

/** Prepares a machine on which nothing was built yet. */
export async function createGradleMachine(gradle: string, { emulator }: MavenWorld): Promise<GradleMachine> {
  const sandbox = await createSandbox({ timeoutMs: 150_000 });
  const url = emulator.endpoint('dom', 'app', 'maven');
  const home = ['-g', join(sandbox.home, '.gradle'), `-Duser.home=${sandbox.home}`];
  let password: string | undefined;
  const run = async (folder: string, script: string, ...args: readonly string[]): Promise<RunResult> => {
    await writeFile(join(folder, 'build.gradle'), script);
    return sandbox.run(folder, gradle, ['--no-daemon', '--console=plain', ...home, ...args], {
      CODEARTIFACT_AUTH_TOKEN: password ?? (await emulator.token('dom')),
    });
  };
  return {
    upload: async (version, marker) =>
      run(await sandbox.folder('lib'), renderLibrary(url, version, marker), 'uploadArchives'),
    built: async (version) => join(await sandbox.folder('lib'), 'build', 'libs', `lib-${version}.jar`),
    async resolve(requirement, ...args) {
      const folder = await sandbox.folder('consumer');
      const result = await run(folder, renderConsumer(url, requirement), 'resolve', ...args);
      return [...expectSuccess(result).output.matchAll(/^got (.*)$/gm)].map(([, path = '']) => path);
    },
    setPassword: (text) => void (password = text),
    close: () => sandbox.remove(),
  };
}

function renderLibrary(url: string, version: string, marker: string): string {
  return `apply plugin: 'java'
apply plugin: 'maven'
archivesBaseName = 'lib'
group = 'com.ex'
version = '${version}'
jar { manifest { attributes 'Marker': '${marker}' } }
task sourcesJar(type: Jar) { classifier = 'sources'; from 'build.gradle' }
artifacts { archives sourcesJar }
configurations { deployerJars }
dependencies { deployerJars files(${TRANSPORT}) }
uploadArchives { repositories { mavenDeployer {
  configuration = configurations.deployerJars
  repository(url: '${url}') {
    authentication(userName: 'aws', password: System.env.CODEARTIFACT_AUTH_TOKEN)
  }
} } }
`;
}

function renderConsumer(url: string, requirement: string): string {
  return `configurations { wanted }
configurations.all { resolutionStrategy { cacheChangingModulesFor 0, 'seconds' } }
repositories { maven {
  url '${url}'
  credentials { username 'aws'; password System.env.CODEARTIFACT_AUTH_TOKEN }
} }
dependencies { wanted 'com.ex:lib:${requirement}' }
task resolve { doLast { configurations.wanted.each { println 'got ' + it } } }
`;
}

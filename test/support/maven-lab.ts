import { UpdateRepositoryCommand } from '@aws-sdk/client-codeartifact';
import type { EmulatorOptions } from '../../src';
import { startFileServer, type FileServer } from './file-server';
import { createMavenMachine, type MavenMachine } from './maven-machine';
import { startMavenWorld, type MavenWorld } from './maven-world';

/** Where the machine's packages put Maven's plugins and everything that these need. */
export const INSTALLED = '/usr/share/maven-repo';

/** A world whose repository `app` has, through `store`, what stands in for Maven Central; and a machine with Maven. */
export interface MavenLab {
  readonly world: MavenWorld;
  readonly central: FileServer;
  readonly machine: MavenMachine;
  /** An emulator without packages; Maven keeps its plugins, and what tests deployed is forgotten. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

/** Starts all of it. Everything that Maven needs comes through the emulator: its local repository is empty. */
export async function startMavenLab(mvn: string, options: EmulatorOptions = {}): Promise<MavenLab> {
  const central = await startFileServer(INSTALLED);
  const world = await startMavenWorld({ ...options, external: { 'public:maven-central': central.url } });
  const machine = await createMavenMachine(mvn, world);
  return {
    world,
    central,
    machine,
    async reset() {
      await world.reset();
      await world.createRepository('store');
      await world.connect('store');
      const upstreams = [{ repositoryName: 'store' }];
      await world.client.send(new UpdateRepositoryCommand({ domain: 'dom', repository: 'app', upstreams }));
      await machine.forget('com/ex');
    },
    async close() {
      await machine.close();
      await world.emulator.close();
      await central.close();
    },
  };
}

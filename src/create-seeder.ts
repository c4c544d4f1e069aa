import type { EmulatorConfig } from './options';
import type { Protocol } from './protocol/model';
import { allDomains } from './registry/keys';
import type { SeedSource } from './seed/seed';
import type { State } from './storage/state';
import type * as takeInSeedModule from './take-in-seed';
import type { Ids } from './util/ids';

export interface SeederParts {
  readonly state: State;
  readonly protocol: Protocol;
  /** A stream of ids for one seeding; the same each time where ids are repeatable. */
  readonly createIds: () => Ids;
  onUnexpectedError(error: unknown): void;
}

/** Takes in seeds. */
export interface Seeder {
  /** Whether the seed of the options is there, if there is one. */
  isReady(): boolean;
  /** At the start: takes in the seed of the options, if there is one and nothing else is there. */
  begin(): Promise<void>;
  /** Takes in the seed of the options, if there is one. */
  replay(): Promise<void>;
  /** Takes in another one, all of it or nothing. */
  seed(source: SeedSource): Promise<void>;
}

/** Makes what takes in seeds. What does so, with all that builds packages, is loaded for the first of them. */
export function createSeeder(config: EmulatorConfig, parts: SeederParts): Seeder {
  const { seed: source } = config;
  let isReady = source === undefined;

  async function seed(given: SeedSource): Promise<void> {
    // Not `import()`: a test runner that loads this package into a context of its own may not have it.
    const { takeInSeed } = require('./take-in-seed') as typeof takeInSeedModule; // our own
    await takeInSeed(given, config, parts);
  }

  async function replay(): Promise<void> {
    if (source === undefined) return;
    isReady = false;
    await seed(source);
    isReady = true;
  }

  return {
    isReady: () => isReady,
    async begin() {
      // What a data directory has kept goes on from there.
      if (parts.state.age === 0 || (await isEmpty(parts.state))) await replay();
      else isReady = true;
    },
    replay,
    seed,
  };
}

async function isEmpty({ store }: State): Promise<boolean> {
  return store.read(async (tx) => {
    for await (const _domain of tx.scan(allDomains)) return false;
    return true;
  });
}

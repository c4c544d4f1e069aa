import { createHostileArchives } from '../support/hostile-archives';
import { startContractWorld, type ContractWorld } from './contract-world';
import type { ArchiveAdapter, FormatAdapter } from './format-adapter';

const MEBIBYTE = 1024 * 1024;

/** What no archive may do to the emulator, whatever the format makes of it otherwise. */
export function describeHostileArchives(adapter: ArchiveAdapter & FormatAdapter): void {
  const archives = createHostileArchives(adapter.container, adapter.metadataPath);
  let world: ContractWorld;
  beforeAll(async () => {
    world = await startContractWorld(adapter);
  });
  beforeEach(() => world.reset());
  afterAll(() => world.emulator.close());

  describe('hostile archives', () => {
    test.each(Object.keys(archives))('%s is refused or taken as it is, and harms nobody', async (name) => {
      const archive = archives[name] ?? Buffer.alloc(0);
      const before = process.memoryUsage().rss;
      const status = await adapter.upload(world.door('up'), '1.0.0', archive);
      const grown = process.memoryUsage().rss - before;
      // What it unpacks to, gigabytes, is never held: at most the archive itself, twice (sent and stored), and what
      // the garbage collector has not come to yet.
      expect(grown).toBeLessThan(2 * archive.length + 600 * MEBIBYTE);
      expect(status < 300 || (status >= 400 && status < 500)).toBe(true);
      expect(Object.keys(await world.stored('up'))).toHaveLength(status < 300 ? 1 : 0);
      expect(await adapter.publish(world.door('up'), '2.0.0', 'fine')).toBeLessThan(300);
    });
  });
}

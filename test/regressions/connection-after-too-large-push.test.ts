import { startNugetWorld } from '../support/nuget-world';

test('NUG-091 a package that is too large does not stop its connection', async () => {
  const world = await startNugetWorld({ limits: { assetSizeBytes: 3_000_000 } });
  try {
    for (let pushes = 0; pushes < 4; pushes++) {
      const push = { method: 'PUT', body: Buffer.alloc(3_200_000) };
      expect((await world.send('/v2/package', push)).status).toBe(413);
    }
    expect((await world.send('/v3/index.json')).status).toBe(200);
  } finally {
    await world.emulator.close();
  }
});

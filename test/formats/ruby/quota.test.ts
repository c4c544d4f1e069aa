import { startRubyWorld } from '../../support/ruby-world';

test('QUOTA-020 REPO-231 RUBY-030 every gem that is asked for counts as a request', async () => {
  const world = await startRubyWorld({ throttle: { reads: 4 } });
  try {
    const status = async (path: string) => (await world.send(path)).status;
    expect(await status('/api/v1/dependencies?gems=a,b,c')).toBe(200);
    expect(await status('/api/v1/dependencies?gems=a,b')).toBe(429);
    expect(await status('/versions')).toBe(404);
    expect(await status('/versions')).toBe(429);
    world.emulator.clock.advance(1);
    expect(await status('/api/v1/dependencies')).toBe(200);
    expect(await status('/api/v1/dependencies?gems=a,b,c')).toBe(200);
  } finally {
    await world.emulator.close();
  }
});

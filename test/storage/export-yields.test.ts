import { setImmediate as nextTurn } from 'node:timers/promises';
import { encodeKey, type Key } from '../../src/registry/store';
import { createMemoryState } from '../../src/storage/memory/memory-state';

const RECORDS = 6_000;
const filler = 'x'.repeat(1_000);

test('an export lets others run between its pieces, however fast they are taken', async () => {
  const state = createMemoryState({ onEffectError: fail });
  await state.store.write(async (tx) => {
    const keyOf = (index: number): Key<unknown> => encodeKey('item', String(index));
    for (let index = 0; index < RECORDS; index++) tx.put(keyOf(index), { filler });
  });
  let [turns, pieces, isOver] = [0, 0, false];
  const others = (async () => {
    for (; !isOver; turns++) await nextTurn();
  })();
  for await (const { content } of state.exportState()) {
    content.resume();
    pieces++;
  }
  isOver = true;
  await others;
  expect(pieces).toBeGreaterThan(5);
  expect(turns).toBeGreaterThan(5);
  await state.close();
});

function fail(error: unknown): never {
  throw error;
}

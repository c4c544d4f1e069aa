import { createLastItems } from '../../src/util/last-items';

test.each([1, 7, 1000])(
  'of a stream without end the last %i are listed, and hardly more are held',
  (capacity) => {
    const items = createLastItems<number>(capacity);
    let most = 0;
    for (let item = 1; item <= 10 * capacity + 3; item++) {
      items.add(item);
      most = Math.max(most, items.held());
      const first = Math.max(1, item - capacity + 1);
      expect([items.list()[0], items.list().at(-1), items.list().length]).toEqual([
        first,
        item,
        Math.min(item, capacity),
      ]);
    }
    expect(most).toBeLessThanOrEqual(capacity * 1.125 + 1);
    items.clear();
    expect([items.list(), items.held()]).toEqual([[], 0]);
  },
);

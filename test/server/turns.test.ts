import { setImmediate as nextTurn } from 'node:timers/promises';
import { createTurns } from '../../src/server/turns';

let time: number;
let done: string[];
beforeEach(() => {
  time = 0;
  done = [];
});

/** Takes ten milliseconds, as promises do that settle one after the other. */
const work = (name: string) => async () => {
  await Promise.resolve();
  await Promise.resolve();
  time += 10;
  done.push(name);
};

test('what comes when the time of a turn is over waits for the next, one after the other', async () => {
  const inTurn = createTurns(() => time);
  const start = (name: string): void => inTurn(() => void work(name)());
  start('a');
  await new Promise<void>((resolve) => queueMicrotask(() => process.nextTick(resolve)));
  expect(done).toEqual(['a']);
  for (const name of ['b', 'c', 'd']) start(name);
  for (const upTo of [2, 3, 4]) {
    await nextTurn();
    expect(done).toEqual(['a', 'b', 'c', 'd'].slice(0, upTo));
  }
});

test('a test that lets time stand still does not keep anybody waiting', async () => {
  jest.useFakeTimers();
  try {
    const inTurn = createTurns(() => time);
    for (const name of ['a', 'b', 'c']) {
      inTurn(() => void done.push(name));
      time += 10;
    }
    expect(done).toEqual(['a']);
    await nextTurn();
    await nextTurn();
    expect(done).toEqual(['a', 'b', 'c']);
  } finally {
    jest.useRealTimers();
  }
});

test('what fits into a turn waits for nothing, and a turn later there is time again', async () => {
  const inTurn = createTurns(() => time);
  for (const name of ['a', 'b', 'c']) inTurn(() => void done.push(name));
  expect(done).toEqual(['a', 'b', 'c']);
  time += 10;
  inTurn(() => void done.push('d'));
  expect(done).not.toContain('d');
  await nextTurn();
  inTurn(() => void done.push('e'));
  expect(done).toEqual(['a', 'b', 'c', 'd', 'e']);
});

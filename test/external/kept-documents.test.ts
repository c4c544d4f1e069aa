import { createKeptDocuments, type KeptDocument } from '../../src/external/kept-documents';

const sized = (size: number): KeptDocument => ({
  etag: undefined,
  digest: '',
  size,
  value: {},
  checkedTime: 0,
});

test('documents used least recently go first', () => {
  const kept = createKeptDocuments(10);
  for (const path of ['a', 'b']) kept.keep(path, sized(5));
  kept.find('a');
  kept.keep('c', sized(5));
  expect(['a', 'b', 'c'].map((path) => kept.find(path) !== undefined)).toEqual([true, false, true]);
});

test('a document that alone is too large is kept until the next', () => {
  const kept = createKeptDocuments(10);
  kept.keep('a', sized(50));
  expect(kept.find('a')).toBeDefined();
  kept.keep('b', sized(1));
  expect([kept.find('a'), kept.find('b')]).toEqual([undefined, sized(1)]);
});

test('what is replaced or dropped makes room', () => {
  const kept = createKeptDocuments(10);
  kept.keep('a', sized(4));
  kept.keep('b', sized(9));
  kept.keep('b', sized(5));
  kept.keep('c', sized(5));
  kept.drop('b');
  kept.drop('b');
  kept.keep('d', sized(5));
  expect(['a', 'b', 'c', 'd'].map((path) => kept.find(path) !== undefined)).toEqual([
    false,
    false,
    true,
    true,
  ]);
});

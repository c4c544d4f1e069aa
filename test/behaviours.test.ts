import { parseCitations, parseRows, readCoverage } from '../scripts/behaviours';

test('no test cites a row that the catalogue does not have', () => {
  expect(readCoverage().unknown).toEqual([]);
});

test('the catalogue is read in full', () => {
  const rows = [...readCoverage().catalogue.values()].flat();
  expect(rows.length).toBeGreaterThanOrEqual(2202);
  // One row of each spelling: list item, bold list item, table row, sentence within a line.
  expect(rows).toEqual(expect.arrayContaining(['DOM-001', 'REAL-001', 'NPM-001', 'NPM-176', 'MVN-206']));
});

test('rows are told from mentions', () => {
  const text = [
    '- AA-001 one, see AA-009.',
    '- **AA-002** two',
    '| AA-003 | three. AA-008 is another |',
    'AA-004 four. AA-005 five (see AA-007). BB-001 differs.',
    'text that mentions AA-006',
  ];
  expect(parseRows(text.join('\n'))).toEqual(['AA-001', 'AA-002', 'AA-003', 'AA-004', 'AA-005']);
});

test.each([
  ['AA-001', ['AA-001']],
  ['AA-001, BB-002 and AA-003', ['AA-001', 'BB-002', 'AA-003']],
  ['AA-001/003', ['AA-001', 'AA-003']],
  ['AA-001…AA-004', ['AA-001', 'AA-002', 'AA-004']],
])('citations are read: %s', (head, ids) => {
  expect(parseCitations(head, ['AA-001', 'AA-002', 'AA-005'])).toEqual(ids);
});

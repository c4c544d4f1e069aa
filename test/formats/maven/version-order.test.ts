import { compareMavenVersions, sortMavenVersions } from '../../../src/formats/maven/version-order';

test('MVN-109 qualifiers come in the order of their meaning, and numbers by their value', () => {
  const ascending = [
    ...['1-alpha-1', '1-beta', '1-m2', '1-m11', '1-rc', '1-SNAPSHOT', '1', '1-sp', '1-jre', '1-2'],
    ...['1.1', '1.9', '1.10', '9.99', '10', '20260101120000000000000'],
  ];
  expect(sortMavenVersions([...ascending].reverse())).toEqual(ascending);
});

test.each([
  ['1', '1.0.0'],
  ['1.0', '1-0'],
  ['1ga', '1.0-FINAL'],
  ['1cr', '1-rc'],
  ['1a1', '1-alpha-1'],
  ['1.X', '1.x'],
])('MVN-109 %s and %s are the same to Maven, and kept apart all the same', (a, b) => {
  expect(compareMavenVersions(a, b)).toBe(0);
  expect(sortMavenVersions([b, a])).toEqual(sortMavenVersions([a, b]));
});

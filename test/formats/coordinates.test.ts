import { packageFormats } from '../../src/formats';
import { FORMAT_NAMES, type FormatName } from '../../src/registry/records';

const rulesOf = (format: FormatName) => {
  const rules = packageFormats.get(format);
  if (!rules) throw new Error(format);
  return rules;
};

test('PKG-001 every format of the model has rules', () => {
  expect([...packageFormats.keys()].sort()).toEqual([...FORMAT_NAMES].sort());
});

test.each(['maven', 'generic', 'swift'] as const)('PKG-002 %s needs a namespace', (format) => {
  expect(() => rulesOf(format).parseCoordinate({ package: 'p' })).toThrow(
    expect.objectContaining({ code: 'ValidationException', statusCode: 400 }),
  );
});

test.each(['pypi', 'nuget', 'ruby', 'cargo'] as const)('PKG-003 %s has no namespace', (format) => {
  expect(() => rulesOf(format).parseCoordinate({ namespace: 'n', package: 'p' })).toThrow(
    expect.objectContaining({ code: 'ValidationException', statusCode: 400 }),
  );
});

test.each([
  ['npm', { package: 'AsyncStorage' }, ['', 'AsyncStorage', 'AsyncStorage']],
  ['npm', { namespace: 'sc', package: 'pb' }, ['sc', 'pb', '@sc/pb']],
  ['pypi', { package: 'Pigeon_cli' }, ['', 'Pigeon_cli', 'Pigeon_cli']],
  ['maven', { namespace: 'com.Example', package: 'lib' }, ['com.Example', 'lib', 'com.Example:lib']],
  ['nuget', { package: 'Newtonsoft.JSON' }, ['', 'newtonsoft.json', 'newtonsoft.json']],
  ['generic', { namespace: 'Ns', package: 'P' }, ['Ns', 'P', 'Ns/P']],
  ['ruby', { package: 'RedCloth' }, ['', 'RedCloth', 'RedCloth']],
  ['swift', { namespace: 'MyScope', package: 'myPackage' }, ['myscope', 'mypackage', 'myscope.mypackage']],
  ['cargo', { package: 'My-Crate' }, ['', 'My-Crate', 'My-Crate']],
] as const)('PKG-004 … PKG-014 %s %j', (format, raw, [namespace, name, displayName]) => {
  const rules = rulesOf(format);
  const coordinate = rules.parseCoordinate(raw);
  expect(coordinate).toEqual({ format, namespace, package: name });
  expect(rules.displayName(coordinate)).toBe(displayName);
});

test.each([
  ['12.0.03.0', '12.0.3'],
  ['1.01.1', '1.1.1'],
  ['1.00.0.1', '1.0.0.1'],
  ['1.0.0.0', '1.0.0'],
  ['1.0.01.0', '1.0.1'],
  ['1.0.7+r3456', '1.0.7'],
  ['1.00', '1.0.0'],
  ['1', '1.0.0'],
  ['1.0-Beta.01+x', '1.0.0-Beta.01'],
  ['not a version', 'not a version'],
])('PKG-008 NuGet stores %s as %s', (version, stored) => {
  expect(rulesOf('nuget').normalizeVersion(version)).toBe(stored);
});

test.each(['npm', 'pypi', 'maven', 'generic', 'ruby', 'swift', 'cargo'] as const)(
  'PKG-008 %s does not normalise versions',
  (format) => {
    expect(rulesOf(format).normalizeVersion('1.00.0.0+B')).toBe('1.00.0.0+B');
  },
);

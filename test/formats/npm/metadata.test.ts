import { toVersionMetadata } from '../../../src/formats/npm/metadata';

const of = (manifest: Record<string, unknown>, readme?: string) =>
  toVersionMetadata('@sc/pb', { name: '@sc/pb', version: '1.0.0', ...manifest }, readme);

test('NPM-190 takes what the API shows from the manifest', () => {
  expect(
    of({ description: 'd', homepage: 'https://h', license: 'MIT', readme: 'in the manifest' }, '# r'),
  ).toEqual({
    displayName: '@sc/pb',
    summary: 'd',
    homePage: 'https://h',
    licenses: [{ name: 'MIT' }],
    readme: '# r',
    dependencies: [],
    document: { name: '@sc/pb', version: '1.0.0', description: 'd', homepage: 'https://h', license: 'MIT' },
  });
});

test.each([
  [{ type: 'git', url: 'git+https://github.com/o/r.git' }, 'https://github.com/o/r.git'],
  ['https://github.com/o/r.git', 'https://github.com/o/r.git'],
  ['github:o/r', 'https://github.com/o/r'],
  ['o/r', 'https://github.com/o/r'],
  ['git@host:o/r.git', 'git@host:o/r.git'],
  [{ url: 5 }, undefined],
  [7, undefined],
])('NPM-190, NPM-192 repository %j is %s', (repository, url) => {
  expect(of({ repository }).sourceCodeRepository).toBe(url);
});

test.each([
  ['MIT', undefined, [{ name: 'MIT' }]],
  ['(MIT OR Apache-2.0)', undefined, [{ name: '(MIT OR Apache-2.0)' }]],
  [{ type: 'BSD', url: 'https://l' }, undefined, [{ name: 'BSD', url: 'https://l' }]],
  [undefined, [{ type: 'A' }, 'B', 5, {}], [{ name: 'A' }, { name: 'B' }]],
  [5, undefined, []],
  [undefined, undefined, []],
])('NPM-190, NPM-191 license %j, licenses %j', (license, licenses, expected) => {
  expect(of({ license, licenses }).licenses).toEqual(expected);
});

test('NPM-191 members of a wrong type count as absent', () => {
  const { summary, homePage, dependencies } = of({ description: {}, homepage: 5, dependencies: ['a'] });
  expect([summary, homePage, dependencies]).toEqual([undefined, undefined, []]);
});

test('VER-402, VER-408 dependencies by group, optional ones once', () => {
  const { dependencies } = of({
    optionalDependencies: { fsevents: '2' },
    peerDependencies: { react: '>=16' },
    devDependencies: { jest: '29' },
    dependencies: { '@types/node': '^20', fsevents: '2', alias: 'npm:other@^1', bad: 5, __proto__: null },
  });
  expect(dependencies).toEqual([
    { namespace: 'types', package: 'node', dependencyType: 'regular', versionRequirement: '^20' },
    { package: 'alias', dependencyType: 'regular', versionRequirement: 'npm:other@^1' },
    { package: 'jest', dependencyType: 'dev', versionRequirement: '29' },
    { package: 'react', dependencyType: 'peer', versionRequirement: '>=16' },
    { package: 'fsevents', dependencyType: 'optional', versionRequirement: '2' },
  ]);
});

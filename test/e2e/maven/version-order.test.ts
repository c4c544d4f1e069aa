import { execFileSync } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { compareMavenVersions } from '../../../src/formats/maven/version-order';
import { describeWithClients } from '../../support/clients';

const PARTS = [
  '0',
  '1',
  '2',
  '10',
  '007',
  'alpha',
  'a',
  'b1',
  'm',
  'rc',
  'cr',
  'snapshot',
  'ga',
  'final',
  'sp',
];
const OTHERS = [
  'jre',
  'x',
  'Final',
  'release',
  'milestone',
  'beta',
  'android5',
  '20260304',
  'RELEASE',
  'q_1',
  'é',
];
const SEPARATORS = ['.', '-', '', '.', '-', '..', '-.'];

/** Versions of every shape, the same ones in every run. */
function createVersions(count: number): string[] {
  let seed = 20260304;
  const pick = (from: readonly string[]): string => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return from[Math.floor((seed / 2147483648) * from.length)] ?? '';
  };
  const parts = [...PARTS, ...OTHERS];
  return Array.from({ length: count }, () => {
    const length = Number(pick(['1', '2', '3', '4', '5']));
    const first = pick(['1', '1', '2', '1', 'alpha', '']);
    return first + Array.from({ length }, () => pick(SEPARATORS) + pick(parts)).join('');
  });
}

describeWithClients(['mvn'], 'the order of versions', (mvn) => {
  test('MVN-109 is that of Maven itself, for 3,000 pairs of versions of every shape', () => {
    const versions = createVersions(3_001);
    const libraries = join(dirname(dirname(realpathSync(mvn))), 'lib', '*');
    const main = 'org.apache.maven.artifact.versioning.ComparableVersion';
    const printed = execFileSync('java', ['-cp', libraries, main, ...versions], { encoding: 'utf8' });
    const theirs = [...printed.matchAll(/^ {3}.* (<|==|>) .*$/gm)].map(([, sign]) => sign);
    const ours = versions.slice(1).map((version, index) => {
      const result = compareMavenVersions(versions[index] ?? '', version);
      return result < 0 ? '<' : result > 0 ? '>' : '==';
    });
    expect(theirs).toHaveLength(ours.length);
    const differing = ours.flatMap((sign, index) =>
      sign === theirs[index] ? [] : [[versions[index], theirs[index], versions[index + 1], sign]],
    );
    expect(differing).toEqual([]);
  });
});

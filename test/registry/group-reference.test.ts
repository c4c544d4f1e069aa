import { packageFormats } from '../../src/formats';
import { findPackageGroup } from '../../src/registry/find-package-group';
import { assertPattern } from '../../src/registry/group-pattern';
import { packageGroupsOf, subPackageGroupsOf } from '../../src/registry/keys';
import { listAssociations } from '../../src/registry/list-associations';
import {
  createPackageGroup,
  createRootGroup,
  deletePackageGroup,
  ROOT_PATTERN,
} from '../../src/registry/package-groups';
import { putPackage } from '../../src/registry/packages';
import type { PackageCoordinate } from '../../src/registry/ports';
import { realLimits } from '../../src/registry/quotas';
import { createMemoryStore, type MemoryStore } from '../../src/storage/memory/memory-store';
import { createRandom } from '../storage/seeded-random';
import { ALPHABET, findReferenceMatch, findReferenceParent } from '../support/group-reference';
import { effort } from '../support/effort';

const ID = { region: 'us-east-1', domainOwner: '000000000000', domain: 'acme' };
/** Of 40 groups, each asked for a thousand names. */
const DOMAINS = effort(100, 25);
const ATTRIBUTES = { createdTime: 0, contactInfo: '', description: '' };
const NAMESPACES = ['', '', 'a', 'A', 'ab', 'a-b', 'a.b', '\u0430'];

function createGenerator(seed: number) {
  const random = createRandom(seed);
  const below = (count: number) => Math.floor(random() * count);
  const pick = (items: readonly string[]) => items[below(items.length)] ?? '';
  const text = (length: number) => Array.from({ length }, () => pick(ALPHABET)).join('');
  const namespace = () => (below(3) ? pick(NAMESPACES) : text(1 + below(3)));
  const format = (): 'npm' | 'pypi' => (below(8) ? 'npm' : 'pypi');
  const coordinate = (): PackageCoordinate => {
    const name = text(1 + below(4));
    return below(8)
      ? { format: 'npm', namespace: namespace(), package: name }
      : { format: 'pypi', namespace: '', package: name };
  };
  const candidate = () =>
    `/${format()}/${namespace()}${below(4) ? `/${text(below(4))}` : ''}${pick(['$', '~', '*'])}`;
  const isPattern = (pattern: string) => {
    try {
      assertPattern(pattern, packageFormats);
      return true;
    } catch {
      return false;
    }
  };
  const pattern = (): string => {
    for (;;) {
      const made = candidate();
      if (isPattern(made)) return made;
    }
  };
  return { below, pick, coordinate, pattern };
}

const pathOf = ({ format, namespace, package: name }: PackageCoordinate) => `/${format}/${namespace}/${name}`;
const byCodeUnit = (a: string, b: string) => (a < b ? -1 : 1);

async function createDomain(patterns: Iterable<string>): Promise<MemoryStore> {
  const store = createMemoryStore({ rerunWrites: true });
  await store.write(async (tx) => {
    createRootGroup(tx, ID, 0);
    for (const pattern of patterns) await createPackageGroup(tx, ID, pattern, ATTRIBUTES, realLimits);
  });
  return store;
}

const takeMany = <T>(count: number, make: () => T) => Array.from({ length: count }, make);

test('PG-004 PG-030 PG-031 PG-032 PG-033 PG-034 PG-035 PG-036 PG-037 random names find the group that a search through all groups finds', async () => {
  const differences: unknown[] = [];
  const seen = { STRONG: 0, WEAK: 0, root: 0 };
  for (let seed = 1; seed <= DOMAINS; seed += 1) {
    const generate = createGenerator(seed);
    const groups = [...new Set(takeMany(40, generate.pattern))];
    const store = await createDomain(groups);
    const patterns = [ROOT_PATTERN, ...groups];
    await store.read(async (tx) => {
      for (const coordinate of takeMany(1000, generate.coordinate)) {
        const { group, associationType } = await findPackageGroup(tx, ID, coordinate);
        const found = { pattern: group.pattern, associationType };
        const expected = findReferenceMatch(patterns, pathOf(coordinate));
        seen[found.pattern === ROOT_PATTERN ? 'root' : found.associationType] += 1;
        if (JSON.stringify(found) !== JSON.stringify(expected)) {
          differences.push({ seed, path: pathOf(coordinate), found, expected });
        }
      }
    });
  }
  expect(differences.slice(0, 5)).toEqual([]);
  // Few of one kind would mean that the names are no test of it.
  expect(Math.min(seen.STRONG, seen.WEAK, seen.root)).toBeGreaterThan(DOMAINS * 50);
});

test('PG-100 PG-101 PG-103 parents stay right while groups are created and deleted at random', async () => {
  for (let seed = 1; seed <= 20; seed += 1) {
    const { below, pick, pattern: make } = createGenerator(seed);
    const store = await createDomain([]);
    const patterns = new Set([ROOT_PATTERN]);
    for (let step = 0; step < 60; step += 1) {
      const others = [...patterns].slice(1);
      const pattern = others.length > 25 || (others.length > 0 && below(3) === 0) ? pick(others) : make();
      await store.write(async (tx) => {
        if (patterns.has(pattern)) await deletePackageGroup(tx, ID, pattern);
        else await createPackageGroup(tx, ID, pattern, ATTRIBUTES, realLimits);
      });
      if (!patterns.delete(pattern)) patterns.add(pattern);
      expect(await readParents(store)).toEqual(toParents([...patterns]));
    }
  }
});

test('PG-315 the lists of direct children are those of the parents', async () => {
  const generate = createGenerator(7);
  const groups = [...new Set(takeMany(80, generate.pattern))];
  const store = await createDomain(groups);
  const gone = groups.filter((_, index) => index % 3 === 0);
  await store.write(async (tx) => {
    for (const pattern of gone) await deletePackageGroup(tx, ID, pattern);
  });
  const parents = toParents([ROOT_PATTERN, ...groups.filter((pattern) => !gone.includes(pattern))]);
  for (const [parent] of parents) {
    const children = parents.filter((entry) => entry[1] === parent).map(([pattern]) => pattern);
    expect(await readChildren(store, parent)).toEqual(children);
  }
});

test('PG-321 PG-323 PG-324 lists of packages hold what each group, there or only planned, wins', async () => {
  const generate = createGenerator(11);
  const [kept, planned] = [takeMany(40, generate.pattern), takeMany(40, generate.pattern)];
  const patterns = [ROOT_PATTERN, ...new Set(kept)];
  const store = await createDomain(patterns.slice(1));
  const coordinates = takeMany(300, generate.coordinate);
  await store.write(async (tx) => {
    for (const [index, coordinate] of coordinates.entries()) {
      const id = { ...ID, ...coordinate, repository: `r${index % 2}` };
      const record = { ...coordinate, publish: 'ALLOW', upstream: 'ALLOW', tags: {}, changes: 0 } as const;
      putPackage(tx, id, record);
      putPackage(tx, { ...id, repository: 'r2' }, record);
    }
  });
  for (const pattern of [...patterns, ...planned]) {
    const all = [...new Set([...patterns, pattern])];
    const expected = [...new Map(coordinates.map((one) => [toSortKey(one), one]))]
      .sort(([a], [b]) => byCodeUnit(a, b))
      .map(([, coordinate]) => ({ ...coordinate, match: findReferenceMatch(all, pathOf(coordinate)) }))
      .filter(({ match }) => match?.pattern === pattern)
      .map(({ match, ...coordinate }) => ({ ...coordinate, associationType: match?.associationType }));
    expect(await readAssociations(store, pattern)).toEqual(expected);
  }
});

const toSortKey = (one: PackageCoordinate) => [one.format, one.namespace, one.package].join('\u0000');

const toParents = (patterns: string[]): [string, string | undefined][] =>
  patterns.sort(byCodeUnit).map((pattern) => [pattern, findReferenceParent(patterns, pattern)]);

const readParents = (store: MemoryStore) =>
  store.read(async (tx) => {
    const parents: [string, string | undefined][] = [];
    for await (const { record } of tx.scan(packageGroupsOf(ID)))
      parents.push([record.pattern, record.parent]);
    return parents;
  });

const readChildren = (store: MemoryStore, parent: string) =>
  store.read(async (tx) => {
    const children: string[] = [];
    for await (const { record } of tx.scan(subPackageGroupsOf(ID, parent))) children.push(record.pattern);
    return children;
  });

const readAssociations = (store: MemoryStore, pattern: string) =>
  store.read(async (tx) => {
    const found: unknown[] = [];
    for await (const { record } of listAssociations(tx, ID, pattern, undefined)) found.push(record);
    return found;
  });

import { ListPackagesCommand, type ListPackagesCommandInput } from '@aws-sdk/client-codeartifact';
import { REPOSITORY, startNpmRepository, type NpmRepository } from '../../support/npm-repository';

let npm: NpmRepository;
beforeAll(async () => {
  npm = await startNpmRepository();
  for (const name of ['path', '@types/path', 'patch', '@types-x/a', '@Types/b', 'zeta']) {
    await npm.publish(name, '1.0.0');
  }
});
afterAll(() => npm.emulator.close());

const send = (input: Partial<ListPackagesCommandInput> = {}) =>
  npm.client.send(new ListPackagesCommand({ ...REPOSITORY, ...input }));

async function names(input: Partial<ListPackagesCommandInput> = {}): Promise<string[]> {
  const { packages = [] } = await send(input);
  return packages.map(({ namespace, package: name }) => `${namespace ?? ''}/${name}`);
}

describe('serialization', () => {
  test('PKG-101, ORIG-020 an item', async () => {
    const { packages } = await send({ packagePrefix: 'patc' });
    expect(packages).toEqual([
      {
        format: 'npm',
        package: 'patch',
        originConfiguration: { restrictions: { publish: 'ALLOW', upstream: 'BLOCK' } },
      },
    ]);
  });

  test('PKG-023, REAL-067 an empty list has no token', async () => {
    const output = await send({ repository: 'other' });
    expect(output).toEqual({ $metadata: expect.anything(), packages: [] });
  });
});

describe('validation', () => {
  test('PKG-104, REAL-040 a namespace without a format', async () => {
    await expect(send({ namespace: 'types' })).rejects.toMatchObject({ name: 'ValidationException' });
  });

  test('PKG-029 a page size out of range', async () => {
    await expect(send({ maxResults: 1001 })).rejects.toMatchObject({ name: 'ValidationException' });
  });

  test.each(['damaged', 'e30'])('PKG-029 token %s', async (nextToken) => {
    await expect(send({ nextToken })).rejects.toMatchObject({ name: 'ValidationException' });
  });

  test('PKG-112 an unknown repository, an unknown domain', async () => {
    await expect(send({ repository: 'nope' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      resourceType: 'repository',
    });
    await expect(send({ domain: 'nope' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      resourceType: 'domain',
    });
  });
});

describe('functionality', () => {
  test('PKG-100, PKG-102 all packages by name, then namespace', async () => {
    expect(await names()).toEqual(['types-x/a', 'Types/b', '/patch', '/path', 'types/path', '/zeta']);
  });

  test('PKG-103 of one format', async () => {
    expect(await names({ format: 'npm' })).toEqual(await names());
    expect(await names({ format: 'pypi' })).toEqual([]);
  });

  test('PKG-105 a namespace is a prefix, and case counts', async () => {
    expect(await names({ format: 'npm', namespace: 'types' })).toEqual(['types-x/a', 'types/path']);
    expect(await names({ format: 'npm', namespace: 'T' })).toEqual(['Types/b']);
  });

  test('PKG-106 a prefix of the name, with and without a format', async () => {
    expect(await names({ packagePrefix: 'pat' })).toEqual(['/patch', '/path', 'types/path']);
    expect(await names({ format: 'npm', namespace: 'types', packagePrefix: 'pat' })).toEqual(['types/path']);
    expect(await names({ packagePrefix: 'PAT' })).toEqual([]);
  });

  test('PKG-107, REAL-083 by origin controls', async () => {
    expect(await names({ upstream: 'BLOCK', publish: 'ALLOW' })).toEqual(await names());
    expect(await names({ upstream: 'ALLOW' })).toEqual([]);
    expect(await names({ publish: 'BLOCK' })).toEqual([]);
  });

  test('PKG-108 a format without namespaces just has none that fit', async () => {
    expect(await names({ format: 'pypi', namespace: 'x' })).toEqual([]);
  });

  test.each([{}, { format: 'npm' as const }])(
    'PKG-029 pages of %j resume where they stopped',
    async (filter) => {
      const all: string[] = [];
      let nextToken: string | undefined;
      do {
        const page = await send({ ...filter, maxResults: 2, ...(nextToken && { nextToken }) });
        expect(page.packages?.length).toBe(2);
        all.push(
          ...(page.packages ?? []).map(({ namespace, package: name }) => `${namespace ?? ''}/${name}`),
        );
        nextToken = page.nextToken;
      } while (nextToken !== undefined);
      expect(all).toEqual(await names());
    },
  );

  test('PKG-029 a token of another list is refused', async () => {
    const { nextToken } = await send({ maxResults: 1 });
    await expect(
      send({ maxResults: 1, format: 'npm', ...(nextToken && { nextToken }) }),
    ).rejects.toMatchObject({
      name: 'ValidationException',
    });
  });
});

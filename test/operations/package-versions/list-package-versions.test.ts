import {
  ListPackageVersionsCommand,
  type ListPackageVersionsCommandInput,
} from '@aws-sdk/client-codeartifact';
import { REPOSITORY, startNpmRepository, type NpmRepository } from '../../support/npm-repository';

let npm: NpmRepository;
beforeAll(async () => {
  npm = await startNpmRepository();
  for (const version of ['2.0.0', '10.0.0', '1.0.0', '3.0.0']) {
    await npm.publish('@sc/pb', version, { tags: [version === '1.0.0' ? 'latest' : 'other'] });
    npm.emulator.clock.advance(version === '1.0.0' ? 0 : 1);
  }
});
afterAll(() => npm.emulator.close());

const send = (input: Partial<ListPackageVersionsCommandInput> = {}) =>
  npm.client.send(
    new ListPackageVersionsCommand({
      ...REPOSITORY,
      format: 'npm',
      namespace: 'sc',
      package: 'pb',
      ...input,
    }),
  );
const versionsOf = async (input: Partial<ListPackageVersionsCommandInput> = {}) =>
  (await send(input)).versions?.map(({ version }) => version);

describe('serialization', () => {
  test('VER-100, REAL-085 an answer', async () => {
    const output = await send({ maxResults: 1 });
    expect(output).toEqual({
      $metadata: expect.anything(),
      defaultDisplayVersion: '1.0.0',
      format: 'npm',
      namespace: 'sc',
      package: 'pb',
      versions: [
        {
          version: '1.0.0',
          revision: expect.stringMatching(/^[A-Za-z0-9+/]{43}=$/),
          status: 'Published',
          origin: { originType: 'INTERNAL', domainEntryPoint: { repositoryName: 'app' } },
        },
      ],
      nextToken: expect.any(String),
    });
  });
});

describe('validation', () => {
  test.each([
    ['VER-103', { status: 'Nope' as 'Published' }],
    ['VER-105', { sortBy: 'NAME' as 'PUBLISHED_TIME' }],
    ['PKG-029', { nextToken: 'nope' }],
    ['PKG-029', { maxResults: 1001 }],
  ])('%s %j', async (_id, input) => {
    await expect(send(input)).rejects.toMatchObject({ name: 'ValidationException' });
  });
});

describe('functionality', () => {
  test('VER-106 by code point unless sorted', async () => {
    expect(await versionsOf()).toEqual(['1.0.0', '10.0.0', '2.0.0', '3.0.0']);
  });

  test('VER-105 last publication first, of equal times the one created last', async () => {
    expect(await versionsOf({ sortBy: 'PUBLISHED_TIME' })).toEqual(['3.0.0', '1.0.0', '10.0.0', '2.0.0']);
  });

  test.each([{}, { sortBy: 'PUBLISHED_TIME' as const }])('PKG-029, VER-107 pages of %j', async (input) => {
    const all: (string | undefined)[] = [];
    let nextToken: string | undefined;
    do {
      const page = await send({ ...input, maxResults: 3, ...(nextToken && { nextToken }) });
      expect(page).toMatchObject({ defaultDisplayVersion: '1.0.0', package: 'pb' });
      all.push(...(page.versions ?? []).map(({ version }) => version));
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
    expect(all).toEqual(await versionsOf(input));
  });

  test('VER-102, VER-103, VER-104 by status and origin', async () => {
    expect(await versionsOf({ status: 'Published', originType: 'INTERNAL' })).toHaveLength(4);
    expect(await versionsOf({ status: 'Archived' })).toEqual([]);
    expect(await versionsOf({ status: 'Deleted' })).toEqual([]);
    expect(await versionsOf({ originType: 'EXTERNAL' })).toEqual([]);
    expect(await versionsOf({ originType: 'UNKNOWN' })).toEqual([]);
  });

  test('VER-121 without latest the last published version is displayed', async () => {
    await npm.publish('untagged', '2.0.0', { tags: ['beta'] });
    await npm.publish('untagged', '1.0.0', { tags: ['beta'] });
    const { namespace, defaultDisplayVersion } = await npm.client.send(
      new ListPackageVersionsCommand({ ...REPOSITORY, format: 'npm', package: 'untagged' }),
    );
    expect([namespace, defaultDisplayVersion]).toEqual([undefined, '1.0.0']);
  });

  test('VER-108, REAL-013 an unknown package', async () => {
    await expect(send({ package: 'nope' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: "The npm package '@sc/nope' does not exist in repository 'app'.",
    });
  });
});

import { createHash } from 'node:crypto';
import {
  DeletePackageCommand,
  DescribePackageVersionCommand,
  ListPackagesCommand,
  ListPackageVersionAssetsCommand,
} from '@aws-sdk/client-codeartifact';
import { createChooser, type Chooser } from '../model-based/chooser';
import { createNpmPackage, type NpmPackage } from '../support/npm-package';
import { DOMAIN, GENERIC, NPM, sha256, startPackageWorld, type PackageWorld } from '../support/package-world';
import { createRawApi, type RawApi, type RawResponse } from '../support/raw-api';
import { effort } from '../support/effort';

const CLIENTS = 64;
const CALLS_EACH = effort(60, 20);
const REPOSITORIES = ['app', 'other'];
const VERSIONS = ['1.0.0', '2.0.0'];
const CONTENTS = ['one', 'two!', 'three'];
const TARGETS = [
  { format: 'generic', namespace: 'ns', package: 'tool' },
  { format: 'npm', package: 'chalk' },
] as const;
/** What a client may hear that came too late, or second. */
const MODELLED: Readonly<Record<number, string>> = {
  404: 'ResourceNotFoundException',
  409: 'ConflictException',
};

let world: PackageWorld;
let api: RawApi;
let token: string;
const tarballs: NpmPackage[] = [];
const contents = new Set(CONTENTS.map((content) => sha256(content)));

beforeAll(async () => {
  world = await startPackageWorld();
  api = createRawApi(world.emulator.url, CLIENTS);
  token = await world.emulator.token('dom');
  for (const version of VERSIONS) {
    for (const description of ['A', 'B']) {
      const built = await createNpmPackage('chalk', version, { manifest: { description } });
      tarballs.push(built);
      contents.add(sha256(built.tarball));
    }
  }
});
afterAll(async () => {
  api.close();
  await world.emulator.close();
});

async function publishGeneric({ pick, chance }: Chooser): Promise<RawResponse> {
  const content = pick(CONTENTS);
  return api.send('POST', '/v1/package/version/publish', {
    query: {
      ...DOMAIN,
      ...TARGETS[0],
      repository: pick(REPOSITORIES),
      version: pick(VERSIONS),
      asset: pick(['a', 'b', 'c']),
      unfinished: String(chance(0.5)),
    },
    headers: { 'x-amz-content-sha256': sha256(content) },
    body: content,
  });
}

async function publishNpm({ pick }: Chooser): Promise<RawResponse> {
  const answer = await api.send('PUT', `/npm/d/dom-000000000000/${pick(REPOSITORIES)}/chalk`, {
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(pick(tarballs).document),
  });
  // The door has no error types of its own.
  return { ...answer, errorType: MODELLED[answer.status] ?? '' };
}

async function callVersions(path: string, { pick, chance }: Chooser): Promise<RawResponse> {
  const [repository, destination] = chance(0.5) ? REPOSITORIES : [...REPOSITORIES].reverse();
  const place =
    path === 'copy'
      ? { 'source-repository': repository, 'destination-repository': destination }
      : { repository };
  return api.send('POST', `/v1/package/versions/${path}`, {
    query: { ...DOMAIN, ...pick(TARGETS), ...place },
    body: JSON.stringify({
      versions: chance(0.3) ? VERSIONS : [pick(VERSIONS)],
      ...(path === 'copy' && { allowOverwrite: chance(0.5) }),
      ...(path === 'update_status' && { targetStatus: pick(['Published', 'Unlisted', 'Archived']) }),
    }),
  });
}

async function readAsset({ pick }: Chooser): Promise<RawResponse> {
  const target = pick(TARGETS);
  const answer = await api.send('GET', '/v1/package/version/asset', {
    query: {
      ...DOMAIN,
      ...target,
      repository: pick(REPOSITORIES),
      version: pick(VERSIONS),
      asset: target.format === 'npm' ? 'package.tgz' : pick(['a', 'b', 'c']),
    },
  });
  // Whatever happens meanwhile, what is read is one whole asset.
  if (answer.status === 200) expect(contents).toContain(sha256(answer.body));
  return answer;
}

const CALLS: readonly ((choose: Chooser) => Promise<RawResponse>)[] = [
  ...[publishGeneric, publishGeneric, publishGeneric, publishNpm, publishNpm, readAsset, readAsset],
  ...['copy', 'copy', 'dispose', 'delete', 'update_status'].map(
    (path) => (choose: Chooser) => callVersions(path, choose),
  ),
  ({ pick, chance }) =>
    chance(0.2)
      ? api.send('DELETE', '/v1/package', {
          query: { ...DOMAIN, ...pick(TARGETS), repository: pick(REPOSITORIES) },
        })
      : api.send('POST', '/v1/packages', { query: { ...DOMAIN, repository: pick(REPOSITORIES) } }),
];

/** Every asset that a version lists, checked by downloading it. */
async function sumListedAssets(): Promise<number> {
  const sizes = new Map<string, number>();
  for (const repository of REPOSITORIES) {
    for (const names of [GENERIC, NPM]) {
      const target = { ...names, repository };
      const statuses = await world.statuses(target).catch(() => ({}));
      for (const [packageVersion, status] of Object.entries(statuses)) {
        const listed = await world.client.send(
          new ListPackageVersionAssetsCommand({ ...target, packageVersion }),
        );
        expect(listed.assets?.length === 0).toBe(status === 'Disposed');
        for (const { hashes, size = 0 } of listed.assets ?? []) sizes.set(hashes?.['SHA-256'] ?? '', size);
        if (status === 'Published' || status === 'Unlisted') await world.contents(packageVersion, target);
        const describe = new DescribePackageVersionCommand({ ...target, packageVersion });
        expect((await world.client.send(describe)).packageVersion?.revision).toBe(listed.versionRevision);
      }
    }
  }
  return [...sizes.values()].reduce((sum, size) => sum + size, 0);
}

/** The manifest that the npm door shows belongs to the tarball that it serves. */
async function checkManifests(): Promise<void> {
  for (const repository of REPOSITORIES) {
    const answer = await world.npm('/chalk', { repository });
    if (answer.status !== 200) continue;
    const { versions } = (await answer.json()) as { versions: Record<string, Record<string, unknown>> };
    for (const [version, { description }] of Object.entries(versions)) {
      const file = await world.npm(`/chalk/-/chalk-${version}.tgz`, { repository });
      const sha1 = createHash('sha1')
        .update(Buffer.from(await file.arrayBuffer()))
        .digest('hex');
      const built = tarballs.find(
        (one) => one.version === version && one.manifest['description'] === description,
      );
      expect((built?.manifest['dist'] as { shasum: string }).shasum).toBe(sha1); // as createNpmPackage made it
    }
  }
}

test.each([1, 2, 3])(
  'GEN-066 ASSET-320 DOM-052 PKG-134 64 clients publish, copy, dispose and delete the same versions at once (%i)',
  async (seed) => {
    const answers = new Map<string, number>();
    await Promise.all(
      Array.from({ length: CLIENTS }, async (_, client) => {
        const choose = createChooser(seed * 1000 + client);
        for (let call = 0; call < CALLS_EACH; call++) {
          const { status, errorType, body } = await choose.pick(CALLS)(choose);
          if (status !== 200 && MODELLED[status] !== errorType)
            throw new Error(`${status} ${body.toString()}`);
          answers.set(`${status} ${errorType}`, (answers.get(`${status} ${errorType}`) ?? 0) + 1);
        }
      }),
    );
    expect([...answers.keys()].sort()).toEqual([
      '200 ',
      '404 ResourceNotFoundException',
      '409 ConflictException',
    ]);
    expect(await world.assetSizeBytes()).toBe(await sumListedAssets());
    await checkManifests();
    // What is deleted last leaves nothing behind.
    for (const repository of REPOSITORIES) {
      const { packages = [] } = await world.client.send(new ListPackagesCommand({ ...DOMAIN, repository }));
      for (const { format, namespace, package: name } of packages) {
        const target = { ...DOMAIN, repository, format, namespace, package: name };
        await world.client.send(new DeletePackageCommand(target));
      }
    }
    expect(await world.assetSizeBytes()).toBe(0);
  },
);

test('GEN-066 of 64 clients that publish the same version with different bytes one wins, whole', async () => {
  const tried = await Promise.all(
    Array.from({ length: CLIENTS }, async (_, client) => {
      const body = `client ${client}`;
      const answer = await api.send('POST', '/v1/package/version/publish', {
        query: { ...DOMAIN, ...TARGETS[0], repository: 'app', version: '1.0.0', asset: 'a' },
        headers: { 'x-amz-content-sha256': sha256(body) },
        body,
      });
      return { body, status: answer.status, errorType: answer.errorType };
    }),
  );
  const [winner, ...others] = tried.filter(({ status }) => status === 200);
  expect(others).toEqual([]);
  expect(tried.filter(({ errorType }) => errorType === 'ConflictException')).toHaveLength(CLIENTS - 1);
  expect(await world.contents('1.0.0')).toEqual({ a: winner?.body });
  expect(await world.assetSizeBytes()).toBe(winner?.body.length);
});

test('ASSET-320 GEN-052 64 clients each add an asset to an Unfinished version: all are there', async () => {
  const names = Array.from({ length: CLIENTS }, (_, client) => `asset-${client}`);
  const answers = await Promise.all(
    names.map((asset) =>
      api.send('POST', '/v1/package/version/publish', {
        query: { ...DOMAIN, ...TARGETS[0], repository: 'app', version: '9.0.0', asset, unfinished: 'true' },
        headers: { 'x-amz-content-sha256': sha256(asset) },
        body: asset,
      }),
    ),
  );
  expect(answers.map(({ status }) => status)).toEqual(names.map(() => 200));
  await world.publish('9.0.0', { last: 'last' });
  const stored = await world.contents('9.0.0');
  expect(stored).toEqual(Object.fromEntries([...names, 'last'].map((name) => [name, name])));
});

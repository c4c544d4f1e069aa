import { createHash } from 'node:crypto';
import { callApi } from '../support/api';
import { createNpmPackage, publishNpmPackage } from '../support/npm-package';
import { apiCall, brokenSignature } from './api-cases';
import { startEmulatorProcess, type EmulatorProcess } from './emulator-process';
import * as http from './http-cases';
import { brokenPublish, npmRequest, oddAddress, type Target } from './npm-cases';
import { createRandom, type Random } from './random';
import {
  createKeepAliveClient,
  renderRequest,
  sendRaw,
  type Outcome,
  type RawCase,
  type RequestCase,
} from './raw-client';
import { effort } from '../support/effort';

const SEED = 20260304;
const REQUESTS = effort(21_000, 7_000);
const PARALLEL = 24;

type Case = RawCase | RequestCase;

interface Packument {
  readonly versions: Readonly<
    Record<string, { readonly dist: { readonly tarball: string; readonly integrity: string } }>
  >;
}

interface World {
  readonly emulator: EmulatorProcess;
  readonly target: Target;
  readonly tarball: Buffer;
}

/** Every kind of hostile request, and how many of a hundred are of that kind. */
const FAMILIES: readonly (readonly [
  name: string,
  share: number,
  make: (random: Random, world: World) => Case,
])[] = [
  ['random bytes', 3, http.randomBytes],
  ['truncated', 6, (random, world) => http.truncated(random, anyRequest(random, world))],
  ['damaged', 8, (random, world) => http.damaged(random, anyRequest(random, world))],
  ['broken chunks', 5, (random, world) => http.brokenChunks(random, anyRequest(random, world))],
  ['wrong length', 5, (random, world) => http.wrongLength(random, anyRequest(random, world))],
  ['huge head', 2, (random, world) => http.hugeHead(random, anyRequest(random, world))],
  ['odd head', 6, http.oddHead],
  ['rubbish behind', 3, (random, world) => http.rubbishBehind(random, anyRequest(random, world))],
  ['api call', 17, (random, { target }) => apiCall(random, target.host)],
  ['broken signature', 10, (random, { target }) => brokenSignature(random, target.host)],
  ['npm request', 13, (random, { target }) => npmRequest(random, target)],
  ['odd address', 6, (random, { target }) => oddAddress(random, target)],
  ['broken publish', 16, (random, { target, tarball }) => brokenPublish(random, target, tarball)],
];

function anyRequest(random: Random, { target, tarball }: World): RequestCase {
  return random.pick([
    () => apiCall(random, target.host),
    () => brokenSignature(random, target.host),
    () => npmRequest(random, target),
    () => brokenPublish(random, target, tarball),
  ])();
}

let world: World;
let witness: Target;

beforeAll(async () => {
  const emulator = await startEmulatorProcess('--log-level', 'error', '--external', 'off');
  const { tarball } = await createNpmPackage('victim', '1.0.0');
  world = { emulator, tarball, target: await createRepository(emulator, 'victim') };
  witness = await createRepository(emulator, 'witness');
  const kept = await createNpmPackage('@kept/witness', '1.2.3', {
    files: { 'index.js': 'module.exports = 1;' },
  });
  const published = await publishNpmPackage(emulator.url + witness.endpoint, witness.token, kept);
  expect(published.status).toBe(200);
});

afterAll(async () => {
  await world.emulator.stop();
});

async function createRepository(emulator: EmulatorProcess, prefix: string): Promise<Target> {
  const domain = `${prefix}-domain`;
  const repository = `${prefix}-repo`;
  const created = [
    await callApi(emulator, 'POST', `/v1/domain?domain=${domain}`, {}),
    await callApi(emulator, 'POST', `/v1/repository?domain=${domain}&repository=${repository}`, {}),
  ];
  expect(created.map(({ status }) => status)).toEqual([200, 200]);
  const { body } = await callApi(emulator, 'POST', `/v1/authorization-token?domain=${domain}`);
  return {
    host: `127.0.0.1:${emulator.port}`,
    endpoint: `/npm/d/${domain}-000000000000/${repository}`,
    token: String(body['authorizationToken']),
  };
}

/** Everything a client can see of the repository that no hostile request names. */
async function readWitness(): Promise<unknown> {
  const { emulator } = world;
  const query = 'domain=witness-domain&repository=witness-repo';
  const answers = [
    await callApi(emulator, 'GET', '/v1/domain?domain=witness-domain'),
    await callApi(emulator, 'GET', `/v1/repository?${query}`),
    await callApi(emulator, 'POST', `/v1/packages?${query}`),
    await callApi(
      emulator,
      'POST',
      `/v1/package/versions?${query}&format=npm&namespace=kept&package=witness`,
    ),
  ];
  const document = await getPackageFile(witness, '/@kept%2fwitness');
  const tarball = await getPackageFile(witness, '/@kept/witness/-/witness-1.2.3.tgz');
  return {
    answers,
    document: document.toString(),
    tarball: createHash('sha512').update(tarball).digest('hex'),
  };
}

async function getPackageFile({ endpoint, token }: Target, path: string): Promise<Buffer> {
  const answer = await fetch(world.emulator.url + endpoint + path, {
    headers: { authorization: `Bearer ${token}` },
  });
  if (answer.status !== 200) throw new Error(`GET ${path}: ${answer.status}`);
  return Buffer.from(await answer.arrayBuffer());
}

/** Sends all requests, several at a time; gives how often each family got each outcome. */
async function attack(): Promise<Map<string, Map<Outcome, number>>> {
  const results = new Map<string, Map<Outcome, number>>();
  const keepAlive = createKeepAliveClient(world.emulator.port, PARALLEL);
  const families = FAMILIES.flatMap((family) => Array.from({ length: family[1] }, () => family));
  let next = 0;
  const attacker = async (): Promise<void> => {
    while (next < REQUESTS) {
      const index = next++;
      // A stream of its own for each request: what is sent does not depend on the order of the answers.
      const random = createRandom(SEED + index);
      const [family, , make] = random.pick(families);
      const outcome = await send((request) => keepAlive.send(request), random, make(random, world)).catch(
        (error: unknown) => {
          throw new Error(`request ${index} (${family}): ${String(error)}`);
        },
      );
      const outcomes = results.get(family) ?? new Map<Outcome, number>();
      results.set(family, outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1));
      if (outcome !== undefined && outcome >= 500 && outcome !== 501) {
        throw new Error(`request ${index} (${family}) was answered ${outcome}: ${world.emulator.errors()}`);
      }
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, attacker));
  keepAlive.close();
  return results;
}

// What Node's own client would refuse to send goes over a plain socket.
const SENDABLE = /^[\x21-\x7e]+$/;

function send(
  overKeptConnection: (request: RequestCase) => Promise<Outcome>,
  random: Random,
  hostile: Case,
): Promise<Outcome> {
  const { port } = world.emulator;
  if ('bytes' in hostile) return sendRaw(port, hostile);
  const plain = Object.values(hostile.headers).every((value) => /^[\x20-\x7e]*$/.test(value));
  if (SENDABLE.test(hostile.path) && plain && random.chance(0.6)) return overKeptConnection(hostile);
  return sendRaw(port, { bytes: renderRequest(hostile), ending: 'wait' });
}

test('malformed requests end in an answer or a closed connection, and change nothing else', async () => {
  const before = await readWitness();
  const results = await attack();
  const lines = [...results].sort().map(([family, outcomes]) => {
    const counts = [...outcomes].sort().map(([status, count]) => `${status ?? 'closed'}×${count}`);
    return `  ${family}: ${counts.join(' ')}`;
  });
  process.stdout.write(`${REQUESTS} hostile requests, seed ${SEED}\n${lines.join('\n')}\n`);

  expect(world.emulator.alive()).toBe(true);
  expect(world.emulator.errors()).toBe('');
  expect([...results.keys()].sort()).toEqual(FAMILIES.map(([name]) => name).sort());
  expect(await readWitness()).toEqual(before);
}, 180_000);

test('what hostile requests did publish is whole', async () => {
  const query = 'domain=victim-domain&repository=victim-repo&format=npm';
  const { body } = await callApi(world.emulator, 'POST', `/v1/packages?${query}`);
  const packages = body['packages'] as { package: string; namespace?: string }[];
  let checked = 0;
  for (const { namespace, package: name } of packages) {
    const coordinate = `&package=${encodeURIComponent(name)}${namespace === undefined ? '' : `&namespace=${encodeURIComponent(namespace)}`}`;
    const listed = await callApi(
      world.emulator,
      'POST',
      `/v1/package/versions?${query}${coordinate}&status=Published`,
    );
    const versions = (listed.body['versions'] as { version: string }[]).map(({ version }) => version);
    // Settings can be made for a package that has no versions, and then there is no document (NPM-052).
    if (versions.length === 0) continue;
    const path = namespace === undefined ? name : `@${namespace}%2f${name}`;
    const document = JSON.parse((await getPackageFile(world.target, `/${path}`)).toString()) as Packument;
    expect(Object.keys(document.versions)).toEqual(expect.arrayContaining(versions));
    for (const { dist } of Object.values(document.versions).slice(0, 20)) {
      const file = new URL(dist.tarball).pathname.slice(world.target.endpoint.length);
      const hash = createHash('sha512').update(await getPackageFile(world.target, file));
      expect(`sha512-${hash.digest('base64')}`).toBe(dist.integrity);
      checked++;
    }
  }
  expect(checked).toBeGreaterThan(0);
});

test('afterwards a domain, a repository and a package are made as ever', async () => {
  const target = await createRepository(world.emulator, 'later');
  const built = await createNpmPackage('later', '1.0.0');
  const published = await publishNpmPackage(world.emulator.url + target.endpoint, target.token, built);
  expect(published.status).toBe(200);
  expect(await getPackageFile(target, '/later/-/later-1.0.0.tgz')).toEqual(built.tarball);
  const document = JSON.parse((await getPackageFile(target, '/later')).toString()) as Record<string, unknown>;
  expect(document).toMatchObject({ name: 'later', 'dist-tags': { latest: '1.0.0' } });
});

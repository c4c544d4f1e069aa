import { readFile } from 'node:fs/promises';
import {
  DeletePackageVersionsCommand,
  type DeletePackageVersionsCommandInput,
  DescribeDomainCommand,
  ListPackagesCommand,
  ListRepositoriesCommand,
  UpdatePackageVersionsStatusCommand,
} from '@aws-sdk/client-codeartifact';
import supertest from 'supertest';
import { createEmulator, type FaultRule } from '../../src';
import { callApi } from '../support/api';
import { startEmulator } from '../support/emulator';
import { sendHttps } from '../support/https';
import { createNpmPackage, publishNpmPackage } from '../support/npm-package';
import { startNpmRepository, type NpmRepository } from '../support/npm-repository';

let world: NpmRepository;
beforeEach(async () => {
  world = await startNpmRepository();
});
afterEach(() => world.emulator.close());

const admin = () => supertest(world.emulator.url);
const post = (body: string | object) =>
  admin().post('/_codeartifact/faults').set('content-type', 'application/json').send(body);
const add = (...rules: FaultRule[]): void => world.emulator.faults.add(rules);
const hits = (): number[] => world.emulator.faults.list().map((rule) => rule.hits);
const describeDomain = () => callApi(world.emulator, 'GET', '/v1/domain?domain=dom');
const THROTTLED = { code: 'ThrottlingException' } as const;
const PAD = {
  domain: 'dom',
  repository: 'app',
  format: 'npm',
  package: 'left-pad',
  versions: ['1.0.0'],
} satisfies DeletePackageVersionsCommandInput;
const UNAVAILABLE = { code: 'ServiceUnavailable' } as const;

describe('the admin API', () => {
  test('QUOTA-062 rules are added, listed with their hits, and cleared', async () => {
    const rule = { door: 'api', operation: 'DescribeDomain', times: 1, error: THROTTLED } as const;
    await post(rule).expect(200, { faults: [{ ...rule, hits: 0 }] });
    await post([{ latencyMs: 0, account: '111111111111' }]).expect(200);
    expect((await describeDomain()).status).toBe(429);
    const { body } = await admin().get('/_codeartifact/faults').expect(200);
    expect(body).toEqual({
      faults: [
        { ...rule, hits: 1 },
        { latencyMs: 0, account: '111111111111', hits: 0 },
      ],
    });
    await admin().delete('/_codeartifact/faults').expect(200, { faults: [] });
    expect((await describeDomain()).status).toBe(200);
  });

  test.each<[string, unknown, string]>([
    ['no JSON', '{', 'JSON'],
    ['no rule', 'null', 'null'],
    ['nothing to go wrong', { door: 'api', reset: false }, 'nothing to go wrong'],
    ['an unknown member', { latency: 5 }, "'latency'"],
    ['an unknown member of the error', { error: { code: 'ConflictException', text: '' } }, "'error.text'"],
    ['a name of every object', { constructor: 5 }, "'constructor'"],
    ['an unknown door', { door: 'back', corrupt: true }, "'door'"],
    ['an operation that there is none of', { operation: 'DropDomain', corrupt: true }, "'operation'"],
    ['operations that there are none of', { operation: 'Drop*', corrupt: true }, "'operation'"],
    ['an unknown format', { format: 'deb', corrupt: true }, "'format'"],
    ['a route that is no path', { route: 'left-pad', corrupt: true }, "'route'"],
    ['an account that is none', { account: '1', corrupt: true }, "'account'"],
    ['the request before the first', { nth: 0, corrupt: true }, "'nth'"],
    ['half a time', { times: 0.5, corrupt: true }, "'times'"],
    ['a probability of nothing', { probability: 0, corrupt: true }, "'probability'"],
    ['more than certain', { probability: 1.1, corrupt: true }, "'probability'"],
    ['a latency beyond patience', { latencyMs: 1e9 }, "'latencyMs'"],
    ['a byte before the first', { corrupt: -1 }, "'corrupt'"],
    ['a reset at another time', { reset: 'later' }, "'reset'"],
    ['a negative length', { truncate: -1 }, "'truncate'"],
    ['no code', { error: {} }, "'error.code'"],
    ['a code of two lines', { error: { code: 'A\r\nB', status: 500 } }, "'error.code'"],
    ['an unknown code without its status', { error: { code: 'Strange' } }, "'error.status'"],
    ['a status that is no error', { error: { code: 'Strange', status: 200 } }, "'error.status'"],
    ['stale metadata of the API', { door: 'api', stale: true }, "'stale'"],
    ['one wrong rule of two', [{ corrupt: true }, { nth: 'x', corrupt: true }], 'Fault 2 of 2'],
  ])('%s is 400 that names it, and adds nothing', async (_, body, named) => {
    const { body: answer } = await post(body as object).expect(400);
    expect(answer.message).toContain(named);
    expect(world.emulator.faults.list()).toEqual([]);
    expect(() => world.emulator.faults.add(body as FaultRule)).toThrow(RangeError);
  });

  test('a reset brings back the rules that there were at the start', async () => {
    const start: FaultRule = { operation: 'ListDomains', error: UNAVAILABLE, times: 1 };
    const own = await createEmulator({ external: 'off', faults: [start] });
    const statusOf = async () => (await callApi(own, 'POST', '/v1/domains')).status;
    own.faults.add({ latencyMs: 1 });
    expect([await statusOf(), await statusOf()]).toEqual([503, 200]);
    await own.reset();
    expect(own.faults.list()).toEqual([{ ...start, hits: 0 }]);
    expect(await statusOf()).toBe(503);
    await own.close();
  });
});

describe('errors', () => {
  test('QUOTA-051 the API’s ThrottlingException has its modelled status and says when to come again', async () => {
    add({ error: THROTTLED });
    const response = await fetch(`${world.emulator.url}/v1/domain?domain=dom`);
    expect(response.status).toBe(429);
    expect(response.headers.get('retry-after')).toBe('1');
    expect(response.headers.get('x-amzn-errortype')).toBe('ThrottlingException');
    expect(await response.json()).toEqual({ __type: 'ThrottlingException', message: 'Rate exceeded' });
  });

  test('a package manager gets the error in the shape of its format', async () => {
    add({ error: { ...UNAVAILABLE, message: 'gone fishing', retryAfterSeconds: 7 } });
    const response = await world.request('/left-pad');
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '7']);
    expect(await response.json()).toMatchObject({ error: 'gone fishing' });
  });

  test('a code that is not modelled comes with its own status', async () => {
    add({ error: { code: 'constructor', status: 507 } });
    const { status, errorType, body } = await describeDomain();
    expect([status, errorType, body.message]).toEqual([507, 'constructor', 'A fault that was asked for.']);
  });

  test('a write that fails has changed nothing', async () => {
    add({ operation: 'PublishPackageVersion', error: UNAVAILABLE, times: 1 });
    const { endpoint, token } = world;
    const publish = async () =>
      (await publishNpmPackage(endpoint, token, await createNpmPackage('left-pad', '1.0.0'))).status;
    expect(await publish()).toBe(503);
    expect(
      (await world.client.send(new ListPackagesCommand({ domain: 'dom', repository: 'app' }))).packages,
    ).toEqual([]);
    expect(await publish()).toBe(200);
  });

  test('the token service answers with a fault too', async () => {
    add({ door: 'sts', operation: 'GetCallerIdentity', error: THROTTLED });
    const { status, text } = await admin().get('/?Action=GetCallerIdentity&Version=2011-06-15');
    expect(status).toBe(429);
    expect(text).toContain('<Code>ThrottlingException</Code>');
  });
});

describe('which requests', () => {
  test.each<[string, FaultRule]>([
    ['door', { door: 'package', error: UNAVAILABLE }],
    ['operation', { operation: 'ReadFromRepository', error: UNAVAILABLE }],
    ['operations by their beginning', { operation: 'Read*', error: UNAVAILABLE }],
    ['route', { route: '/@acme*core', error: UNAVAILABLE }],
    ['route with its method', { route: 'GET /*', door: 'package', error: UNAVAILABLE }],
    ['account', { account: '000000000000', format: 'npm', error: UNAVAILABLE }],
    ['domain and repository', { domain: 'd*', repository: 'app', error: UNAVAILABLE }],
    ['package', { package: '@acme/core', error: UNAVAILABLE }],
    ['packages of a scope', { package: '@acme/*', error: UNAVAILABLE }],
  ])('%s decides', async (_, rule) => {
    await world.publish('@acme/core', '1.0.0');
    add(rule);
    expect((await world.request('/@acme%2fcore')).status).toBe(503);
    await world.client.send(new ListRepositoriesCommand({}));
    expect(hits()).toEqual([1]);
  });

  test.each<[string, FaultRule]>([
    ['another door', { door: 'api', error: UNAVAILABLE }],
    ['another operation', { operation: 'PublishPackageVersion', error: UNAVAILABLE }],
    ['another method', { route: 'PUT /*', error: UNAVAILABLE }],
    ['another repository', { repository: 'other', error: UNAVAILABLE }],
    ['another package', { package: 'core', error: UNAVAILABLE }],
    ['another format', { format: 'pypi', error: UNAVAILABLE }],
    ['another account', { account: '111111111111', error: UNAVAILABLE }],
  ])('%s is not struck', async (_, rule) => {
    await world.publish('@acme/core', '1.0.0');
    add(rule);
    expect((await world.request('/@acme%2fcore')).status).toBe(200);
    expect(hits()).toEqual([0]);
  });

  test('a package is found in the members of an API call', async () => {
    add({ package: '@acme/core', error: THROTTLED });
    const target = 'domain=dom&repository=app&format=npm&namespace=acme&package=';
    const statuses = ['core', 'other'].map(
      async (name) => (await callApi(world.emulator, 'GET', `/v1/package?${target}${name}`)).status,
    );
    expect(await Promise.all(statuses)).toEqual([429, 404]);
  });

  test('nth and times count the requests that a rule is for', async () => {
    add({ operation: 'DescribeDomain', nth: 2, times: 2, error: THROTTLED });
    const statuses: number[] = [];
    for (let i = 0; i < 5; i++) {
      await world.client.send(new ListRepositoriesCommand({}));
      statuses.push((await describeDomain()).status);
    }
    expect(statuses).toEqual([200, 429, 429, 200, 200]);
    expect(hits()).toEqual([2]);
  });

  test('a probability strikes the same requests in every run with the same seed', async () => {
    const run = async (): Promise<number[]> => {
      const { emulator, client } = await startNpmRepository({ seedIds: 7 });
      emulator.faults.add({ operation: 'DescribeDomain', probability: 0.5, error: UNAVAILABLE });
      const statuses: number[] = [];
      for (let i = 0; i < 20; i++) {
        await client.send(new DescribeDomainCommand({ domain: 'dom' })).catch(() => undefined);
        statuses.push(emulator.requests().at(-1)?.status ?? 0);
      }
      await emulator.close();
      return statuses;
    };
    const first = await run();
    expect(new Set(first)).toEqual(new Set([200, 503]));
    expect(await run()).toEqual(first);
  });
});

describe('broken answers', () => {
  const TARBALL = '/left-pad/-/left-pad-1.0.0.tgz';

  test.each([true, 0, 20])(
    'a corrupted body is as long as the right one, and one byte differs: %s',
    async (corrupt) => {
      const { tarball } = await world.publish('left-pad', '1.0.0');
      add({ corrupt, route: '*.tgz', times: 1 });
      const broken = Buffer.from(await (await world.request(TARBALL)).arrayBuffer());
      expect(broken.length).toBe(tarball.length);
      expect([...broken].filter((byte, index) => byte !== tarball[index])).toHaveLength(1);
      expect(Buffer.from(await (await world.request(TARBALL)).arrayBuffer()).equals(tarball)).toBe(true);
    },
  );

  test('what is kept for others is not corrupted with it', async () => {
    await world.publish('left-pad', '1.0.0');
    const plain = { headers: { 'accept-encoding': 'identity' } };
    const read = async () => (await world.request('/left-pad', plain)).text();
    const right = await read();
    add({ corrupt: true, package: 'left-pad', times: 1 });
    expect(await read()).not.toBe(right);
    expect(await read()).toBe(right);
  });

  test.each<[string, FaultRule]>([
    ['half-way', { truncate: true }],
    ['after some bytes', { truncate: 10 }],
    ['before the first', { truncate: 0 }],
  ])('a body that breaks off %s is noticed by the client', async (_, rule) => {
    await world.publish('left-pad', '1.0.0');
    add({ ...rule, door: 'package', times: 2 });
    for (const path of [TARBALL, '/left-pad']) {
      const response = await world.request(path);
      expect(response.status).toBe(200);
      await expect(response.arrayBuffer()).rejects.toThrow();
    }
    expect((await world.request(TARBALL)).ok).toBe(true);
  });

  test('a reset before anything is done leaves nothing done', async () => {
    add({ reset: true, route: 'PUT /*', times: 1 });
    const built = await createNpmPackage('left-pad', '1.0.0');
    await expect(publishNpmPackage(world.endpoint, world.token, built)).rejects.toThrow();
    expect((await world.request('/left-pad')).status).toBe(404);
    expect((await publishNpmPackage(world.endpoint, world.token, built)).status).toBe(200);
  });

  test('a reset afterwards loses the answer only', async () => {
    add({ reset: 'after', route: 'PUT /*', times: 1 });
    const built = await createNpmPackage('left-pad', '1.0.0');
    await expect(publishNpmPackage(world.endpoint, world.token, built)).rejects.toThrow();
    expect((await world.request('/left-pad')).status).toBe(200);
  });

  test.each<[string, FaultRule]>([
    ['before', { reset: true }],
    ['after', { reset: 'after' }],
  ])('over TLS a connection that is reset %s ends without an answer', async (_, rule) => {
    const own = await startEmulator({ tls: {}, faults: [rule] });
    const { url = '', trust } = own.tls ?? {};
    const ca = await readFile(trust?.ca ?? '', 'utf8');
    await expect(sendHttps(url, { ca, path: '/v1/domains', method: 'POST' })).rejects.toThrow('hang up');
    expect(own.requests().at(-1)).toMatchObject({ action: 'ListDomains', status: 0, faults: ['reset'] });
    await own.close();
  });

  test('latency comes before the answer, and is over when the client goes away', async () => {
    add({ latencyMs: 600_000, operation: 'ReadFromRepository', times: 1 });
    const asked = world.request('/left-pad', { signal: AbortSignal.timeout(50) });
    await expect(asked).rejects.toThrow();
    const entry = await world.emulator.requests.waitFor({ door: 'package' });
    expect(entry).toMatchObject({ faults: ['latencyMs'], durationMs: expect.any(Number) });
  });
});

describe('stale metadata', () => {
  test('a document is that of before the last change, the assets are those of now', async () => {
    await world.publish('left-pad', '1.0.0');
    add({ stale: true, package: 'left-pad' });
    expect(Object.keys((await world.json('/left-pad')).versions)).toEqual(['1.0.0']);
    await world.publish('left-pad', '1.1.0');
    await world.publish('other', '1.0.0');
    const { versions, 'dist-tags': tags } = await world.json('/left-pad');
    expect([Object.keys(versions), tags]).toEqual([['1.0.0'], { latest: '1.0.0' }]);
    expect((await world.request('/left-pad/-/left-pad-1.1.0.tgz')).status).toBe(200);
    world.emulator.faults.clear();
    expect(Object.keys((await world.json('/left-pad')).versions)).toEqual(['1.0.0', '1.1.0']);
  });

  test('what was before is forgotten with the rules, and with the state', async () => {
    const versions = async () => Object.keys((await world.json('/left-pad')).versions);
    await world.publish('left-pad', '1.0.0');
    add({ stale: true });
    await world.publish('left-pad', '1.1.0');
    world.emulator.faults.clear();
    add({ stale: true });
    expect(await versions()).toEqual(['1.0.0', '1.1.0']);
    await world.emulator.snapshot('here');
    await world.publish('left-pad', '1.2.0');
    expect(await versions()).toEqual(['1.0.0', '1.1.0']);
    const state = await (await fetch(`${world.emulator.url}/_codeartifact/state`)).arrayBuffer();
    await admin().put('/_codeartifact/state').send(Buffer.from(state)).expect(200);
    expect(await versions()).toEqual(['1.0.0', '1.1.0', '1.2.0']);
    await world.publish('left-pad', '1.3.0');
    await world.emulator.restore('here');
    expect(await versions()).toEqual(['1.0.0', '1.1.0']);
    expect(world.emulator.faults.list()).toHaveLength(1);
  });

  test.each([
    [
      'a status',
      () => world.client.send(new UpdatePackageVersionsStatusCommand({ ...PAD, targetStatus: 'Archived' })),
    ],
    ['a version that is gone', () => world.client.send(new DeletePackageVersionsCommand(PAD))],
  ])('%s is a change', async (_, change) => {
    await world.publish('left-pad', '1.0.0');
    await world.publish('left-pad', '1.1.0');
    add({ stale: true, times: 1 });
    await change();
    expect(Object.keys((await world.json('/left-pad')).versions)).toEqual(['1.0.0', '1.1.0']);
    expect(Object.keys((await world.json('/left-pad')).versions)).toEqual(['1.1.0']);
  });

  test('a package that is new since is not there', async () => {
    add({ stale: true, times: 1 });
    await world.publish('left-pad', '1.0.0');
    expect((await world.request('/left-pad')).status).toBe(404);
    expect((await world.request('/left-pad')).status).toBe(200);
  });
});

test('several rules that strike one request are all counted and felt', async () => {
  add({ latencyMs: 1 }, { error: THROTTLED }, { error: UNAVAILABLE }, { corrupt: true, door: 'package' });
  expect((await describeDomain()).status).toBe(429);
  expect(hits()).toEqual([1, 1, 1, 0]);
});

test('faults are counted in the metrics and told in the request log', async () => {
  expect((await admin().get('/_codeartifact/metrics')).text).not.toContain('faults');
  add({ operation: 'DescribeDomain', error: THROTTLED, latencyMs: 1 });
  await describeDomain();
  await describeDomain();
  const { text } = await admin().get('/_codeartifact/metrics').expect(200);
  for (const kind of ['error', 'latencyMs']) {
    expect(text).toContain(
      `codeartifact_faults_total{door="api",action="DescribeDomain",kind="${kind}"} 2\n`,
    );
  }
  expect(world.emulator.requests().at(-1)).toMatchObject({ faults: ['error', 'latencyMs'], status: 429 });
});

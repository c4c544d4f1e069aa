import { createHash } from 'node:crypto';
import { createEmulator } from '../../src';
import { createCrate, createPublishMetadata, toPublishBody } from '../support/cargo-package';
import { renderMavenMetadata, renderPom } from '../support/maven-package';
import { createNpmPackage } from '../support/npm-package';
import { createWheel, toUploadForm } from '../support/python-package';
import { sendHttp, type WireAnswer, type WireRequest } from '../support/raw-http';

const START = '2026-03-04T05:06:07Z';
const NPM = '/npm/d/dom-000000000000/app';
const PYPI = '/pypi/d/dom-000000000000/app';
const MAVEN = '/maven/d/dom-000000000000/app';
const CARGO = '/cargo/d/dom-000000000000/app';
const LIB = { groupId: 'com.ex', artifactId: 'lib', version: '1.0' };

const post = (path: string, body: object | Buffer = {}): WireRequest => ({
  ...{ method: 'POST', path },
  body: Buffer.isBuffer(body) ? body : JSON.stringify(body),
});

const API: readonly WireRequest[] = [
  post('/v1/domain?domain=dom'),
  post('/v1/repository?domain=dom&repository=app', { description: 'the first' }),
  post('/v1/repository?domain=dom&repository=copy', { upstreams: [{ repositoryName: 'app' }] }),
  post('/v1/package-group?domain=dom', { packageGroup: '/npm/acme/*' }),
  post('/v1/domains'),
  { path: '/v1/domain?domain=none' },
  { path: '/v1/domain?domain=!' },
  post('/v1/authorization-token?domain=dom&duration=900'),
];

const GENERIC = 'domain=dom&repository=app&format=generic&namespace=ns&package=tool&version=1';

/** What package managers send, and a little more through the API. */
async function findUploads(): Promise<readonly WireRequest[]> {
  const npm = await Promise.all(['1.0.0', '1.1.0'].map((version) => createNpmPackage('left-pad', version)));
  const form = new Response(toUploadForm(createWheel('demo', '1.0.0')));
  const tool = Buffer.from('a tool');
  return [
    ...npm.map(({ document }): WireRequest => ({
      ...{ method: 'PUT', path: `${NPM}/left-pad`, body: JSON.stringify(document) },
      headers: { 'content-type': 'application/json' },
    })),
    {
      ...post(`${PYPI}/`, Buffer.from(await form.arrayBuffer())),
      headers: { 'content-type': form.headers.get('content-type') ?? '' },
    },
    ...Object.entries({
      '1.0/lib-1.0.pom': renderPom(LIB),
      '1.0/lib-1.0.jar': 'a jar',
      'maven-metadata.xml': renderMavenMetadata(LIB),
    }).map(([file, body]) => ({ method: 'PUT', path: `${MAVEN}/com/ex/lib/${file}`, body })),
    {
      ...{ method: 'PUT', path: `${CARGO}/api/v1/crates/new` },
      body: toPublishBody(createPublishMetadata('demo', '1.0.0'), await createCrate('demo', '1.0.0')),
    },
    {
      ...post(`/v1/package/version/publish?${GENERIC}&asset=tool.txt`, tool),
      headers: { 'x-amz-content-sha256': createHash('sha256').update(tool).digest('hex') },
    },
    post(`/v1/package/versions/update_status?${GENERIC.replace('&version=1', '')}`, {
      ...{ versions: ['1'], targetStatus: 'Archived' },
    }),
  ];
}

const READS = [
  ...Array.from({ length: 8 }, () => `${NPM}/left-pad`),
  `${NPM}/left-pad/-/left-pad-1.1.0.tgz`,
  `${NPM}/none`,
  `${NPM.replace('app', 'copy')}/left-pad/-/left-pad-1.0.0.tgz`,
  `${PYPI}/simple/demo/`,
  `${PYPI}/simple/demo/1.0.0/demo-1.0.0-py3-none-any.whl`,
  `${MAVEN}/com/ex/lib/maven-metadata.xml`,
  `${MAVEN}/com/ex/lib/1.0/lib-1.0.jar.sha1`,
  `${CARGO}/de/mo/demo`,
  `${CARGO}/config.json`,
  `/v1/package/version?${GENERIC}`,
  '/v1/package/version?domain=dom&repository=copy&format=npm&package=left-pad&version=1.0.0',
  ...['events', 'trail', 'metrics', 'faults', 'clock', 'state'].map((name) => `/_codeartifact/${name}`),
].map((path): WireRequest => ({ path }));

const ALL_BUT_THE_DATE = [
  ...(['hrtime', 'performance', 'nextTick', 'queueMicrotask', 'setImmediate', 'clearImmediate'] as const),
  ...(['setInterval', 'clearInterval', 'setTimeout', 'clearTimeout'] as const),
];

const FAULT = { route: '/left-pad', probability: 0.5, error: { code: 'ServiceUnavailable' } };

/** One scenario through both doors, with everything that was answered: status, header lines, and every byte. */
async function record(seedIds = 42) {
  const emulator = await createEmulator({ external: 'off', audit: 'memory', seedIds, clock: START });
  const answers: (WireAnswer & Pick<WireRequest, 'path'>)[] = [];
  let token = '';
  const ask = async ({ headers, ...request }: WireRequest): Promise<void> => {
    const isApi = request.path.startsWith('/v1/');
    // By a name that is the same in every run: documents name the address that they are read from.
    const common = { host: 'registry.test', ...(!isApi && { authorization: `Bearer ${token}` }) };
    const sent = { ...request, headers: { ...common, ...headers }, encoding: 'latin1' } as const;
    answers.push({ path: request.path, ...(await sendHttp(emulator.url, sent)) });
  };
  for (const request of API) await ask(request);
  token = await emulator.token('dom');
  for (const request of await findUploads()) {
    await ask(request);
    await ask(post('/_codeartifact/clock', { advance: 60 }));
  }
  await ask(post('/_codeartifact/faults', FAULT));
  for (const request of READS) await ask(request);
  await emulator.close();
  return answers;
}

afterEach(() => jest.useRealTimers());

test('DESIGN D9: two runs of one scenario with the same seed and a clock that stands still are byte-identical', async () => {
  const first = await record();
  const failed = first.filter(({ status }) => status >= 400).map(({ path }) => path);
  expect(new Set(failed)).toEqual(
    new Set(['/v1/domain?domain=none', '/v1/domain?domain=!', `${NPM}/left-pad`, `${NPM}/none`]),
  );
  // On another day.
  jest.useFakeTimers({ now: Date.now() + 86_400_000, doNotFake: ALL_BUT_THE_DATE });
  expect(await record()).toEqual(first);
});

test('DESIGN D9: another seed makes other ids and tokens', async () => {
  const [first, second] = [await record(1), await record(2)];
  const differs = first.map(({ body }, index) => body !== second[index]?.body);
  const isOther = (path: string): boolean =>
    differs[first.findIndex((answer) => answer.path === path)] ?? false;
  expect(isOther('/v1/authorization-token?domain=dom&duration=900')).toBe(true);
  expect(isOther('/_codeartifact/events')).toBe(true);
  expect(isOther('/v1/domains')).toBe(false);
});

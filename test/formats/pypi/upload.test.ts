import { createHash } from 'node:crypto';
import { request } from 'node:http';
import {
  DeletePackageVersionsCommand,
  GetPackageVersionReadmeCommand,
  ListPackageVersionDependenciesCommand,
  PutPackageOriginConfigurationCommand,
} from '@aws-sdk/client-codeartifact';
import { startPypiWorld, type PypiWorld } from '../../support/pypi-world';
import { createSdist, createWheel, type PythonFile } from '../../support/python-package';

let world: PypiWorld;
beforeAll(async () => {
  world = await startPypiWorld();
});
beforeEach(() => world.reset());
afterAll(() => world.emulator.close());

const wheel = createWheel('demo-lib', '1.0.0');
const named = (name: string, bytes = Buffer.from('anything')): PythonFile => ({
  ...{ project: 'demo-lib', version: '1.0.0', name, bytes },
});
const status = async (...args: Parameters<PypiWorld['post']>) => (await world.post(...args)).status;
const message = async (answer: Response) => ((await answer.json()) as { message: string }).message;
const isEmpty = async () => expect(await world.stored('demo-lib', 'app')).toEqual({});

test('PYPI-070 PYPI-073 PYPI-074 PYPI-090 PYPI-149 an upload is there at once, and the project closed to upstreams', async () => {
  const answer = await world.post({ ...wheel, project: 'Demo.Lib' }, {}, 'up');
  expect(answer.status).toBe(200);
  expect((await world.page('demo-lib', 'up')).files.map(({ filename }) => filename)).toEqual([wheel.name]);
  expect(await world.describe('demo-lib', '1.0.0')).toMatchObject({
    ...{ status: 'Published', version: '1.0.0' },
    origin: { originType: 'INTERNAL', domainEntryPoint: { repositoryName: 'up' } },
  });
});

test('PYPI-074 the version is spelled as the form spells it', async () => {
  expect(await status(createWheel('demo-lib', '1.0.0'), { version: '1.0' })).toBe(200);
  expect(Object.keys(await world.stored('demo-lib', 'app'))).toEqual(['1.0']);
});

test('PYPI-071 PYPI-082 digests that are there have to be right', async () => {
  const right = { md5_digest: undefined, sha256_digest: undefined };
  const other = createHash('sha256').update('other').digest('hex');
  for (const wrong of [
    { ...right, sha256_digest: other },
    { ...right, md5_digest: other.slice(0, 32) },
    { ...right, blake2_256_digest: other },
    { ...right, md5_digest: 'no digest' },
  ]) {
    const answer = await world.post(wheel, wrong);
    expect(answer.status).toBe(400);
    expect(await message(answer)).toMatch(/digest/);
  }
  await isEmpty();
  expect(await status(wheel, right)).toBe(200);
});

test('PYPI-071 the blake2 digest that twine sends is compared', async () => {
  const bytes = Buffer.from('abc');
  const blake2 = 'bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319';
  expect(await status(named('demo-lib-1.0.0.tgz', bytes), { blake2_256_digest: blake2 })).toBe(200);
});

test('PYPI-072 the file may come first, and without a type of its own', async () => {
  const boundary = 'xxBOUNDARYxx';
  const part = (head: string, body: Buffer | string) =>
    Buffer.concat([Buffer.from(`--${boundary}\r\n${head}\r\n\r\n`), Buffer.from(body), Buffer.from('\r\n')]);
  const field = (name: string, value: string) =>
    part(`Content-Disposition: form-data; name="${name}"`, value);
  const body = Buffer.concat([
    part(`Content-Disposition: form-data; name="content"; filename="${wheel.name}"`, wheel.bytes),
    ...[field(':action', 'file_upload'), field('name', 'demo-lib'), field('version', '1.0.0')],
    Buffer.from(`--${boundary}--\r\n`),
  ]);
  const headers = { 'content-type': `multipart/form-data; boundary=${boundary}` };
  expect((await world.send('/', { method: 'POST', body, headers })).status).toBe(200);
  expect(await world.assets('demo-lib', '1.0.0', 'app')).toEqual([wheel.name]);
});

test('PYPI-075 PYPI-076 PYPI-077 further files change the revision, the same does not, another is a 409', async () => {
  await world.publish([wheel]);
  const first = await world.describe('demo-lib', '1.0.0');
  world.emulator.clock.advance(60);
  await world.publish([await createSdist('demo-lib', '1.0.0')]);
  const second = await world.describe('demo-lib', '1.0.0');
  expect(second?.revision).not.toBe(first?.revision);
  expect(second?.publishedTime).toEqual(first?.publishedTime);
  await world.publish([wheel]);
  expect(await world.describe('demo-lib', '1.0.0')).toEqual(second);
  const other = { ...wheel, bytes: createWheel('demo-lib', '1.0.0', { files: { b: 'b' } }).bytes };
  expect(await status(other, {}, 'up')).toBe(409);
  expect(await world.describe('demo-lib', '1.0.0')).toEqual(second);
});

test('PYPI-079 PYPI-080 no file comes to a version that is Archived; to a deleted one any file', async () => {
  await world.publish([wheel], 'app');
  await world.setStatus('demo-lib', '1.0.0', 'Unlisted', 'app');
  expect(await status(await createSdist('demo-lib', '1.0.0'))).toBe(200);
  expect(await world.stored('demo-lib', 'app')).toEqual({ '1.0.0': 'Unlisted' });
  await world.setStatus('demo-lib', '1.0.0', 'Archived', 'app');
  expect(await status(wheel)).toBe(409);
  await world.client.send(
    new DeletePackageVersionsCommand({
      ...{ domain: 'dom', repository: 'app', format: 'pypi', package: 'demo-lib', versions: ['1.0.0'] },
    }),
  );
  expect(await status(createWheel('demo-lib', '1.0.0', { files: { b: 'b' } }))).toBe(200);
});

test('PYPI-081 PYPI-149 a version that an upstream has is a 409, a closed package a 403', async () => {
  await world.publish([wheel]);
  const configure = (repository: string, publish: 'ALLOW' | 'BLOCK', upstream: 'ALLOW' | 'BLOCK') =>
    world.client.send(
      new PutPackageOriginConfigurationCommand({
        ...{ domain: 'dom', repository, format: 'pypi', package: 'demo-lib' },
        restrictions: { publish, upstream },
      }),
    );
  expect(await status(createWheel('demo-lib', '1.1.0'))).toBe(200);
  await configure('app', 'ALLOW', 'ALLOW');
  expect(await status(wheel)).toBe(409);
  await configure('app', 'ALLOW', 'BLOCK');
  expect(await status(wheel)).toBe(200);
  await configure('app', 'BLOCK', 'ALLOW');
  expect(await status(createWheel('demo-lib', '1.2.0'))).toBe(403);
});

test.each([
  ['another action', { ':action': 'submit' }, /:action/],
  ['no action', { ':action': undefined }, /:action/],
  ['another protocol', { protocol_version: '2' }, /protocol_version/],
  ['no name', { name: undefined }, /name is missing/],
  ['no version', { version: undefined }, /version is missing/],
  ['an impossible name', { name: '-demo' }, /not a valid project name/],
  ['an impossible version', { version: '../1' }, /not a valid version/],
  ['the name of another project', { name: 'other' }, /not of the project/],
  ['another version than the wheel', { version: '2.0' }, /not of the version/],
])('PYPI-083 PYPI-085 PYPI-086 %s is a 400', async (_, fields, expected) => {
  const answer = await world.post(wheel, fields);
  expect(answer.status).toBe(400);
  expect(await message(answer)).toMatch(expected);
  await isEmpty();
});

test.each(['a.whl', 'demo-lib.txt', 'demo\\lib-1.0.0.tgz', 'demo\u0001lib-1.0.0.zip', 'demo-lib-1.0.0'])(
  'PYPI-084 PYPI-085 a file %j is a 400',
  async (name) => {
    expect(await status(named(name))).toBe(400);
    await isEmpty();
  },
);

test.each([
  '.egg',
  '.zip',
  '.tar.gz',
  '.tgz',
  '.tar.bz2',
  '.tar.xz',
  '.tar.Z',
  '.tar',
  '.exe',
  '.msi',
  '.rpm',
  '.deb',
])('PYPI-084 a file that ends in %s is taken, whatever is in it', async (extension) => {
  expect(await status(named(`demo-lib-1.0.0${extension}`))).toBe(200);
});

test('PYPI-083 PYPI-160 bodies that are no upload are a 400 or a 404', async () => {
  const post = (path: string, type: string, body: string) =>
    world.send(path, { method: 'POST', body, headers: { 'content-type': type } });
  expect((await post('/', 'text/xml', '<methodCall/>')).status).toBe(400);
  expect((await post('/', 'application/json', '{}')).status).toBe(400);
  expect((await post('/', 'multipart/form-data', 'x')).status).toBe(400);
  expect((await post('/', 'multipart/form-data; boundary=b', '--b\r\nContent-Disp')).status).toBe(400);
  expect((await post('/RPC2', 'text/xml', '<methodCall/>')).status).toBe(404);
  expect((await post('/pypi', 'text/xml', '<methodCall/>')).status).toBe(404);
  const form = new FormData();
  for (const [name, value] of [
    [':action', 'file_upload'],
    ['name', 'a'],
    ['version', '1'],
  ] as const) {
    form.append(name, value);
  }
  const answer = await world.send('/', { method: 'POST', body: form });
  expect([answer.status, await message(answer)]).toEqual([
    400,
    'content is missing: the upload has no file.',
  ]);
});

test('PYPI-088 a refusal comes after the body, so that the client can read it', async () => {
  const url = new URL(world.endpoint());
  const answered = new Promise<number | undefined>((resolve, reject) => {
    const sent = request(url, {
      method: 'POST',
      headers: { 'content-type': 'multipart/form-data; boundary=b' },
    });
    sent.on('error', reject);
    sent.on('response', (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sent.end(Buffer.alloc(3_000_000));
  });
  expect(await answered).toBe(401);
});

test('PYPI-089 files at the same time are all there; of two with one name one is refused', async () => {
  const files = [
    wheel,
    await createSdist('demo-lib', '1.0.0'),
    createWheel('demo-lib', '1.0.0', { tag: 'py2-none-any' }),
  ];
  expect(await Promise.all(files.map((file) => status(file)))).toEqual([200, 200, 200]);
  expect(await world.assets('demo-lib', '1.0.0', 'app')).toHaveLength(3);
  const rivals = ['a', 'b'].map((content) => createWheel('demo-lib', '2.0.0', { files: { content } }));
  const answers = await Promise.all(rivals.map((file) => status(file)));
  expect(answers.toSorted()).toEqual([200, 409]);
});

test('PYPI-087 the 151st file of a version is refused', async () => {
  const tags = Array.from({ length: 151 }, (_, index) => `py3-none-p${index}`);
  const strict = await startPypiWorld({ quotas: 'strict' });
  try {
    const answers = [];
    for (const tag of tags)
      answers.push((await strict.post(createWheel('demo-lib', '1.0.0', { tag }))).status);
    expect(new Set(answers.slice(0, 150))).toEqual(new Set([200]));
    expect(answers[150]).toBe(402);
  } finally {
    await strict.emulator.close();
  }
});

test('PYPI-087 a file that is too large is a 413, and nothing is kept', async () => {
  const small = await startPypiWorld({ limits: { assetSizeBytes: 1000 } });
  try {
    const answer = await small.post(named('demo-lib-1.0.0.zip', Buffer.alloc(1001)));
    expect(answer.status).toBe(413);
    expect(await small.stored('demo-lib', 'app')).toEqual({});
  } finally {
    await small.emulator.close();
  }
});

describe('metadata', () => {
  const names = {
    domain: 'dom',
    repository: 'up',
    format: 'pypi',
    package: 'demo-lib',
    packageVersion: '1.0.0',
  } as const;
  const dependencies = async () =>
    (await world.client.send(new ListPackageVersionDependenciesCommand(names))).dependencies;
  const readme = async () => (await world.client.send(new GetPackageVersionReadmeCommand(names))).readme;

  test('PYPI-100 PYPI-101 what is in the archive comes before the form', async () => {
    const options = { metadata: ['Summary: In the wheel.', 'License: MIT'], description: 'Read me.\n' };
    const form = { summary: 'In the form.', home_page: 'https://example.com/form', license: 'BSD' };
    await world.post(createWheel('Demo.Lib', '1.0.0', options), { name: 'Demo-Lib', ...form }, 'up');
    expect(await world.describe('demo-lib', '1.0.0')).toMatchObject({
      ...{ displayName: 'Demo.Lib', summary: 'In the wheel.', licenses: [{ name: 'MIT' }] },
      homePage: 'https://example.com/form',
    });
    expect(await readme()).toBe('Read me.\n');
  });

  test('PYPI-101 PYPI-105 PYPI-106 the form is all there is of a file that cannot be read', async () => {
    const form = {
      summary: 'In the form.',
      description: 'Read me.',
      requires_dist: ['a>1', 'B.c ; extra == "x"'],
    };
    await world.post(named('demo-lib-1.0.0.rpm'), form, 'up');
    expect(await world.describe('demo-lib', '1.0.0')).toMatchObject({ summary: 'In the form.' });
    expect(await readme()).toBe('Read me.');
    expect(await dependencies()).toEqual([
      { package: 'a', dependencyType: 'Requires-Dist', versionRequirement: '>1' },
      { package: 'b-c', dependencyType: 'Requires-Dist', versionRequirement: '' },
    ]);
  });

  test.each([
    [['Home-page: https://a', 'Project-URL: Homepage, https://b'], { homePage: 'https://a' }],
    [['Project-URL: Home-Page, https://b'], { homePage: 'https://b' }],
    [['Project-URL: Source Code, https://s'], { sourceCodeRepository: 'https://s' }],
    [['Project-URL: GitHub, https://g'], { sourceCodeRepository: 'https://g' }],
    [
      ['License-Expression: MIT OR BSD-3-Clause', 'License: no'],
      { licenses: [{ name: 'MIT OR BSD-3-Clause' }] },
    ],
    [['License: MIT'], { licenses: [{ name: 'MIT' }] }],
    [
      ['License: UNKNOWN', 'Classifier: License :: OSI Approved :: MIT License'],
      { licenses: [{ name: 'MIT License' }] },
    ],
    [
      [
        'License: MIT\n        \n        Long text.',
        'Classifier: License :: A',
        'Classifier: License :: B :: C',
      ],
      { licenses: [{ name: 'A' }, { name: 'C' }] },
    ],
    [['Summary: UNKNOWN'], { licenses: [] }],
  ])('PYPI-102 PYPI-103 %j tells %j', async (metadata, expected) => {
    await world.publish([createWheel('demo-lib', '1.0.0', { metadata })]);
    expect(await world.describe('demo-lib', '1.0.0')).toMatchObject(expected);
  });

  test('PYPI-104 a value that is too long is left out', async () => {
    const summary = 'x'.repeat(400 * 1024 + 1);
    await world.publish([
      createWheel('demo-lib', '1.0.0', { metadata: [`Summary: ${summary}`, 'License: MIT'] }),
    ]);
    const described = await world.describe('demo-lib', '1.0.0');
    expect([described?.summary, described?.licenses]).toEqual([undefined, [{ name: 'MIT' }]]);
  });

  test('PYPI-106 the requirements of Python packages, in all their forms', async () => {
    const requirements: readonly (readonly [string, string, string])[] = [
      ['Url_Lib3>=1.21.1,<3', 'url-lib3', '>=1.21.1,<3'],
      ['idna (>=2,<4)', 'idna', '>=2,<4'],
      ['PySocks!=1.5.7,>=1.5.6 ; extra == "socks"', 'pysocks', '!=1.5.7,>=1.5.6'],
      [
        'requests[security,tests] >= 2.8.1, == 2.8.* ; python_version < "2.7"',
        'requests',
        '>= 2.8.1, == 2.8.*',
      ],
      ['pip @ https://example.com/a;b.zip ; os_name == "nt"', 'pip', '@ https://example.com/a;b.zip'],
      ['plain', 'plain', ''],
    ];
    const metadata = requirements.map(([line]) => `Requires-Dist: ${line}`);
    await world.publish([createWheel('demo-lib', '1.0.0', { metadata })]);
    expect(await dependencies()).toEqual(
      requirements.map(([, name, versionRequirement]) => ({
        ...{ package: name, dependencyType: 'Requires-Dist', versionRequirement },
      })),
    );
  });

  test('PYPI-107 later files say only what the first did not', async () => {
    await world.publish([
      createWheel('demo-lib', '1.0.0', { metadata: ['Summary: First.'] }),
      await createSdist('demo-lib', '1.0.0', { metadata: ['Summary: Second.', 'Home-page: https://second'] }),
    ]);
    expect(await world.describe('demo-lib', '1.0.0')).toMatchObject({
      ...{ summary: 'First.', homePage: 'https://second' },
    });
  });

  test('PYPI-105 VER-302 a version without anything to read has no readme', async () => {
    await world.publish([wheel]);
    await expect(readme()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  test('PYPI-110 the API knows a package by its normalised name alone', async () => {
    await world.publish([createWheel('Demo.Lib', '1.0.0')]);
    expect(await world.stored('Demo.Lib')).toEqual({});
    expect(await world.stored('demo-lib')).toEqual({ '1.0.0': 'Published' });
  });
});

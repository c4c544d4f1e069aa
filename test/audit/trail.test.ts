import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import {
  CreateDomainCommand,
  CreateRepositoryCommand,
  DescribeDomainCommand,
  DescribeRepositoryCommand,
  GetAuthorizationTokenCommand,
  ListDomainsCommand,
  ListRepositoriesInDomainCommand,
  PublishPackageVersionCommand,
} from '@aws-sdk/client-codeartifact';
import type { EmulatorOptions, TrailRecord } from '../../src';
import { startEmulator, type TestEmulator } from '../support/emulator';
import { sha256 } from '../support/package-world';
import { createWheel, toUploadForm } from '../support/python-package';

let emulator: TestEmulator;
const OWNER = '000000000000';
const OTHER = '222222222222';

async function start(options: EmulatorOptions = {}) {
  emulator = await startEmulator({ audit: 'memory', ...options });
  const client = emulator.client();
  await client.send(new CreateDomainCommand({ domain: 'dom' }));
  await client.send(new CreateRepositoryCommand({ domain: 'dom', repository: 'repo' }));
  return client;
}
afterEach(() => emulator.close());

const records = async (filter = {}) => (await emulator.trail?.list(filter))?.records ?? [];
const last = async (eventName: string) => (await records({ eventName })).at(-1);
const send = async (path: string, init: RequestInit = {}) => {
  const token = await emulator.token('dom');
  return fetch(emulator.endpoint('dom', 'repo', 'pypi') + path, {
    ...init,
    headers: { authorization: `Bearer ${token}`, 'user-agent': 'pip/23.0' },
  });
};

test('TRAIL-001 TRAIL-004 TRAIL-007 TRAIL-008 TRAIL-013 a call is one record of a known shape', async () => {
  const client = await start();
  await client.send(new DescribeRepositoryCommand({ domain: 'dom', repository: 'repo' }));
  const [record, ...more] = await records({ eventName: 'DescribeRepository' });
  expect(more).toEqual([]);
  expect(record).toEqual({
    eventVersion: '1.08',
    userIdentity: {
      type: 'IAMUser',
      principalId: expect.stringMatching(/^AIDA[A-Z0-9]{17}$/) as string,
      arn: `arn:aws:iam::${OWNER}:user/test`,
      accountId: OWNER,
      accessKeyId: 'test',
      userName: 'test',
    },
    eventTime: '2026-03-04T05:06:07Z',
    eventSource: 'codeartifact.amazonaws.com',
    eventName: 'DescribeRepository',
    awsRegion: 'us-east-1',
    sourceIPAddress: '127.0.0.1',
    userAgent: expect.stringContaining('aws-sdk-js') as string,
    requestParameters: { domainName: 'dom', domainOwner: OWNER, repositoryName: 'repo' },
    responseElements: null,
    requestID: expect.stringMatching(/^[\da-f-]{36}$/) as string,
    eventID: expect.stringMatching(/^[\da-f-]{36}$/) as string,
    readOnly: true,
    eventType: 'AwsApiCall',
    recipientAccountId: OWNER,
  });
});

test('TRAIL-009 TRAIL-013 GetAuthorizationToken is a write, and no token is in its record', async () => {
  const client = await start();
  const { authorizationToken = '' } = await client.send(new GetAuthorizationTokenCommand({ domain: 'dom' }));
  const record = await last('GetAuthorizationToken');
  expect(record).toMatchObject({
    requestParameters: { domainName: 'dom', domainOwner: OWNER },
    responseElements: { sessionToken: 'HIDDEN_DUE_TO_SECURITY_REASONS' },
    readOnly: false,
  });
  expect(JSON.stringify(await records())).not.toContain(authorizationToken.slice(0, 20));
});

test('TRAIL-015 writes tell their answer, and nothing tells the contents of an asset', async () => {
  const client = await start();
  const content = Buffer.from('the very bytes');
  await client.send(
    new PublishPackageVersionCommand({
      ...{ domain: 'dom', repository: 'repo', format: 'generic', namespace: 'ns', package: 'pkg' },
      ...{ packageVersion: '1', assetName: 'a.txt', assetContent: content, assetSHA256: sha256(content) },
    }),
  );
  const record = await last('PublishPackageVersion');
  expect(record?.requestParameters).toMatchObject({
    ...{ packageFormat: 'generic', packageNamespace: 'ns', packageName: 'pkg', packageVersion: '1' },
    assetName: 'a.txt',
  });
  expect(record?.responseElements).toMatchObject({ package: 'pkg', asset: { name: 'a.txt' } });
  expect(JSON.stringify(record)).not.toContain('assetContent');
});

test('TRAIL-006 TRAIL-010 TRAIL-011 TRAIL-012 a package manager leaves a record of what it needed', async () => {
  await start();
  const wheel = createWheel('demo-lib', '1.0.0');
  await send('/', { method: 'POST', body: toUploadForm(wheel) });
  await send('/simple/demo-lib/');
  await send(`/simple/demo-lib/1.0.0/${wheel.name}`);
  const common = { domainName: 'dom', domainOwner: OWNER, repositoryName: 'repo', packageFormat: 'pypi' };
  expect(await last('PublishPackageVersion')).toMatchObject({
    ...{ requestParameters: { ...common, packageName: 'demo-lib' }, readOnly: false, userAgent: 'pip/23.0' },
    additionalEventData: { httpMethod: 'POST', requestUri: '/pypi/' },
  });
  const [page, file] = await records({ eventName: 'ReadFromRepository' });
  expect(page?.requestParameters).toEqual({ ...common, packageName: 'demo-lib' });
  expect(file).toMatchObject({
    userIdentity: { arn: `arn:aws:iam::${OWNER}:user/test` },
    requestParameters: { ...common, packageName: 'demo-lib', packageVersion: '1.0.0' },
    responseElements: null,
    additionalEventData: { httpMethod: 'GET', requestUri: `/pypi/simple/demo-lib/1.0.0/${wheel.name}` },
    readOnly: true,
  });
});

test('TRAIL-002 TRAIL-003 caller, administrator and owner each get a copy, and equal ones one', async () => {
  const owner = await start();
  const other = emulator.client({ account: OTHER });
  await owner.send(new ListDomainsCommand({}));
  await other.send(new DescribeDomainCommand({ domain: 'dom', domainOwner: OWNER }));
  await other.send(new ListRepositoriesInDomainCommand({ domain: 'dom', domainOwner: OWNER }));
  const recipients = async (name: string) =>
    (await records({ eventName: name })).map(({ recipientAccountId }) => recipientAccountId);
  expect(await recipients('ListDomains')).toEqual([OWNER]);
  expect(await recipients('ListRepositoriesInDomain')).toEqual([OTHER, OWNER]);
  const copies = await records({ eventName: 'DescribeDomain' });
  const distinct = (member: keyof TrailRecord) => new Set(copies.map((copy) => copy[member])).size;
  expect([copies.length, distinct('eventID'), distinct('sharedEventID'), distinct('requestID')]).toEqual([
    2, 2, 1, 1,
  ]);
  await other.send(new CreateRepositoryCommand({ domain: 'dom', domainOwner: OWNER, repository: 'theirs' }));
  const third = emulator.client({ account: '333333333333' });
  await third.send(
    new DescribeRepositoryCommand({ domain: 'dom', domainOwner: OWNER, repository: 'theirs' }),
  );
  expect(await recipients('DescribeRepository')).toEqual(['333333333333', OTHER, OWNER]);
});

test('TRAIL-001 TRAIL-017 failures are recorded with their error, requests of nobody are not', async () => {
  const client = await start();
  await client.send(new DescribeDomainCommand({ domain: 'none' })).catch(() => undefined);
  expect(await last('DescribeDomain')).toMatchObject({
    errorCode: 'ResourceNotFoundException',
    errorMessage: expect.stringContaining('none') as string,
    responseElements: null,
  });
  const before = (await records()).length;
  await fetch(`${emulator.endpoint('dom', 'repo', 'pypi')}/simple/demo/`, {
    headers: { authorization: 'Bearer none' },
  });
  expect(await records()).toHaveLength(before);
});

test('TRAIL-005 a session of a role, and an account’s root, say who they are', async () => {
  const session = `arn:aws:sts::${OWNER}:assumed-role/Builder/ci`;
  await start({
    credentials: [
      { accessKeyId: 'ROLE', secretAccessKey: 'a', principalArn: session },
      { accessKeyId: 'ROOT', secretAccessKey: 'a', principalArn: `arn:aws:iam::${OWNER}:root` },
    ],
    clockSkewSeconds: 0,
  });
  const { DescribeDomainCommand: Describe, CodeartifactClient } =
    await import('@aws-sdk/client-codeartifact');
  const identities = [];
  for (const accessKeyId of ['ROLE', 'ROOT']) {
    const credentials = { accessKeyId, secretAccessKey: 'a' };
    const client = new CodeartifactClient({ endpoint: emulator.url, region: 'us-east-1', credentials });
    await client.send(new Describe({ domain: 'dom' }));
    client.destroy();
    identities.push((await last('DescribeDomain'))?.userIdentity);
  }
  expect(identities).toMatchObject([
    {
      type: 'AssumedRole',
      principalId: expect.stringMatching(/^AROA[A-Z0-9]{17}:ci$/) as string,
      arn: session,
      sessionContext: {
        attributes: { mfaAuthenticated: 'false' },
        sessionIssuer: { type: 'Role', arn: `arn:aws:iam::${OWNER}:role/Builder`, userName: 'Builder' },
      },
    },
    { type: 'Root', accountId: OWNER },
  ]);
});

test('TRAIL-014 the user agent is the client’s own words', async () => {
  await start();
  await send('/simple/none/');
  expect(await last('ReadFromRepository')).toMatchObject({
    ...{ userAgent: 'pip/23.0', sourceIPAddress: '127.0.0.1' },
  });
});

describe('TRAIL-030', () => {
  test('off by default: nothing is kept, and the routes say so', async () => {
    emulator = await startEmulator();
    expect(emulator.trail).toBeUndefined();
    const answer = await fetch(`${emulator.url}/_codeartifact/trail`);
    expect([answer.status, await answer.json()]).toEqual([
      404,
      { message: 'Nothing is recorded; start with --audit memory.' },
    ]);
  });

  test('read over HTTP, by name, account and place', async () => {
    await start();
    const get = async (query: string) => {
      const answer = await fetch(`${emulator.url}/_codeartifact/trail${query}`);
      return (await answer.json()) as { records: TrailRecord[]; cursor: number };
    };
    const all = await get('');
    expect(all.records.map(({ eventName }) => eventName)).toEqual(['CreateDomain', 'CreateRepository']);
    expect((await get('?eventName=CreateDomain')).records).toHaveLength(1);
    expect((await get(`?account=${OTHER}`)).records).toEqual([]);
    expect((await get(`?after=${all.cursor}`)).records).toEqual([]);
    expect((await get('?limit=1')).records).toHaveLength(1);
    expect((await fetch(`${emulator.url}/_codeartifact/trail?after=x`)).status).toBe(400);
    await fetch(`${emulator.url}/_codeartifact/trail`, { method: 'DELETE' });
    expect((await get('')).records).toEqual([]);
  });

  test('a file of lines, and a directory as CloudTrail lays it out', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'codeartifact-trail-'));
    try {
      await start({ audit: [`file:${folder}/trail.jsonl`, `directory:${folder}/bucket`] });
      await emulator.close();
      const lines = (await readFile(join(folder, 'trail.jsonl'), 'utf8')).trim().split('\n');
      const names = (list: readonly TrailRecord[]) => list.map(({ eventName }) => eventName);
      expect(names(lines.map((line) => JSON.parse(line) as TrailRecord))).toEqual([
        'CreateDomain',
        'CreateRepository',
      ]);
      const day = join(folder, 'bucket/AWSLogs', OWNER, 'CloudTrail/us-east-1/2026/03/04');
      const files = await readdir(day);
      expect(
        files.every((name) => /^0{12}_CloudTrail_us-east-1_20260304T0506Z_.+\.json\.gz$/.test(name)),
      ).toBe(true);
      const batches = await Promise.all(
        files.map(async (name) => {
          const text = gunzipSync(await readFile(join(day, name))).toString();
          return (JSON.parse(text) as { Records: TrailRecord[] }).Records;
        }),
      );
      expect(names(batches.flat()).toSorted()).toEqual(['CreateDomain', 'CreateRepository']);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test('an impossible target stops the start', async () => {
    await start();
    await expect(startEmulator({ audit: 'tape:1' })).rejects.toThrow(/'tape:1' is not off, memory/);
  });
});

test('TRAIL-031 TRAIL-016 what was used, by whom and on what, each once', async () => {
  await start();
  await send('/simple/demo-lib/');
  await send('/simple/other/');
  await send('/', { method: 'POST', body: toUploadForm(createWheel('demo-lib', '1.0.0')) });
  const answer = await fetch(`${emulator.url}/_codeartifact/trail/summary`);
  const { uses } = (await answer.json()) as { uses: { action: string; resource: string; count: number }[] };
  const arn = `arn:aws:codeartifact:us-east-1:${OWNER}`;
  expect(uses.map(({ action, resource, count }) => [action, resource, count])).toEqual([
    ['codeartifact:CreateDomain', `${arn}:domain/dom`, 1],
    ['codeartifact:CreateRepository', `${arn}:repository/dom/repo`, 1],
    ['codeartifact:GetAuthorizationToken', `${arn}:domain/dom`, 3],
    ['codeartifact:ReadFromRepository', `${arn}:repository/dom/repo`, 2],
    ['codeartifact:PublishPackageVersion', `${arn}:package/dom/repo/pypi//demo-lib`, 1],
  ]);
});

test('TRAIL-032 requests are counted by operation, account and status', async () => {
  await start();
  const metrics = await (await fetch(`${emulator.url}/_codeartifact/metrics`)).text();
  expect(metrics).toContain(
    `codeartifact_requests_total{door="api",action="CreateDomain",format="",account="${OWNER}",status="200"} 1\n`,
  );
});

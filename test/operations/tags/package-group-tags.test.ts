import {
  CreateDomainCommand,
  DeletePackageGroupCommand,
  ListTagsForResourceCommand,
  TagResourceCommand,
  UntagResourceCommand,
  type CodeartifactClient,
} from '@aws-sdk/client-codeartifact';
import { callApi, findError, missingDomain, refused } from '../../support/api';
import { startEmulator, type TestEmulator } from '../../support/emulator';
import { createGroups, GROUP_ARN } from '../../support/package-groups';

let emulator: TestEmulator;
let client: CodeartifactClient;
beforeAll(async () => {
  emulator = await startEmulator();
  client = emulator.client();
});
afterAll(() => emulator.close());

const PATTERNS = ['/npm/*', '/npm//react$', '/nuget//alpha%beta~', '/npm//%2a~', '/npm/scope/any~'];
const ENDS = [
  '/%2a',
  '/npm/%2a',
  '/npm//react%24',
  '/nuget//alpha%25beta~',
  '/npm//%252a~',
  '/npm/scope/any~',
];
const TAGS = [
  { key: 'owner', value: 'core' },
  { key: 'stage', value: '' },
];

beforeEach(async () => {
  await emulator.reset();
  await client.send(new CreateDomainCommand({ domain: 'acme' }));
  await createGroups(client, ...PATTERNS);
});

const tag = (resourceArn: string, tags = TAGS) => client.send(new TagResourceCommand({ resourceArn, tags }));
const list = async (resourceArn: string) =>
  (await client.send(new ListTagsForResourceCommand({ resourceArn }))).tags;
const missing = (resourceArn: string) => ({
  name: 'ResourceNotFoundException',
  status: 404,
  message: expect.any(String),
  resourceId: resourceArn,
});

test.each(ENDS)('PG-003 PG-404 PG-406 DOM-110 TAG-018 tags of %s come and go', async (end) => {
  const arn = GROUP_ARN + end;
  expect(await list(arn)).toEqual([]);
  await tag(arn);
  expect(await list(arn)).toEqual(TAGS);
  await client.send(new UntagResourceCommand({ resourceArn: arn, tagKeys: ['owner'] }));
  expect(await list(arn)).toEqual(TAGS.slice(1));
  const others = ENDS.filter((other) => other !== end).map((other) => list(GROUP_ARN + other));
  expect((await Promise.all(others)).flat()).toEqual([]);
});

test.each([
  ...['/%2A', '/*', '/npm/*', '/npm/%2A', '/npm//react$', '/npm//react%24%24', '/npm//%2a~', '/npm//react'],
  ...[
    '/nuget//alpha%beta~',
    '/npm/scope/any%7e',
    '/npm/scope/any%7E',
    '/%6epm/%2a',
    '/npm%2f%2a',
    '/pypi/%2a',
  ],
])('PG-402 TAG-016 TAG-018 %s is not the ARN of a group', async (end) => {
  const arn = GROUP_ARN + end;
  expect(await findError(tag(arn))).toEqual(missing(arn));
  expect(await findError(list(arn))).toEqual(missing(arn));
  const untag = new UntagResourceCommand({ resourceArn: arn, tagKeys: ['owner'] });
  expect(await findError(client.send(untag))).toEqual(missing(arn));
});

test('DOM-119 TAG-018 an ARN is decoded once on its way in', async () => {
  const twice = encodeURIComponent(encodeURIComponent(`${GROUP_ARN}/npm/%2a`));
  const answer = await callApi(emulator, 'POST', `/v1/tags?resourceArn=${twice}`);
  expect(answer).toMatchObject({ status: 400, errorType: 'ValidationException' });
});

test.each(['', '/'])('DOM-110 an ARN that ends in %p names nothing taggable', async (end) => {
  expect(await findError(tag(GROUP_ARN + end))).toEqual(refused);
});

test('TAG-016 DOM-119 groups of other domains, accounts and regions', async () => {
  const elsewhere = GROUP_ARN.replace('acme', 'nowhere');
  expect(await findError(tag(`${elsewhere}/%2a`))).toEqual(missingDomain('nowhere'));
  const theirs = GROUP_ARN.replace('000000000000', '111122223333');
  expect(await findError(tag(`${theirs}/%2a`))).toEqual(missingDomain('acme', '111122223333'));
  const far = emulator.client({ region: 'eu-west-1' });
  await far.send(new CreateDomainCommand({ domain: 'acme' }));
  const there = `${GROUP_ARN.replace('us-east-1', 'eu-west-1')}/%2a`;
  expect(await findError(tag(there))).toEqual(missing(there));
  expect((await far.send(new ListTagsForResourceCommand({ resourceArn: there }))).tags).toEqual([]);
});

test('TAG-013 DOM-117 fifty tags are the limit of a group too', async () => {
  const many = Array.from({ length: 51 }, (_, index) => ({ key: `k${index}`, value: '' }));
  expect(await findError(tag(`${GROUP_ARN}/npm/%2a`, many))).toEqual({
    name: 'ServiceQuotaExceededException',
    status: 402,
    message: expect.stringContaining('50'),
    resourceId: '/npm/*',
  });
});

test('PG-310 TAG-019 the tags go with the group', async () => {
  const arn = `${GROUP_ARN}/npm/%2a`;
  await tag(arn);
  await client.send(new DeletePackageGroupCommand({ domain: 'acme', packageGroup: '/npm/*' }));
  expect(await findError(list(arn))).toEqual(missing(arn));
  await createGroups(client, '/npm/*');
  expect(await list(arn)).toEqual([]);
});

import { DescribeDomainCommand } from '@aws-sdk/client-codeartifact';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEmulator, type EmulatorOptions, type PrincipalOption } from '../../src';
import {
  allow,
  deny,
  findRefusal,
  MEMBER,
  OWNER,
  policy,
  startAccessWorld,
  userArn,
} from '../support/access-world';
import { findError } from '../support/api';
import { startEmulator, type TestEmulator } from '../support/emulator';

let emulator: TestEmulator | undefined;
afterEach(() => emulator?.close());

const USER = { arn: userArn(OWNER), accessKeyId: 'dev', secretAccessKey: 'any' };
const describeDomain = () => new DescribeDomainCommand({ domain: 'dom' });

async function start(auth: EmulatorOptions) {
  emulator = await startEmulator({ account: OWNER, ...auth });
  return emulator;
}

async function put(body: unknown) {
  const answer = await fetch(`${emulator?.url}/_codeartifact/principals`, {
    method: 'PUT',
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: answer.status, body: await answer.json() };
}

test('AUTH-135 with nobody configured there is test, who may do everything', async () => {
  const running = await start({ auth: 'iam' });
  expect(await findError(running.client().send(describeDomain()))).toMatchObject({
    name: 'ResourceNotFoundException',
  });
  expect(await findError(running.client({ account: 'nobody' }).send(describeDomain()))).toMatchObject({
    name: 'UnrecognizedClientException',
  });
});

test('AUTH-135 AUTH-140 who is configured takes the place of test', async () => {
  const running = await start({ auth: { mode: 'iam', principals: [USER] } });
  expect(running.credentials).toEqual({ accessKeyId: 'dev', secretAccessKey: 'any' });
  expect(await findRefusal(running.client().send(describeDomain()))).toContain(
    `User: ${userArn(OWNER)} is not authorized`,
  );
  expect(await findError(running.client({ account: 'test' }).send(describeDomain()))).toMatchObject({
    name: 'UnrecognizedClientException',
  });
});

test('AUTH-140 several keys of one user add up, and tags and boundary are the user’s', async () => {
  const second = { ...USER, accessKeyId: 'dev2', policies: [policy(allow('DescribeDomain'))] };
  const running = await start({ auth: { mode: 'iam', principals: [USER, second] } });
  expect(await findRefusal(running.client().send(describeDomain()))).toBeUndefined();
});

test('AUTH-140 IAM-100 IAM-101 a policy is a document, a managed one by name or ARN, or a file', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'policies-'));
  const path = join(directory, 'policy.json');
  writeFileSync(path, JSON.stringify(policy(deny('DescribeDomain'))));
  const admin = ['AWSCodeArtifactAdminAccess'];
  const running = await start({
    auth: { mode: 'iam', principals: [{ ...USER, policies: admin }] },
  });
  const may = () => findRefusal(running.client().send(describeDomain()));
  expect(await may()).toBeUndefined();
  for (const name of [
    'AWSCodeArtifactReadOnlyAccess',
    'arn:aws:iam::aws:policy/AWSCodeArtifactAdminAccess',
  ]) {
    running.setPrincipals([{ ...USER, policies: [name] }]);
    expect(await may()).toBeUndefined();
  }
  running.setPrincipals([{ ...USER, policies: [...admin, path] }]);
  expect(await may()).toContain('explicit deny');
  rmSync(directory, { recursive: true });
});

test.each<[string, unknown, string]>([
  ['no ARN', { accessKeyId: 'a', secretAccessKey: 'b' }, 'principals[0].arn is missing'],
  ['an ARN of a group', { ...USER, arn: 'arn:aws:iam::111111111111:group/x' }, "principals[0].arn: '"],
  [
    'a role’s ARN that is none',
    { roleArn: 'builder' },
    "principals[0].roleArn: 'builder' is not the ARN of a role",
  ],
  ['no secret', { ...USER, secretAccessKey: undefined }, 'principals[0].secretAccessKey is missing'],
  ['an unknown member', { ...USER, policy: [] }, "principals[0] has an unknown member 'policy'"],
  ['a list where an object must be', { ...USER, tags: [] }, 'principals[0].tags is not a object'],
  ['a tag that is no text', { ...USER, tags: { a: 1 } }, 'principals[0].tags.a is not a text'],
  [
    'no such policy',
    { ...USER, policies: ['Nope'] },
    "principals[0].policies[0]: 'Nope' is neither a managed policy",
  ],
  [
    'a policy that names principals',
    { ...USER, policies: [policy({ ...allow('*'), Principal: '*' })] },
    "principals[0].policies[0]: Invalid policy document. A statement has an unknown member 'Principal'",
  ],
  ['a boundary that is none', { ...USER, boundary: {} }, 'principals[0].boundary: Invalid policy document.'],
  [
    'a trust with a resource',
    { roleArn: `arn:aws:iam::${OWNER}:role/r`, trust: policy({ ...allow('*'), Principal: '*' }) },
    'principals[0].trust: ',
  ],
  [
    'a time that is none',
    { ...USER, sessionExpires: 'soon' },
    "principals[0].sessionExpires: 'soon' is not a time",
  ],
  ['no object', 'me', 'principals[0] is not an object'],
])('AUTH-141 IAM-069 %s stops the start', async (_title, principal, message) => {
  const principals = [principal as PrincipalOption];
  await expect(createEmulator({ auth: { mode: 'iam', principals } })).rejects.toThrow(message);
});

test('AUTH-141 a key that is there twice, and a token that is none, stop the start', async () => {
  await expect(createEmulator({ auth: { principals: [USER, USER] } })).rejects.toThrow(
    "'dev' is there more than once",
  );
  const token = (more: object) =>
    createEmulator({ auth: { staticTokens: [{ token: 't', principal: USER.arn, ...more }] } });
  await expect(token({ principal: 'me' })).rejects.toThrow("staticTokens[0].principal: 'me'");
  await expect(token({ token: 'a b' })).rejects.toThrow('staticTokens[0].token');
  await expect(token({ expires: 'x' })).rejects.toThrow('staticTokens[0].expires');
});

describe('AUTH-142 principals while running', () => {
  const SECRET = { ...USER, secretAccessKey: 'very-secret', sessionToken: 'hidden' };

  test('AUTH-142 are replaced and shown without secrets, effective with the next request', async () => {
    const running = await start({ auth: { mode: 'iam', principals: [USER] } });
    const dev = running.client();
    expect(await findRefusal(dev.send(describeDomain()))).toBeDefined();
    expect((await put({ principals: [{ ...USER, policies: ['AdministratorAccess'] }] })).status).toBe(200);
    expect(await findRefusal(dev.send(describeDomain()))).toBeUndefined();
    const { body } = await put({ principals: [SECRET] });
    expect(body).toEqual({ principals: [{ arn: USER.arn, accessKeyId: 'dev' }] });
    expect(await (await fetch(`${running.url}/_codeartifact/principals`)).json()).toEqual(body);
  });

  test('AUTH-142 that are none change nobody', async () => {
    const running = await start({
      auth: { mode: 'iam', principals: [{ ...USER, policies: ['AdministratorAccess'] }] },
    });
    for (const body of [
      '{',
      [],
      {},
      { principals: {} },
      { principals: [], more: 1 },
      { principals: [{ arn: 'x' }] },
    ]) {
      expect((await put(body)).status).toBe(400);
    }
    expect(await findRefusal(running.client().send(describeDomain()))).toBeUndefined();
  });

  test('AUTH-142 a reset brings back those of the start', async () => {
    const running = await start({
      auth: { mode: 'iam', principals: [{ ...USER, policies: ['AdministratorAccess'] }] },
    });
    await put({ principals: [USER] });
    expect(await findRefusal(running.client().send(describeDomain()))).toBeDefined();
    await emulator?.reset();
    expect(await findRefusal(running.client().send(describeDomain()))).toBeUndefined();
  });
});

test('IAM-121 mode warn refuses nothing, and tells what iam would have refused', async () => {
  const running = await start({ auth: 'warn' });
  expect(await findError(running.client({ account: MEMBER }).send(describeDomain()))).toMatchObject({
    name: 'ResourceNotFoundException',
  });
  const [note] = running.requests().at(-1)?.access ?? [];
  expect(note).toEqual({
    action: 'codeartifact:DescribeDomain',
    resource: `arn:aws:codeartifact:us-east-1:${MEMBER}:domain/dom`,
    ...{ effect: 'implicit deny', decider: 'identity' },
  });
});

test('IAM-112 a refusal names in a header what denied', async () => {
  const world = await startAccessWorld();
  await world.putDomainPolicy({ ...deny('DescribeDomain'), Sid: 'Never', Principal: '*' });
  let header: unknown;
  world.admin().middlewareStack.add(
    (next) => async (args) => {
      try {
        return await next(args);
      } catch (error) {
        header = (error as { $response?: { headers: Record<string, string> } }).$response?.headers[
          'x-emulator-authz'
        ];
        throw error;
      }
    },
    { step: 'deserialize', priority: 'high' },
  );
  await findRefusal(world.admin().send(new DescribeDomainCommand({ domain: 'dom' })));
  expect(header).toBe('domain policy/Never');
  await world.emulator.close();
});

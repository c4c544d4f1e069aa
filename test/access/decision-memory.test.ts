import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TagResourceCommand } from '@aws-sdk/client-codeartifact';
import {
  allow,
  arnOf,
  OWNER,
  policy,
  startAccessWorld,
  userArn,
  type AccessWorld,
} from '../support/access-world';

/** Decisions about reading are remembered: what each of these changes must be seen by the next request. */
let world: AccessWorld;
beforeEach(async () => {
  world = await startAccessWorld({
    auth: { staticTokens: [{ token: 'fixture', principal: userArn(OWNER) }] },
  });
});
afterEach(() => world.emulator.close());

async function get(): Promise<number> {
  const headers = { authorization: 'Bearer fixture' };
  return (await fetch(`${world.endpoint('app')}/-/ping`, { headers })).status;
}

const readIf = (Condition: object) => policy({ ...allow('ReadFromRepository'), Condition });
const person = (condition: object, team = 'a') => ({
  ...{ arn: userArn(OWNER), accessKeyId: 'dev', secretAccessKey: 'secret', tags: { team } },
  policies: [readIf(condition)],
});

test('IAM-091 the time is looked at for each request', async () => {
  const end = new Date(world.emulator.clock.now() + 60_000).toISOString();
  world.setPrincipals(person({ DateLessThan: { 'aws:CurrentTime': end } }));
  expect([await get(), await get()]).toEqual([200, 200]);
  world.emulator.clock.advance(61);
  expect([await get(), await get()]).toEqual([403, 403]);
});

test('IAM-093 so are the tags of the resource', async () => {
  world.setPrincipals(person({ StringEquals: { 'aws:ResourceTag/open': 'yes' } }));
  expect([await get(), await get()]).toEqual([403, 403]);
  const tags = [{ key: 'open', value: 'yes' }];
  await world.admin().send(new TagResourceCommand({ resourceArn: arnOf('repository/dom/app'), tags }));
  expect([await get(), await get()]).toEqual([200, 200]);
});

test('AUTH-142 so are the tags and the policies of who asks', async () => {
  const condition = { StringEquals: { 'aws:PrincipalTag/team': 'b' } };
  world.setPrincipals(person(condition));
  expect([await get(), await get()]).toEqual([403, 403]);
  world.setPrincipals(person(condition, 'b'));
  expect([await get(), await get()]).toEqual([200, 200]);
  world.setPrincipals({ ...person(condition, 'b'), policies: [] });
  expect(await get()).toBe(403);
});

test('IAM-070 so are the policies of the domain and of the repository', async () => {
  world.setPrincipals(person({}));
  expect([await get(), await get()]).toEqual([200, 200]);
  const nobody = { ...allow('ReadFromRepository'), Effect: 'Deny', Principal: '*' } as const;
  await world.putDomainPolicy(nobody);
  expect(await get()).toBe(403);
  await world.putDomainPolicy({ ...allow('ReadFromRepository'), Principal: { AWS: OWNER } });
  expect(await get()).toBe(200);
  await world.putRepositoryPolicy('app', nobody);
  expect(await get()).toBe(403);
});

test('IAM-070 so is a state that was restored, in memory and in a data directory', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'codeartifact-decisions-'));
  const onDisk = await startAccessWorld({
    data: directory,
    auth: { staticTokens: [{ token: 'fixture', principal: userArn(OWNER) }] },
  });
  const memory = world;
  for (world of [memory, onDisk]) {
    world.setPrincipals(person({}));
    await world.emulator.snapshot('open');
    expect([await get(), await get()]).toEqual([200, 200]);
    await world.putRepositoryPolicy('app', {
      ...{ ...allow('ReadFromRepository'), Effect: 'Deny', Principal: '*' },
    });
    expect([await get(), await get()]).toEqual([403, 403]);
    await world.emulator.restore('open');
    expect(await get()).toBe(200);
  }
  world = memory;
  await onDisk.emulator.close();
  await rm(directory, { recursive: true });
});

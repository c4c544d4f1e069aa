import { createServer, type IncomingMessage, type Server } from 'node:http';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateRepositoryCommand, PublishPackageVersionCommand } from '@aws-sdk/client-codeartifact';
import type { EmulatorOptions, EventEnvelope } from '../../src';
import { GENERIC, sha256, startPackageWorld, type PackageWorld } from '../support/package-world';

interface Received {
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** A receiver that answers as it is told. */
async function startReceiver(answer: () => { status: number; body?: string } | undefined) {
  const received: Received[] = [];
  let wake: () => void = () => undefined;
  const server: Server = createServer((request, response) => {
    void (async () => {
      let body = '';
      for await (const chunk of request) body += String(chunk);
      received.push({ headers: request.headers, body });
      const told = answer();
      if (told) response.writeHead(told.status).end(told.body ?? '');
      wake();
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    received,
    async wait(count: number) {
      while (received.length < count) await new Promise<void>((resolve) => (wake = resolve));
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function start(options: EmulatorOptions): Promise<PackageWorld> {
  const world = await startPackageWorld(options);
  closing.push(() => world.emulator.close());
  return world;
}

async function receiver(answer: () => { status: number; body?: string } | undefined) {
  const made = await startReceiver(answer);
  closing.push(() => made.close());
  return made;
}

test('EVT-020 EVT-004 EVT-021 EVT-015 EVT-016 owner and administrator each get a copy, and nobody else', async () => {
  const world = await start({});
  const other = world.emulator.client({ account: '111111111111' });
  const target = { domain: 'dom', domainOwner: '000000000000', repository: 'theirs' };
  await other.send(new CreateRepositoryCommand(target));
  const assetContent = Buffer.from('x');
  const input = { ...GENERIC, ...target, packageVersion: '1', assetName: 'a', assetContent };
  await other.send(new PublishPackageVersionCommand({ ...input, assetSHA256: sha256(assetContent) }));
  const { events } = world.emulator.events.list();
  expect(events.map(({ account }) => account)).toEqual(['000000000000', '111111111111']);
  const [first, second] = events;
  expect(second).toEqual({
    ...first,
    account: '111111111111',
    id: expect.not.stringMatching(first?.id ?? ''),
  });
});

test('EVT-071 events can be read page by page, filtered, and cleared', async () => {
  const world = await start({});
  for (const version of ['1', '2', '3']) await world.publish(version, { a: version });
  const read = async (query: string) => {
    const answer = await fetch(`${world.emulator.url}/_codeartifact/events${query}`);
    return (await answer.json()) as { events: EventEnvelope[]; cursor: number };
  };
  const first = await read('?limit=2');
  expect(first.events.map(({ detail }) => detail.packageVersion)).toEqual(['1', '2']);
  const rest = await read(`?after=${first.cursor}`);
  expect(rest.events.map(({ detail }) => detail.packageVersion)).toEqual(['3']);
  expect(
    (await read('?repository=app&format=generic&package=tool&operationType=Created')).events,
  ).toHaveLength(3);
  expect((await read('?repository=other')).events).toEqual([]);
  expect((await fetch(`${world.emulator.url}/_codeartifact/events?after=x`)).status).toBe(400);
  await fetch(`${world.emulator.url}/_codeartifact/events`, { method: 'DELETE' });
  expect((await read('')).events).toEqual([]);
});

test('EVT-072 events are streamed as they happen, from where the client left off', async () => {
  const world = await start({});
  await world.publish('1', { a: '1' });
  const stop = new AbortController();
  const { headers, body } = await fetch(`${world.emulator.url}/_codeartifact/events`, {
    headers: { accept: 'text/event-stream', 'last-event-id': '0' },
    signal: stop.signal,
  });
  expect(headers.get('content-type')).toBe('text/event-stream');
  let text = '';
  let isNextSent = false;
  for await (const chunk of body ?? []) {
    text += Buffer.from(chunk as Uint8Array).toString();
    if (text.includes('"packageVersion":"2"')) break;
    if (!text.includes('"packageVersion":"1"') || isNextSent) continue;
    isNextSent = true;
    await world.publish('2', { a: '2' });
  }
  stop.abort();
  expect(text.match(/^id: \d+\nevent: CodeArtifact Package Version State Change\ndata: \{/gm)).toHaveLength(
    2,
  );
});

test('EVT-070 an event can be waited for, past or future', async () => {
  const world = await start({});
  const future = world.emulator.events.waitFor(({ detail }) => detail.packageVersion === '1');
  await world.publish('1', { a: '1' });
  const past = await world.emulator.events.waitFor(({ detail }) => detail.packageVersion === '1');
  expect(await future).toBe(past);
  await expect(world.emulator.events.waitFor(() => false, 5)).rejects.toThrow('5 ms');
});

test('EVT-073 EVT-074 EVT-079 EVT-023 several targets get every event, in order', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'events-'));
  closing.push(() => rm(folder, { recursive: true }));
  const hook = await receiver(() => ({ status: 204 }));
  const file = join(folder, 'events.jsonl');
  const world = await start({
    events: [`file:${file}`, `webhook:${hook.url.replace('//', '//me:secret@')}`],
  });
  for (const version of ['1', '2', '3']) await world.publish(version, { a: version });
  const { events } = world.emulator.events.list();
  await hook.wait(3);
  await world.emulator.close();
  closing.pop();
  const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(events);
  expect(hook.received.map(({ body }) => JSON.parse(body) as unknown)).toEqual(events);
  expect(hook.received[0]?.headers).toMatchObject({
    'content-type': 'application/json',
    authorization: `Basic ${Buffer.from('me:secret').toString('base64')}`,
  });
});

test('EVT-024 a target that answers nothing or refuses delays nobody, and its failures are counted', async () => {
  const dead = await receiver(() => undefined);
  const refusing = await receiver(() => ({ status: 500 }));
  const world = await start({
    events: [`webhook:${dead.url}`, `webhook:${refusing.url}`],
    logLevel: 'silent',
  });
  await world.publish('1', { a: '1' });
  // The publish was answered while one target holds on to the event and the other is tried again.
  await refusing.wait(3);
  await dead.wait(1);
  const read = async () => {
    const answer = await fetch(`${world.emulator.url}/_codeartifact/events/targets`);
    return ((await answer.json()) as { targets: Record<string, unknown>[] }).targets;
  };
  let targets = await read();
  while (targets[1]?.failed === 0) targets = await read();
  expect(targets).toEqual([
    { target: `webhook:${dead.url}`, delivered: 0, failed: 0, pending: 1 },
    { target: `webhook:${refusing.url}`, delivered: 0, failed: 1, pending: 0, lastError: 'it answers 500' },
  ]);
});

test('EVT-075 EVT-076 EVT-077 EVT-022 events are put on the default bus of the region, one call for each receiving account', async () => {
  const bus = await receiver(() => ({ status: 200, body: '{"FailedEntryCount":0,"Entries":[]}' }));
  const world = await start({ events: [`eventbridge:${bus.url}?source=local.codeartifact`] });
  await world.publish('1', { a: '1' });
  await bus.wait(1);
  const [{ headers, body } = { headers: {}, body: '' }] = bus.received;
  expect(headers['x-amz-target']).toBe('AWSEvents.PutEvents');
  expect(headers['content-type']).toBe('application/x-amz-json-1.1');
  expect(headers.authorization).toMatch(
    /^AWS4-HMAC-SHA256 Credential=000000000000\/\d{8}\/us-east-1\/events\/aws4_request, SignedHeaders=content-type;host;x-amz-date;x-amz-target, /,
  );
  const [event] = world.emulator.events.list().events;
  expect(JSON.parse(body)).toEqual({
    Entries: [
      {
        Time: Date.parse(event?.time ?? '') / 1000,
        Source: 'local.codeartifact',
        DetailType: 'CodeArtifact Package Version State Change',
        Resources: event?.resources,
        Detail: JSON.stringify(event?.detail),
      },
    ],
  });
});

test.each(['nowhere', 'webhook:ftp://x', 'eventbridge:x', 'file:'])(
  'EVT-079 %s is no target',
  async (target) => {
    await expect(startPackageWorld({ events: [target] })).rejects.toThrow(RangeError);
  },
);

test.each([
  [{ source: ['aws.codeartifact'], detail: { domainName: ['dom'], repositoryName: ['app'] } }, true],
  [{ detail: { packageNamespace: ['types', 'ns'], packageFormat: ['npm', 'generic'] } }, true],
  [{ detail: { repositoryName: ['other'] } }, false],
  [{ detail: { packageName: [{ prefix: 'to' }], sequenceNumber: [1] } }, true],
  [{ detail: { packageVersionState: [{ 'anything-but': ['Published', 'Deleted'] }] } }, false],
  [{ resources: [{ prefix: 'arn:aws:codeartifact:' }], detail: { nothing: [{ exists: false }] } }, true],
  [{ detail: { nothing: { deeper: [{ exists: true }] } } }, false],
])('EVT-060 EVT-061 EVT-078 a target gets what its pattern takes: %j %s', async (pattern, isTaken) => {
  const hook = await receiver(() => ({ status: 200 }));
  const world = await start({ events: [{ target: `webhook:${hook.url}`, pattern }] });
  await world.publish('1', { a: '1' });
  await world.emulator.close();
  closing.pop();
  expect(hook.received).toHaveLength(isTaken ? 1 : 0);
});

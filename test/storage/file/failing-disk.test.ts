import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { assetContentKey } from '../../../src/registry/keys';
import { encodeKey, type Key } from '../../../src/registry/store';
import type { State } from '../../../src/storage/state';
import { effort } from '../../support/effort';
import { createFailingDisk, type Failure, type FailingDisk } from './failing-disk';
import { copyDirectory, dump, makeDirectory, openData, removeDirectories } from './data-directory';

afterEach(removeDirectories);

const DOMAIN = { region: 'r', domainOwner: 'o', domain: 'd' };
const sha256Of = (content: string) => createHash('sha256').update(content).digest('hex');
const itemKey = (name: string): Key<unknown> => encodeKey('item', name);
// Long enough that the journal is turned into a snapshot every few commits.
const filler = 'x'.repeat(300);

/** What the state must be: contents by name, and the same for each snapshot. */
interface Model {
  readonly items: ReadonlyMap<string, string>;
  readonly named: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

interface Operation {
  readonly name: string;
  run(state: State): Promise<unknown>;
  apply(model: Model): Model;
}

/** Stores bytes and then a record that refers to them, as a publish does. */
function publish(name: string): Operation {
  const content = `content of ${name}`;
  return {
    name: `publish ${name}`,
    async run({ blobs, store }) {
      const blob = await blobs.write(Buffer.from(content));
      const { sha256, size } = blob;
      try {
        await store.write(async (tx) => {
          tx.put(itemKey(name), { content, filler });
          tx.put(assetContentKey(DOMAIN, sha256), { size, references: 1 });
        });
      } finally {
        blob.release();
      }
    },
    apply: ({ items, named }) => ({ items: new Map(items).set(name, content), named }),
  };
}

/** Takes the record away and then the bytes. */
function remove(name: string): Operation {
  return {
    name: `delete ${name}`,
    async run({ blobs, store }) {
      const sha256 = sha256Of(`content of ${name}`);
      await store.write(async (tx) => {
        tx.delete(itemKey(name));
        tx.delete(assetContentKey(DOMAIN, sha256));
      });
      // An orphan is no failure of the deletion.
      await blobs.delete(sha256).catch(() => undefined);
    },
    apply: ({ items, named }) => ({ items: new Map([...items].filter(([key]) => key !== name)), named }),
  };
}

const reset: Operation = {
  name: 'reset',
  run: (state) => state.reset(),
  apply: ({ named }) => ({ items: new Map(), named }),
};
const snapshot: Operation = {
  name: 'snapshot',
  run: (state) => state.snapshot('s'),
  apply: ({ items, named }) => ({ items, named: new Map(named).set('s', items) }),
};
const restore: Operation = {
  name: 'restore',
  run: (state) => state.restore('s'),
  apply: (model) => {
    const items = model.named.get('s');
    return items ? { items, named: model.named } : model;
  },
};
/** What is exported comes back as the whole state. */
const reimport: Operation = {
  name: 'import',
  async run(state) {
    const pieces = [];
    for await (const { path, size, content } of state.exportState()) {
      pieces.push({ path, size, content: await content.toArray() });
    }
    await state.importState(
      (async function* () {
        for (const { content, ...piece } of pieces) {
          yield { ...piece, content: Readable.from(content) };
        }
      })(),
    );
  },
  apply: (model) => model,
};

const OPERATIONS: readonly Operation[] = [
  ...['a', 'b', 'c'].map(publish),
  ...[remove('b'), snapshot, publish('d'), reset, publish('e'), restore, reimport],
  ...['f', 'g', 'h'].map(publish),
  ...[remove('a'), snapshot, reset, publish('i'), restore, publish('j')],
];

/** The state of a directory whose process was killed just now, with every blob held against its digest. */
async function recoverCopy(directory: string, disk: FailingDisk): Promise<Model> {
  const copy = await disk.still(() => copyDirectory(directory));
  const { state } = await openData(copy);
  const items = await itemsOf(state);
  const blobs = await readdir(join(copy, 'blobs'));
  for (const name of blobs) expect(sha256Of(await readFile(join(copy, 'blobs', name), 'utf8'))).toBe(name);
  for (const content of items.values()) expect(blobs).toContain(sha256Of(content));
  expect(await readdir(join(copy, 'incoming'))).toEqual([]);
  const hasSnapshot = await state.restore('s');
  const named: Model['named'] = hasSnapshot ? new Map([['s', await itemsOf(state)]]) : new Map();
  await state.close();
  return { items, named };
}

async function itemsOf(state: State): Promise<Map<string, string>> {
  const entries = (await dump(state.store)).filter(([key]) => key.startsWith(encodeKey('item')));
  return new Map(
    entries.map(([key, record]) => [key.split('\u0000')[1] ?? '', (record as { content: string }).content]),
  );
}

/** Runs the operations on a disk that fails; gives how many operations of the disk there were. */
async function runWith(failure: Failure): Promise<number> {
  const directory = await makeDirectory();
  const disk = createFailingDisk(failure);
  const opened = await openData(directory, { disk, minJournalBytes: 2000 }).catch((error: Error) => error);
  if (opened instanceof Error) {
    expect(opened.message).toContain(directory);
    expect(await recoverCopy(directory, disk)).toEqual({ items: new Map(), named: new Map() });
    return disk.operations();
  }
  const { state } = opened;
  let model: Model = { items: new Map(), named: new Map() };
  // What a failed commit left in the journal is there or not, until another one takes its place.
  let possible = [model];
  let hasJustFailed = false;
  for (const operation of OPERATIONS) {
    const after = operation.apply(model);
    const failed = await operation.run(state).then(
      () => undefined,
      (error: Error) => error,
    );
    // A failure says which file it is about.
    if (failed) expect(failed.message).toContain(directory);
    if (failed) possible = [...possible, after];
    else if (after !== model) possible = [(model = after)];
    expect(await itemsOf(state)).toEqual(model.items);
    if (failed || hasJustFailed) expect(possible).toContainEqual(await recoverCopy(directory, disk));
    // A disk that stays broken has no more to show.
    if (failed && hasJustFailed) break;
    hasJustFailed = failed !== undefined;
  }
  expect(possible).toContainEqual(await recoverCopy(directory, disk));
  await state.close().catch(() => undefined);
  expect(possible).toContainEqual(await recoverCopy(directory, disk));
  return disk.operations();
}

test('with a disk that never fails every operation is done', async () => {
  expect(await runWith({ at: Infinity, lasting: false })).toBeGreaterThan(150);
});

test.each([
  ['once', false],
  ['from then on', true],
])(
  'whichever operation of the disk fails, %s: what was answered is there, and the rest is whole or absent',
  async (_title, lasting) => {
    const total = await runWith({ at: Infinity, lasting: false });
    for (let at = 1; at <= total; at += effort(1, 3)) {
      await runWith({ at, lasting }).catch((error: Error) => {
        throw new Error(`operation ${at}: ${error.message}`, { cause: error });
      });
    }
  },
  300_000,
);

import { createFileBlobStore } from '../../../src/storage/file/file-blobs';
import { fileSystem, type Disk } from '../../../src/storage/file/disk';
import { layoutOf } from '../../../src/storage/file/layout';
import { writeStateFile } from '../../../src/storage/file/state-file';
import { createOrderedTree } from '../../../src/storage/memory/ordered-tree';
import { makeDirectory, removeDirectories } from './data-directory';

afterEach(removeDirectories);

const MEBIBYTE = 1024 * 1024;

/** The file system, with a list of what was asked of it: names of operations, and bytes that were written. */
function createRecordingDisk(): { readonly disk: Disk; readonly asked: (string | number)[] } {
  const asked: (string | number)[] = [];
  const disk: Disk = {
    ...fileSystem,
    async open(path, mode) {
      asked.push('open');
      const file = await fileSystem.open(path, mode);
      const note =
        <K extends 'sync' | 'close'>(name: K) =>
        (): Promise<void> => {
          asked.push(name);
          return file[name]();
        };
      return {
        ...file,
        ...{ sync: note('sync'), close: note('close') },
        write(bytes) {
          asked.push(bytes.length);
          return file.write(bytes);
        },
      };
    },
    rename(from, to) {
      asked.push('rename');
      return fileSystem.rename(from, to);
    },
    remove(path) {
      asked.push('remove');
      return fileSystem.remove(path);
    },
    syncDirectory(path) {
      asked.push('sync directory');
      return fileSystem.syncDirectory(path);
    },
  };
  return { disk, asked };
}

test('an upload waits for no more of the disk than it needs, and known bytes for less', async () => {
  const layout = layoutOf(await makeDirectory());
  await fileSystem.makeDirectory(layout.blobs);
  await fileSystem.makeDirectory(layout.incoming);
  const { disk, asked } = createRecordingDisk();
  const blobs = createFileBlobStore(disk, layout, [], () => undefined);
  const received = ['open', 5, 'sync', 'close'];
  await blobs.write(Buffer.from('bytes'));
  expect(asked.splice(0)).toEqual([...received, 'rename', 'sync directory']);
  await blobs.write(Buffer.from('bytes'));
  expect(asked).toEqual([...received, 'remove']);
  await blobs.close();
});

test('a snapshot is synced as it is written, so that commits do not wait for all of it at once', async () => {
  const layout = layoutOf(await makeDirectory());
  const { disk, asked } = createRecordingDisk();
  const tree = createOrderedTree();
  for (let index = 0; index < 9_000; index++) tree.set(String(index), 'x'.repeat(1_000));
  await writeStateFile(disk, layout, layout.snapshot, {
    version: 1,
    seq: 0,
    contents: { tree, named: new Map() },
  });
  let [unsynced, most, all] = [0, 0, 0];
  for (const each of asked) {
    if (typeof each === 'number') [unsynced, all] = [unsynced + each, all + each];
    else if (each === 'sync') unsynced = 0;
    most = Math.max(most, unsynced);
  }
  expect(all).toBeGreaterThan(8 * MEBIBYTE);
  expect(most).toBeLessThan(5 * MEBIBYTE);
});

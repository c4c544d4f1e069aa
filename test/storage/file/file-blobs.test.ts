import { mkdir, readdir } from 'node:fs/promises';
import { fileSystem } from '../../../src/storage/file/disk';
import { createFileBlobStore } from '../../../src/storage/file/file-blobs';
import { layoutOf } from '../../../src/storage/file/layout';
import { describeBlobStore } from '../blob-suite';
import { makeDirectory, removeDirectories } from './data-directory';

afterAll(removeDirectories);

async function createStore() {
  const layout = layoutOf(await makeDirectory());
  await Promise.all([layout.blobs, layout.incoming].map((path) => mkdir(path)));
  const blobs = createFileBlobStore(fileSystem, layout, [], () => undefined);
  return {
    blobs,
    leftovers: async () => [await readdir(layout.blobs), await readdir(layout.incoming)],
    close: () => blobs.close(),
  };
}

describeBlobStore('blobs in a data directory', createStore);

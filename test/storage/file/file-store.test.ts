import { emptyContents } from '../../../src/storage/contents';
import { fileSystem } from '../../../src/storage/file/disk';
import { createFileStore, type FileStoreOptions } from '../../../src/storage/file/file-store';
import { createJournalFile, openJournal, type Journal } from '../../../src/storage/file/journal';
import { layoutOf } from '../../../src/storage/file/layout';
import { describeStore } from '../store-suite';
import { makeDirectory, removeDirectories } from './data-directory';

afterAll(removeDirectories);

const journals: Journal[] = [];
afterEach(() => Promise.all(journals.splice(0).map((journal) => journal.close())));

async function createStore(options?: FileStoreOptions) {
  const layout = layoutOf(await makeDirectory());
  const file = await createJournalFile(fileSystem, layout, 1, 0);
  const journal = await openJournal(fileSystem, layout, { version: 1, seq: 0, ...file });
  journals.push(journal);
  return createFileStore(emptyContents(), journal, options);
}

describeStore('file store', () => createStore());
describeStore('file store that runs rules twice', () => createStore({ rerunWrites: true }));

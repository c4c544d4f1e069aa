import { fileSystem, StorageError, type Disk, type DiskFile } from '../../../src/storage/file/disk';

/** How a disk fails: the n-th of its operations, counted from 1, and perhaps every one after it. */
export interface Failure {
  readonly at: number;
  readonly lasting: boolean;
}

export interface FailingDisk extends Disk {
  /** How many there were. */
  operations(): number;
  /** Runs a job while no operation is under way and none begins, as if the process stood still. */
  still<T>(job: () => Promise<T>): Promise<T>;
}

/** The file system, with an operation that fails; a write that fails has written half. */
export function createFailingDisk(failure: Failure): FailingDisk {
  let operations = 0;
  let gate: Promise<unknown> = Promise.resolve();
  const underWay = new Set<Promise<unknown>>();
  const isDue = (): boolean => {
    operations++;
    return failure.lasting ? operations >= failure.at : operations === failure.at;
  };
  const fail = (path: string): never => {
    throw new StorageError(`${path}: ENOSPC: no space left on device (injected)`);
  };
  async function enter<T>(action: () => Promise<T>): Promise<T> {
    await gate;
    const running = action();
    underWay.add(running);
    return running.finally(() => underWay.delete(running));
  }
  const guard = <T>(path: string, action: () => Promise<T>): Promise<T> =>
    enter(async () => (isDue() ? fail(path) : action()));

  function wrap(path: string, file: DiskFile): DiskFile {
    return {
      write: (bytes) =>
        enter(async () => {
          if (!isDue()) return file.write(bytes);
          await file.write(bytes.subarray(0, bytes.length / 2));
          return fail(path);
        }),
      sync: () => guard(path, () => file.sync()),
      truncate: (length) => guard(path, () => file.truncate(length)),
      // Whatever it says, it is closed afterwards.
      close: () =>
        enter(async () => {
          await file.close();
          if (isDue()) fail(path);
        }),
    };
  }

  return {
    ...fileSystem,
    operations: () => operations,
    async still(job) {
      const result = Promise.allSettled([...underWay]).then(job);
      gate = result.catch(() => undefined);
      return result;
    },
    open: (path, mode) => guard(path, async () => wrap(path, await fileSystem.open(path, mode))),
    createExclusively: (path, text) => guard(path, () => fileSystem.createExclusively(path, text)),
    rename: (from, to) => guard(to, () => fileSystem.rename(from, to)),
    remove: (path) => guard(path, () => fileSystem.remove(path)),
    makeDirectory: (path) => guard(path, () => fileSystem.makeDirectory(path)),
    syncDirectory: (path) => guard(path, () => fileSystem.syncDirectory(path)),
  };
}

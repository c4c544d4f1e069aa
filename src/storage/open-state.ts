import type { Logger } from '../util/logger';
import { openFileState } from './file/file-state';
import { createMemoryState } from './memory/memory-state';
import type { State } from './state';

export interface StateOptions {
  /** The data directory; without one everything is gone with the process. */
  readonly data?: string | undefined;
  readonly blobMemoryBytes: number;
  readonly temporaryDirectory: string;
}

/** Opens the state that the options ask for. Rejects as `openFileState`. */
export async function openState(options: StateOptions, logger: Logger): Promise<State> {
  const { data, blobMemoryBytes, temporaryDirectory } = options;
  const onEffectError = (error: unknown): void => logger.error('unexpected error', error);
  if (data === undefined) {
    return createMemoryState({ maxMemoryBytes: blobMemoryBytes, temporaryDirectory, onEffectError });
  }
  const report = (message: string): void => logger.error(message);
  const { status } = logger;
  const progress = status && { onProgress: (done: string) => status.show(`${data}: ${done}`) };
  try {
    return await openFileState({ directory: data, report, onEffectError, ...progress });
  } finally {
    status?.clear();
  }
}

/** Runs jobs with the same name one after the other, and others at the same time. */
export interface Turns {
  <T>(name: string, job: () => Promise<T>): Promise<T>;
  /** Resolves when no job is left. */
  idle(): Promise<void>;
}

/** Turns that nobody waits for yet. */
export function createTurns(): Turns {
  const last = new Map<string, Promise<void>>();
  const take = <T>(name: string, job: () => Promise<T>): Promise<T> => {
    const result = (last.get(name) ?? Promise.resolve()).then(job);
    const settled = (): void => {
      if (last.get(name) === turn) last.delete(name);
    };
    const turn = result.then(settled, settled);
    last.set(name, turn);
    return result;
  };
  const idle = async (): Promise<void> => {
    while (last.size > 0) await Promise.all(last.values());
  };
  return Object.assign(take, { idle });
}

/**
 * Lets callers share the runs of one job: who comes while it runs waits for the next run, which begins after they came
 * and serves them all.
 */
export function createShared(job: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  let next: Promise<void> | undefined;
  const start = (): Promise<void> => {
    next = undefined;
    const run = job().finally(() => {
      if (running === run) running = undefined;
    });
    running = run;
    return run;
  };
  return () => {
    if (!running) return start();
    next ??= running.then(start, start);
    return next;
  };
}

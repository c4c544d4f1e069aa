/** Lets concurrent requests for one thing wait for the same work; `work` runs once for each key at a time. */
export type SingleFlight = <T>(key: string, work: () => Promise<T>) => Promise<T>;

/** The callers of one key must all expect the same type of result. */
export function createSingleFlight(): SingleFlight {
  const underWay = new Map<string, Promise<unknown>>();
  return async <T>(key: string, work: () => Promise<T>): Promise<T> => {
    const running = underWay.get(key) as Promise<T> | undefined; // what was started under this key
    if (running) return running;
    const started = work().finally(() => underWay.delete(key));
    underWay.set(key, started);
    return started;
  };
}
